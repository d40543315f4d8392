//! How faces end: with the last pass, with whoever is erased, with a community.

use ground::{Ctx, Fault, OrgId, PersonId};
use yard::House;
use yard::erasure::Working;

use super::jobs::RemoveFile;
use super::{Face, store};
use crate::{agent, terminal};

/// Ends one in this unit of work: its row goes, the lists of doors no longer name it, and its file goes after the commit.
pub(super) async fn end(cx: &mut Ctx, one: &Face) -> Result<(), Fault> {
    if store::remove(cx, one.id).await? {
        RemoveFile::later(cx, &one.photo).await?;
        terminal::ended(cx, one.id.bytes()).await?;
        agent::wake_all(cx, one.org);
    }
    Ok(())
}

/// Ends the face of somebody who has no pass left in a community by which it would open.
pub(crate) async fn passless(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    if crate::pass::has_face(cx, org, person).await? {
        return Ok(());
    }
    match store::of_now(cx, org, person).await? {
        Some(one) => end(cx, &one).await,
        None => Ok(()),
    }
}

/// The faces of somebody who is erased end.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let rows = store::of_person_now(cx, person, most).await?;
        for one in &rows {
            end(cx, one).await?;
        }
        Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
    })
}

/// Ends some of the faces of an organisation that is no more; `true` where none is left.
pub(crate) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let some = store::of_org_now(cx, org, most).await?;
    for one in &some {
        end(cx, one).await?;
    }
    if i64::try_from(some.len()).unwrap_or(i64::MAX) >= most {
        return Ok(false);
    }
    store::forget_org(cx, org).await?;
    Ok(true)
}
