//! How attendance ends: with an organisation all of it, with a membership what was of the person alone.

use ground::{Ctx, Fault, OrgId, PersonId};
use std::future::Future;
use std::pin::Pin;

use super::agreeing::store as agreements;
use super::belonging::store as belonging;
use super::face::store as faces;
use super::machine::store as machines;
use super::plan::store as plans;
use super::store;

/// Some of what an organisation keeps goes; `true` where nothing is left.
pub(crate) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    Ok(store::end_some(cx, org, most).await?
        && faces::end_some(cx, org, most).await?
        && agreements::end_some(cx, org, most).await?
        && machines::end_some(cx, org, most).await?
        && plans::end_some(cx, org, most).await?)
}

/// Somebody leaves: his key, his face, his places and his photos go in this unit of work, and he belongs to no group.
pub(crate) fn parts<'a>(
    cx: &'a mut Ctx,
    org: OrgId,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + 'a>> {
    Box::pin(async move {
        store::part(cx, org, person).await?;
        faces::part(cx, org, person).await?;
        agreements::part(cx, org, person).await?;
        machines::part(cx, org, person).await?;
        belonging::part(cx, org, person).await
    })
}
