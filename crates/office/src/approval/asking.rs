//! What somebody does who asks: try, ask, change what came back, take it back.

use ground::{Caller, Fault, Member, PersonId};
use policy::Purpose;
use std::collections::{BTreeMap, BTreeSet};
use vault::Subject;
use yard::House;
use yard::account::{Bound, store as accounts};

use super::chain::{self, Act};
use super::engine::{Process, Standing, State, Told};
use super::form::Definition;
use super::matter::{self, Content, Matter, Move, Note, from_json, knows};
use super::process::{Mode, Node, decision};
use super::value::{self, Filled, Mistake};
use super::who::{Facts, Knows, Parties, Settings, is_chosen};
use super::{
    CaseId, CaseRow, FormId, FormRow, FormState, Refusal, deciding, facts, resource, settings, store, taking,
};
use crate::leave::Weighed;

/// How often it is tried again when another moves in the same moment.
pub(super) const TRIES: usize = 5;
/// Cases that one person begins within a day.
const OF_DAY: Bound = Bound { kind: "approval.ask.day", span_s: 86_400, most: 500 };
/// Trials of one person within a day: a page tries as somebody types.
const TRIED_OF_DAY: Bound = Bound { kind: "approval.check.day", span_s: 86_400, most: 5_000 };
/// Steps that a simulation follows.
const SIMULATED_MAX: usize = 2_000;

/// What somebody asks.
pub(super) struct Wish {
    pub form: FormId,
    /// The version that he filled in.
    pub version: u32,
    pub values: Filled,
    pub chosen: BTreeMap<String, Vec<PersonId>>,
}

/// A step as it would be.
pub(super) struct Stop {
    pub step: String,
    pub name: String,
    /// Nothing where people are told only.
    pub mode: Option<Mode>,
    pub people: Vec<PersonId>,
    /// The fields that may be changed there.
    pub editable: Vec<String>,
}

/// What would come of a form.
pub(super) struct Tried {
    pub values: Filled,
    pub mistakes: Vec<Mistake>,
    /// Steps at which the asker chooses, and has not yet.
    pub is_chosen: bool,
    pub route: Vec<Stop>,
    /// What it takes of the ledger of leave.
    pub leave: Option<Weighed>,
}

/// A published form in hand.
pub(super) struct Open {
    pub row: FormRow,
    pub definition: Definition,
    pub settings: Settings,
}

/// The newest version of a form by which somebody asks: not one that rests, nor one that is for others.
pub(super) async fn open(
    house: &House,
    who: Member,
    act: &'static str,
    form: FormId,
) -> Result<Open, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.read", &resource(who.org))?;
    let row = store::find_form(&mut view, who.org, form).await?.ok_or(Refusal::FormUnknown)?;
    match row.state {
        FormState::Draft => return Err(Refusal::FormUnknown),
        FormState::Resting => return Err(Refusal::Resting),
        FormState::Live => {}
    }
    let version = store::find_version(&mut view, (who.org, form), row.version).await?;
    let version = version.ok_or(Refusal::FormUnknown)?;
    let setting = store::setting(&mut view, who.org).await?;
    let departments = store::departments(&mut view, who.org, who.person).await?;
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Approval).act(act);
    let sealed = [Some(&version.definition), setting.as_ref().map(|one| &one.body)];
    let opened = look.open_many(sealed.into_iter().flatten()).await?;
    let mut texts = opened.into_iter();
    let mut next = || texts.next().ok_or_else(|| Fault::new("less was opened than was asked"));
    let definition: Definition = from_json(&next()?)?;
    let settings = if setting.is_some() { from_json(&next()?)? } else { Settings::default() };
    if !definition.is_for(&departments) {
        return Err(Refusal::FormUnknown);
    }
    Ok(Open { row, definition, settings })
}

/// What is known for a form that somebody fills in.
pub(super) async fn known(
    house: &House,
    (who, asker): (Member, PersonId),
    (definition, settings): (&Definition, &Settings),
    (values, chosen): (&Filled, &BTreeMap<String, Vec<PersonId>>),
) -> Result<Facts, Refusal> {
    let content = Content { values: values.clone(), chosen: chosen.clone() };
    let more = content.people(definition);
    let wish = facts::Wish { org: who.org, asker: Some(asker), definition, values, chosen, more: &more };
    facts::load(house, &wish, settings.clone()).await
}

