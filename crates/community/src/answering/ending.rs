//! How messages and pictures end: with the last of a home, with whoever is erased, with a community.

use ground::{Ctx, Fault, OrgId, PersonId};
use yard::House;
use yard::erasure::Working;

use super::jobs::RemoveFile;
use super::{Left, store};

/// Ends one in this unit of work: its row goes, and its file after the commit.
pub(super) async fn end(cx: &mut Ctx, one: &Left) -> Result<(), Fault> {
    if store::remove(cx, one.id).await? {
        RemoveFile::later(cx, &one.file).await?;
    }
    Ok(())
}

/// What was left for somebody who is erased and lived alone goes; with others it is theirs.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let rows = store::of_alone(cx, person, most).await?;
        for one in &rows {
            end(cx, one).await?;
        }
        Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
    })
}

/// Ends some of an organisation that is no more; `true` where none is left.
pub(crate) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let some = store::of_org(cx, org, most).await?;
    for one in &some {
        end(cx, one).await?;
    }
    if some.is_empty() {
        store::forget_org(cx, org).await?;
    }
    Ok(some.is_empty())
}
