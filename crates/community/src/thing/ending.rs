//! How it ends: with an organisation, and for somebody who is erased.

use ground::{Ctx, Fault, OrgId, PersonId};
use yard::House;
use yard::erasure::Working;

use super::{cloud, store};

/// Ends the devices of an organisation that is no more; `true` where none is left.
pub(crate) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let some = store::some_of_org(cx, org, most).await?;
    for (id, _) in &some {
        store::remove(cx, *id).await?;
    }
    if some.is_empty() {
        store::clear_org(cx, org).await?;
    }
    Ok(some.is_empty())
}

/// That he added a device is forgotten; the device stays with its home.
pub(crate) fn erase_things<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(store::forget_adder(cx, person))
}

/// Links of his with a maker's cloud go, and all that they showed.
pub(crate) fn erase_clouds<'a>(
    house: &'a House,
    cx: &'a mut Ctx,
    person: PersonId,
    most: i64,
) -> Working<'a> {
    cloud::erase(house, cx, person, most)
}

/// What he did in a log goes.
pub(crate) fn erase_events<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(store::erase_events(cx, person, most))
}

/// Tokens that he asked for go.
pub(crate) fn erase_invites<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(store::erase_invites(cx, person))
}

/// Codes that he made go.
pub(crate) fn erase_codes<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(store::erase_codes(cx, person))
}