/// Holds what is filled in against the form, the people and the cases of the organisation; those who are known stand in the case already.
async fn checked(
    house: &House,
    (who, asker): (Member, PersonId),
    definition: &Definition,
    (typed, known): (&Filled, &[PersonId]),
    facts: &Facts,
) -> Result<(value::Checked, Option<Weighed>), Refusal> {
    let mut checked = value::checked(definition, typed, &|test| facts.is_within(test));
    let content = Content { values: checked.values.clone(), chosen: facts.chosen.clone() };
    match content.fits(definition, known) {
        Ok(()) => {}
        Err(Some(field)) => checked.mistakes.push(Mistake { field, row: None, column: None, why: "many" }),
        Err(None) => return Err(Refusal::Many),
    }
    let strangers = value::strangers(definition, &checked.values, &|one| facts.members.contains(&one));
    checked.mistakes.extend(strangers);
    let mut view = house.db.view().await?;
    for (field, case, form) in value::linked(definition, &checked.values) {
        let found = matter::rows(&mut view, who.org, case).await?;
        if !found.is_some_and(|rows| rows.is_approved_of(asker, form)) {
            checked.mistakes.push(Mistake { field, row: None, column: None, why: "unknown" });
        }
    }
    drop(view);
    let (caller, whose) = (Caller::from(who), (who.org, asker));
    let by = (&caller, "approval.check");
    let (weighed, wrong) = taking::weighed(house, by, whose, (definition, &checked.values)).await?;
    checked.mistakes.extend(wrong);
    Ok((checked, weighed))
}

/// What would come of it: what is wrong, what is reckoned, and who would decide. Nothing is kept.
pub(super) async fn check(
    house: &House,
    who: Member,
    form: FormId,
    (values, chosen): (&Filled, &BTreeMap<String, Vec<PersonId>>),
) -> Result<Tried, Refusal> {
    // Counted first: whoever tries too much opens nothing.
    tries(house, who).await?;
    let open = open(house, who, "approval.check", form).await?;
    let whole = (&open.definition, &open.settings);
    let values = &own_values(&open.definition, values, &Filled::new())?;
    tried(house, (who, who.person), whole, open.row.version, (values, chosen), &[]).await
}

/// What whoever asks filled in, with what steps filled in before.
fn own_values(form: &Definition, typed: &Filled, kept: &Filled) -> Result<Filled, Refusal> {
    value::asked(form, typed, kept).map_err(Refusal::Filled)
}

/// Counts a trial: whoever tries too much of it goes on tomorrow.
pub(super) async fn tries(house: &House, who: Member) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.read", &resource(who.org))?;
    if accounts::count(&mut cx, TRIED_OF_DAY, who.person.bytes()).await? > i64::from(TRIED_OF_DAY.most) {
        return Err(Refusal::Often);
    }
    Ok(cx.commit().await?)
}

/// The same of any definition and for anybody: the simulation before publishing. Of a case that came back, with those who stand in it.
pub(super) async fn tried(
    house: &House,
    (who, asker): (Member, PersonId),
    (definition, settings): (&Definition, &Settings),
    version: u32,
    (values, chosen): (&Filled, &BTreeMap<String, Vec<PersonId>>),
    stand: &[PersonId],
) -> Result<Tried, Refusal> {
    let facts = known(house, (who, asker), (definition, settings), (values, chosen)).await?;
    let (checked, leave) = checked(house, (who, asker), definition, (values, stand), &facts).await?;
    let process = Process { version, steps: &definition.steps };
    let route = route(process, definition, &checked.values, &facts);
    let is_chosen = is_chosen(definition, &facts);
    Ok(Tried { values: checked.values, mistakes: checked.mistakes, is_chosen, route, leave })
}

/// The way that a case takes where everybody approves.
fn route(process: Process<'_>, form: &Definition, values: &Filled, facts: &Facts) -> Vec<Stop> {
    let mut parties = Parties::default();
    let (mut state, mut told) = process.start(&mut Knows { form, values, facts, parties: &mut parties });
    let (mut stops, mut seen) = (Vec::new(), BTreeSet::new());
    for _ in 0..SIMULATED_MAX {
        stops.extend(told_stops(form, &told, &parties));
        let Some((step, party)) = state.waiting().first().map(|(step, party)| ((*step).to_owned(), *party))
        else {
            break;
        };
        if seen.insert(step.clone()) {
            stops.extend(stop(form, &state, &step, &parties));
        }
        let deed = super::engine::Deed::Approve;
        let mut knows = Knows { form, values, facts, parties: &mut parties };
        let Ok(next) = process.act(&state, (&step, party), deed, &mut knows) else { break };
        (state, told) = next;
    }
    stops
}

