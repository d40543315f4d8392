//! A calendar goes out as a file, and the events of a file come in.

use ground::{Caller, Fault, Person};
use policy::Purpose;
use yard::House;
use yard::access::account_of;

use super::ical::{self, Entry};
use super::rules::{self, ENTRIES_MAX};
use super::{Event, EventId, Refusal, store, telling, views};
use vault::Sealed;

/// In which zone a file means what it says of none.
const HOME: &str = "Asia/Shanghai";

/// All that somebody organises, as a file.
pub(super) async fn export(house: &House, who: Person) -> Result<String, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    let rows = store::organised(&mut view, who.person).await?;
    let now = view.now();
    drop(view);
    let caller = Caller::from(who);
    let shut = |no: vault::OpenRefused| Fault::caused("opening a calendar", no);
    let look = || house.vault.look(&caller, Purpose::Calendar).act("calendar.export").delivery();
    let titles = look().open_present(rows.iter().map(|row| &row.title)).await.map_err(shut)?;
    let places = look().open_present(rows.iter().filter_map(|row| row.place.as_ref())).await.map_err(shut)?;
    let notes = look().open_present(rows.iter().filter_map(|row| row.notes.as_ref())).await.map_err(shut)?;
    let (mut places, mut notes) = (places.into_iter(), notes.into_iter());
    let mut entries = Vec::with_capacity(rows.len());
    // The times that differ are in the file themselves, and are not taken out of their series.
    let moved: Vec<_> = rows.iter().filter_map(|row| row.instead).collect();
    for (row, title) in rows.iter().zip(titles) {
        let mut when = row.when.clone();
        when.gone.retain(|at| !moved.contains(&(row.id, *at)));
        entries.push(Entry {
            uid: row.uid.clone(),
            title: title.unwrap_or_default(),
            place: if row.place.is_some() { places.next().flatten() } else { None },
            notes: if row.notes.is_some() { notes.next().flatten() } else { None },
            when,
            instead: row.instead.map(|(_, at)| at),
            is_private: row.is_private,
            is_free: row.is_free,
            sequence: row.sequence,
        });
    }
    Ok(ical::write(&entries, now))
}

/// An entry of a file as a row, with the series of which it is one time.
async fn row(house: &House, who: Person, entry: &Entry) -> Result<Event, Refusal> {
    let title = entry.title.chars().take(120).collect::<String>();
    let title = if title.trim().is_empty() { "—".to_owned() } else { title };
    let place = entry.place.as_deref().map(|place| place.chars().take(200).collect::<String>());
    let notes = entry.notes.as_deref().map(|notes| notes.chars().take(4_000).collect::<String>());
    let said = rules::said(&title, place.as_deref(), notes.as_deref())?;
    let (id, now) = (EventId::fresh(&house.clock), house.clock.now());
    let subject = Event::subject(Some(who.person), None)?;
    let mut event = Event {
        id,
        person: Some(who.person),
        org: None,
        calendar: None,
        room: None,
        // Sealed below, under the same key.
        title: Sealed::stored(&Event::TITLE, subject, id.bytes(), Vec::new()),
        place: None,
        notes: None,
        when: entry.when.clone(),
        instead: None,
        is_private: entry.is_private,
        is_free: entry.is_free,
        uid: entry.uid.clone(),
        sequence: entry.sequence,
        made_at: now,
        changed_at: now,
    };
    views::seal(house, &mut event, &said).await?;
    Ok(event)
}

/// Takes the events of a file into one's own calendar: how many came, were there already, and could not be read.
pub(super) async fn import(house: &House, who: Person, file: &str) -> Result<(u32, u32, u32), Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    drop(view);
    let (entries, mut left) = ical::read(file, HOME).ok_or(Refusal::File)?;
    let mut rows = Vec::with_capacity(entries.len());
    for entry in &entries {
        rows.push((row(house, who, entry).await?, entry.instead));
    }
    // Series first, so that a time that differs finds its own.
    rows.sort_by_key(|(_, instead)| instead.is_some());
    let mut cx = house.db.begin().await?;
    cx.permit(who, "calendar.keep", &account_of(who.person))?;
    let fits = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    if store::count(&mut cx, Some(who.person), None).await?.saturating_add(fits) > ENTRIES_MAX {
        return Err(Refusal::Many);
    }
    let (mut taken, mut known) = (0, 0);
    let mut new: Vec<Event> = Vec::new();
    for (mut event, instead) in rows {
        if let Some(at) = instead {
            let Some(series) = new.iter_mut().find(|one| one.uid == event.uid && one.when.names(at)) else {
                // Its series was there already, or has no such time.
                left += 1;
                continue;
            };
            event.when.rule = None;
            event.instead = Some((series.id, at));
            series.when.gone.push(at);
            store::save(&mut cx, series).await?;
            store::add(&mut cx, &event).await?;
            taken += 1;
            continue;
        }
        if store::knows(&mut cx, who.person, &event.uid).await? {
            known += 1;
            continue;
        }
        store::add(&mut cx, &event).await?;
        new.push(event);
        taken += 1;
    }
    telling::hint(&mut cx, &[who.person]).await?;
    cx.commit().await?;
    Ok((taken, known, left))
}
