//! What the house does so that no case is stuck: whoever left is stood in for, and whose time is over is reminded or stood in for.

use ground::{Caller, Member, PersonId};
use serde::{Deserialize, Serialize};
use yard::House;

use super::asking::TRIES;
use super::chain::Act;
use super::engine::{Deed, Party};
use super::matter::store::Turn;
use super::matter::{self, Matter, Move, Note, knows};
use super::process::{WhenLate, decisions};
use super::who::Facts;
use super::{CaseId, Refusal, jobs, resource, telling};

/// Cases that are handed over at once.
const AT_ONCE: i64 = 500;

/// Why the house acts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) enum Why {
    /// He is a member no longer.
    Gone,
    /// His time is over.
    Late,
}

/// Acts for somebody whose turn it is, where it still is.
pub(super) async fn act(house: &House, at: Turn, why: Why) -> Result<(), Refusal> {
    let caller = Caller::Program(jobs::NAME);
    let matter = match matter::load(house, &caller, jobs::NAME, (at.org, at.case)).await {
        Err(Refusal::Unknown) => return Ok(()),
        other => other?,
    };
    let Some(part) = matter.parts.iter().find(|part| part.party == at.party && part.waits) else {
        return Ok(());
    };
    let person = part.person;
    let facts = matter.facts(house, &[person]).await?;
    if why == Why::Gone && facts.members.contains(&person) {
        return Ok(());
    }
    for step in matter.turns_of(at.party) {
        let deed = match why {
            Why::Gone => Some((Act::HandedOn, None)),
            Why::Late => late(house, &matter, (at, person), &step).await?,
        };
        let Some((act, deed)) = deed else { continue };
        // Another step is looked at anew: the case moved.
        return moved(house, matter, &facts, (at.party, person), (act, deed, &step)).await;
    }
    Ok(())
}

/// What is done at a step whose time is over; nothing where he is reminded.
async fn late(
    house: &House,
    matter: &Matter,
    (at, person): (Turn, PersonId),
    step: &str,
) -> Result<Option<(Act, Option<Deed>)>, Refusal> {
    let drawn = decisions(&matter.definition.steps).into_iter().find(|one| one.id == step);
    let Some(drawn) = drawn.filter(|one| one.hours.is_some()) else { return Ok(None) };
    Ok(match drawn.when_late {
        WhenLate::HandOn => Some((Act::HandedOn, None)),
        WhenLate::Approve => Some((Act::ApprovedLate, Some(Deed::Approve))),
        WhenLate::Refuse => Some((Act::RefusedLate, Some(Deed::Refuse))),
        WhenLate::Remind => {
            let mut cx = house.db.begin().await?;
            matter::store::reminded(&mut cx, at).await?;
            telling::remind(house, &mut cx, (person, &matter.definition.name)).await?;
            cx.commit().await?;
            None
        }
    })
}

async fn moved(
    house: &House,
    matter: Matter,
    facts: &Facts,
    (party, person): (Party, PersonId),
    (act, deed, step): (Act, Option<Deed>, &str),
) -> Result<(), Refusal> {
    let mut parties = matter.parties();
    let mut whom = None;
    let deed = match deed {
        Some(deed) => deed,
        None => {
            let named = facts.settings.leavers_to.filter(|one| {
                *one != person && facts.members.contains(one) && !facts.members.contains(&person)
            });
            let Some(next) = named.or_else(|| facts.instead(person)) else { return Ok(()) };
            whom = Some(next);
            Deed::Replace(parties.number(next))
        }
    };
    let mut answers = knows(&matter, facts, &mut parties);
    let (state, told) = matter.process().act(&matter.row.state, (step, party), deed, &mut answers)?;
    let note = Note { step: Some(step.to_owned()), whom, ..Note::default() };
    let ready = matter::ready(house, &matter, Move { act, state, told, parties, note }).await?;
    let mut cx = house.db.begin().await?;
    // Whoever moved it meanwhile was before; the next run looks again.
    if matter::keep(house, &mut cx, &ready).await? {
        cx.commit().await?;
    }
    Ok(())
}

/// Gives all open decisions of one member to another: those who run the organisation do that. Answers how many cases.
pub(super) async fn over(
    house: &House,
    who: Member,
    (from, to): (PersonId, PersonId),
) -> Result<u32, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let members = super::store::members(&mut view, who.org, &[from, to]).await?;
    let turns = matter::store::turns_of(&mut view, who.org, from, AT_ONCE).await?;
    drop(view);
    if from == to || !members.contains(&to) {
        return Err(Refusal::Member);
    }
    let mut count = 0;
    for at in turns {
        let mut is_moved = false;
        for _ in 0..TRIES {
            if !one_over(house, who, (at.case, at.party), (from, to)).await? {
                break;
            }
            is_moved = true;
        }
        count += u32::from(is_moved);
    }
    Ok(count)
}

/// Gives one turn over; `false` where there is none.
async fn one_over(
    house: &House,
    who: Member,
    (case, party): (CaseId, Party),
    (from, to): (PersonId, PersonId),
) -> Result<bool, Refusal> {
    let caller = Caller::from(who);
    let matter = matter::load(house, &caller, "approval.hand_over", (who.org, case)).await?;
    let Some(step) = matter.turns_of(party).into_iter().next() else { return Ok(false) };
    let facts = matter.facts(house, &[from, to, who.person]).await?;
    let mut parties = matter.parties();
    let deed = Deed::Replace(parties.number(to));
    let mut answers = knows(&matter, &facts, &mut parties);
    let place = (step.as_str(), party);
    let (state, told) = matter.process().act(&matter.row.state, place, deed, &mut answers)?;
    let note = Note { step: Some(step), whom: Some(to), ..Note::default() };
    let moved = Move { act: Act::HandedOn, state, told, parties, note };
    let ready = matter::ready(house, &matter, moved).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    if matter::keep(house, &mut cx, &ready).await? {
        cx.commit().await?;
    }
    Ok(true)
}
