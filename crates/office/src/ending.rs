//! The working day ends with its organisation.

use ground::{Ctx, Fault, OrgId};
use std::future::Future;
use std::pin::Pin;
use yard::House;

use crate::approval;

/// Rows that go in one step.
const ROWS: i64 = 1_000;

/// Goes one step on; `true` where nothing is left.
pub(crate) fn ends<'a>(
    _: &'a House,
    cx: &'a mut Ctx,
    org: OrgId,
) -> Pin<Box<dyn Future<Output = Result<bool, Fault>> + Send + 'a>> {
    Box::pin(async move { approval::end_some(cx, org, ROWS).await })
}
