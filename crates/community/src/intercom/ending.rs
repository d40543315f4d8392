//! How a call ends: for all who were called, for an organisation that is no more, for somebody who is erased.

use ground::bus::Subject;
use ground::{Ctx, Fault, PersonId};
use serde_json::json;
use std::sync::PoisonError;
use yard::House;
use yard::erasure::Working;

use super::live::Live;
use super::{Intercom, IntercomId, Outcome, store};
use crate::answering::{self, Kind};

/// Open pages of the home hear that a call is another now, or over.
pub(super) fn changed(house: &House, live: &Live) {
    let frame = json!({
        "topic": "intercom", "kind": "intercom.changed", "body": { "intercom": live.call.id, "home": live.call.home },
    });
    let frame = frame.to_string();
    for person in &live.people {
        house.db.bus().pass(Subject::Person(*person), &frame);
    }
}

/// Ends a call, its legs and its room. `over` is the leg that ended by itself. What was answered was done, whatever is said.
pub(super) async fn end(
    house: &House,
    intercom: &Intercom,
    id: IntercomId,
    (outcome, over): (Outcome, Option<sip::CallId>),
) -> Result<(), Fault> {
    match intercom.take(id) {
        Some(live) => taken(house, intercom, &live, (outcome, over)).await,
        None => Ok(()),
    }
}

/// Ends a call that nobody answered; where somebody did by now, he has it.
pub(super) async fn end_unanswered(house: &House, intercom: &Intercom, id: IntercomId) -> Result<(), Fault> {
    match intercom.take_if(id, |live| live.answered.is_none()) {
        Some(live) => taken(house, intercom, &live, (Outcome::Missed, None)).await,
        None => Ok(()),
    }
}

/// Ends a call that was taken out of those that are open.
async fn taken(
    house: &House,
    intercom: &Intercom,
    live: &Live,
    (outcome, over): (Outcome, Option<sip::CallId>),
) -> Result<(), Fault> {
    if let Some(node) = intercom.node() {
        let no = match outcome {
            Outcome::Refused => sip::Refusal::Declined,
            _ => sip::Refusal::Away,
        };
        // What is over already needs no farewell.
        if over != Some(live.visitor) && node.refuse(live.visitor, no).await.is_err() {
            node.hangup(live.visitor).await.ok();
        }
    }
    settle(house, intercom, live, (outcome, over)).await
}

/// Ends all of a call that was taken out of those that are open, but for the visitor himself.
pub(super) async fn settle(
    house: &House,
    intercom: &Intercom,
    live: &Live,
    (outcome, over): (Outcome, Option<sip::CallId>),
) -> Result<(), Fault> {
    let outcome = if live.answered.is_some() { Outcome::Done } else { outcome };
    if let Some(node) = intercom.node() {
        for leg in live.legs.keys().filter(|leg| over != Some(**leg)) {
            node.hangup(*leg).await.ok();
        }
    }
    intercom.media().close(live.call.id).await;
    let mut cx = house.db.begin().await?;
    store::end(&mut cx, live.call.id, outcome).await?;
    cx.commit().await?;
    let still = live.stills.as_ref().filter(|_| outcome == Outcome::Missed);
    let still = still.and_then(|stills| stills.lock().unwrap_or_else(PoisonError::into_inner).take());
    if let Some(still) = still {
        let of = (&live.call, live.station.name.as_str());
        answering::kept(house, of, Kind::Seen, (&still.film(), 0)).await?;
    }
    changed(house, live);
    Ok(())
}

/// Nobody who is erased is known as who answered or opened; that it rang is the home's.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { store::forget(cx, person).await })
}
