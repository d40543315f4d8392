//! The events of a calendar file come into one's own calendar: first it is said what would become of them, then it is done, and what was
//! done can be taken back.
//!
//! What is known by its number is changed as a device changes it, with all that follows from that; what is new is busy and tells nobody.

use ground::{Ctx, Person, Timestamp};
use jiff::civil::DateTime;
use std::collections::{HashMap, HashSet};
use yard::House;
use yard::access::account_of;

use super::device::{self, Ready, Thing};
use super::ical::{self, EVENTS_MAX, Entry, FILE_MAX};
use super::ics::{self, HOME};
use super::rules::ENTRIES_MAX;
use super::unread::{Unread, Why};
use super::{Event, EventId, Refusal, store, telling};

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meant {
    /// Another program's: what it says nothing of stays as it is.
    Brought,
    /// The house's own word of how all was.
    Before,
}

/// What becomes of one event of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Becomes {
    /// It is entered.
    New,
    /// It is there, and is changed.
    Changed,
    /// It is there as it is in the file.
    Same,
}

/// One event of a file with its times that differ.
struct One<'a> {
    entries: Vec<Entry>,
    known: Option<&'a Thing>,
    /// As it is now.
    before: Vec<Entry>,
    becomes: Becomes,
}

/// What stands in a file, held against what stands in the calendar.
struct Plan<'a> {
    all: Vec<One<'a>>,
    left: Vec<Unread>,
}

/// What would become of an event.
pub(super) struct Seen {
    pub title: String,
    pub begins: DateTime,
    pub all_day: bool,
    pub zone: String,
    pub recurs: bool,
    pub becomes: Becomes,
}

/// How what was done is taken back.
pub(super) struct Undo {
    pub made: Vec<EventId>,
    /// By which marks what was changed is known as it was left: what has another was changed since.
    pub marks: Vec<String>,
    /// What was changed, as it was.
    pub before: Option<String>,
}

/// What was done.
pub(super) struct Done {
    pub taken: usize,
    pub changed: usize,
    pub known: usize,
    pub left: usize,
    pub undo: Option<Undo>,
}

/// Everything that the caller has, to hold a file against.
async fn have(house: &House, who: Person) -> Result<Vec<Thing>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    device::all(&mut view, who).await
}

/// The events of a file by their numbers, each with its times that differ, in the order of the file.
fn grouped(entries: Vec<Entry>, left: &mut Vec<Unread>) -> Vec<Vec<Entry>> {
    let mut skip = |entry: &Entry, why| left.push(Unread { title: entry.title.clone(), why });
    let (roots, others): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|entry| entry.instead.is_none());
    let (mut all, mut places): (Vec<Vec<Entry>>, HashMap<String, usize>) = (Vec::new(), HashMap::new());
    for root in roots {
        if places.contains_key(&root.uid) {
            skip(&root, Why::Twice);
            continue;
        }
        places.insert(root.uid.clone(), all.len());
        all.push(vec![root]);
    }
    for other in others {
        let of = places.get(&other.uid).and_then(|place| all.get_mut(*place));
        let of = of.filter(|of| of.first().zip(other.instead).is_some_and(|(root, at)| root.when.names(at)));
        match of {
            Some(of) if of.iter().any(|one| one.instead == other.instead) => skip(&other, Why::Twice),
            Some(of) => of.push(other),
            None => skip(&other, Why::Alone),
        }
    }
    all
}

/// An event as it is compared: what is kept of it, in an order that says nothing.
fn plain(entry: &Entry) -> Entry {
    let mut entry = Entry { sequence: 0, people: Vec::new(), ..entry.clone() };
    if let Ok(said) = ics::said(&entry) {
        (entry.title, entry.place, entry.notes) = (said.title, said.place, said.notes);
    }
    for all in [&mut entry.when.extra, &mut entry.when.gone] {
        all.sort_unstable();
        all.dedup();
    }
    entry
}

fn is_same(one: &[Entry], other: &[Entry]) -> bool {
    let all = |entries: &[Entry]| {
        let mut all: Vec<Entry> = entries.iter().map(plain).collect();
        all.sort_by_key(|entry| entry.instead);
        all
    };
    all(one) == all(other)
}

