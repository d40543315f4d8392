//! What keepers do about an incident. Whoever is no keeper does not learn that there is one.

use ground::{Caller, Ctx, Fault, Person, Timestamp};
use policy::IncidentRules;
use vault::Subject;

use super::facts::{self, Facts};
use super::jobs::{Tell, Touch};
use super::locks::{self, Turned};
use super::record::store as record;
use super::rules::{self, Handled, Scope, Times};
use super::store::{self, IncidentRow};
use super::{IncidentId, Refusal, resource, touched};
use crate::House;
use crate::access::the_house;

/// Incidents that the list shows.
const LIST_MAX: u32 = 200;

/// An incident that was found.
pub(super) struct Found<'a> {
    pub severity: &'a str,
    pub drill: bool,
    pub times: Times,
    pub scope: Scope,
    /// The id of a person, or the name of a program.
    pub suspect: Option<&'a str>,
    pub act: Option<&'a str>,
    pub freeze: bool,
    pub facts: Facts,
}

/// Signs of a suspect's id and of an act at most.
const WORD_MAX: usize = 80;

/// Registers an incident: its clocks begin, the evidence is frozen, and the search for whom it touches starts.
pub(super) async fn register(house: &House, who: Person, found: Found<'_>) -> Result<IncidentId, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "incident.register", &the_house())?;
    let times = rules::check_times(found.times, view.now())?;
    drop(view);
    found.facts.check()?;
    if [found.suspect, found.act].into_iter().flatten().any(|word| word.is_empty() || word.len() > WORD_MAX) {
        return Err(Refusal::TextWrong { field: "suspect" });
    }
    let severity = IncidentRules::built_in().severity(found.severity).ok_or(Refusal::SeverityUnknown)?;
    // The log as it stands at this moment, signed: whatever is deleted later is missing from it.
    let head = house.vault.checkpoint().await?;
    let mut cx = house.db.begin().await?;
    let id = IncidentId::fresh(cx.clock());
    let notice_due = notice_due(house, times.found)?;
    let row = IncidentRow {
        id,
        number: store::next_number(&mut cx).await?,
        drill: found.drill,
        severity: severity.id.clone(),
        found_at: times.found,
        registered_at: cx.now(),
        registered_by: who.person,
        scope: found.scope,
        span_from: times.from,
        span_until: times.until,
        suspect: found.suspect.map(str::to_owned),
        act: found.act.map(str::to_owned),
        report_due: rules::report_due(severity, times.found, notice_due),
        notice_due,
        assessed_at: None,
        told_at: None,
        public_at: None,
        closed_at: None,
        frozen: found.freeze,
        log_size: i64::try_from(head.size).unwrap_or(i64::MAX),
        log_root: head.root,
        facts: house.vault.seal(&IncidentRow::FACTS, Subject::House, id.bytes(), &found.facts).await?,
    };
    store::add(&mut cx, &row).await?;
    record::step(&mut cx, id, "registered", Some(who.person)).await?;
    Touch::begin(&mut cx, id).await?;
    cx.commit().await?;
    Ok(id)
}

/// People are told by the number of the policy, counted from the day it was found.
fn notice_due(house: &House, found: Timestamp) -> Result<Timestamp, Fault> {
    let number = house.policy.number("incident-notice");
    let number = number.ok_or_else(|| Fault::new("the policy does not say when people are told"))?;
    Ok(Timestamp::from_micros(policy::calendar::due(number.value, found.micros())))
}

/// All incidents, newest first.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<IncidentRow>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "incident.list")?;
    Ok(store::list(&mut view, LIST_MAX).await?)
}

/// One incident with everything that is known.
pub(super) struct Known {
    pub row: IncidentRow,
    pub facts: Facts,
    pub counts: [i64; 3],
    pub steps: Vec<record::Step>,
}

/// Reads one.
pub(super) async fn read(house: &House, who: Person, id: IncidentId) -> Result<Known, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "incident.read", &resource(id)).map_err(|_| Refusal::Unknown)?;
    let row = store::find(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    let counts = touched::store::count_touched(&mut view, id).await?;
    let steps = record::steps(&mut view, id).await?;
    drop(view);
    let facts = facts::open(house, &Caller::from(who), "incident.read", &row).await?;
    Ok(Known { row, facts, counts, steps })
}

