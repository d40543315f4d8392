//! What people see: their lists, a case with its way, and whether it is as it was signed.

use ground::{Caller, Member, PersonId};
use policy::Purpose;
use std::collections::{BTreeSet, HashMap, HashSet};
use yard::House;
use yard::account::names_of;
use yard::org::leaver::pseudonym;
use yard::org::store as orgs;

use super::chain::{Act, Body};
use super::form::Definition;
use super::matter::store::{self as cases, Box};
use super::matter::{Matter, content, from_json};
use super::seeing::{self, Looks};
use super::verify::{Chain, Said, Verdict};
use super::{
    CaseId, CaseRow, FormId, Part, RecordRow, Refusal, VersionRow, deciding, resource, store, value,
};

/// Cases of a page.
pub(super) const PAGE: i64 = 50;
/// Cases that are looked through for words.
const SEARCHED: i64 = 500;

/// Somebody as he is shown.
#[derive(Clone)]
pub(super) struct Someone {
    /// Nothing where he left.
    pub person: Option<PersonId>,
    pub name: String,
}

/// How people of a case are called: members by their names, whoever left by his pseudonym.
pub(super) async fn names(
    house: &House,
    who: Member,
    people: &HashSet<PersonId>,
) -> Result<HashMap<PersonId, Someone>, Refusal> {
    let all: Vec<PersonId> = people.iter().copied().collect();
    let mut view = house.db.view().await?;
    let members = orgs::members_among(&mut view, who.org, &all).await?;
    let aliases = store::aliases(&mut view, who.org).await?;
    drop(view);
    let here: Vec<PersonId> = members.iter().copied().collect();
    let named = names_of(house, &Caller::from(who), Purpose::Approval, &here).await?;
    let someone = |one: &PersonId| {
        let name = named.get(one).map(|name| name.as_str().to_owned());
        let person = members.contains(one).then_some(*one);
        let name = name.unwrap_or_else(|| pseudonym(aliases.get(one).copied().unwrap_or(*one)));
        (*one, Someone { person, name })
    };
    Ok(people.iter().map(someone).collect())
}

/// A case in a list.
pub(super) struct Listed {
    pub row: CaseRow,
    pub form: String,
    pub summary: String,
    pub asker: Option<Someone>,
    /// The mark of what is filled in, and the steps at which it is my turn.
    pub seen: String,
    pub turns: Vec<String>,
    pub due_at: Option<ground::Timestamp>,
}

/// What is listed.
pub(super) struct Wish<'a> {
    pub which: Box,
    pub before: Option<CaseId>,
    pub text: &'a str,
}

/// My cases before one of them, the newest first; with words only those that have them among the newest five hundred.
pub(super) async fn list(
    house: &House,
    who: Member,
    wish: &Wish<'_>,
) -> Result<(Vec<Listed>, Option<CaseId>, i64), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.read", &resource(who.org))?;
    let runs = view.permit(who, "org.administer", &resource(who.org)).is_ok();
    let is_searched = !wish.text.trim().is_empty();
    let most = if is_searched { SEARCHED } else { PAGE };
    let own = (who.org, who.person);
    let rows = cases::of_person(&mut view, own, wish.which, (wish.before, most)).await?;
    let waiting = cases::waiting_count(&mut view, who.org, who.person).await?;
    let ids: Vec<CaseId> = rows.iter().map(|row| row.id).collect();
    let mut parts: HashMap<CaseId, Vec<Part>> = HashMap::new();
    for (case, part) in cases::own_parts(&mut view, who.person, &ids).await? {
        parts.entry(case).or_default().push(part);
    }
    let wanted: HashSet<(FormId, u32)> = rows.iter().map(|row| (row.form, row.version)).collect();
    let versions = store::versions(&mut view, who.org, &wanted).await?;
    drop(view);
    let definitions = definitions(house, who, &versions).await?;
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Approval).act("approval.cases");
    let texts = look.open_many(rows.iter().map(|row| &row.body)).await?;
    let asker = |case: CaseId| parts.get(&case).and_then(|parts| parts.iter().find(|part| part.asks));
    let people = rows.iter().filter_map(|row| asker(row.id)).map(|part| part.person).collect();
    let names = names(house, who, &people).await?;
    let mut listed = Vec::with_capacity(rows.len());
    let next = rows.last().filter(|_| i64::try_from(rows.len()) == Ok(PAGE)).map(|row| row.id);
    for (row, text) in rows.into_iter().zip(texts) {
        let Some(form) = definitions.get(&(row.form, row.version)) else { continue };
        let values = content::numbered(&text)?;
        let own = parts.get(&row.id).and_then(|all| all.iter().find(|part| part.person == who.person));
        let is_free = runs || own.is_some_and(|part| part.asks);
        let looks = Looks { is_free, party: own.map(|part| part.party) };
        let hidden = seeing::hidden(form, &row.state, looks);
        let turns =
            row.state.waiting().into_iter().filter(|(_, party)| own.is_some_and(|one| one.party == *party));
        listed.push(Listed {
            turns: turns.map(|(step, _)| step.to_owned()).collect(),
            due_at: own.and_then(|part| part.dues.values().min().copied()),
            form: form.name.clone(),
            summary: value::summary(form, &seeing::without(&values, &hidden)),
            asker: asker(row.id).and_then(|part| names.get(&part.person).cloned()),
            seen: deciding::mark(house, row.id, &text),
            row,
        });
    }
    if is_searched {
        let wanted = wish.text.trim().to_lowercase();
        listed.retain(|one| one.says(&wanted));
        listed.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        return Ok((listed, None, waiting));
    }
    Ok((listed, next, waiting))
}

