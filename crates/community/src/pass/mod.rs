//! Passes: who comes in at which doors.

use ::pass::{DoorSecret, Pass};
use ground::{Fault, Timestamp};
use yard::House;

use crate::place::DoorId;

/// The passes of a door, as its agent is to hold them.
///
/// # Errors
/// What the database or the vault says.
#[expect(clippy::unused_async, reason = "nobody has a pass yet")]
pub async fn held_at(
    _house: &House,
    _door: DoorId,
    _secret: &DoorSecret,
    _now: Timestamp,
) -> Result<Vec<Pass>, Fault> {
    Ok(Vec::new())
}
