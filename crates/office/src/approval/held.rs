//! What somebody finds of approvals when he asks what is held, and what becomes of it when he is erased.

use ground::{Because, Caller, Ctx, Fault, PersonId, Timestamp, View};
use policy::Category;
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use yard::erasure::Working;
use yard::{Held, House, own};

use super::chain::Body;
use super::engine::Party;
use super::matter::{content, from_json};
use super::part::store::{self as parts, HeldPart};
use super::value::Filled;
use super::{CaseId, store};

/// Rows of a page.
const PAGE: i64 = 500;
/// Records that are looked through for what somebody said: who said it stands in what is sealed.
const RECORDS_MAX: i64 = 20_000;
/// Stands in the place of what was said in older cases than those.
const LEFT_OUT: &str = "…";

/// In which cases he takes part or is named and as what, what he filled in, what he said, uploads that wait, and absences. What others
/// filled in and said is theirs and the organisation's.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut held = cases(house, caller, person).await?;
        let mut view = house.db.view().await?;
        held.extend(files(&mut view, person).await?);
        held.extend(absences(&mut view, person).await?);
        Ok(held)
    })
}

fn one(table: &'static str, value: String, collected_at: Timestamp) -> Held {
    Held { category: Category::ApprovalCase, table, value: Some(value), collected_at }
}

fn is_full(rows: usize) -> bool {
    i64::try_from(rows).is_ok_and(|rows| rows >= PAGE)
}

/// His cases, page by page.
async fn cases(house: &House, caller: &Caller, person: PersonId) -> Result<Vec<Held>, Fault> {
    let (mut held, mut before, mut left) = (Vec::new(), None, RECORDS_MAX);
    loop {
        let page = parts::held(&mut house.db.view().await?, person, (before, PAGE)).await?;
        before = page.last().map(|part| part.case);
        held.extend(page.iter().map(|part| {
            let roles = part.roles.iter().copied().collect::<Vec<_>>().join(", ");
            let value = format!("{} · {} · {roles}", part.org, part.number);
            one("office_approval_part", value, part.asked_at)
        }));
        held.extend(filled(house, caller, &page).await?);
        held.extend(said(house, caller, &page, &mut left).await?);
        if !is_full(page.len()) {
            return Ok(held);
        }
    }
}

/// What he filled in where he asked, by the names of fields.
async fn filled(house: &House, caller: &Caller, page: &[HeldPart]) -> Result<Vec<Held>, Fault> {
    let asked: Vec<CaseId> =
        page.iter().filter(|part| part.roles.contains("asks")).map(|part| part.case).collect();
    let rows = parts::bodies(&mut house.db.view().await?, &asked).await?;
    let bodies = rows.iter().map(|(at, body)| (*at, body));
    let say = |text: String| match content::numbered(&text) {
        Ok(values) => serde_json::Value::Object(values).to_string(),
        Err(_) => text,
    };
    let of = (Category::ApprovalCase, "office_approval_case");
    own::opened(own::look(house, caller).delivery(), of, bodies, say).await
}

/// What he said and what he changed, wherever he takes part: who only is named said nothing. Until as many records were looked through as
/// may be, by pages of cases, the newest first; then it is said that the rest is left out.
async fn said(house: &House, caller: &Caller, page: &[HeldPart], left: &mut i64) -> Result<Vec<Held>, Fault> {
    let own = page.iter().filter(|part| !part.roles.contains("named"));
    let mine: HashMap<CaseId, Party> = own.map(|part| (part.case, part.party)).collect();
    let ids: Vec<CaseId> = mine.keys().copied().collect();
    let (mut held, mut after) = (Vec::new(), None);
    while *left > 0 {
        let rows = parts::records(&mut house.db.view().await?, &ids, (after, PAGE.min(*left))).await?;
        let Some((last, record)) = rows.last() else { return Ok(held) };
        (after, *left) = (Some((*last, record.seq)), *left - i64::try_from(rows.len()).unwrap_or(*left));
        if *left == 0 {
            held.push(one("office_approval_record", LEFT_OUT.to_owned(), record.made_at));
        }
        let look = own::look(house, caller).delivery();
        let opened = look.open_present(rows.iter().map(|(_, record)| &record.body)).await;
        let opened = opened.because("opening what somebody said in approvals for himself")?;
        for ((case, record), text) in rows.iter().zip(opened) {
            let body = text.and_then(|text| from_json::<Body>(&text).ok());
            let own = body.filter(|body| body.by.is_some() && body.by.as_ref() == mine.get(case));
            let Some(own) = own else { continue };
            let typed = own.changes.into_iter().filter(|change| change.is_typed);
            let typed: Filled =
                typed.map(|change| (change.field, change.after.unwrap_or_default())).collect();
            let typed = (!typed.is_empty()).then(|| serde_json::Value::Object(typed).to_string());
            for said in own.opinion.into_iter().chain(typed) {
                held.push(one("office_approval_record", said, record.made_at));
            }
        }
    }
    Ok(held)
}

async fn files(view: &mut View, person: PersonId) -> Result<Vec<Held>, Fault> {
    let (mut held, mut after) = (Vec::new(), None);
    loop {
        let page = store::files_of(view, person, (after, PAGE)).await?;
        after = page.last().map(|(id, _)| *id);
        let is_last = !is_full(page.len());
        held.extend(page.into_iter().map(|(id, at)| one("office_approval_file", id.to_string(), at)));
        if is_last {
            return Ok(held);
        }
    }
}

async fn absences(view: &mut View, person: PersonId) -> Result<Vec<Held>, Fault> {
    let (mut held, mut after) = (Vec::new(), 0);
    loop {
        let page = store::absences_of(view, person, (after, PAGE)).await?;
        after += PAGE;
        let is_last = !is_full(page.len());
        held.extend(page.into_iter().map(|absence| {
            let as_what = if absence.stands_in { "stand_in" } else { "away" };
            let value = format!("{} · {as_what} · {}", absence.org, absence.until_at.rfc3339());
            one("office_approval_absence", value, absence.said_at)
        }));
        if is_last {
            return Ok(held);
        }
    }
}

/// The cases stay with the organisation, and speak of a pseudonym; the salts that lead to him go.
pub(crate) fn erase_parts<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let Some((org, alias)) = parts::an_org_of(cx, person).await? else { return Ok(0) };
        let alias = alias.unwrap_or_else(|| PersonId::fresh(cx.clock()));
        let done = parts::rename(cx, (org, person), alias, most).await?;
        // There may be another organisation: it is asked again.
        Ok(if done > 0 { most.unsigned_abs() } else { 0 })
    })
}

/// His uploads that no case has.
pub(crate) fn erase_files<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move { store::erase_files(cx, person, most).await })
}

/// His absences.
pub(crate) fn erase_absences<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move { store::erase_absences(cx, person, most).await })
}
