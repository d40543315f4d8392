//! How leave ends: with an organisation all of it; with a membership it waits for as long as the law asks.

use ground::{Ctx, Fault, OrgId, PersonId};
use std::future::Future;
use std::pin::Pin;

use super::store;

/// Some of what an organisation keeps goes; `true` where nothing is left.
pub(crate) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    store::end_some(cx, org, most).await
}

/// Somebody leaves.
pub(crate) fn parts<'a>(
    cx: &'a mut Ctx,
    org: OrgId,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + 'a>> {
    Box::pin(async move { store::part(cx, org, person).await })
}
