//! Whoever decides at a step changes what that step may change. It is held against the form as what was asked is, stands in the record
//! with what stood there before, and moves nothing: he decides afterwards, on what he and everybody sees then.

use ground::{Caller, Member};
use serde_json::Value;
use yard::House;
use yard::account::{Bound, store as accounts};

use super::asking::TRIES;
use super::chain::{Act, Change};
use super::deciding::{self, At, mark, seen};
use super::engine::Told;
use super::form::{Definition, Takes};
use super::matter::{self, Content, Matter, Move, Note, content};
use super::value::{self, Filled, Mistake};
use super::who::Facts;
use super::{Refusal, resource, settings, taking};

/// Changes of one person within a day.
const OF_DAY: Bound = Bound { kind: "approval.change.day", span_s: 86_400, most: 500 };

/// Changes it; answers the mark of what is filled in now. What stands there already is no change, and nothing is written down of it.
pub(super) async fn change(
    house: &House,
    who: Member,
    at: &At<'_>,
    (typed, opinion): (&Filled, Option<&str>),
) -> Result<String, Refusal> {
    let opinion = settings::opinion(opinion, false)?;
    counted(house, who).await?;
    for _ in 0..TRIES {
        let mut matter = seen(house, who, "approval.change", at.case).await?;
        let (step, _) = deciding::turn(house, who, &matter, at)?;
        let may = matter.editable(&step);
        if let Some(field) = typed.keys().find(|id| !may.contains(id)) {
            return Err(Refusal::Fixed(field.clone()));
        }
        matter.content.values = checked(house, &matter, typed).await?;
        let before = content::numbered(&matter.written)?;
        let mut parties = matter.parties();
        let written = matter.content.written(&matter.definition, &mut parties)?;
        let changes = differences(&matter.definition, (&before, &content::numbered(&written)?), typed);
        if changes.is_empty() {
            return Ok(mark(house, matter.row.id, &matter.written));
        }
        matter.written = written;
        let opinion = opinion.clone();
        let note = Note { by: Some(who.person), step: Some(step), opinion, changes, ..Note::default() };
        let (state, told) = (matter.row.state.clone(), Told::default());
        let moved = Move { act: Act::Changed, state, told, parties, note };
        let mut ready = matter::ready(house, &matter, moved).await?;
        ready.files = value::files(&matter.definition, &matter.content.values);
        if matter::settled(house, Some((who, "org.read")), &ready).await? {
            return Ok(mark(house, matter.row.id, &matter.written));
        }
    }
    Err(Refusal::Stale)
}

async fn counted(house: &House, who: Member) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.read", &resource(who.org))?;
    if accounts::count(&mut cx, OF_DAY, who.person.bytes()).await? > i64::from(OF_DAY.most) {
        return Err(Refusal::Often);
    }
    Ok(cx.commit().await?)
}

/// What is filled in with what is typed in its place, held against the form, the people and the ledger of whoever asked. What was taken
/// when it was asked and stays is not held against what became of it since.
async fn checked(house: &House, matter: &Matter, typed: &Filled) -> Result<Filled, Refusal> {
    let (form, old) = (&matter.definition, &matter.content.values);
    let mut whole = old.clone();
    for (field, value) in value::unmasked(form, typed, old) {
        whole.insert(field, value);
    }
    let content = Content { values: whole, chosen: matter.content.chosen.clone() };
    let facts: Facts = matter.facts(house, &content.people(form)).await?;
    let found = value::checked(form, &content.values, &|test| facts.is_within(test));
    let (content, mut mistakes) = (Content { values: found.values, ..content }, found.mistakes);
    let is_changed = |field: &str| content.values.get(field) != old.get(field);
    match content.fits(form, &matter.people()) {
        Ok(()) => {}
        Err(Some(field)) => mistakes.push(Mistake { field, row: None, column: None, why: "many" }),
        Err(None) => return Err(Refusal::Many),
    }
    let strangers = value::strangers(form, &content.values, &|one| facts.members.contains(&one));
    mistakes.extend(strangers.into_iter().filter(|one| is_changed(&one.field)));
    if form.leave.as_ref().is_some_and(|takes| fields(takes).any(is_changed)) {
        mistakes.extend(uncovered(house, matter, &content.values).await?);
    }
    if mistakes.is_empty() { Ok(content.values) } else { Err(Refusal::Filled(mistakes)) }
}

/// The fields by which leave is taken.
fn fields(takes: &Takes) -> impl Iterator<Item = &str> {
    let more = [&takes.begins, &takes.ends, &takes.hours].into_iter().flatten();
    [&takes.kind, &takes.span].into_iter().chain(more).map(String::as_str)
}

/// What is wrong with it by the ledger of leave of whoever asked; nothing is reserved there before it is approved.
async fn uncovered(house: &House, matter: &Matter, values: &Filled) -> Result<Option<Mistake>, Refusal> {
    let Some(asker) = matter.asker().filter(|part| !part.is_former) else { return Ok(None) };
    let by = (&Caller::Program("approval.decide"), "approval.decide");
    let whose = (matter.row.org, asker.person);
    Ok(taking::weighed(house, by, whose, (&matter.definition, values)).await?.1)
}

/// The fields that stand otherwise, in the order of the form: those that were typed, and those that follow from them.
fn differences(form: &Definition, (before, after): (&Filled, &Filled), typed: &Filled) -> Vec<Change> {
    let value = |of: &Filled, field: &str| -> Option<Value> { of.get(field).cloned() };
    let changes = form.fields.iter().map(|field| Change {
        before: value(before, &field.id),
        after: value(after, &field.id),
        is_typed: typed.contains_key(&field.id),
        field: field.id.clone(),
    });
    changes.filter(|one| one.before != one.after).collect()
}
