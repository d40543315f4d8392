//! How passes go with somebody who is erased, and with a community.

use ground::{Ctx, Fault, OrgId, PersonId};
use yard::House;
use yard::erasure::Working;

use super::{Kind, issuing, store};

/// The passes of somebody who is erased end.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let rows = store::of_person_now(cx, person, most).await?;
        for one in &rows {
            issuing::end(cx, one).await?;
        }
        Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
    })
}

/// Ends some of the passes of an organisation that is no more; `true` where none is left.
pub(crate) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let some = store::of_org_now(cx, org, most).await?;
    for one in &some {
        store::remove(cx, one).await?;
        if one.kind == Kind::Face {
            issuing::faceless(cx, one).await?;
        }
    }
    if i64::try_from(some.len()).unwrap_or(i64::MAX) >= most {
        return Ok(false);
    }
    store::forget_org(cx, org).await?;
    Ok(true)
}
