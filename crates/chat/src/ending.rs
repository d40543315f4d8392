//! What an organisation ordered, kept and showed here ends with it. What was said in its groups goes with the groups, which everybody
//! has left; that something was held or read stays for those whom it was about, as long as the policy says.

use ground::{Ctx, Fault, OrgId};
use std::future::Future;
use std::pin::Pin;
use yard::House;

use crate::{contact, conversation, directory, governing, grant, hold, phone};

/// Rows of one step.
const ROWS: i64 = 2_000;

/// Goes one step on; `true` where nothing is left.
pub(crate) fn ends<'a>(
    house: &'a House,
    cx: &'a mut Ctx,
    org: OrgId,
) -> Pin<Box<dyn Future<Output = Result<bool, Fault>> + Send + 'a>> {
    Box::pin(async move {
        directory::store::end(cx, org).await?;
        governing::store::end(cx, org).await?;
        phone::store::end(cx, org).await?;
        conversation::store::follows_no_longer(cx, org).await?;
        grant::store::end_all(cx, org).await?;
        Ok(hold::end_some(cx, house, org).await? && contact::store::end_some(cx, org, ROWS).await?)
    })
}
