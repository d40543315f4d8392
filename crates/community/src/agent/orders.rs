//! Orders to open: over the link, once, and answered by the agent that did it. Whoever orders has asked for permission before.

use ::pass::{By, PassId, Reason};
use ground::bus::{Note, Subject};
use ground::{Because, Fault, PersonId};
use std::time::Duration;
use tokio::time::timeout;
use yard::House;

use super::line::written;
use super::rules::{self, Done, Frame, Order, WITHIN_MAX};
use crate::place::DoorId;

/// Why a door that was told to open did not.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// No agent is linked at this door.
    #[error("the door cannot be reached")]
    Absent,
    /// The agent did not open: its list says no.
    #[error("the door refused")]
    Refused(Reason),
    /// No answer came in time. The agent opens nothing for an order whose time is over.
    #[error("the door did not answer in time")]
    Late,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Whether an agent is linked at this door at this moment.
pub(crate) fn is_linked(house: &House, door: DoorId) -> bool {
    house.db.bus().listening(&[rules::of_door(door)]) > 0
}

/// Orders a door to open in the name of a pass, by telephone or by staff, and waits until it has; thirty seconds at most.
///
/// # Errors
/// Why it did not open, or that nobody knows.
pub async fn order(
    house: &House,
    door: DoorId,
    pass: PassId,
    by: By,
    within: Duration,
) -> Result<(), NotOpened> {
    let (bus, named) = (house.db.bus(), rules::of_door(door));
    if bus.listening(&[named]) == 0 {
        return Err(NotOpened::Absent);
    }
    let within = within.min(WITHIN_MAX);
    let answer = PersonId::from_bytes(::pass::random());
    let until = rules::moment(house.clock.now().plus(within));
    let mut done = bus.listen(Subject::Person(answer));
    bus.pass(Subject::Person(named), &written(&Frame::Open(Order { answer, pass, by, until }))?);
    let Ok(Note::Passing(frame)) = timeout(within, done.recv()).await else { return Err(NotOpened::Late) };
    let done: Done = serde_json::from_str(&frame).because("reading what came of an order")?;
    done.refused.map_or(Ok(()), |reason| Err(NotOpened::Refused(reason)))
}
