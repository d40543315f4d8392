//! Events as the calendar program of a device has them: each with the times of its series that differ, and what it brings back.
//!
//! - What a device brings goes the way of what is entered on a page: the same bounds, rooms, notices and permissions.
//! - Who is invited is said on the page; a device leaves it as it is. Whoever is invited answers from it and is reminded as he likes.

mod answering;
mod keeping;

pub(crate) use answering::{answered, wishes};
pub(crate) use keeping::{Ready, as_seen, change, enter, home, keep, knows, ready, remove};

use aws_lc_rs::digest;
use ground::{Caller, Fault, Person, PersonId, Timestamp, View};
use jiff::civil::DateTime;
use policy::Purpose;
use std::collections::HashMap;
use vault::Sealed;
use yard::House;
use yard::access::account_of;
use yard::account::{Name, names_of, store as accounts};

use super::ical::{Attendee, Entry};
use super::rules::{listed, written};
use super::store::{self, Guest};
use super::{Event, EventId, Refusal};

/// An event with all that belongs to it.
pub(crate) struct Thing {
    pub root: Event,
    pub differing: Vec<Event>,
    pub guests: Vec<Guest>,
    /// How many minutes before the caller is told, of itself and of each time that differs.
    pub reminders: HashMap<EventId, Vec<u32>>,
}

impl Thing {
    fn rows(&self) -> impl Iterator<Item = &Event> {
        std::iter::once(&self.root).chain(&self.differing)
    }

    /// When anything of it was last changed by whoever organises.
    pub(crate) fn changed_at(&self) -> Timestamp {
        self.rows().map(|row| row.changed_at).max().unwrap_or(self.root.changed_at)
    }

    /// What is another whenever anything is another that a device is shown.
    pub(crate) fn mark(&self) -> [u8; 16] {
        let mut all = digest::Context::new(&digest::SHA256);
        let mut say = |bytes: &[u8]| {
            all.update(&bytes.len().to_be_bytes());
            all.update(bytes);
        };
        for row in self.rows() {
            let when = &row.when;
            say(&row.id.bytes());
            say(row.title.bytes());
            [&row.place, &row.notes]
                .into_iter()
                .for_each(|text| say(text.as_ref().map_or(&[][..], |text| text.bytes())));
            let plain = format!(
                "{}|{}|{}|{}|{:?}|{}|{}|{}|{}|{}|{}",
                when.zone,
                written(when.begins),
                when.minutes,
                when.all_day,
                when.rule,
                listed(&when.extra),
                listed(&when.gone),
                row.is_private,
                row.is_free,
                row.sequence,
                row.changed_at.micros(),
            );
            say(plain.as_bytes());
            say(format!("{:?}", self.reminders.get(&row.id)).as_bytes());
        }
        for guest in &self.guests {
            say(&guest.person.bytes());
            say(guest.reply.word().as_bytes());
        }
        short(all)
    }

    /// The same, and of how those are called who take part.
    pub(crate) fn mark_with(&self, names: &HashMap<PersonId, Sealed<Name>>) -> [u8; 16] {
        if self.guests.is_empty() {
            return self.mark();
        }
        let mut all = digest::Context::new(&digest::SHA256);
        all.update(&self.mark());
        for person in self.guests.iter().map(|guest| guest.person).chain(self.root.person) {
            let name = names.get(&person).map_or(&[][..], |name| name.bytes());
            all.update(&name.len().to_be_bytes());
            all.update(name);
        }
        short(all)
    }
}

/// What was said of something, as short as a mark is.
pub(crate) fn short(all: digest::Context) -> [u8; 16] {
    let mut mark = [0; 16];
    all.finish().as_ref().iter().zip(&mut mark).for_each(|(byte, kept)| *kept = *byte);
    mark
}

/// The names of those who take part in these, as they are stored: they stay shut.
pub(crate) async fn names(
    view: &mut View,
    things: &[Thing],
) -> Result<HashMap<PersonId, Sealed<Name>>, Refusal> {
    let rows = accounts::people(view, &taking_part(things.iter())).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Who takes part in these, where somebody is invited.
fn taking_part<'a>(things: impl Iterator<Item = &'a Thing>) -> Vec<PersonId> {
    let with_guests = things.filter(|thing| !thing.guests.is_empty());
    let mut people: Vec<PersonId> = with_guests
        .flat_map(|thing| thing.guests.iter().map(|guest| guest.person).chain(thing.root.person))
        .collect();
    people.sort_unstable();
    people.dedup();
    people
}

/// Instead of which time of its series a row is.
fn named_at(row: &Event) -> Option<DateTime> {
    row.instead.map(|(_, at)| at)
}

