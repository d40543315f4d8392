//! How tasks go with a person, and with a membership.

use ground::{Ctx, Fault, OrgId, PersonId};
use std::future::Future;
use std::pin::Pin;
use yard::House;
use yard::erasure::Working;

use super::store;

/// What he made goes.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(store::erase(cx, person, most))
}

/// He has nothing to do.
pub(crate) fn erase_doer<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(store::erase_doer(cx, person, most))
}

/// He left an organisation.
pub(crate) fn parts(
    cx: &mut Ctx,
    org: OrgId,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + '_>> {
    Box::pin(store::leaves(cx, org, person))
}
