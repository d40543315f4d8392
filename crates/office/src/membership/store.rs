//! Rows of members: they are the yard's.

use ground::{Ctx, Fault, OrgId, PersonId, values};

/// Whether somebody belongs to an organisation now.
pub(crate) async fn is_member(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM yard_member WHERE org = $1 AND person = $2";
    Ok(cx.opt(sql, values![org, person]).await?.is_some())
}
