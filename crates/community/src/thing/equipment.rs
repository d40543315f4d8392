//! What those who run a community do with its equipment: lifts, fire, energy, environment.

use ground::{Caller, Member};
use things::Command;
use yard::House;
use yard::org::store as orgs;

use super::known::load;
use super::link::Link;
use super::{PartId, Refusal, ThingId, hearing, store, views};
use crate::place;

/// The equipment of a community.
pub(super) async fn list(house: &House, who: Member) -> Result<Vec<views::Device>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &place::resource(who.org))?;
    let things = store::equipment(&mut view, who.org).await?;
    drop(view);
    views::devices(house, &Caller::from(who), "home.equipment.list", things).await
}

/// What happened to it.
pub(super) async fn log(house: &House, who: Member) -> Result<Vec<views::Entry>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &place::resource(who.org))?;
    let rows = store::log_of_equipment(&mut view, who.org).await?;
    let mut here = Vec::new();
    for person in rows.iter().filter_map(|row| row.person) {
        if !here.contains(&person) && orgs::role_of(&mut view, who.org, person).await?.is_some() {
            here.push(person);
        }
    }
    drop(view);
    views::entries(house, &Caller::from(who), "home.equipment.log", (rows, &here)).await
}

/// Has it do something.
pub(super) async fn command(
    house: &House,
    link: &Link,
    who: Member,
    (id, part): (ThingId, PartId),
    command: &Command,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &place::resource(who.org))?;
    let thing = store::find(&mut view, id).await?;
    drop(view);
    let thing = thing.filter(|thing| thing.org == who.org && thing.home.is_none()).ok_or(Refusal::Unknown)?;
    let of = load(house, thing).await?;
    let known = of.part(part).ok_or(Refusal::Unknown)?;
    let said = known.part.tell(command)?;
    if of.is_away(&known.part) {
        return Err(Refusal::Away);
    }
    let detail = format!("{} · {}", hearing::called(&known.part), command.word());
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &place::resource(who.org))?;
    let by = (Some(id), Some(who.person));
    hearing::log(&mut cx, house, (who.org, None), by, ("command", Some(detail))).await?;
    cx.commit().await?;
    link.say(said).await
}

/// Removes it.
pub(super) async fn remove(house: &House, link: &Link, who: Member, id: ThingId) -> Result<(), Refusal> {
    let thing = store::find(&mut house.db.view().await?, id).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &place::resource(who.org))?;
    let thing = thing.filter(|thing| thing.org == who.org && thing.home.is_none()).ok_or(Refusal::Unknown)?;
    store::remove(&mut cx, id).await?;
    let by = (None, Some(who.person));
    hearing::log(&mut cx, house, (who.org, None), by, ("removed", None)).await?;
    cx.commit().await?;
    link.dismiss(vec![thing.token]);
    Ok(())
}
