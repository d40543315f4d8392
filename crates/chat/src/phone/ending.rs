//! How a call ends, and how those in it hear of what changes.

use ground::bus::Subject;
use ground::{Fault, PersonId};
use yard::House;

use super::live::{Live, LiveLeg};
use super::rules::State;
use super::{PhoneId, Phones, calling};
use crate::frames::PhoneIs;

/// Open pages of those in a call hear that it is another now.
pub(super) fn changed(house: &House, phones: &Phones, id: PhoneId) {
    let people = phones.change(id, |live| {
        let mut people = live.people.clone();
        people.push(live.owner);
        people
    });
    tell(house, id, &people.unwrap_or_default());
}

fn tell(house: &House, id: PhoneId, people: &[PersonId]) {
    let frame = crate::hint("phone.changed", &PhoneIs { phone: id });
    for person in people {
        house.db.bus().pass(Subject::Person(*person), &frame);
    }
}

/// Takes a call out of what is open; nothing where it is over.
pub(super) fn taken(phones: &Phones, id: PhoneId) -> Option<Live> {
    let mut open = phones.open();
    let at = open.calls.iter().position(|live| live.id == id)?;
    let live = open.calls.remove(at);
    open.forget();
    Some(live)
}

/// Ends a call for all.
pub(super) async fn end(house: &House, phones: &Phones, id: PhoneId) -> Result<(), Fault> {
    match taken(phones, id) {
        Some(live) => finish(house, phones, live).await,
        None => Ok(()),
    }
}

/// Hangs up the telephones of a call that was taken out, and closes its room. What cannot be written keeps none connected.
///
/// # Errors
/// The first of what could not be written.
pub(super) async fn finish(house: &House, phones: &Phones, live: Live) -> Result<(), Fault> {
    let open: Vec<&LiveLeg> = live.legs.iter().filter(|leg| leg.state.is_open()).collect();
    for leg in &open {
        if let (Some(line), Some(call)) = (phones.line(), leg.call) {
            // One that is over already is what is wanted.
            line.node.hangup(call).await.ok();
        }
    }
    phones.media().close(live.id).await;
    let mut outcome = Ok(());
    for leg in open {
        let state = if leg.state == State::Talking { State::Done } else { State::Cancelled };
        outcome = outcome.and(calling::over(house, leg.id, state).await);
    }
    let mut people = live.people;
    people.push(live.owner);
    tell(house, live.id, &people);
    outcome
}
