//! How attendance ends: with an organisation all of it, with a membership what was of the person alone.

use ground::{Ctx, Fault, OrgId, PersonId};
use std::future::Future;
use std::pin::Pin;
use yard::House;

use super::agreeing::store as agreements;
use super::belonging::store as belonging;
use super::plan::store as plans;
use super::store;

/// Rows that go in one step.
const ROWS: i64 = 2_000;

/// Goes one step on; `true` where nothing of the organisation is left.
pub(crate) fn ends<'a>(
    _: &'a House,
    cx: &'a mut Ctx,
    org: OrgId,
) -> Pin<Box<dyn Future<Output = Result<bool, Fault>> + Send + 'a>> {
    Box::pin(async move {
        Ok(store::end_some(cx, org, ROWS).await?
            && agreements::end_some(cx, org, ROWS).await?
            && plans::end_some(cx, org, ROWS).await?)
    })
}

/// Somebody leaves: his key, his places and his photos go in this unit of work, and he belongs to no group.
pub(crate) fn parts<'a>(
    cx: &'a mut Ctx,
    org: OrgId,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + 'a>> {
    Box::pin(async move {
        store::part(cx, org, person).await?;
        agreements::part(cx, org, person).await?;
        belonging::part(cx, org, person).await
    })
}
