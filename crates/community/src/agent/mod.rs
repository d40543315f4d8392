//! What the rest of the wing asks of the agents at doors.

use ground::{Ctx, Fault, OrgId, PersonId};
use ground::bus::Subject;
use std::time::Duration;
use yard::House;

use crate::place::DoorId;

/// Why a door did not open for an order.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// No agent of that door is linked.
    #[error("no agent of this door is linked")]
    Absent,
    /// The agent refused.
    #[error("the agent refused")]
    Refused(::pass::Reason),
    /// It did not answer in time.
    #[error("the agent did not answer in time")]
    Late,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What passes there are at these doors is another.
pub fn wake(cx: &mut Ctx, doors: &[DoorId]) {
    for door in doors {
        cx.hint(Subject::Person(PersonId::from_bytes(door.bytes())));
    }
}

/// The same for all doors of a community.
pub fn wake_all(cx: &mut Ctx, org: OrgId) {
    cx.hint(Subject::Person(PersonId::from_bytes(org.bytes())));
}

/// Orders a door to open.
pub async fn order(
    _house: &House,
    _door: DoorId,
    _pass: ::pass::PassId,
    _by: ::pass::By,
    _within: Duration,
) -> Result<(), NotOpened> {
    Err(NotOpened::Absent)
}

/// The house's key for doors.
pub async fn signer(_house: &House, _org: OrgId) -> Result<::pass::Signer, Fault> {
    Ok(::pass::Signer::fresh())
}