/// Holds a file against what is there.
async fn plan<'a>(
    house: &House,
    who: Person,
    (file, have, meant): (&str, &'a [Thing], Meant),
) -> Result<Plan<'a>, Refusal> {
    let (entries, mut left) = ical::read(file, HOME).ok_or(Refusal::File)?;
    let groups = grouped(entries, &mut left);
    let ids: HashMap<EventId, &Thing> = have.iter().map(|thing| (thing.root.id, thing)).collect();
    let own = |thing: &&Thing| thing.root.person == Some(who.person);
    let named = have.iter().filter(own).filter_map(|thing| Some((thing.root.uid_index?, thing)));
    let uids: HashMap<[u8; 16], &Thing> = named.collect();
    let (mut all, mut known) = (Vec::with_capacity(groups.len()), Vec::new());
    for mut entries in groups {
        let Some(root) = entries.first() else { continue };
        let index = house.vault.index(&Event::UID, &root.uid);
        let found = uids.get(&index).or_else(|| ids.get(&root.uid.parse().ok()?)).copied();
        if found.is_some_and(|thing| !own(&thing)) {
            left.push(Unread { title: root.title.clone(), why: Why::Invited });
            continue;
        }
        if let Some(thing) = found {
            // A day is written without a zone: it is one where the event is.
            let zone = &thing.root.when.zone;
            entries.iter_mut().filter(|one| one.when.all_day).for_each(|one| one.when.zone.clone_from(zone));
            // Two numbers may lead to one event: the one by which it came, and its own.
            if known.iter().any(|one: &&Thing| one.root.id == thing.root.id) {
                left.extend(
                    entries.first().map(|root| Unread { title: root.title.clone(), why: Why::Twice }),
                );
                continue;
            }
        }
        known.extend(found);
        all.push(One { entries, known: found, before: Vec::new(), becomes: Becomes::New });
    }
    let mut shown = device::entries(house, who, &known).await?.into_iter();
    for one in all.iter_mut().filter(|one| one.known.is_some()) {
        let before = shown.next().unwrap_or_default();
        // A file that says nothing of reminders leaves them as they are.
        let says_nothing = |entry: &&mut Entry| meant == Meant::Brought && entry.reminders.is_empty();
        for entry in one.entries.iter_mut().filter(says_nothing) {
            let same = before.iter().find(|known| known.instead == entry.instead);
            entry.reminders = same.map(|known| known.reminders.clone()).unwrap_or_default();
        }
        let home = device::home(one.known);
        let is_same = ical::again(&before, home).is_some_and(|before| is_same(&before, &one.entries));
        one.becomes = if is_same { Becomes::Same } else { Becomes::Changed };
        one.before = before;
    }
    Ok(Plan { all, left })
}

/// Says what would become of a file, and which of its events are left out.
pub(super) async fn look(
    house: &House,
    who: Person,
    file: &str,
) -> Result<(Vec<Seen>, Vec<Unread>), Refusal> {
    let have = have(house, who).await?;
    let plan = plan(house, who, (file, &have, Meant::Brought)).await?;
    let seen = |one: &One<'_>| {
        let root = one.entries.first()?;
        let when = &root.when;
        Some(Seen {
            title: ics::said(root).map(|said| said.title).unwrap_or_default(),
            begins: when.begins,
            all_day: when.all_day,
            zone: when.zone.clone(),
            recurs: when.rule.is_some() || !when.extra.is_empty(),
            becomes: one.becomes,
        })
    };
    Ok((plan.all.iter().filter_map(seen).collect(), plan.left))
}

