//! What those of a home do with its devices: look, command, watch, remove.

use ground::{Caller, Ctx, OrgId, Person, Resource, Timestamp};
use things::Command;
use yard::House;

use super::known::{KnownThing, load};
use super::link::Link;
use super::{PartId, Refusal, ThingId, hearing, rules, store, views};
use crate::household::{self, Resident, store as households};
use crate::place::HomeId;

/// The community of a home in which the caller lives now, and the home as the policies see it.
fn own(people: &[Resident], who: Person, home: HomeId, now: Timestamp) -> Result<(OrgId, Resource), Refusal> {
    let own = people.iter().find(|one| one.person == Some(who.person) && one.lives(now));
    let org = own.ok_or(Refusal::Home)?.org;
    Ok((org, household::resource(home, people, now)))
}

/// Asks whether the caller may, in a home of his; answers its community.
pub(super) async fn at(
    house: &House,
    who: Person,
    home: HomeId,
    act: &'static str,
) -> Result<OrgId, Refusal> {
    let mut view = house.db.view().await?;
    let people = households::of_home(&mut view, home).await?;
    let (org, resource) = own(&people, who, home, view.now())?;
    view.permit(who, act, &resource)?;
    Ok(org)
}

/// The same within a unit of work: what was asked before may have ended.
pub(super) async fn still(
    cx: &mut Ctx,
    who: Person,
    home: HomeId,
    act: &'static str,
) -> Result<OrgId, Refusal> {
    let people = households::of_home_now(cx, home).await?;
    let (org, resource) = own(&people, who, home, cx.now())?;
    cx.permit(who, act, &resource)?;
    Ok(org)
}

/// A device of a home with all that is known of it.
pub(super) async fn device(house: &House, home: HomeId, id: ThingId) -> Result<KnownThing, Refusal> {
    let thing = store::find(&mut house.db.view().await?, id).await?;
    let thing = thing.filter(|thing| thing.home == Some(home)).ok_or(Refusal::Unknown)?;
    Ok(load(house, thing).await?)
}

/// All devices of a home, and since when it is watched.
pub(super) struct Listed {
    pub devices: Vec<views::Device>,
    pub watched_since: Option<Timestamp>,
}

/// The devices of a home.
pub(super) async fn list(house: &House, who: Person, home: HomeId) -> Result<Listed, Refusal> {
    let mut view = house.db.view().await?;
    let people = households::of_home(&mut view, home).await?;
    let (_, resource) = own(&people, who, home, view.now())?;
    view.permit(who, "home.use", &resource)?;
    let things = store::of_home(&mut view, home).await?;
    let watched_since = store::watched(&mut view, home).await?;
    drop(view);
    let devices = views::devices(house, &Caller::from(who), "home.device.list", things).await?;
    Ok(Listed { devices, watched_since })
}

/// The log of a home's devices.
pub(super) async fn log(house: &House, who: Person, home: HomeId) -> Result<Vec<views::Entry>, Refusal> {
    let mut view = house.db.view().await?;
    let people = households::of_home(&mut view, home).await?;
    let now = view.now();
    let (_, resource) = own(&people, who, home, now)?;
    view.permit(who, "home.use", &resource)?;
    // Nobody reads what happened before he lived there.
    let own = people.iter().find(|one| one.person == Some(who.person) && one.lives(now));
    let since = own.ok_or(Refusal::Home)?.from_at;
    let rows = store::log_of_home(&mut view, home, since).await?;
    drop(view);
    let here: Vec<_> = people.iter().filter(|one| one.lives(now)).filter_map(|one| one.person).collect();
    views::entries(house, &Caller::from(who), "home.device.log", (rows, &here)).await
}

/// Has a part do something. What unlocks or locks wants the right to open; what is done is in the log before it is said.
pub(super) async fn command(
    house: &House,
    link: &Link,
    who: Person,
    (home, id, part): (HomeId, ThingId, PartId),
    command: &Command,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let people = households::of_home(&mut view, home).await?;
    let (_, resource) = own(&people, who, home, view.now())?;
    view.permit(who, "home.use", &resource)?;
    drop(view);
    let of = device(house, home, id).await?;
    let known = of.part(part).ok_or(Refusal::Unknown)?;
    let act = if rules::unlocks(&known.part, command) { "home.open" } else { "home.use" };
    let mut cx = house.db.begin().await?;
    let org = still(&mut cx, who, home, act).await?;
    let said = known.part.tell(command)?;
    if of.is_away(&known.part) {
        return Err(Refusal::Away);
    }
    let detail = format!("{} · {}", hearing::called(&known.part), command.word());
    let by = (Some(id), Some(who.person));
    hearing::log(&mut cx, house, (org, Some(home)), by, ("command", Some(detail))).await?;
    cx.commit().await?;
    link.say(said).await
}

/// Watches a home, or does not any longer.
pub(super) async fn watch(house: &House, who: Person, home: HomeId, on: bool) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let people = households::of_home_now(&mut cx, home).await?;
    let (org, resource) = own(&people, who, home, cx.now())?;
    cx.permit(who, "home.use", &resource)?;
    store::watch(&mut cx, org, home, on).await?;
    let what = if on { "armed" } else { "disarmed" };
    hearing::log(&mut cx, house, (org, Some(home)), (None, Some(who.person)), (what, None)).await?;
    Ok(cx.commit().await?)
}

/// Removes a device: its credential ends, and all that it said goes.
pub(super) async fn remove(
    house: &House,
    link: &Link,
    who: Person,
    (home, id): (HomeId, ThingId),
) -> Result<(), Refusal> {
    let thing = store::find(&mut house.db.view().await?, id).await?;
    let mut cx = house.db.begin().await?;
    let people = households::of_home_now(&mut cx, home).await?;
    let (org, resource) = own(&people, who, home, cx.now())?;
    cx.permit(who, "home.manage", &resource)?;
    let thing = thing.filter(|thing| thing.home == Some(home)).ok_or(Refusal::Unknown)?;
    store::remove(&mut cx, id).await?;
    hearing::log(&mut cx, house, (org, Some(home)), (None, Some(who.person)), ("removed", None)).await?;
    cx.commit().await?;
    link.dismiss(vec![thing.token]);
    Ok(())
}
