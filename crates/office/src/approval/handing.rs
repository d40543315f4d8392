//! What the house does so that no case is stuck: whoever left or is away is stood in for, whose time is over is reminded or stood in
//! for, and what came back to one who left is withdrawn.

use ground::{Caller, Member, PersonId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;
use yard::House;
use yard::org::store as orgs;

use super::chain::Act;
use super::engine::{Deed, Party, Standing, Told};
use super::matter::store::Turn;
use super::matter::{self, MOVES_MAX, Matter, Move, Note, knows};
use super::process::{NODES_MAX, WhenLate, decision};
use super::who::Facts;
use super::{CaseId, Part, Refusal, deciding, jobs, resource, telling};

/// Cases that are handed over at once.
const AT_ONCE: i64 = 500;

/// Why the house acts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) enum Why {
    /// He is a member no longer.
    Gone,
    /// His time is over.
    Late,
    /// He is away.
    Away,
}

/// Acts for somebody whose turn it is, at each step where it still is, or to whom his request came back.
///
/// `opened` is since when approvals are open: a turn that was there before has a day from then, whatever was over meanwhile.
pub(super) async fn act(house: &House, at: Turn, why: Why, opened: Timestamp) -> Result<(), Refusal> {
    for _ in 0..NODES_MAX {
        // Another step is looked at anew: the case moved.
        if !once(house, at, why, opened).await? {
            break;
        }
    }
    Ok(())
}

/// Acts at one step; `false` where nothing is left to do.
async fn once(house: &House, at: Turn, why: Why, opened: Timestamp) -> Result<bool, Refusal> {
    let caller = Caller::Program(jobs::NAME);
    let matter = match matter::load(house, &caller, jobs::NAME, (at.org, at.case)).await {
        Err(Refusal::Unknown) => return Ok(false),
        other => other?,
    };
    let Some(part) = matter.parts.iter().find(|part| part.party == at.party) else { return Ok(false) };
    let facts = matter.facts(house, &[part.person]).await?;
    let is_gone = !facts.members.contains(&part.person);
    if why == Why::Gone && is_gone && part.asks && matter.row.state.standing == Standing::Returned {
        return withdraw(house, &matter).await;
    }
    let is_so = match why {
        Why::Gone => is_gone,
        Why::Away => facts.absent.contains_key(&part.person),
        Why::Late => true,
    };
    if !part.waits || !is_so {
        return Ok(false);
    }
    let turns = matter.turns_of(at.party);
    let dues = dues(&matter, part, opened);
    let (now, mut is_to_remind) = (house.clock.now(), false);
    for step in &turns {
        let doing = match why {
            Why::Gone | Why::Away => Some((Act::HandedOn, None)),
            // Each step has its own time; another that is over says nothing of this one.
            Why::Late if dues.get(step).is_none_or(|due| *due > now) => continue,
            Why::Late => late(&matter, step),
        };
        let Some(doing) = doing else {
            is_to_remind = true;
            continue;
        };
        if matches!(doing.1, Some(Deed::Approve)) && !may_approve(house, &matter, &facts, step).await? {
            is_to_remind = true;
            continue;
        }
        if moved(house, &matter, &facts, (part, why), (doing, step.as_str())).await? {
            return Ok(true);
        }
    }
    if why == Why::Late {
        rest(house, &matter, (at, part, &dues), is_to_remind && !is_gone).await?;
    }
    Ok(false)
}

/// When his time is over at each step: where it was his turn before approvals were opened, a day after that at the earliest.
fn dues(matter: &Matter, part: &Part, opened: Timestamp) -> BTreeMap<String, Timestamp> {
    let steps = &matter.definition.steps;
    let hours = |step: &str| decision(steps, step).and_then(|one| one.hours).unwrap_or(0);
    let due = |(step, due): (&String, &Timestamp)| {
        let began = due.minus(Duration::from_secs(u64::from(hours(step)) * 3_600));
        let due = if began < opened { (*due).max(opened.plus(jobs::AGAIN)) } else { *due };
        (step.clone(), due)
    };
    part.dues.iter().map(due).collect()
}

/// Whether the house may approve at a step by itself: more leave than there is, and what the step has to fill in, are for people.
async fn may_approve(house: &House, matter: &Matter, facts: &Facts, step: &str) -> Result<bool, Refusal> {
    Ok(matter.lacking(step, facts).is_empty() && deciding::covered(house, matter).await?.is_none())
}

/// What is done at a step whose time is over; nothing where he is reminded.
fn late(matter: &Matter, step: &str) -> Option<(Act, Option<Deed>)> {
    let drawn = decision(&matter.definition.steps, step)?;
    match drawn.when_late {
        WhenLate::HandOn => Some((Act::HandedOn, None)),
        WhenLate::Approve => Some((Act::ApprovedLate, Some(Deed::Approve))),
        WhenLate::Refuse => Some((Act::RefusedLate, Some(Deed::Refuse))),
        WhenLate::Remind => None,
    }
}

