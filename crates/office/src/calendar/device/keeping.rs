//! What the calendar program of a device brings back: a new event, one that was changed, an answer, or that one is gone.

use ground::{Ctx, Person, PersonId};
use jiff::civil::DateTime;
use std::collections::HashMap;
use yard::House;
use yard::access::account_of;

use super::answering::{Wishes, answered};
use super::{Thing, named_at};
use crate::calendar::changing::{self, At, has_place, moved};
use crate::calendar::ical::Entry;
use crate::calendar::ics::{self, HOME};
use crate::calendar::rules::{Reply, When, Which};
use crate::calendar::telling::{self, Told};
use crate::calendar::{Event, EventId, Refusal, booking, store};

/// What a device brought, read, reckoned and sealed.
pub(crate) struct Ready<'a> {
    before: Option<&'a Thing>,
    event: Event,
    differing: Vec<Event>,
    entries: &'a [Entry],
}

impl Ready<'_> {
    /// The event that it is, or will be.
    pub(crate) fn id(&self) -> EventId {
        self.event.id
    }

    /// The number that its program gave it.
    pub(crate) fn uid(&self) -> &str {
        self.entries.first().map_or("", |entry| entry.uid.as_str())
    }

    /// How many rows it is.
    pub(crate) fn rows(&self) -> usize {
        1 + self.differing.len()
    }
}

/// Reads what a device brought of one event: itself and its times that differ. Nothing is kept yet.
pub(crate) async fn ready<'a>(
    house: &House,
    who: Person,
    before: Option<&'a Thing>,
    entries: &'a [Entry],
) -> Result<Ready<'a>, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    if let Some(before) = before {
        view.permit(who, "event.change", &before.root.resource(&[]))?;
    }
    drop(view);
    let known = |entry: &Entry| {
        let before = before?;
        let Some(at) = entry.instead else { return Some(before.root.id) };
        before.differing.iter().find(|one| named_at(one) == Some(at)).map(|one| one.id)
    };
    let id = |entry: &Entry| known(entry).unwrap_or_else(|| EventId::fresh(&house.clock));
    let (mut all, left) = ics::read(house, who, (entries, id)).await?;
    if all.len() != 1 || left > 0 {
        return Err(Refusal::At);
    }
    let series = all.pop().ok_or(Refusal::At)?;
    let (mut event, mut differing) = (series.event, series.differing);
    if let Some(before) = before {
        for row in std::iter::once(&mut event).chain(&mut differing) {
            // A time that differed before keeps the room that it has; a new one is where its series is.
            let known = before.differing.iter().find(|known| known.id == row.id);
            let of = known.unwrap_or(&before.root);
            (row.org, row.room) = (of.org, of.room);
            if row.id == of.id {
                row.made_at = of.made_at;
            }
        }
    }
    Ok(Ready { before, event, differing, entries })
}

/// Whether the caller has an event of this number now, whatever he had when it was looked at.
pub(crate) async fn knows(
    cx: &mut Ctx,
    who: Person,
    (index, uid): ([u8; 16], &str),
) -> Result<bool, Refusal> {
    cx.permit(who, "calendar.keep", &account_of(who.person))?;
    Ok(store::knows(cx, who.person, (index, uid.parse().ok())).await?)
}

/// The zone in which a device means what it says of none: that of the event, where it is known.
pub(crate) fn home(before: Option<&Thing>) -> &str {
    before.map_or(HOME, |before| before.root.when.zone.as_str())
}

/// Keeps it within a unit of work.
pub(crate) async fn keep(cx: &mut Ctx, house: &House, who: Person, ready: Ready<'_>) -> Result<(), Refusal> {
    let whom = change(cx, house, who, ready).await?;
    Ok(telling::hint(cx, &whom).await?)
}

/// The same, of which pages hear later: whose calendars are others now.
pub(crate) async fn change(
    cx: &mut Ctx,
    house: &House,
    who: Person,
    ready: Ready<'_>,
) -> Result<Vec<PersonId>, Refusal> {
    let Ready { before, mut event, differing, entries } = ready;
    cx.permit(who, "calendar.keep", &account_of(who.person))?;
    let mut others = Vec::new();
    match before {
        None => {
            has_place(cx, &event).await?;
            store::add(cx, &event).await?;
        }
        Some(before) => {
            others =
                before.guests.iter().map(|guest| guest.person).filter(|one| *one != who.person).collect();
            save(cx, (who, before), &mut event).await?;
            told(cx, house, (who, before), (&event, &differing, &others, entries)).await?;
        }
    }
    replaced(cx, before, &event, &differing).await?;
    reminded(cx, who, (&event, &differing), entries).await?;
    for row in std::iter::once(&event).chain(&differing) {
        booking::booked(cx, row).await?;
    }
    others.push(who.person);
    Ok(others)
}

/// Keeps what is new of a file, of which nobody is told; whether there is place for it is asked before.
pub(crate) async fn enter(cx: &mut Ctx, who: Person, ready: Ready<'_>) -> Result<(), Refusal> {
    let Ready { event, differing, entries, .. } = ready;
    cx.permit(who, "calendar.keep", &account_of(who.person))?;
    store::add(cx, &event).await?;
    for one in &differing {
        store::add(cx, one).await?;
    }
    reminded(cx, who, (&event, &differing), entries).await
}

