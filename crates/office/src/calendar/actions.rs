//! What people do with their calendars: look, enter, be reminded.

use ground::{Caller, Ctx, Person, Timestamp, View};
use std::collections::HashMap;
use yard::House;
use yard::access::account_of;
use yard::org::{Service, Shut};

use super::booking;
use super::rules::{self, ENTRIES_MAX, Kind, Said, When};
use super::store;
use super::telling::{self, Told};
use super::views::{self, Shown, Whole};
use super::{Event, EventId, Refusal, of_org};

/// What is entered of an event.
pub(super) struct Wish<'a> {
    pub title: &'a str,
    pub place: Option<&'a str>,
    pub notes: Option<&'a str>,
    pub zone: &'a str,
    /// Local beginning and end; of whole days the last day is named.
    pub time: (&'a str, &'a str),
    pub all_day: bool,
    pub rule: Option<&'a str>,
    /// In which organisation those are who are invited.
    pub org: Option<ground::OrgId>,
    pub guests: &'a [ground::PersonId],
    pub reminders: &'a [u32],
    pub placed: rules::Placed,
    pub is_private: bool,
    pub is_free: bool,
}

/// A wish that was read.
pub(super) struct Read {
    pub said: Said,
    pub when: When,
    pub guests: Vec<ground::PersonId>,
    pub reminders: Vec<u32>,
    /// For which organisation it is.
    pub org: Option<ground::OrgId>,
}

/// Reads a wish, and whether its calendar, its room and its guests are the caller's to name.
pub(super) async fn read(view: &mut View, who: Person, wish: &Wish<'_>) -> Result<Read, Refusal> {
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    let shared = booking::named(view, who, (wish.placed.calendar, Kind::Shared)).await?;
    let room = booking::named(view, who, (wish.placed.room, Kind::Room)).await?;
    for member in [shared, room].into_iter().flatten() {
        view.permit(member, "calendar.plan", &of_org(member.org))?;
    }
    let said = rules::said(wish.title, wish.place, wish.notes)?;
    let when = When::read(wish.zone, wish.time, wish.all_day, wish.rule)?;
    let guests = rules::guests(wish.guests, who.person)?;
    if shared.is_some() && !guests.is_empty() {
        return Err(Refusal::Shared);
    }
    let named = shared.or(room).map(|member| member.org);
    let org = named.or_else(|| wish.org.filter(|_| !guests.is_empty()));
    let is_one = |member: Option<ground::Member>| member.is_none_or(|member| Some(member.org) == org);
    if !is_one(shared) || !is_one(room) {
        return Err(Refusal::Calendar);
    }
    views::in_common(view, who, org, &guests).await?;
    if let Some(org) = org
        && !yard::org::is_open(view, org, Service::Calendar).await?
    {
        return Err(Shut.into());
    }
    let reminders = rules::reminders(wish.reminders)?;
    Ok(Read { said, when, guests, reminders, org })
}

/// Enters an event.
pub(super) async fn add(house: &House, who: Person, wish: Wish<'_>) -> Result<EventId, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    let read = read(&mut view, who, &wish).await?;
    drop(view);
    let person = wish.placed.calendar.is_none().then_some(who.person);
    let event = booking::fresh(house, (person, read.org), &wish, &read).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "calendar.keep", &account_of(who.person))?;
    if let Some(org) = read.org
        && !yard::org::is_open_now(&mut cx, org, Service::Calendar).await?
    {
        return Err(Shut.into());
    }
    if store::count(&mut cx, person, read.org).await? >= ENTRIES_MAX {
        return Err(Refusal::Many);
    }
    booking::kept(&mut cx, &event, &read, who.person).await?;
    booking::booked(&mut cx, &event).await?;
    let told = Told { what: &read.said.title, when: &read.when.told(read.when.begins) };
    telling::counted(&mut cx, who.person, &read.guests).await?;
    telling::tell(&mut cx, house, &read.guests, ("calendar.invited", &told)).await?;
    telling::hint(&mut cx, &[who.person]).await?;
    cx.commit().await?;
    Ok(event.id)
}

/// What somebody has before him within a stretch: his own, and what he is invited to.
pub(super) async fn list(
    house: &House,
    who: Person,
    stretch: (Timestamp, Timestamp),
) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    let stretch = rules::stretch(stretch.0, stretch.1)?;
    let events = store::of_person(&mut view, who.person, stretch).await?;
    let roots: Vec<EventId> = events.iter().map(Event::root).collect();
    let replies: HashMap<_, _> = store::replies(&mut view, who.person, &roots).await?.into_iter().collect();
    drop(view);
    views::times(house, (&Caller::from(who), "calendar.list"), events, (stretch, &replies)).await
}

/// One event with all that is to be known of it.
pub(super) async fn look(house: &House, who: Person, id: EventId) -> Result<Whole, Refusal> {
    let mut view = house.db.view().await?;
    let loaded = views::load(&mut view, who, id).await?;
    view.permit(loaded.caller.clone(), "event.read", &loaded.event.resource(&loaded.people()))?;
    let reminders = store::reminders(&mut view, loaded.event.id, who.person).await?;
    drop(view);
    views::whole(house, loaded, ("event.look", reminders)).await
}

/// Says how long before one wants to be told of an event and of all of its times.
pub(super) async fn remind(house: &House, who: Person, id: EventId, before: &[u32]) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let loaded = views::load(&mut view, who, id).await?;
    view.permit(loaded.caller.clone(), "event.read", &loaded.event.resource(&loaded.people()))?;
    let before = rules::reminders(before)?;
    let differing = store::differing(&mut view, loaded.event.id).await?;
    drop(view);
    let mut cx: Ctx = house.db.begin().await?;
    cx.permit(who, "calendar.keep", &account_of(who.person))?;
    for event in std::iter::once(&loaded.event).chain(&differing) {
        // It may have been removed or moved meanwhile.
        if let Some(now) = store::find_now(&mut cx, event.id).await? {
            let before = booking::nexts(cx.now(), &now, &before);
            store::remind(&mut cx, (now.id, who.person), &before).await?;
        }
    }
    Ok(cx.commit().await?)
}
