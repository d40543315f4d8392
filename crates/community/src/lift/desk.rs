//! What the property does: say which lifts there are, and whether there is a fire alarm.

use ground::{Ctx, Fault, Member};
use yard::org::Line;
use yard::{House, token};

use super::{Lift, LiftId, Refusal, SECRET, rules, store};
use crate::place::{UnitId, resource};

async fn begin(house: &House, who: Member) -> Result<Ctx, Refusal> {
    let cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    Ok(cx)
}

/// The lifts of the community.
pub(super) async fn lifts(house: &House, who: Member) -> Result<Vec<Lift>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    Ok(store::of_org(&mut view, who.org).await?)
}

/// A lift that was made: what stands in the address of its controller is told once.
pub(super) struct Made {
    pub id: LiftId,
    pub secret: String,
}

/// Adds a lift to a unit.
pub(super) async fn make(
    house: &House,
    who: Member,
    (unit, name, ground): (UnitId, &str, i64),
) -> Result<Made, Refusal> {
    let mut cx = begin(house, who).await?;
    if !store::has_unit(&mut cx, who.org, unit).await? {
        return Err(Refusal::Unit);
    }
    let name = Line::read(name, 40).map_err(|_| Refusal::Field("name"))?.as_str().to_owned();
    let ground = rules::floor(ground)?;
    if store::count(&mut cx, who.org).await? >= rules::LIFTS_MAX {
        return Err(Refusal::Many);
    }
    let (secret, verifier) = token::fresh(house, &SECRET)?;
    let id = LiftId::fresh(cx.clock());
    let lift = Lift { id, org: who.org, unit, name, ground, alarm: false, seen_at: None };
    match store::add(&mut cx, &lift, verifier).await {
        Err(error) if error.is_unique_on("community_lift") => return Err(Refusal::Taken),
        other => other.map_err(Fault::from)?,
    }
    cx.commit().await?;
    Ok(Made { id, secret })
}

/// Removes one: the address of its controller leads nowhere from the commit on.
pub(super) async fn remove(house: &House, who: Member, id: LiftId) -> Result<(), Refusal> {
    let mut cx = begin(house, who).await?;
    if !store::remove(&mut cx, who.org, id).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// Says whether there is a fire alarm at one.
pub(super) async fn alarm(house: &House, who: Member, (id, is_on): (LiftId, bool)) -> Result<(), Refusal> {
    let mut cx = begin(house, who).await?;
    if !store::set_alarm(&mut cx, who.org, (id, is_on)).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}
