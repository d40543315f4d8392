//! An application ends that nobody decided: in time, or with its organisation. Whoever waited is told.

use ground::{Ctx, Fault, OrgId, Timestamp};
use yard::House;
use yard::notice::{self, Notice};

use super::{Application, State, actions, store};
use crate::place::store as places;

/// Ends some of those that were made before an instant and wait still; `true` where none is left.
pub(super) async fn lapse_some(
    cx: &mut Ctx,
    house: &House,
    before: Timestamp,
    most: i64,
) -> Result<bool, Fault> {
    let some = store::waiting_since(cx, before, most).await?;
    end(cx, house, some, most).await
}

/// Ends some of those of an organisation that is no more; `true` where none is left.
pub(crate) async fn end_some(cx: &mut Ctx, house: &House, org: OrgId, most: i64) -> Result<bool, Fault> {
    let some = store::of_org_now(cx, org, most).await?;
    end(cx, house, some, most).await
}

async fn end(cx: &mut Ctx, house: &House, some: Vec<Application>, most: i64) -> Result<bool, Fault> {
    for one in &some {
        if one.state == State::Waiting
            && let Some(community) = places::of_now(cx, one.org).await?
        {
            let told =
                Notice::new("home.lapsed").about("home", actions::told_as(&community, &one.home_number));
            notice::tell(cx, house, one.person, &told).await?;
        }
        store::remove(cx, one.id).await?;
    }
    Ok(i64::try_from(some.len()).unwrap_or(i64::MAX) < most)
}
