//! Where an event stands: its calendar, its room, its guests and their reminders.

use ground::{Ctx, Fault, Member, OrgId, Person, PersonId, View};
use std::time::Duration;
use vault::Sealed;
use yard::House;

use super::actions::{Read, Wish};
use super::rules::{Kind, Occurrence, TIMES_MAX};
use super::shared::store as calendars;
use super::{CalendarId, Event, EventId, Refusal, store, views};

/// How far ahead a series holds its room: two years from its first time on.
const AHEAD: Duration = Duration::from_secs(730 * 86_400);

/// The caller as a member of the organisation whose calendar or room he names; nothing where he names none.
pub(super) async fn named(
    view: &mut View,
    who: Person,
    (id, kind): (Option<CalendarId>, Kind),
) -> Result<Option<Member>, Refusal> {
    let Some(id) = id else { return Ok(None) };
    let calendar = calendars::calendar_of(view, id).await?.filter(|one| one.kind == kind);
    let calendar = calendar.ok_or(Refusal::Calendar)?;
    let member = yard::org::membership(view, &who, calendar.org).await?;
    Ok(Some(member.ok_or(Refusal::Calendar)?))
}

/// A new row, with what was said of it sealed.
pub(super) async fn fresh(
    house: &House,
    (person, org): (Option<PersonId>, Option<OrgId>),
    wish: &Wish<'_>,
    read: &Read,
) -> Result<Event, Fault> {
    let (id, now) = (EventId::fresh(&house.clock), house.clock.now());
    let subject = Event::subject(person, org)?;
    let mut event = Event {
        id,
        person,
        org,
        calendar: wish.placed.calendar,
        room: wish.placed.room,
        // Sealed below, under the same key.
        title: Sealed::stored(&Event::TITLE, subject, id.bytes(), Vec::new()),
        place: None,
        notes: None,
        when: read.when.clone(),
        instead: None,
        is_private: wish.is_private,
        is_free: wish.is_free,
        uid: id.to_string(),
        sequence: 0,
        made_at: now,
        changed_at: now,
    };
    views::seal(house, &mut event, &read.said).await?;
    Ok(event)
}

/// Keeps a new event with its guests and everybody's reminders.
pub(super) async fn kept(cx: &mut Ctx, event: &Event, read: &Read, own: PersonId) -> Result<(), Fault> {
    store::add(cx, event).await?;
    for person in &read.guests {
        store::invite(cx, event.id, *person).await?;
    }
    for person in read.guests.iter().chain([&own]) {
        store::remind(cx, (event.id, *person), &read.reminders, &event.when).await?;
    }
    Ok(())
}

/// Everybody's reminders of an event, after its time was changed.
pub(super) async fn reminded_anew(cx: &mut Ctx, event: &Event) -> Result<(), Fault> {
    let mut all: Vec<(PersonId, Vec<u32>)> = Vec::new();
    for (person, minutes) in store::reminded(cx, event.id).await? {
        match all.last_mut().filter(|(last, _)| *last == person) {
            Some((_, before)) => before.push(minutes),
            None => all.push((person, vec![minutes])),
        }
    }
    for (person, before) in all {
        store::remind(cx, (event.id, person), &before, &event.when).await?;
    }
    Ok(())
}

/// Everybody's reminders of one event hold for another.
pub(super) async fn reminded_of(cx: &mut Ctx, from: EventId, event: &Event) -> Result<(), Fault> {
    for (person, minutes) in store::reminded(cx, from).await? {
        let mut before = store::reminded(cx, event.id).await?;
        before.retain(|(one, _)| *one == person);
        let mut before: Vec<u32> = before.into_iter().map(|(_, minutes)| minutes).collect();
        before.push(minutes);
        store::remind(cx, (event.id, person), &before, &event.when).await?;
    }
    Ok(())
}

/// Books the room of an event that was kept: of two who want it at one time the second is refused.
pub(super) async fn booked(cx: &mut Ctx, event: &Event) -> Result<(), Refusal> {
    let Some(room) = event.room else { return Ok(()) };
    if !calendars::lock_calendar(cx, room, Kind::Room).await? {
        return Err(Refusal::Calendar);
    }
    let (from, until) = event.when.bounds().ok_or(Refusal::Time)?;
    let late = from.plus(AHEAD);
    let stretch = (from, until.map_or(late, |until| until.min(late)).max(from.plus(Duration::from_secs(60))));
    let mut taken: Vec<Occurrence> = Vec::new();
    for other in store::of_room_now(cx, room, stretch).await? {
        if other.id != event.id {
            taken.extend(other.when.within(stretch, TIMES_MAX));
        }
    }
    let own = event.when.within(stretch, TIMES_MAX);
    let clash = |one: &Occurrence| taken.iter().any(|other| one.from < other.until && other.from < one.until);
    if own.iter().any(clash) { Err(Refusal::Taken) } else { Ok(()) }
}
