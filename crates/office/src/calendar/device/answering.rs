//! What somebody who is invited says from his device: his answer, and of what he wants to be reminded.

use ground::{Person, PersonId};
use std::collections::HashMap;
use yard::House;

use super::keeping::{as_seen, home};
use super::{Thing, named_at};
use crate::calendar::ical::{self, Entry};
use crate::calendar::rules::Reply;
use crate::calendar::{EventId, Refusal, answering, booking, store};

/// What of an event is a guest's own to change, as far as it is another than it was.
pub(crate) struct Wishes {
    /// His answer, which is one for all times.
    pub reply: Option<Reply>,
    /// How many minutes before he is told, of the event or of a time that differs.
    pub reminders: Vec<(EventId, Vec<u32>)>,
}

/// Reads what a guest's device brought. Nothing else of it is his to change.
pub(crate) async fn wishes(
    house: &House,
    who: Person,
    (before, shown): (&Thing, &[Entry]),
    entries: &[Entry],
) -> Result<Wishes, Refusal> {
    let view = house.db.view().await?;
    let people: Vec<PersonId> = before.guests.iter().map(|guest| guest.person).collect();
    view.permit(who, "event.answer", &before.root.resource(&people)).map_err(|_| Refusal::Unknown)?;
    drop(view);
    let root = entries.iter().find(|entry| entry.instead.is_none()).ok_or(Refusal::At)?;
    if !is_shown(who.person, (shown, home(Some(before))), entries) {
        return Err(ground::Denied.into());
    }
    let said = root.people.iter().find(|one| one.person == who.person).and_then(|one| one.reply);
    let known = before.guests.iter().find(|guest| guest.person == who.person).map(|guest| guest.reply);
    let mut reminders = Vec::new();
    for row in before.rows() {
        let wished = entries.iter().find(|entry| entry.instead == named_at(row));
        let wished = wished.map(|entry| entry.reminders.clone()).unwrap_or_default();
        let mut known = before.reminders.get(&row.id).cloned().unwrap_or_default();
        known.sort_unstable();
        if wished != known {
            reminders.push((row.id, wished));
        }
    }
    let reply = said.filter(|said| *said != Reply::Waiting && Some(*said) != known);
    Ok(Wishes { reply, reminders })
}

/// Keeps all of it, or nothing: refused where the event is another than the device was answered.
pub(crate) async fn answered(
    house: &House,
    who: Person,
    before: &Thing,
    wishes: Wishes,
) -> Result<(), Refusal> {
    let Wishes { reply, reminders } = wishes;
    if reply.is_none() && reminders.is_empty() {
        return Ok(());
    }
    let answer = match reply {
        Some(reply) => Some(answering::ready(house, who, before.root.id, (reply, None)).await?),
        None => None,
    };
    let rows: HashMap<EventId, _> = before.rows().map(|row| (row.id, row)).collect();
    let mut cx = house.db.begin().await?;
    let now = as_seen(&mut cx, who, before).await?;
    // Those who are invited are those who were: their answers are of what was seen.
    let people: Vec<PersonId> = before.guests.iter().map(|guest| guest.person).collect();
    cx.permit(who, "event.answer", &now.resource(&people)).map_err(|_| Refusal::Unknown)?;
    for (id, minutes) in &reminders {
        if let Some(row) = rows.get(id) {
            let next = booking::nexts(cx.now(), row, minutes);
            store::remind(&mut cx, (*id, who.person), &next).await?;
        }
    }
    if let Some(answer) = answer {
        answering::keep(&mut cx, house, who, answer).await?;
    }
    Ok(cx.commit().await?)
}

/// Whether entries are those that were shown, apart from what is the guest's own: his answer, which is one for all times, and his alarms.
fn is_shown(guest: PersonId, (shown, home): (&[Entry], &str), entries: &[Entry]) -> bool {
    let own = |entry: &Entry| entry.people.iter().find(|one| one.person == guest).and_then(|one| one.reply);
    let answer = entries.iter().find(|entry| entry.instead.is_none()).and_then(own);
    let before = shown.first().and_then(own);
    let bare = |entry: &Entry| {
        let mut entry = Entry { reminders: Vec::new(), sequence: 0, ..entry.clone() };
        for one in &mut entry.people {
            one.name = None;
            one.reply = one.reply.filter(|_| one.person != guest);
        }
        entry.people.sort_by_key(|one| (one.person, one.reply.is_some()));
        entry.when.extra.sort_unstable();
        entry.when.gone.sort_unstable();
        entry
    };
    let all = |entries: &[Entry]| {
        let mut all: Vec<Entry> = entries.iter().map(bare).collect();
        all.sort_by_key(|entry| entry.instead);
        all
    };
    // What was sent is read as what comes back is.
    let Some(sent) = ical::again(shown, home) else { return false };
    entries.iter().map(own).all(|said| said == answer || said == before) && all(entries) == all(&sent)
}