/// All that somebody organises or comes to.
pub(crate) async fn all(view: &mut View, who: Person) -> Result<Vec<Thing>, Refusal> {
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    let rows = store::all_of(view, who.person).await?;
    let mut guests: HashMap<EventId, Vec<Guest>> = HashMap::new();
    for (event, guest) in store::guests_of_all(view, who.person).await? {
        guests.entry(event).or_default().push(guest);
    }
    let mut reminders: HashMap<EventId, Vec<u32>> = HashMap::new();
    for (event, minutes, _) in store::wished(view, who.person).await? {
        reminders.entry(event).or_default().push(minutes);
    }
    let (roots, others): (Vec<Event>, Vec<Event>) = rows.into_iter().partition(|row| row.instead.is_none());
    let mut differing: HashMap<EventId, Vec<Event>> = HashMap::new();
    for one in others {
        differing.entry(one.root()).or_default().push(one);
    }
    let thing = |root: Event| {
        let mut differing = differing.remove(&root.id).unwrap_or_default();
        differing.sort_by_key(named_at);
        let ids = std::iter::once(root.id).chain(differing.iter().map(|one| one.id));
        let reminders = ids.filter_map(|id| Some((id, reminders.remove(&id)?))).collect();
        Thing { guests: guests.remove(&root.id).unwrap_or_default(), root, differing, reminders }
    };
    Ok(roots.into_iter().map(thing).collect())
}

/// These in the open, each with its times that differ, for whoever takes part in them.
pub(crate) async fn entries(
    house: &House,
    who: Person,
    things: &[&Thing],
) -> Result<Vec<Vec<Entry>>, Refusal> {
    let caller = Caller::from(who);
    let rows: Vec<&Event> = things.iter().flat_map(|thing| thing.rows()).collect();
    let shut = |no: vault::OpenRefused| Fault::caused("opening events for a device", no);
    let look = || house.vault.look(&caller, Purpose::Calendar).act("calendar.dav").delivery();
    let titles = look().open_present(rows.iter().map(|row| &row.title)).await.map_err(shut)?;
    let places = look().open_present(rows.iter().filter_map(|row| row.place.as_ref())).await.map_err(shut)?;
    let notes = look().open_present(rows.iter().filter_map(|row| row.notes.as_ref())).await.map_err(shut)?;
    let uids = look().open_present(things.iter().filter_map(|thing| thing.root.uid.as_ref())).await;
    let names = named(house, &caller, things).await?;
    let (mut titles, mut places, mut notes) = (titles.into_iter(), places.into_iter(), notes.into_iter());
    let mut uids = uids.map_err(shut)?.into_iter();
    let mut all = Vec::with_capacity(things.len());
    for thing in things {
        let own = thing.root.uid.as_ref().and_then(|_| uids.next().flatten());
        let uid = own.unwrap_or_else(|| thing.root.id.to_string());
        let moved: Vec<_> = thing.differing.iter().filter_map(named_at).collect();
        let people = people(thing, &names);
        let entry = |row: &Event| {
            let mut when = row.when.clone();
            when.gone.retain(|at| !moved.contains(at));
            Entry {
                uid: uid.clone(),
                title: titles.next().flatten().unwrap_or_default(),
                place: row.place.as_ref().and_then(|_| places.next().flatten()),
                notes: row.notes.as_ref().and_then(|_| notes.next().flatten()),
                when,
                instead: named_at(row),
                is_private: row.is_private,
                is_free: row.is_free,
                sequence: row.sequence,
                reminders: thing.reminders.get(&row.id).cloned().unwrap_or_default(),
                people: people.clone(),
            }
        };
        all.push(thing.rows().map(entry).collect());
    }
    Ok(all)
}

/// How those are called who take part in these.
async fn named(
    house: &House,
    caller: &Caller,
    things: &[&Thing],
) -> Result<HashMap<PersonId, String>, Refusal> {
    let people = taking_part(things.iter().copied());
    let mut names = HashMap::new();
    for some in people.chunks(200) {
        let found = names_of(house, caller, Purpose::Calendar, some).await?;
        names.extend(found.into_iter().map(|(person, name)| (person, name.as_str().to_owned())));
    }
    Ok(names)
}

/// Who takes part, whoever organises first; nobody where nobody is invited.
fn people(thing: &Thing, names: &HashMap<PersonId, String>) -> Vec<Attendee> {
    if thing.guests.is_empty() {
        return Vec::new();
    }
    let one = |person: PersonId, reply| Attendee { person, name: names.get(&person).cloned(), reply };
    let organiser = thing.root.person.map(|person| one(person, None));
    organiser
        .into_iter()
        .chain(thing.guests.iter().map(|guest| one(guest.person, Some(guest.reply))))
        .collect()
}
