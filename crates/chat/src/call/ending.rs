//! How a call ends: the row, and its event in the log, in one unit of work.

use ground::uuid::Uuid;
use ground::{Ctx, Fault, Timestamp};
use yard::House;

use super::rules::{self, Outcome};
use super::{Call, CallEntry, Refusal, store};
use crate::conversation::{self, Conversation, store as conversations};
use crate::frames::CallChanged;
use crate::log::{self, Body, Draft, Event, MARK, Told, What};

/// People who are told that a call changed, at most.
const TOLD_MAX: i64 = 5_000;

/// What is to be told once the unit of work is committed.
#[derive(Default)]
pub(super) struct Settled {
    /// Whether the call is over.
    pub is_over: bool,
    told: Vec<Told>,
}

/// Ends the call where there is nothing more to wait for.
pub(super) async fn settle(
    cx: &mut Ctx,
    house: &House,
    (call, kind): (&Call, conversation::Kind),
) -> Result<Settled, Refusal> {
    let Some(call) = store::lock(cx, call.id).await?.filter(|call| call.ended_at.is_none()) else {
        return Ok(Settled { is_over: true, told: Vec::new() });
    };
    let parties = store::lock_parties(cx, call.id).await?;
    match rules::outcome(&call, kind, &parties) {
        Some(outcome) => {
            let now = cx.now();
            end(cx, house, &call, (outcome, now)).await
        }
        None => Ok(Settled::default()),
    }
}

/// Ends the call as this, at this moment.
pub(super) async fn end(
    cx: &mut Ctx,
    house: &House,
    call: &Call,
    (outcome, at): (Outcome, Timestamp),
) -> Result<Settled, Refusal> {
    if !store::end(cx, call.id, at).await? {
        return Ok(Settled { is_over: true, told: Vec::new() });
    }
    let told = note(cx, house, call, rules::entry(call, outcome, at)).await?;
    Ok(Settled { is_over: true, told })
}

/// Writes the entry. Its mark is the call's own: it is written once.
async fn note(cx: &mut Ctx, house: &House, call: &Call, entry: CallEntry) -> Result<Vec<Told>, Refusal> {
    let is_missed = entry.outcome.is_missed();
    let id = *Uuid::now_v7().as_bytes();
    let body = Body { call: Some(entry), ..Body::default() };
    // It has no words to be found by: no tokens are made, which need a unit of work of their own.
    let body = house.vault.seal(&Event::BODY, Conversation::subject(call.conversation), id, &body).await?;
    let mark = house.vault.index(&MARK, &call.id.to_string());
    let what = What::Call { body, is_missed };
    let draft = Draft { conversation: call.conversation, id, actor: call.starter, mark, what };
    match log::append_within(cx, house, draft).await? {
        (Ok(_), told) => Ok(told),
        // Who began it is in the conversation no longer: nobody is there to have called.
        (Err(log::Refusal::Unknown), _) => Ok(Vec::new()),
        (Err(refusal), _) => Err(refusal.into()),
    }
}

/// Tells what was committed: the entry in the log, and whoever is in the conversation that the call is another now.
pub(super) async fn tell(house: &House, call: &Call, settled: Settled) -> Result<(), Fault> {
    log::tell(house, settled.told).await;
    let mut view = house.db.glance().await?;
    let mut people = conversations::few_present(&mut view, call.conversation, TOLD_MAX).await?;
    let parties = store::parties(&mut view, call.id).await?;
    drop(view);
    // Who does not hear of a call does not hear that it changed.
    people.retain(|person| !parties.iter().any(|one| one.person == *person && one.state.is_hidden()));
    let body = CallChanged { conversation: call.conversation, call: call.id };
    house.db.bus().pass_to(&people, &crate::hint("call.changed", &body).into());
    Ok(())
}
