//! What whoever organises an event does with people outside: see what they said, invite one, take one out.

use ground::{Caller, Person};
use yard::House;
use yard::org::{Service, Shut};

use super::going::{Outward, counted, outward, sealed};
use super::rules::{self, OUTSIDERS_MAX};
use super::views::{self, Open};
use super::{ADDRESS, Outsider, OutsiderId, Refusal, jobs, store};
use crate::calendar::views::load;
use crate::calendar::{EventId, store as events};

/// Who outside is invited, and whether somebody can be.
pub(super) async fn list(
    house: &House,
    who: Person,
    id: EventId,
) -> Result<(Outward, Vec<(Outsider, Option<Open>)>), Refusal> {
    let mut view = house.db.view().await?;
    let loaded = load(&mut view, who, id).await?;
    view.permit(loaded.caller.clone(), "event.change", &loaded.event.resource(&[]))?;
    if loaded.event.person.is_none() {
        return Ok((Outward::Shared, Vec::new()));
    }
    let rows = store::of(&mut view, loaded.event.root()).await?;
    drop(view);
    let opened = views::opened(house, (&Caller::from(who), "event.outside"), &rows).await?;
    Ok((outward(house), rows.into_iter().zip(opened).collect()))
}

/// Invites an address to an event and to all of its times; the mail leaves after the answer.
pub(super) async fn invite(
    house: &House,
    who: Person,
    id: EventId,
    (address, name): (&str, Option<&str>),
) -> Result<OutsiderId, Refusal> {
    let mut view = house.db.view().await?;
    let loaded = load(&mut view, who, id).await?;
    view.permit(loaded.caller.clone(), "event.change", &loaded.event.resource(&[]))?;
    drop(view);
    let organiser = loaded.event.person.ok_or(Refusal::Shared)?;
    if outward(house) != Outward::Open {
        return Err(Refusal::NoMail);
    }
    let (address, name) = (rules::address(address)?, rules::name(name)?);
    let index = house.vault.index(&ADDRESS, &address);
    let root = loaded.event.root();
    let mut new = sealed(house, (root, organiser), (&address, name.as_deref())).await?;
    let mut cx = house.db.begin().await?;
    let event = events::find_now(&mut cx, root).await?.ok_or(crate::calendar::Refusal::Unknown)?;
    cx.permit(loaded.caller, "event.change", &event.resource(&[]))?;
    if let Some(org) = event.org
        && !yard::org::is_open_now(&mut cx, org, Service::Calendar).await?
    {
        return Err(crate::calendar::Refusal::from(Shut).into());
    }
    if store::refuses(&mut cx, index).await? {
        return Err(Refusal::Refused);
    }
    if store::is_there(&mut cx, root, index).await? {
        return Err(Refusal::Twice);
    }
    if store::count(&mut cx, root).await? >= OUTSIDERS_MAX {
        return Err(Refusal::Many);
    }
    counted(&mut cx, rules::INVITED, who.person.bytes()).await?;
    let due = cx.now().plus(rules::AGAIN);
    new.due_at = Some(due);
    store::add(&mut cx, &new, index).await?;
    jobs::later(&mut cx, new.id, due).await?;
    cx.commit().await?;
    Ok(new.id)
}

/// Takes one out; he is told, where he was told of the event.
pub(super) async fn remove(
    house: &House,
    who: Person,
    (id, outsider): (EventId, OutsiderId),
) -> Result<(), Refusal> {
    let loaded = load(&mut house.db.view().await?, who, id).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(loaded.caller.clone(), "event.change", &loaded.event.resource(&[]))?;
    let found = store::find_now(&mut cx, outsider).await?;
    let found =
        found.filter(|one| one.event == loaded.event.root() && !one.is_out).ok_or(Refusal::Unknown)?;
    if found.told.is_none() {
        store::remove(&mut cx, outsider).await?;
        return Ok(cx.commit().await?);
    }
    let due = cx.now().plus(rules::AGAIN);
    store::out(&mut cx, outsider).await?;
    store::postpone(&mut cx, outsider, due).await?;
    jobs::later(&mut cx, outsider, due).await?;
    Ok(cx.commit().await?)
}
