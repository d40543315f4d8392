//! What of the wing ends with an organisation.

use ground::{Ctx, Fault, OrgId};
use std::future::Future;
use std::pin::Pin;
use yard::House;

use crate::{approval, attendance, availability, calendar, leave, task};

/// Rows that go in one step.
const STEP: i64 = 1_000;

/// Goes one step on; `true` where nothing is left.
pub(crate) fn ends<'a>(
    _: &'a House,
    cx: &'a mut Ctx,
    org: OrgId,
) -> Pin<Box<dyn Future<Output = Result<bool, Fault>> + Send + 'a>> {
    Box::pin(async move {
        Ok(calendar::end_some(cx, org, STEP).await?
            && availability::end_some(cx, org, STEP).await?
            && task::end_some(cx, org, STEP).await?
            && approval::end_some(cx, org, STEP).await?
            && leave::end_some(cx, org, STEP).await?
            && attendance::end_some(cx, org, STEP).await?)
    })
}
