//! How what devices know goes with a person. What is of an organisation goes with its events; devices are told that it went.

use ground::{Ctx, PersonId};
use yard::House;
use yard::erasure::Working;

use super::store;

/// What his devices know of his lists goes; what they know of his items, the store says.
pub(crate) fn erase_lists<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(store::erase_lists(cx, person))
}