impl Listed {
    fn says(&self, wanted: &str) -> bool {
        let asker = self.asker.as_ref().map_or("", |one| one.name.as_str());
        let all = format!("{} {} {} {}", self.row.number, self.form, self.summary, asker);
        all.to_lowercase().contains(wanted)
    }
}

/// What these versions of forms say.
pub(super) async fn definitions(
    house: &House,
    who: Member,
    versions: &[VersionRow],
) -> Result<HashMap<(FormId, u32), Definition>, Refusal> {
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Approval).act("approval.cases");
    let opened = look.open_many(versions.iter().map(|one| &one.definition)).await?;
    let mut found = HashMap::new();
    for (version, text) in versions.iter().zip(opened) {
        found.insert((version.form, version.number), from_json(&text)?);
    }
    Ok(found)
}

/// A record in the open.
pub(super) struct Told {
    pub seq: u32,
    pub hash: String,
    pub body: Body,
}

/// A case in the open, for one who looks.
pub(super) struct Case {
    pub matter: Matter,
    pub records: Vec<Told>,
    pub names: HashMap<PersonId, Someone>,
    /// My own number, where I take part.
    pub party: Option<u16>,
    /// The mark of what is filled in.
    pub seen: String,
}

/// A case, for those who take part and those who run the organisation.
pub(super) async fn get(house: &House, who: Member, case: CaseId) -> Result<Case, Refusal> {
    let mut matter = deciding::seen(house, who, "approval.case.get", case).await?;
    matter.content.values = seeing::without(&matter.content.values, &matter.hidden);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Approval).act("approval.case.get");
    let mut records = Vec::new();
    let mut after = 0;
    loop {
        let rows = page(house, &matter, after).await?;
        let Some(last) = rows.last() else { break };
        after = last.seq;
        let opened = look.open_present(rows.iter().map(|row| &row.body)).await?;
        for (row, text) in rows.iter().zip(opened) {
            // What does not read is found by the proof, and does not hide the rest.
            if let Some(Ok(body)) = text.map(|text| from_json::<Body>(&text)) {
                records.push(Told { seq: row.seq, hash: super::chain::hex(&row.hash), body });
            }
        }
    }
    let mut people: HashSet<PersonId> = matter.parts.iter().map(|part| part.person).collect();
    people.extend(matter.content.people_of_values(&matter.definition));
    let names = names(house, who, &people).await?;
    let party = matter.part_of(who.person).map(|part| part.party);
    let seen = deciding::mark(house, matter.row.id, &matter.written);
    Ok(Case { matter, records, names, party, seen })
}

/// The next records of a case as it was when it was loaded: what is written meanwhile is not of it yet.
async fn page(house: &House, matter: &Matter, after: u32) -> Result<Vec<RecordRow>, Refusal> {
    let row = &matter.row;
    Ok(cases::records(&mut house.db.view().await?, (row.org, row.id), (after, row.records)).await?)
}

/// Whether a case is as it was signed.
pub(super) async fn proof(house: &House, who: Member, case: CaseId) -> Result<(Verdict, String), Refusal> {
    let matter = deciding::seen(house, who, "approval.case.proof", case).await?;
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Approval).act("approval.case.proof");
    let key = house.vault.log_key();
    let mut chain = Chain::begin(&matter.row, &matter.parts, &key);
    let mut after = 0;
    loop {
        let rows = page(house, &matter, after).await?;
        let Some(last) = rows.last() else { break };
        after = last.seq;
        let opened = look.open_each(rows.iter().map(|row| &row.body)).await?;
        for (row, body) in rows.iter().zip(opened) {
            let body = body.ok().map(vault::Opened::into_inner);
            chain.take(&Said { row, body: body.as_deref() });
        }
    }
    let state = cases::written(&matter.row.state)?;
    let verdict = chain.verdict((state.as_str(), matter.written.as_str()));
    Ok((verdict, super::chain::hex(&key)))
}

/// What is masked in full: whoever asked or decides sees it, and each look is a record of the case.
pub(super) async fn reveal(
    house: &House,
    who: Member,
    case: CaseId,
    (field, reason): (&str, &str),
) -> Result<String, Refusal> {
    let reason = super::settings::opinion(Some(reason), true)?;
    let note = (Some(field.to_owned()), reason);
    let matter = deciding::note(house, who, (case, Act::Looked), note).await?;
    let text = matter.content.values.get(field).and_then(serde_json::Value::as_str);
    Ok(text.unwrap_or_default().to_owned())
}

/// Members that are found by what they are called, for choosing somebody.
pub(super) async fn people(
    house: &House,
    who: Member,
    people: &BTreeSet<PersonId>,
) -> Result<HashMap<PersonId, Someone>, Refusal> {
    names(house, who, &people.iter().copied().collect()).await
}
