//! What people do with a call that rings or runs: decline, hang up, give up, switch, go on in a meeting.

use ground::{Person, PersonId};
use yard::House;

use super::actions::{is_in, known};
use super::ending::{self, Settled};
use super::rules::{CallKind, Outcome, State};
use super::{Call, CallId, Calls, Refusal, store};
use crate::conversation;

/// Does not want to answer.
pub(super) async fn decline(house: &House, calls: &Calls, who: Person, id: CallId) -> Result<(), Refusal> {
    let (call, conversation) = known(house, who, id, "call.start").await?;
    let mut cx = house.db.begin().await?;
    let parties = store::lock_parties(&mut cx, id).await?;
    if call.ended_at.is_some()
        || !parties.iter().any(|one| one.person == who.person && one.state.is_waited_for())
    {
        return Err(Refusal::Over);
    }
    store::put(&mut cx, id, (who.person, State::Declined), None).await?;
    let settled = ending::settle(&mut cx, house, (&call, conversation.kind)).await?;
    cx.commit().await?;
    after(house, calls, &call, settled).await
}

/// Hangs up; whoever began it and hears nobody gives it up so.
pub(super) async fn leave(house: &House, calls: &Calls, who: Person, id: CallId) -> Result<(), Refusal> {
    let (call, conversation) = known(house, who, id, "call.start").await?;
    let mut view = house.db.view().await?;
    is_in(&store::parties(&mut view, id).await?, who)?;
    drop(view);
    went(house, calls, (&call, conversation.kind), who.person).await
}

/// Gives up while nobody has answered.
pub(super) async fn cancel(house: &House, calls: &Calls, who: Person, id: CallId) -> Result<(), Refusal> {
    let (call, _) = known(house, who, id, "call.start").await?;
    if call.ended_at.is_some() {
        return Err(Refusal::Over);
    }
    if call.starter != who.person {
        return Err(Refusal::NotYours);
    }
    let mut cx = house.db.begin().await?;
    let call = store::lock(&mut cx, id).await?.filter(|call| call.ended_at.is_none()).ok_or(Refusal::Over)?;
    if call.answered_at.is_some() {
        return Err(Refusal::NotYours);
    }
    let now = cx.now();
    let settled = ending::end(&mut cx, house, &call, (Outcome::Cancelled, now)).await?;
    cx.commit().await?;
    after(house, calls, &call, settled).await
}

/// Somebody is in the call no longer; where that ends it, it is over.
pub(super) async fn went(
    house: &House,
    calls: &Calls,
    (call, kind): (&Call, conversation::Kind),
    person: PersonId,
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let Some(call) = store::lock(&mut cx, call.id).await?.filter(|call| call.ended_at.is_none()) else {
        return Ok(());
    };
    let parties = store::lock_parties(&mut cx, call.id).await?;
    let there = parties.into_iter().find(|one| one.person == person && one.state == State::Joined);
    let Some(there) = there else { return Ok(()) };
    store::put(&mut cx, call.id, (person, State::Left), None).await?;
    let settled = ending::settle(&mut cx, house, (&call, kind)).await?;
    cx.commit().await?;
    if let Some(identity) = there.identity {
        calls.media.remove(call.id, &identity).await;
    }
    after(house, calls, &call, settled).await
}

/// Goes on with pictures, or without.
pub(super) async fn switch(house: &House, who: Person, id: CallId, kind: CallKind) -> Result<(), Refusal> {
    let (call, _) = known(house, who, id, "call.start").await?;
    let mut cx = house.db.begin().await?;
    is_in(&store::lock_parties(&mut cx, id).await?, who)?;
    store::switch(&mut cx, id, kind.is_video()).await?;
    cx.commit().await?;
    Ok(ending::tell(house, &call, Settled::default()).await?)
}

/// Goes on in a meeting: whoever is in the call finds its number there.
pub(super) async fn upgrade(
    house: &House,
    calls: &Calls,
    who: Person,
    id: CallId,
) -> Result<String, Refusal> {
    let (call, _) = known(house, who, id, "call.start").await?;
    let mut view = house.db.view().await?;
    is_in(&store::parties(&mut view, id).await?, who)?;
    drop(view);
    if !calls.meetings.is_there(house) {
        return Err(Refusal::NoMeetings);
    }
    let opened = calls.meetings.open(house, who).await;
    let number = opened.map_err(|problem| Refusal::Port(Box::new(problem)))?;
    let mut cx = house.db.begin().await?;
    let call =
        store::lock(&mut cx, call.id).await?.filter(|call| call.ended_at.is_none()).ok_or(Refusal::Over)?;
    store::upgraded(&mut cx, id, &number).await?;
    let outcome = if call.answered_at.is_some() { Outcome::Done } else { Outcome::Cancelled };
    let now = cx.now();
    let settled = ending::end(&mut cx, house, &call, (outcome, now)).await?;
    cx.commit().await?;
    after(house, calls, &call, settled).await?;
    Ok(number)
}

/// What follows the commit.
async fn after(house: &House, calls: &Calls, call: &Call, settled: Settled) -> Result<(), Refusal> {
    if settled.is_over {
        calls.media.close(call.id).await;
    }
    Ok(ending::tell(house, call, settled).await?)
}
