//! What the property does: let couriers in by standing passes, for named doors and hours.

use ground::{Caller, Member};
use yard::House;

use super::actions::{Made, Wish, made};
use super::views::{self, By, Shown};
use super::{Refusal, VisitId, rules, store};
use crate::pass;
use crate::place::{self, store as places};

/// The property's couriers.
pub(super) async fn list(house: &House, who: Member) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &place::resource(who.org))?;
    let rows = store::of_property(&mut view, who.org).await?;
    drop(view);
    views::shown(house, &Caller::from(who), rows).await
}

/// Lets one in from now on: at named doors, which it names.
pub(super) async fn add(house: &House, who: Member, wish: Wish<'_>) -> Result<Made, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &place::resource(who.org))?;
    places::of_now(&mut cx, who.org).await?.ok_or(Refusal::Closed)?;
    let read = wish.read(true, cx.now())?;
    if wish.doors.is_empty() {
        return Err(Refusal::Door);
    }
    for door in wish.doors {
        if !places::has_door(&mut cx, who.org, *door).await? {
            return Err(Refusal::Door);
        }
    }
    if store::of_property_now(&mut cx, who.org).await?.len() >= rules::OF_PROPERTY {
        return Err(Refusal::Many);
    }
    let by = By { org: who.org, home: None, resident: None, person: None };
    let made = made(house, &mut cx, by, (&wish, read)).await?;
    cx.commit().await?;
    Ok(made)
}

/// Lets him in no longer.
pub(super) async fn end(house: &House, who: Member, id: VisitId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &place::resource(who.org))?;
    let found = store::of_property_now(&mut cx, who.org).await?.into_iter().find(|found| found.row.id == id);
    let found = found.ok_or(Refusal::Unknown)?;
    pass::end_pass(&mut cx, who.org, found.row.pass).await?;
    Ok(cx.commit().await?)
}
