//! Events in the open, for those who may see them; and what is kept of what was said of one.

use ground::{Caller, Fault, OrgId, Person, PersonId, Timestamp, View};
use policy::Purpose;
use std::collections::HashMap;
use std::sync::Arc;
use yard::House;
use yard::account::names_of;

use super::rules::{Budget, Occurrence, Reply, Said};
use super::store::{self, Guest};
use super::{Event, EventId, Refusal};

/// What was said of an event, sealed for its row.
pub(super) async fn seal(house: &House, event: &mut Event, said: &Said) -> Result<(), Fault> {
    let (subject, at) = (Event::subject(event.person, event.org)?, event.id.bytes());
    event.title = house.vault.seal(&Event::TITLE, subject, at, &said.title).await?;
    event.place = match &said.place {
        Some(place) => Some(house.vault.seal(&Event::PLACE, subject, at, place).await?),
        None => None,
    };
    event.notes = match &said.notes {
        Some(notes) => Some(house.vault.seal(&Event::NOTES, subject, at, notes).await?),
        None => None,
    };
    Ok(())
}

/// An event with who is invited, and as whom the caller looks at it.
pub(super) struct Loaded {
    pub event: Event,
    pub guests: Vec<Guest>,
    pub caller: Caller,
}

impl Loaded {
    /// Who is invited.
    pub(super) fn people(&self) -> Vec<PersonId> {
        self.guests.iter().map(|one| one.person).collect()
    }
}

/// Loads an event as far as the caller may know of it.
pub(super) async fn load(view: &mut View, who: Person, id: EventId) -> Result<Loaded, Refusal> {
    let event = store::find(view, id).await?.ok_or(Refusal::Unknown)?;
    let guests = store::guests(view, event.root()).await?;
    let caller = match (event.person, event.org) {
        (None, Some(org)) => yard::org::membership(view, &who, org).await?.ok_or(Refusal::Unknown)?.into(),
        _ => Caller::from(who),
    };
    let loaded = Loaded { event, guests, caller };
    let thing = loaded.event.resource(&loaded.people());
    view.permit(loaded.caller.clone(), "event.read", &thing).map_err(|_| Refusal::Unknown)?;
    Ok(loaded)
}

/// One time of an event as it is shown.
pub(super) struct Shown {
    pub id: EventId,
    pub time: Occurrence,
    pub event: Arc<Event>,
    pub title: Option<String>,
    pub place: Option<String>,
    pub is_own: bool,
    pub reply: Option<Reply>,
}

/// The times of these events within a stretch, in their order, each with what it is.
pub(super) async fn times(
    house: &House,
    (caller, act): (&Caller, &'static str),
    events: Vec<Event>,
    (stretch, replies): ((Timestamp, Timestamp), &HashMap<EventId, Reply>),
) -> Result<Vec<Shown>, Refusal> {
    let shut = |no: vault::OpenRefused| Fault::caused("opening events", no);
    let look = || house.vault.look(caller, Purpose::Calendar).act(act).delivery();
    let titles = look().open_present(events.iter().map(|event| &event.title)).await.map_err(shut)?;
    let places = look().open_present(events.iter().filter_map(|event| event.place.as_ref())).await;
    let mut places = places.map_err(shut)?.into_iter();
    let (mut shown, mut budget) = (Vec::new(), Budget::whole());
    for (event, title) in events.into_iter().zip(titles) {
        let place = if event.place.is_some() { places.next().flatten() } else { None };
        let (is_own, reply) =
            (event.person.is_some() && event.person == caller.person(), replies.get(&event.root()).copied());
        let (id, event) = (event.id, Arc::new(event));
        for time in budget.times(&event.when, stretch)? {
            let (title, place, event) = (title.clone(), place.clone(), Arc::clone(&event));
            shown.push(Shown { id, time, event, title, place, is_own, reply });
        }
    }
    shown.sort_by_key(|one| (one.time.from, one.id));
    Ok(shown)
}

/// The same row once more.
pub(super) fn copy(event: &Event) -> Event {
    Event {
        title: event.title.clone(),
        place: event.place.clone(),
        notes: event.notes.clone(),
        when: event.when.clone(),
        uid: event.uid.clone(),
        ..*event
    }
}

/// An event with all that is to be known of it.
pub(super) struct Whole {
    pub loaded: Loaded,
    pub said: Said,
    pub names: HashMap<PersonId, String>,
    pub reminders: Vec<u32>,
}

/// Opens all that was said of an event, and how those are called who take part.
pub(super) async fn whole(
    house: &House,
    loaded: Loaded,
    (act, reminders): (&'static str, Vec<u32>),
) -> Result<Whole, Refusal> {
    let said = said(house, &loaded, act).await?;
    let mut people = loaded.people();
    people.extend(loaded.event.person);
    let names = names_of(house, &loaded.caller, Purpose::Calendar, &people).await?;
    let names = names.into_iter().map(|(person, name)| (person, name.as_str().to_owned())).collect();
    Ok(Whole { loaded, said, names, reminders })
}

/// What was said of an event, for somebody who takes part in it.
pub(super) async fn said(house: &House, loaded: &Loaded, act: &'static str) -> Result<Said, Fault> {
    let Loaded { event, caller, .. } = loaded;
    let texts = [Some(&event.title), event.place.as_ref(), event.notes.as_ref()];
    let look = house.vault.look(caller, Purpose::Calendar).act(act).delivery();
    let opened = look.open_present(texts.iter().filter_map(|text| *text)).await;
    let mut opened = opened.map_err(|no| Fault::caused("opening an event", no))?.into_iter();
    let mut next = |text: Option<&vault::Sealed<String>>| text.and_then(|_| opened.next().flatten());
    let title = next(texts[0]).unwrap_or_default();
    Ok(Said { title, place: next(texts[1]), notes: next(texts[2]) })
}

/// Whether somebody and all of these people belong to an organisation.
pub(super) async fn in_common(
    view: &mut View,
    who: Person,
    org: Option<OrgId>,
    people: &[PersonId],
) -> Result<(), Refusal> {
    if people.is_empty() {
        return Ok(());
    }
    let org = org.ok_or(Refusal::Guests)?;
    yard::org::membership(view, &who, org).await?.ok_or(Refusal::Guests)?;
    for person in people {
        yard::org::store::role_of(view, org, *person).await?.ok_or(Refusal::Guests)?;
    }
    Ok(())
}