/// The event as it is from now on, unless somebody changed it after the device saw it.
async fn save(cx: &mut Ctx, (who, before): (Person, &Thing), event: &mut Event) -> Result<(), Refusal> {
    let now = as_seen(cx, who, before).await?;
    cx.permit(who, "event.change", &now.resource(&[]))?;
    let least = now.sequence.saturating_add(i64::from(moved(&now.when, &event.when)));
    event.sequence = event.sequence.max(least);
    event.changed_at = cx.now();
    Ok(store::save(cx, event).await?)
}

/// The event as it is now, locked; refused where anything of it is another than the device was answered.
pub(crate) async fn as_seen(cx: &mut Ctx, who: Person, before: &Thing) -> Result<Event, Refusal> {
    let root = store::find_now(cx, before.root.id).await?.ok_or(Refusal::Unknown)?;
    let differing = store::differing_now(cx, root.id).await?;
    let guests = store::guests_now(cx, root.id).await?;
    let mut reminders = HashMap::new();
    for id in std::iter::once(root.id).chain(differing.iter().map(|one| one.id)) {
        let own = store::reminded(cx, id).await?.into_iter().filter(|(person, _)| *person == who.person);
        let own: Vec<u32> = own.map(|(_, minutes)| minutes).collect();
        if !own.is_empty() {
            reminders.insert(id, own);
        }
    }
    let now = Thing { root, differing, guests, reminders };
    if now.mark() == before.mark() { Ok(now.root) } else { Err(Refusal::Stale) }
}

/// When an event and each of its times that differ are, in an order that says nothing: pages keep it as it was made, files as they like.
fn times(event: &Event, differing: &[Event]) -> Vec<(Option<DateTime>, When)> {
    let time = |one: &Event| {
        let mut when = one.when.clone();
        for all in [&mut when.extra, &mut when.gone] {
            all.sort_unstable();
            all.dedup();
        }
        (named_at(one), when)
    };
    let mut all: Vec<_> = std::iter::once(event).chain(differing).map(time).collect();
    all.sort_by_key(|(at, _)| *at);
    all
}

/// Those who are invited hear that its time, or one of its times, is another; all are asked anew where all of it is.
async fn told(
    cx: &mut Ctx,
    house: &House,
    (who, before): (Person, &Thing),
    (event, differing, others, entries): (&Event, &[Event], &[PersonId], &[Entry]),
) -> Result<(), Refusal> {
    let is_moved = moved(&before.root.when, &event.when);
    let is_news = times(&before.root, &before.differing) != times(event, differing);
    if others.is_empty() || !is_news {
        return Ok(());
    }
    if is_moved {
        store::ask_anew(cx, event.id).await?;
    }
    let what = entries.iter().find(|entry| entry.instead.is_none()).map_or("", |entry| entry.title.as_str());
    let told = Told { what, when: &event.when.told(event.when.begins) };
    telling::counted(cx, who.person, others).await?;
    Ok(telling::tell(cx, house, others, ("calendar.changed", &told)).await?)
}

/// The times that differ: those that are gone go, those that stay are changed, new ones come with everybody's reminders.
async fn replaced(
    cx: &mut Ctx,
    before: Option<&Thing>,
    event: &Event,
    differing: &[Event],
) -> Result<(), Refusal> {
    let known: &[Event] = before.map_or(&[], |before| &before.differing);
    for gone in known.iter().filter(|one| differing.iter().all(|new| new.id != one.id)) {
        store::remove(cx, gone.id).await?;
    }
    for one in differing {
        if known.iter().any(|known| known.id == one.id) {
            store::save(cx, one).await?;
            booking::reminded_anew(cx, one).await?;
        } else {
            has_place(cx, one).await?;
            store::add(cx, one).await?;
            booking::reminded_of(cx, event.id, one).await?;
        }
    }
    if before.is_some() {
        booking::reminded_anew(cx, event).await?;
    }
    Ok(())
}

/// Of what the caller himself is reminded, as his device says.
async fn reminded(
    cx: &mut Ctx,
    who: Person,
    (event, differing): (&Event, &[Event]),
    entries: &[Entry],
) -> Result<(), Refusal> {
    for row in std::iter::once(event).chain(differing) {
        let at = named_at(row);
        let wished = entries.iter().find(|entry| entry.instead == at);
        let before = booking::nexts(cx.now(), row, wished.map_or(&[], |entry| &entry.reminders));
        store::remind(cx, (row.id, who.person), &before).await?;
    }
    Ok(())
}

/// It is gone from the device: whoever organises takes it out, whoever is invited declines.
pub(crate) async fn remove(house: &House, who: Person, thing: &Thing) -> Result<(), Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    drop(view);
    if thing.root.person == Some(who.person) {
        let all = At { which: Which::All, at: None };
        return changing::remove(house, who, (thing.root.id, all), Some(thing)).await;
    }
    let declined = Wishes { reply: Some(Reply::Declined), reminders: Vec::new() };
    answered(house, who, thing, declined).await
}
