//! Approvals end with their organisation.

use ground::{Ctx, Fault, OrgId};

use super::store;

/// Removes some; `true` where nothing is left.
pub(crate) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    store::end_some(cx, org, most).await
}