/// Whom it touches, after one of them.
pub(super) async fn people(
    house: &House,
    who: Person,
    id: IncidentId,
    after: Option<ground::PersonId>,
    limit: u32,
) -> Result<Vec<touched::store::Touched>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "incident.read", &resource(id)).map_err(|_| Refusal::Unknown)?;
    Ok(touched::store::touched(&mut view, id, after, limit).await?)
}

/// Begins an act on an incident that is not closed.
async fn begin(house: &House, who: Person, id: IncidentId) -> Result<(Ctx, IncidentRow), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "incident.handle", &resource(id)).map_err(|_| Refusal::Unknown)?;
    let row = store::lock(&mut cx, id).await?.ok_or(Refusal::Unknown)?;
    if row.closed_at.is_some() { Err(Refusal::Closed) } else { Ok((cx, row)) }
}

async fn end(mut cx: Ctx, who: Person, id: IncidentId, act: &str) -> Result<(), Refusal> {
    record::step(&mut cx, id, act, Some(who.person)).await?;
    Ok(cx.commit().await?)
}

/// Says what is known now.
pub(super) async fn state(house: &House, who: Person, id: IncidentId, facts: &Facts) -> Result<(), Refusal> {
    facts.check()?;
    let (mut cx, _) = begin(house, who, id).await?;
    let sealed = house.vault.seal(&IncidentRow::FACTS, Subject::House, id.bytes(), facts).await?;
    store::save_facts(&mut cx, id, &sealed).await?;
    end(cx, who, id, "stated").await
}

/// Changes the severity, and with it the clock of the report.
pub(super) async fn grade(house: &House, who: Person, id: IncidentId, severity: &str) -> Result<(), Refusal> {
    let severity = IncidentRules::built_in().severity(severity).ok_or(Refusal::SeverityUnknown)?;
    let (mut cx, row) = begin(house, who, id).await?;
    store::grade(&mut cx, id, &severity.id, rules::report_due(severity, row.found_at, row.notice_due))
        .await?;
    end(cx, who, id, "graded").await
}

/// Freezes the evidence, or lets go.
pub(super) async fn freeze(house: &House, who: Person, id: IncidentId, frozen: bool) -> Result<(), Refusal> {
    let (mut cx, _) = begin(house, who, id).await?;
    store::freeze(&mut cx, id, frozen).await?;
    end(cx, who, id, if frozen { "frozen" } else { "let_go" }).await
}

/// Turns every lock, one's own session with the others. A drill counts what would be locked.
pub(super) async fn lock(house: &House, who: Person, id: IncidentId) -> Result<Turned, Refusal> {
    let (mut cx, row) = begin(house, who, id).await?;
    if row.drill {
        let turned = locks::count(&mut cx, house).await?;
        end(cx, who, id, "locks_counted").await?;
        return Ok(turned);
    }
    record::step(&mut cx, id, "locked", Some(who.person)).await?;
    Ok(locks::turn(cx, house).await?)
}

/// Tells everyone who is touched; a notice that lacks a part is not sent.
pub(super) async fn notify(house: &House, who: Person, id: IncidentId) -> Result<(), Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "incident.handle", &resource(id)).map_err(|_| Refusal::Unknown)?;
    drop(view);
    let known = read(house, who, id).await?;
    known.facts.told()?;
    let (mut cx, row) = begin(house, who, id).await?;
    if row.assessed_at.is_none() {
        return Err(Refusal::NotAssessed);
    }
    if row.told_at.is_some() {
        return Err(Refusal::ToldAlready);
    }
    Tell::begin(&mut cx, id).await?;
    end(cx, who, id, "telling").await
}

/// Closes it: people and authorities know. The evidence is let go.
pub(super) async fn close(house: &House, who: Person, id: IncidentId) -> Result<(), Refusal> {
    let (mut cx, row) = begin(house, who, id).await?;
    let handled = Handled {
        assessed: row.assessed_at.is_some(),
        told: row.told_at.is_some(),
        reported: record::is_reported(&mut cx, id).await?,
    };
    rules::may_close(&handled)?;
    store::close(&mut cx, id).await?;
    end(cx, who, id, "closed").await
}
