//! Saying that something waits: the one way by which a feature has a device woken.

use ground::{Ctx, Fault, PersonId};
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::jobs::Send;
use super::rules::Kind;
use super::store;
use crate::House;

/// Between two wakings of a device: what comes sooner is told together.
const APART: Duration = Duration::from_secs(5);

/// Has the devices of a person woken, in the unit of work of the cause. Whoever has a page open then, or whose quiet hours
/// it is, is not woken.
///
/// # Errors
/// What the database says.
pub async fn notify(cx: &mut Ctx, house: &House, person: PersonId, kind: Kind) -> Result<(), Fault> {
    if !house.egress.ways().push {
        return Ok(());
    }
    let now = cx.now();
    for (id, told_at) in store::wait(cx, person, kind, None).await? {
        let soonest = told_at.map_or(now, |at| at.plus(APART).max(now));
        let at = if kind.is_urgent() { now } else { soonest };
        Send::later(cx, person, id, at).await?;
    }
    Ok(())
}

/// Whether somebody has a device that is woken, whether a page of his is open or not.
///
/// # Errors
/// What the database says.
pub async fn has_device(cx: &mut Ctx, house: &House, person: PersonId) -> Result<bool, Fault> {
    Ok(house.egress.ways().push && store::has(cx, person).await?)
}

/// Whether somebody is reached by waking a device: he has one that can be, and no page open.
///
/// # Errors
/// What the database says.
pub async fn is_reachable(cx: &mut Ctx, house: &House, person: PersonId) -> Result<bool, Fault> {
    Ok(house.egress.ways().push && !is_looking(house, person) && store::has(cx, person).await?)
}

/// Whether anybody of this house has ever had a device woken since it was opened, or had one then. Whoever writes much asks
/// this before anything else.
pub fn is_used(house: &House) -> bool {
    house.moments().push_used.load(Ordering::Relaxed)
}

/// Whether somebody has a page open now: a stream of his listens.
pub fn is_looking(house: &House, person: PersonId) -> bool {
    house.db.bus().listening(&[person]) > 0
}
