//! Where an event stands: its calendar, its room, its guests and their reminders.

use ground::{Ctx, Fault, Member, OrgId, Person, PersonId, Timestamp, View};
use std::collections::HashMap;
use std::time::Duration;
use vault::Sealed;
use yard::House;

use super::actions::{Read, Wish};
use super::rules::{self, Block, Kind, Said, TIMES_MAX, When, merged};
use super::shared::store as calendars;
use super::{CalendarId, Event, EventId, Refusal, store, views};

/// How far ahead a series holds its room: two years from its first time on that is not over.
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
    of: (Option<PersonId>, Option<OrgId>),
    wish: &Wish<'_>,
    read: &Read,
) -> Result<Event, Refusal> {
    let id = EventId::fresh(&house.clock);
    let event = sealed(house, id, of, (read.when.clone(), &read.said)).await?;
    let (calendar, room) = (wish.placed.calendar, wish.placed.room);
    Ok(Event { calendar, room, is_private: wish.is_private, is_free: wish.is_free, ..event })
}

/// A row of this id that is new: private and busy, in no shared calendar, in no room and of no file.
pub(super) async fn sealed(
    house: &House,
    id: EventId,
    (person, org): (Option<PersonId>, Option<OrgId>),
    (when, said): (When, &Said),
) -> Result<Event, Refusal> {
    let now = house.clock.now();
    let subject = Event::subject(person, org)?;
    let mut event = Event {
        id,
        person,
        org,
        calendar: None,
        room: None,
        // Sealed below, under the same key.
        title: Sealed::stored(&Event::TITLE, subject, id.bytes(), Vec::new()),
        place: None,
        notes: None,
        bounds: when.bounds().ok_or(Refusal::Time)?,
        when,
        instead: None,
        is_private: true,
        is_free: false,
        uid: None,
        uid_index: None,
        sequence: 0,
        made_at: now,
        changed_at: now,
    };
    views::seal(house, &mut event, said).await?;
    Ok(event)
}

/// Keeps a new event with its guests and everybody's reminders.
pub(super) async fn kept(cx: &mut Ctx, event: &Event, read: &Read, own: PersonId) -> Result<(), Fault> {
    store::add(cx, event).await?;
    for person in &read.guests {
        store::invite(cx, event.id, *person).await?;
    }
    let before = nexts(cx.now(), event, &read.reminders);
    for person in read.guests.iter().chain([&own]) {
        store::remind(cx, (event.id, *person), &before).await?;
    }
    Ok(())
}

/// Of each reminder when it comes next: the same for everybody who wants it.
pub(super) fn nexts(now: Timestamp, event: &Event, before: &[u32]) -> Vec<(u32, Option<Timestamp>)> {
    before.iter().map(|minutes| (*minutes, store::next(&event.when, *minutes, now))).collect()
}

/// Everybody's reminders of an event, after its time was changed.
pub(super) async fn reminded_anew(cx: &mut Ctx, event: &Event) -> Result<(), Fault> {
    let all = store::reminded(cx, event.id).await?;
    remind_each(cx, event, all).await
}

/// Everybody's reminders of one event hold for another, which is new.
pub(super) async fn reminded_of(cx: &mut Ctx, from: EventId, event: &Event) -> Result<(), Fault> {
    let all = store::reminded(cx, from).await?;
    remind_each(cx, event, all).await
}

/// Reminders, person by person. When the next comes is reckoned once for all who want it as long before.
async fn remind_each(cx: &mut Ctx, event: &Event, wished: Vec<(PersonId, u32)>) -> Result<(), Fault> {
    let mut minutes: Vec<u32> = wished.iter().map(|(_, minutes)| *minutes).collect();
    minutes.sort_unstable();
    minutes.dedup();
    let nexts: HashMap<u32, Option<Timestamp>> = nexts(cx.now(), event, &minutes).into_iter().collect();
    for of in wished.chunk_by(|one, other| one.0 == other.0) {
        let Some((person, _)) = of.first() else { continue };
        let before: Vec<_> =
            of.iter().map(|(_, minutes)| (*minutes, nexts.get(minutes).copied().flatten())).collect();
        store::remind(cx, (event.id, *person), &before).await?;
    }
    Ok(())
}

/// Books the room of an event that was kept: of two who want it at one time the second is refused.
pub(super) async fn booked(cx: &mut Ctx, event: &Event) -> Result<(), Refusal> {
    let Some(room) = event.room else { return Ok(()) };
    if !calendars::lock_calendar(cx, room, Kind::Room).await? {
        return Err(Refusal::Calendar);
    }
    let (from, until) = event.bounds;
    // What is over is nobody's matter; a series holds its room from now on, however long ago it began.
    let (from, minute) = (from.max(cx.now()), Duration::from_secs(60));
    let late = from.plus(AHEAD);
    let stretch = (from, until.map_or(late, |until| until.min(late)).max(from.plus(minute)));
    let mut taken: Vec<Block> = Vec::new();
    for other in store::of_room_now(cx, room, stretch).await? {
        if other.id != event.id {
            taken.extend(other.when.within(stretch, TIMES_MAX).iter().map(|one| (one.from, one.until)));
        }
    }
    if rules::clash(&event.when.within(stretch, TIMES_MAX), &merged(taken)) {
        return Err(Refusal::Taken);
    }
    Ok(())
}
