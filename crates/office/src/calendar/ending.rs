//! How entries go with a person, with a membership, with an organisation.

use ground::{Ctx, Fault, OrgId, PersonId};
use std::future::Future;
use std::pin::Pin;
use yard::House;
use yard::erasure::Working;

use super::store::{self, Erased};

/// What he organised goes.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(store::erase(cx, Erased::Events, person, most))
}

/// He is invited to nothing.
pub(crate) fn erase_guest<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(store::erase(cx, Erased::Replies, person, most))
}

/// Nothing reminds him.
pub(crate) fn erase_reminder<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(store::erase(cx, Erased::Reminders, person, most))
}

/// Somebody left an organisation: what he organised for it goes, and to what others do he is invited no longer.
pub(crate) fn parts(
    cx: &mut Ctx,
    org: OrgId,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + '_>> {
    Box::pin(async move {
        store::leave(cx, org, person).await?;
        store::uninvite_all(cx, org, person).await
    })
}

/// An organisation ended: one step on; `true` where nothing of its calendars is left.
pub(crate) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    Ok(store::end_some(cx, org, most).await? == 0)
}
