//! How what is in libraries ends: with the pass, the face, the account, the organisation.

use ground::{Ctx, Fault, OrgId, PersonId};
use yard::House;
use yard::erasure::Working;

use super::store;
use crate::place::DoorId;

/// A pass or a face ended in this unit of work: from now on it should be in no library. The doors hear it by their list.
pub(crate) async fn ended(cx: &mut Ctx, item: [u8; 16]) -> Result<(), Fault> {
    store::end(cx, item).await
}

/// The agent at a door was struck off in this unit of work: nothing should be in the library that it keeps. Another that is paired at
/// this door, with the same terminal, confirms it.
pub(crate) async fn struck(cx: &mut Ctx, door: DoorId) -> Result<(), Fault> {
    store::end_at(cx, door).await
}

/// What somebody who is erased had in libraries is nobody's from now on, and should be gone.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(store::forget(cx, person, most))
}

/// Nothing is known any more of the terminals of an organisation that is no more.
pub(crate) async fn end_all(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    store::forget_org(cx, org).await
}