/// Takes the events of a file into one's own calendar.
pub(super) async fn take(house: &House, who: Person, file: &str) -> Result<Done, Refusal> {
    let there = have(house, who).await?;
    let plan = plan(house, who, (file, &there, Meant::Brought)).await?;
    let mut ready: Vec<(Ready<'_>, Becomes)> = Vec::new();
    for one in plan.all.iter().filter(|one| one.becomes != Becomes::Same) {
        ready.push((device::ready(house, who, one.known, &one.entries).await?, one.becomes));
    }
    let count = |becomes| plan.all.iter().filter(|one| one.becomes == becomes).count();
    let rows = |becomes| ready.iter().filter(|one| one.1 == becomes).map(|one| one.0.rows()).sum::<usize>();
    let (taken, changed) = (rows(Becomes::New), count(Becomes::Changed));
    let made = ready.iter().filter(|one| one.1 == Becomes::New).map(|one| one.0.id()).collect();
    let of_changed = plan.all.iter().filter(|one| one.becomes == Becomes::Changed);
    let before: Vec<Entry> = of_changed.flat_map(|one| one.before.clone()).collect();
    let ids: HashSet<EventId> =
        ready.iter().filter(|one| one.1 == Becomes::Changed).map(|one| one.0.id()).collect();
    kept(house, who, (ready, taken)).await?;
    let marks = match ids.is_empty() {
        true => Vec::new(),
        false => have(house, who).await?.iter().filter(|one| ids.contains(&one.root.id)).map(mark).collect(),
    };
    let can_come_back = before.len() <= EVENTS_MAX;
    let before = (!before.is_empty()).then(|| ical::write(&before, Timestamp::from_micros(0)));
    // Beyond what one file may be it could not be brought back.
    let is_whole = can_come_back && before.as_ref().is_none_or(|file| file.len() <= FILE_MAX);
    let undo = (is_whole && taken + changed > 0).then_some(Undo { made, marks, before });
    Ok(Done { taken, changed, known: count(Becomes::Same), left: plan.left.len(), undo })
}

/// Keeps all of it in one unit of work.
async fn kept(
    house: &House,
    who: Person,
    (ready, fresh): (Vec<(Ready<'_>, Becomes)>, usize),
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "calendar.keep", &account_of(who.person))?;
    let fresh = i64::try_from(fresh).unwrap_or(i64::MAX);
    if fresh > 0 && store::count(&mut cx, Some(who.person), None).await?.saturating_add(fresh) > ENTRIES_MAX {
        return Err(Refusal::Many);
    }
    let mut whom = HashSet::from([who.person]);
    for (one, becomes) in ready {
        if becomes == Becomes::Changed {
            whom.extend(device::change(&mut cx, house, who, one).await?);
        } else {
            // The same file may have come a second time meanwhile.
            let index = house.vault.index(&Event::UID, one.uid());
            if device::knows(&mut cx, who, (index, one.uid())).await? {
                return Err(Refusal::Stale);
            }
            device::enter(&mut cx, who, one).await?;
        }
    }
    telling::hint(&mut cx, &whom.into_iter().collect::<Vec<_>>()).await?;
    Ok(cx.commit().await?)
}

/// By what an event is known as it is now.
fn mark(thing: &Thing) -> String {
    thing.mark().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether nobody changed what a file brought, neither the event nor a time of it that differs. Both are held until the unit of work is over.
async fn is_untouched(cx: &mut Ctx, who: Person, event: &Event) -> Result<bool, Refusal> {
    let is_so = event.person == Some(who.person)
        && event.uid.is_some()
        && event.changed_at == event.made_at
        && store::guests_now(cx, event.id).await?.is_empty();
    let differing = store::differing_now(cx, event.id).await?;
    Ok(is_so && differing.iter().all(|one| one.changed_at == one.made_at))
}

/// Takes back what came from a file: what is new goes unless it was changed since, and what was changed is as it was. Answers how many
/// went, and how many are as they were.
pub(super) async fn undo(
    house: &House,
    who: Person,
    (made, before, marks): (&[EventId], Option<&str>, &[String]),
) -> Result<(usize, usize), Refusal> {
    let mut restored = 0;
    if let Some(before) = before {
        let have = have(house, who).await?;
        let mut plan = plan(house, who, (before, &have, Meant::Before)).await?;
        // What was taken out since stays so, and what was changed since as well.
        let is_as_left = |one: &One<'_>| one.known.is_some_and(|thing| marks.contains(&mark(thing)));
        plan.all.retain(|one| one.becomes == Becomes::Changed && is_as_left(one));
        let mut ready: Vec<(Ready<'_>, Becomes)> = Vec::new();
        for one in &plan.all {
            ready.push((device::ready(house, who, one.known, &one.entries).await?, one.becomes));
        }
        restored = ready.len();
        kept(house, who, (ready, 0)).await?;
    }
    let mut cx = house.db.begin().await?;
    cx.permit(who, "calendar.keep", &account_of(who.person))?;
    let mut gone = 0;
    for id in made.iter().collect::<HashSet<_>>() {
        let Some(event) = store::find_now(&mut cx, *id).await? else { continue };
        if is_untouched(&mut cx, who, &event).await? {
            cx.permit(who, "event.change", &event.resource(&[]))?;
            store::remove(&mut cx, *id).await?;
            gone += 1;
        }
    }
    telling::hint(&mut cx, &[who.person]).await?;
    cx.commit().await?;
    Ok((gone, restored))
}
