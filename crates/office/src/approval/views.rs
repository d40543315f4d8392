//! What is sent: wire types of forms and cases, and how they come from what is in hand.

use ground::{PersonId, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

use super::asking::{Stop, Tried, name_of};
use super::chain::{Act, Change};
use super::desk::Shown;
use super::engine::Standing;
use super::form::Definition;
use super::matter::{self, content};
use super::process::Mode;
use super::reading::{Case, Listed, Someone, Told};
use super::value::{self, Filled, Mistake};
use super::verify::{Break, Verdict};
use super::{CaseId, FormId, FormState};
use crate::leave::Weighed;

/// Somebody.
#[derive(Serialize, JsonSchema)]
pub(super) struct ApprovalPerson {
    /// Who; null where he is a member no longer.
    person: Option<PersonId>,
    /// What he is called; a pseudonym of whoever left.
    name: String,
}

impl From<Someone> for ApprovalPerson {
    fn from(one: Someone) -> Self {
        Self { person: one.person, name: one.name }
    }
}

/// A form in a list.
#[derive(Serialize, JsonSchema)]
pub(super) struct ApprovalFormItem {
    /// Which.
    id: FormId,
    /// What people call it.
    name: String,
    /// What it is for.
    note: String,
    /// Under which heading it stands.
    group: String,
    /// How it stands.
    state: FormState,
    /// The newest version; 0 where nothing was published.
    version: u32,
}

impl From<Shown> for ApprovalFormItem {
    fn from(shown: Shown) -> Self {
        let Shown { row, definition } = shown;
        let Definition { name, note, group, .. } = definition;
        Self { id: row.id, name, note, group, state: row.state, version: row.version }
    }
}

/// What would come of a form.
#[derive(Serialize, JsonSchema)]
pub(super) struct ApprovalTried {
    /// What would be kept, with what is reckoned.
    values: Filled,
    /// What cannot be taken.
    mistakes: Vec<Mistake>,
    /// False where the asker has to choose who decides.
    is_chosen: bool,
    /// The way where everybody approves.
    route: Vec<ApprovalStop>,
    /// What it takes of the ledger of leave; null where it takes none.
    leave: Option<Weighed>,
}

/// A step as it would be.
#[derive(Serialize, JsonSchema)]
pub(super) struct ApprovalStop {
    /// Which.
    step: String,
    /// What people call it.
    name: String,
    /// How many decide; null where people are told only.
    mode: Option<Mode>,
    /// Who; nobody where it passes by itself.
    people: Vec<ApprovalPerson>,
    /// Fields that may be changed there.
    editable: Vec<String>,
}

/// The people whom a trial names.
pub(super) fn people_of(tried: &Tried) -> impl Iterator<Item = PersonId> + '_ {
    tried.route.iter().flat_map(|stop| stop.people.iter().copied())
}

/// A trial with names.
pub(super) fn tried(tried: Tried, names: &std::collections::HashMap<PersonId, Someone>) -> ApprovalTried {
    let stop = |stop: Stop| ApprovalStop {
        step: stop.step,
        name: stop.name,
        mode: stop.mode,
        people: stop.people.iter().filter_map(|one| names.get(one).cloned()).map(Into::into).collect(),
        editable: stop.editable,
    };
    ApprovalTried {
        values: tried.values,
        mistakes: tried.mistakes,
        is_chosen: tried.is_chosen,
        route: tried.route.into_iter().map(stop).collect(),
        leave: tried.leave,
    }
}

/// A case in a list.
#[derive(Serialize, JsonSchema)]
pub(super) struct ApprovalItem {
    /// Which.
    id: CaseId,
    /// Its number within the organisation.
    number: u32,
    /// The form.
    form: String,
    /// What it says in a line.
    summary: String,
    /// Who asked.
    asker: Option<ApprovalPerson>,
    /// How it stands.
    standing: Standing,
    /// When it was asked.
    asked_at: Timestamp,
    /// When something was done last.
    moved_at: Timestamp,
    /// The steps at which it is my turn.
    turns: Vec<String>,
    /// Until when I decide; null where there is no limit.
    due_at: Option<Timestamp>,
    /// The mark of what is filled in, with which I decide.
    seen: String,
}

impl From<Listed> for ApprovalItem {
    fn from(one: Listed) -> Self {
        Self {
            id: one.row.id,
            number: one.row.number,
            form: one.form,
            summary: one.summary,
            asker: one.asker.map(Into::into),
            standing: one.row.state.standing,
            asked_at: one.row.asked_at,
            moved_at: one.row.moved_at,
            turns: one.turns,
            due_at: one.due_at,
            seen: one.seen,
        }
    }
}