/// Reminds of what is late where that is all, and says when it is looked at next.
async fn rest(
    house: &House,
    matter: &Matter,
    (at, part, dues): (Turn, &Part, &BTreeMap<String, Timestamp>),
    reminds: bool,
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let now = cx.now();
    let next = dues.values().map(|due| if *due > now { *due } else { now.plus(jobs::AGAIN) }).min();
    if let Some(next) = next {
        matter::store::look_at(&mut cx, at, next).await?;
    }
    if reminds {
        telling::remind(house, &mut cx, (part.person, &matter.definition.name)).await?;
    }
    Ok(cx.commit().await?)
}

/// What came back to one who left is asked by nobody any longer; `true` where it is looked at anew.
async fn withdraw(house: &House, matter: &Matter) -> Result<bool, Refusal> {
    let state = matter.process().withdraw(&matter.row.state)?;
    let (parties, told, note) = (matter.parties(), Told::default(), Note::default());
    let moved = Move { act: Act::Withdrawn, state, told, parties, note };
    let ready = matter::ready(house, matter, moved).await?;
    Ok(!matter::settled(house, None, &ready).await?)
}

/// Moves a case at a step; `false` where nobody is there to whom it could go.
async fn moved(
    house: &House,
    matter: &Matter,
    facts: &Facts,
    (part, why): (&Part, Why),
    ((act, deed), step): ((Act, Option<Deed>), &str),
) -> Result<bool, Refusal> {
    let (party, person) = (part.party, part.person);
    let mut parties = matter.parties();
    let mut whom = None;
    let deed = match deed {
        Some(deed) => deed,
        None => {
            // Two who never act do not hand it to one another for ever.
            if why == Why::Late && matter.row.records >= MOVES_MAX {
                return Ok(false);
            }
            let named = facts.settings.leavers_to.filter(|one| {
                why == Why::Gone && *one != person && facts.members.contains(one) && !facts.asks(*one)
            });
            // Whoever asks decides only where he alone is left.
            let next = named.or_else(|| facts.instead(person));
            let Some(next) = next.filter(|one| why == Why::Gone || !facts.asks(*one)) else {
                return Ok(false);
            };
            whom = Some(next);
            Deed::Replace(parties.number(next))
        }
    };
    let mut answers = knows(matter, facts, &mut parties);
    let (state, told) = matter.process().act(&matter.row.state, (step, party), deed, &mut answers)?;
    let note = Note { step: Some(step.to_owned()), whom, ..Note::default() };
    let ready = matter::ready(house, matter, Move { act, state, told, parties, note }).await?;
    // Whoever moved it meanwhile was before; it is looked at anew.
    matter::settled(house, None, &ready).await?;
    Ok(true)
}

/// Gives all open decisions of one member to another: those who run the organisation do that. Answers how many cases.
pub(super) async fn over(
    house: &House,
    who: Member,
    (from, to): (PersonId, PersonId),
) -> Result<u32, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let members = orgs::members_among(&mut view, who.org, &[from, to]).await?;
    let turns = matter::store::turns_of(&mut view, who.org, from, AT_ONCE).await?;
    drop(view);
    if from == to || !members.contains(&to) {
        return Err(Refusal::Member);
    }
    let mut count = 0;
    for at in turns {
        let mut is_moved = false;
        for _ in 0..NODES_MAX {
            let Some(is_kept) = one_over(house, who, (at.case, at.party), (from, to)).await? else { break };
            is_moved |= is_kept;
        }
        count += u32::from(is_moved);
    }
    Ok(count)
}

/// Gives one turn over; nothing where there is none, `false` where somebody moved the case meanwhile.
async fn one_over(
    house: &House,
    who: Member,
    (case, party): (CaseId, Party),
    (from, to): (PersonId, PersonId),
) -> Result<Option<bool>, Refusal> {
    let caller = Caller::from(who);
    let matter = matter::load(house, &caller, "approval.hand_over", (who.org, case)).await?;
    let Some(step) = matter.turns_of(party).into_iter().next() else { return Ok(None) };
    let facts = matter.facts(house, &[from, to, who.person]).await?;
    // Nobody is given what he asks himself: it goes to whoever would stand in.
    let next = if facts.asks(to) { facts.instead(from) } else { Some(to) };
    let Some(next) = next.filter(|one| !facts.asks(*one)) else { return Ok(None) };
    let mut parties = matter.parties();
    parties.number(who.person);
    let deed = Deed::Replace(parties.number(next));
    let mut answers = knows(&matter, &facts, &mut parties);
    let place = (step.as_str(), party);
    let (state, told) = matter.process().act(&matter.row.state, place, deed, &mut answers)?;
    let note = Note { by: Some(who.person), step: Some(step), whom: Some(next), ..Note::default() };
    let moved = Move { act: Act::HandedOn, state, told, parties, note };
    let ready = matter::ready(house, &matter, moved).await?;
    Ok(Some(matter::settled(house, Some((who, "org.administer")), &ready).await?))
}
