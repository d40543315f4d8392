//! What somebody finds of approvals when he asks what is held, and what becomes of it when he is erased.

use ground::{Caller, Ctx, Fault, PersonId, Timestamp, View};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::erasure::Working;
use yard::{Held, House};

use super::matter::store as cases;
use super::store;

/// Rows of a page.
const PAGE: i64 = 500;

/// In which cases he takes part and as what, uploads that wait, and absences; what is filled in is the organisation's, and he reads
/// it there.
pub(crate) fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let mut held = parts(&mut view, person).await?;
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

async fn parts(view: &mut View, person: PersonId) -> Result<Vec<Held>, Fault> {
    let (mut held, mut before) = (Vec::new(), None);
    loop {
        let page = cases::held(view, person, (before, PAGE)).await?;
        before = page.last().map(|part| part.case);
        let is_last = !is_full(page.len());
        held.extend(page.into_iter().map(|part| {
            let roles = part.roles.into_iter().collect::<Vec<_>>().join(", ");
            let value = format!("{} · {} · {roles}", part.org, part.number);
            one("office_approval_part", value, part.asked_at)
        }));
        if is_last {
            return Ok(held);
        }
    }
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
        let Some((org, alias)) = cases::an_org_of(cx, person).await? else { return Ok(0) };
        let alias = alias.unwrap_or_else(|| PersonId::fresh(cx.clock()));
        let done = cases::rename(cx, (org, person), alias, most).await?;
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
