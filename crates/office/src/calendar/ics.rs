//! A calendar goes out as a file, and the events of a file become rows.

use ground::{Caller, Fault, Person};
use policy::Purpose;
use std::collections::HashMap;
use yard::House;
use yard::access::account_of;

use super::ical::{self, Entry};
use super::rules::{self, NOTES_MAX, PLACE_MAX, Said, TITLE_MAX};
use super::{Event, EventId, Refusal, booking, store};

/// In which zone a file means what it says of none.
pub(crate) const HOME: &str = "Asia/Shanghai";

/// All that somebody organises, as a file.
pub(super) async fn export(house: &House, who: Person) -> Result<String, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    let rows = store::organised(&mut view, who.person).await?;
    let now = view.now();
    drop(view);
    let entries = entries(house, (&Caller::from(who), Purpose::Calendar, "calendar.export"), &rows).await?;
    Ok(ical::write(&entries, now))
}

/// Rows as a file has them, opened for a purpose and an act.
pub(super) async fn entries(
    house: &House,
    (caller, purpose, act): (&Caller, Purpose, &'static str),
    rows: &[Event],
) -> Result<Vec<Entry>, Fault> {
    let shut = |no: vault::OpenRefused| Fault::caused("opening a calendar", no);
    let look = || house.vault.look(caller, purpose).act(act).delivery();
    let titles = look().open_present(rows.iter().map(|row| &row.title)).await.map_err(shut)?;
    let places = look().open_present(rows.iter().filter_map(|row| row.place.as_ref())).await.map_err(shut)?;
    let notes = look().open_present(rows.iter().filter_map(|row| row.notes.as_ref())).await.map_err(shut)?;
    let (mut places, mut notes) = (places.into_iter(), notes.into_iter());
    let mut entries = Vec::with_capacity(rows.len());
    // The times that differ are in the file themselves, and are not taken out of their series.
    let moved: Vec<_> = rows.iter().filter_map(|row| row.instead).collect();
    let uids = look().open_present(rows.iter().filter_map(|row| row.uid.as_ref())).await.map_err(shut)?;
    let named = rows.iter().filter(|row| row.uid.is_some()).map(|row| row.id);
    let uids: HashMap<EventId, Option<String>> = named.zip(uids).collect();
    for (row, title) in rows.iter().zip(titles) {
        let mut when = row.when.clone();
        when.gone.retain(|at| !moved.contains(&(row.id, *at)));
        entries.push(Entry {
            // A time that differs bears the name of its series.
            uid: uids.get(&row.root()).cloned().flatten().unwrap_or_else(|| row.root().to_string()),
            title: title.unwrap_or_default(),
            place: if row.place.is_some() { places.next().flatten() } else { None },
            notes: if row.notes.is_some() { notes.next().flatten() } else { None },
            when,
            instead: row.instead.map(|(_, at)| at),
            is_private: row.is_private,
            is_free: row.is_free,
            sequence: row.sequence,
            reminders: Vec::new(),
            people: Vec::new(),
        });
    }
    Ok(entries)
}

/// What a file says of an event, as far as it is kept: what is longer is cut off.
pub(super) fn said(entry: &Entry) -> Result<Said, Refusal> {
    let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
    let title = cut(&entry.title, TITLE_MAX);
    let title = if title.trim().is_empty() { "—".to_owned() } else { title };
    let place = entry.place.as_deref().map(|place| cut(place, PLACE_MAX));
    let notes = entry.notes.as_deref().map(|notes| cut(notes, NOTES_MAX));
    rules::said(&title, place.as_deref(), notes.as_deref())
}

/// An entry of a file as a row, with the series of which it is one time.
async fn row(house: &House, who: Person, (id, entry): (EventId, &Entry)) -> Result<Event, Refusal> {
    let said = said(entry)?;
    let of = (Some(who.person), None);
    let event = booking::sealed(house, id, of, (entry.when.clone(), &said)).await?;
    let subject = Event::subject(event.person, event.org)?;
    Ok(Event {
        is_private: entry.is_private,
        is_free: entry.is_free,
        uid: Some(house.vault.seal(&Event::UID, subject, id.bytes(), &entry.uid).await?),
        uid_index: Some(house.vault.index(&Event::UID, &entry.uid)),
        sequence: entry.sequence,
        ..event
    })
}

/// An event of a file, with those of its times that differ.
pub(super) struct Series {
    pub event: Event,
    pub differing: Vec<Event>,
}

/// The events of a file as rows, and how many times differ of a series that is not in it or has none such. What is reckoned of
/// rules is reckoned here, before a unit of work begins.
pub(super) async fn read(
    house: &House,
    who: Person,
    (entries, id): (&[Entry], impl Fn(&Entry) -> EventId),
) -> Result<(Vec<Series>, u32), Refusal> {
    let (mut all, mut left): (Vec<Series>, u32) = (Vec::new(), 0);
    let mut places: HashMap<&str, usize> = HashMap::new();
    for entry in entries.iter().filter(|entry| entry.instead.is_none()) {
        let event = row(house, who, (id(entry), entry)).await?;
        places.entry(&entry.uid).or_insert(all.len());
        all.push(Series { event, differing: Vec::new() });
    }
    for entry in entries {
        let Some(at) = entry.instead else { continue };
        let series = places.get(entry.uid.as_str()).and_then(|place| all.get_mut(*place));
        let Some(series) = series.filter(|series| series.event.when.names(at)) else {
            left += 1;
            continue;
        };
        let mut event = row(house, who, (id(entry), entry)).await?;
        (event.when.rule, event.uid, event.uid_index) = (None, None, None);
        event.bounds = event.when.bounds().ok_or(Refusal::Time)?;
        event.instead = Some((series.event.id, at));
        series.event.when.gone.push(at);
        series.differing.push(event);
    }
    Ok((all, left))
}
