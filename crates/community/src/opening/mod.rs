//! Openings: what doors wrote down.

use ::pass::Entry;
use ground::{Ctx, Fault, OrgId};

use crate::place::DoorId;

/// Takes over entries of the log of a door, in the unit of work in which its agent's place in the log moves on.
///
/// # Errors
/// What the database says.
#[expect(clippy::unused_async, reason = "nothing is kept of it yet")]
pub(crate) async fn take(_cx: &mut Ctx, _org: OrgId, _door: DoorId, _entries: &[Entry]) -> Result<(), Fault> {
    Ok(())
}