fn told_stops(form: &Definition, told: &Told, parties: &Parties) -> Vec<Stop> {
    let copies = told.copies.iter().map(|(step, people)| Stop {
        step: step.clone(),
        name: name_of(&form.steps, step),
        mode: None,
        people: people.iter().filter_map(|party| parties.person(*party)).collect(),
        editable: Vec::new(),
    });
    let passed = told.passed.iter().map(|step| Stop {
        step: step.clone(),
        name: name_of(&form.steps, step),
        mode: Some(Mode::Any),
        people: Vec::new(),
        editable: Vec::new(),
    });
    copies.chain(passed).collect()
}

fn stop(form: &Definition, state: &State, step: &str, parties: &Parties) -> Option<Stop> {
    let open = state.open.iter().find(|open| open.step == step)?;
    let people = open.seats.iter().flatten().filter_map(|party| parties.person(*party)).collect();
    let drawn = decision(&form.steps, step);
    let editable = drawn.map_or_else(Vec::new, |one| one.editable.clone());
    let (step, name) = (step.to_owned(), name_of(&form.steps, step));
    Some(Stop { step, name, mode: Some(open.mode), people, editable })
}

/// What people call a step; its id where it is gone.
pub(super) fn name_of(steps: &[Node], id: &str) -> String {
    fn find<'a>(steps: &'a [Node], id: &str) -> Option<&'a str> {
        steps.iter().find_map(|node| match node {
            Node::Decide(step) => (step.id == id).then_some(step.name.as_str()),
            Node::Copy(step) => (step.id == id).then_some(step.name.as_str()),
            Node::Branch(branch) => branch
                .arms
                .iter()
                .map(|arm| &arm.steps)
                .chain([&branch.otherwise])
                .find_map(|steps| find(steps, id)),
            Node::Parallel(parallel) => parallel.arms.iter().find_map(|steps| find(steps, id)),
        })
    }
    find(steps, id).unwrap_or(id).to_owned()
}

/// Asks: the case begins, and whose turn it is is told.
pub(super) async fn ask(house: &House, who: Member, wish: &Wish) -> Result<(CaseId, u32), Refusal> {
    let open = open(house, who, "approval.ask", wish.form).await?;
    if open.row.version != wish.version {
        return Err(Refusal::Version);
    }
    let whole = (&open.definition, &open.settings);
    let values = own_values(&open.definition, &wish.values, &Filled::new())?;
    let facts = known(house, (who, who.person), whole, (&values, &wish.chosen)).await?;
    let (checked, _) = checked(house, (who, who.person), &open.definition, (&values, &[]), &facts).await?;
    if !checked.mistakes.is_empty() {
        return Err(Refusal::Filled(checked.mistakes));
    }
    if !is_chosen(&open.definition, &facts) {
        return Err(Refusal::Chosen);
    }
    let content = Content { values: checked.values, chosen: wish.chosen.clone() };
    let (matter, mut parties) = fresh(house, who, open, content).await?;
    let (state, told) = matter.process().start(&mut knows(&matter, &facts, &mut parties));
    let note = Note { by: Some(who.person), ..Note::default() };
    let moved = Move { act: Act::Asked, state, told, parties, note };
    let mut ready = matter::ready(house, &matter, moved).await?;
    ready.files = value::files(&matter.definition, &matter.content.values);
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.read", &resource(who.org))?;
    if accounts::count(&mut cx, OF_DAY, who.person.bytes()).await? > i64::from(OF_DAY.most) {
        return Err(Refusal::Often);
    }
    ready.row.number = matter::store::next_number(&mut cx, who.org).await?;
    matter::keep(house, &mut cx, &ready).await?;
    matter::bound(&mut cx, who, &ready).await?;
    cx.commit().await?;
    Ok((matter.row.id, ready.row.number))
}

/// A case that was never kept, with the numbers of whoever asks and whom he names.
async fn fresh(
    house: &House,
    who: Member,
    open: Open,
    content: Content,
) -> Result<(Matter, Parties), Refusal> {
    let (id, now) = (CaseId::fresh(&house.clock), house.clock.now());
    let mut parties = Parties::default();
    parties.number(who.person);
    let written = content.written(&open.definition, &mut parties)?;
    let body = house.vault.seal(&CaseRow::BODY, Subject::Org(who.org), id.bytes(), &written).await?;
    let (form, version) = (open.row.id, open.row.version);
    let state = State {
        version,
        standing: Standing::Returned,
        open: Vec::new(),
        arrived: BTreeMap::new(),
        passed: BTreeSet::new(),
    };
    let row = CaseRow {
        id,
        org: who.org,
        form,
        version,
        number: 0,
        state,
        stamp: 1,
        records: 0,
        head: chain::root(id, who.org, form, version),
        body,
        asked_at: now,
        moved_at: now,
        ended_at: None,
    };
    let (definition, settings) = (open.definition, open.settings);
    let (parts, hidden) = (Vec::new(), BTreeSet::new());
    Ok((Matter { row, parts, definition, content, written, settings, hidden }, parties))
}