/// A case.
#[derive(Serialize, JsonSchema)]
pub(super) struct ApprovalCase {
    /// Which.
    id: CaseId,
    /// Its number within the organisation.
    number: u32,
    /// Its form.
    form: FormId,
    /// The version by which it goes on.
    version: u32,
    /// The form and its process, as they were then.
    definition: Definition,
    /// What was filled in; numbers of documents are masked.
    values: Filled,
    /// People whom the values name.
    people: BTreeMap<String, String>,
    /// Fields that I do not see now.
    hidden: Vec<String>,
    /// How it stands.
    standing: Standing,
    /// When it was asked.
    asked_at: Timestamp,
    /// When it ended.
    ended_at: Option<Timestamp>,
    /// Who asked.
    asker: Option<ApprovalPerson>,
    /// Whether that is me.
    is_mine: bool,
    /// Who decides now.
    open: Vec<ApprovalOpen>,
    /// The steps at which it is my turn, each with those to which I can return it.
    turns: Vec<ApprovalTurn>,
    /// The mark of what is filled in, with which I decide.
    seen: String,
    /// What was done, in order.
    records: Vec<ApprovalRecord>,
}

/// A step at which somebody decides now.
#[derive(Serialize, JsonSchema)]
pub(super) struct ApprovalOpen {
    /// Which.
    step: String,
    /// What people call it.
    name: String,
    /// How many decide.
    mode: Mode,
    /// Whose turn it is.
    people: Vec<ApprovalPerson>,
    /// Until when, where there is a limit.
    due_at: Option<Timestamp>,
}

/// My turn at a step.
#[derive(Serialize, JsonSchema)]
pub(super) struct ApprovalTurn {
    /// Which.
    step: String,
    /// What people call it.
    name: String,
    /// To which steps I can return it, with what people call them.
    targets: Vec<ApprovalTarget>,
    /// Fields that I may change before I decide.
    editable: Vec<String>,
}

/// A step to which it can be returned.
#[derive(Serialize, JsonSchema)]
pub(super) struct ApprovalTarget {
    /// Which.
    step: String,
    /// What people call it.
    name: String,
}

/// What was done.
#[derive(Serialize, JsonSchema)]
pub(super) struct ApprovalRecord {
    /// From 1.
    seq: u32,
    /// What.
    act: Act,
    /// When.
    at: Timestamp,
    /// By whom; null where it was the house.
    by: Option<ApprovalPerson>,
    /// At which step, as people call it.
    step: Option<String>,
    /// To which step it was returned.
    to: Option<String>,
    /// Whom it concerns besides.
    whom: Option<ApprovalPerson>,
    /// Of a look: which field.
    field: Option<String>,
    /// What he said.
    opinion: Option<String>,
    /// Of a change: which fields.
    changes: Vec<ApprovalChange>,
    /// Steps that passed by themselves.
    passed: Vec<String>,
    /// Who was told.
    copied: Vec<ApprovalPerson>,
    /// Its hash, in hexadecimal.
    hash: String,
}

/// A field that somebody changed.
#[derive(Serialize, JsonSchema)]
pub(super) struct ApprovalChange {
    /// Which.
    field: String,
    /// Whether I see what stood and stands there.
    is_shown: bool,
    /// What stood there, people by what they are called and numbers of documents masked; null where nothing did, or I do not see it.
    before: Option<Value>,
    /// What stood there afterwards.
    after: Option<Value>,
}

/// A case as it is sent.
pub(super) fn case(case: Case, me: PersonId) -> ApprovalCase {
    let matter = &case.matter;
    let turns = case.party.map(|party| matter.turns_of(party)).unwrap_or_default();
    ApprovalCase {
        id: matter.row.id,
        number: matter.row.number,
        form: matter.row.form,
        version: matter.row.version,
        values: value::with_masks(&matter.definition, &matter.content.values),
        people: named(&case),
        hidden: matter.hidden.iter().cloned().collect(),
        standing: matter.row.state.standing,
        asked_at: matter.row.asked_at,
        ended_at: matter.row.ended_at,
        asker: matter.asker().and_then(|part| someone(&case, part.party)),
        is_mine: matter.part_of(me).is_some_and(|part| part.asks),
        open: open(&case),
        turns: turns.into_iter().map(|step| turn(&case, step)).collect(),
        seen: case.seen.clone(),
        records: case.records.iter().map(|told| record(&case, told)).collect(),
        definition: matter.definition.clone(),
    }
}