/// Asks anew what came back, by the version with which it began.
pub(super) async fn again(
    house: &House,
    who: Member,
    case: CaseId,
    (values, chosen): (&Filled, &BTreeMap<String, Vec<PersonId>>),
) -> Result<(), Refusal> {
    for _ in 0..TRIES {
        let mut matter = deciding::seen(house, who, "approval.ask_again", case).await?;
        own(&matter, who)?;
        if matter.row.state.standing != Standing::Returned {
            return Err(Refusal::Standing);
        }
        let whole = (&matter.definition, &matter.settings);
        let values = value::unmasked(&matter.definition, values, &matter.content.values);
        let values = &own_values(&matter.definition, &values, &matter.content.values)?;
        let facts = known(house, (who, who.person), whole, (values, chosen)).await?;
        let stand = matter.people();
        let (checked, _) =
            checked(house, (who, who.person), &matter.definition, (values, &stand), &facts).await?;
        if !checked.mistakes.is_empty() {
            return Err(Refusal::Filled(checked.mistakes));
        }
        if !is_chosen(&matter.definition, &facts) {
            return Err(Refusal::Chosen);
        }
        matter.content = Content { values: checked.values, chosen: chosen.clone() };
        let mut parties = matter.parties();
        matter.written = matter.content.written(&matter.definition, &mut parties)?;
        let (state, told) =
            matter.process().again(&matter.row.state, &mut knows(&matter, &facts, &mut parties))?;
        let note = Note { by: Some(who.person), ..Note::default() };
        let moved = Move { act: Act::AskedAgain, state, told, parties, note };
        let mut ready = matter::ready(house, &matter, moved).await?;
        ready.files = value::files(&matter.definition, &matter.content.values);
        if matter::settled(house, Some((who, "org.read")), &ready).await? {
            return Ok(());
        }
    }
    Err(Refusal::Stale)
}

/// What would come of asking anew what came back, by the version with which it began. Nothing is kept.
pub(super) async fn check_again(
    house: &House,
    who: Member,
    case: CaseId,
    (values, chosen): (&Filled, &BTreeMap<String, Vec<PersonId>>),
) -> Result<Tried, Refusal> {
    let matter = deciding::seen(house, who, "approval.check_again", case).await?;
    own(&matter, who)?;
    tries(house, who).await?;
    if matter.row.state.standing != Standing::Returned {
        return Err(Refusal::Standing);
    }
    let values = value::unmasked(&matter.definition, values, &matter.content.values);
    let values = own_values(&matter.definition, &values, &matter.content.values)?;
    let whole = (&matter.definition, &matter.settings);
    let (version, stand) = (matter.row.version, matter.people());
    let mut tried = tried(house, (who, who.person), whole, version, (&values, chosen), &stand).await?;
    tried.values = value::with_masks(&matter.definition, &tried.values);
    Ok(tried)
}

/// Takes it back.
pub(super) async fn withdraw(
    house: &House,
    who: Member,
    case: CaseId,
    opinion: Option<&str>,
) -> Result<(), Refusal> {
    let opinion = settings::opinion(opinion, false)?;
    for _ in 0..TRIES {
        let matter = deciding::seen(house, who, "approval.withdraw", case).await?;
        own(&matter, who)?;
        let state = matter.process().withdraw(&matter.row.state)?;
        let note = Note { by: Some(who.person), opinion: opinion.clone(), ..Note::default() };
        let (parties, told) = (matter.parties(), Told::default());
        let moved = Move { act: Act::Withdrawn, state, told, parties, note };
        let ready = matter::ready(house, &matter, moved).await?;
        if matter::settled(house, Some((who, "org.read")), &ready).await? {
            return Ok(());
        }
    }
    Err(Refusal::Stale)
}

/// Only whoever asked does this.
fn own(matter: &Matter, who: Member) -> Result<(), Refusal> {
    let is_own = matter.part_of(who.person).is_some_and(|part| part.asks);
    if is_own { Ok(()) } else { Err(Refusal::Turn) }
}