fn someone(case: &Case, party: u16) -> Option<ApprovalPerson> {
    let part = case.matter.parts.iter().find(|part| part.party == party)?;
    case.names.get(&part.person).cloned().map(ApprovalPerson::from)
}

fn open(case: &Case) -> Vec<ApprovalOpen> {
    let matter = &case.matter;
    let due = |party: u16, step: &str| {
        let part = matter.parts.iter().find(|part| part.party == party);
        part.and_then(|part| part.dues.get(step).copied())
    };
    let open = matter.row.state.open.iter().map(|open| {
        let waiting = open.waiting();
        ApprovalOpen {
            step: open.step.clone(),
            name: name_of(&matter.definition.steps, &open.step),
            mode: open.mode,
            people: waiting.iter().filter_map(|party| someone(case, *party)).collect(),
            due_at: waiting.iter().filter_map(|party| due(*party, &open.step)).min(),
        }
    });
    open.collect()
}

fn turn(case: &Case, step: String) -> ApprovalTurn {
    let (matter, steps) = (&case.matter, &case.matter.definition.steps);
    let target = |step: String| ApprovalTarget { name: name_of(steps, &step), step };
    let targets = matter.process().targets(&matter.row.state, &step).into_iter().map(target).collect();
    ApprovalTurn { name: name_of(steps, &step), targets, editable: matter.editable(&step), step }
}

fn record(case: &Case, told: &Told) -> ApprovalRecord {
    let (body, steps) = (&told.body, &case.matter.definition.steps);
    let named = |step: &String| name_of(steps, step);
    let someone = |party: u16| someone(case, party);
    ApprovalRecord {
        seq: told.seq,
        act: body.act,
        at: Timestamp::from_micros(body.at),
        by: body.by.and_then(someone),
        step: body.step.as_ref().map(named),
        to: body.to.as_ref().map(named),
        whom: body.whom.and_then(someone),
        field: body.field.clone(),
        opinion: body.opinion.clone(),
        changes: body.changes.iter().map(|one| change(case, one)).collect(),
        passed: body.passed.iter().map(named).collect(),
        copied: body.copied.iter().filter_map(|party| someone(*party)).collect(),
        hash: told.hash.clone(),
    }
}

fn change(case: &Case, one: &Change) -> ApprovalChange {
    let (matter, form) = (&case.matter, &case.matter.definition);
    let name = |whom: content::Whom| {
        let person = whom.person(|party| matter::person(&matter.parts, party))?;
        case.names.get(&person).map(|one| one.name.clone())
    };
    let is_shown = !matter.hidden.contains(&one.field);
    let shown = |value: &Option<Value>| {
        let value = value.as_ref().filter(|_| is_shown)?;
        let mut values = Filled::from_iter([(one.field.clone(), value.clone())]);
        content::call(form, &mut values, &name);
        value::with_masks(form, &values).remove(&one.field)
    };
    ApprovalChange {
        field: one.field.clone(),
        is_shown,
        before: shown(&one.before),
        after: shown(&one.after),
    }
}

/// What the people are called whom the values name.
fn named(case: &Case) -> BTreeMap<String, String> {
    let people = case.matter.content.people_of_values(&case.matter.definition).into_iter();
    people.filter_map(|person| Some((person.to_string(), case.names.get(&person)?.name.clone()))).collect()
}

/// Whether a case is as it was signed.
#[derive(Serialize, JsonSchema)]
pub(super) struct ApprovalProof {
    /// True where everything fits.
    intact: bool,
    /// What does not fit first; null where everything does.
    broken: Option<Break>,
    /// At which record, from 1.
    at: Option<u32>,
    /// Records that were looked at.
    records: u32,
    /// People who left since: to whom the records commit cannot be said any longer.
    pseudonyms: u32,
    /// The key that signs, in hexadecimal.
    key: String,
}

impl From<(Verdict, String)> for ApprovalProof {
    fn from((verdict, key): (Verdict, String)) -> Self {
        Self {
            intact: verdict.broken.is_none(),
            broken: verdict.broken.map(|(what, _)| what),
            at: verdict.broken.map(|(_, at)| at),
            records: verdict.records,
            pseudonyms: verdict.pseudonyms,
            key,
        }
    }
}
