//! What people see: what they chose and say themselves, and how those are there whom a page shows.

use ground::{Caller, Fault, Person, PersonId, Timestamp, View};
use policy::{Category, Purpose};
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use yard::access::the_house;
use yard::{Held, House, own, quiet};

use super::rules::{PEOPLE_MAX, Shows, State, Words};
use super::watching::{Told, Watching};
use super::{Refusal, Status, grounds, store};

/// What somebody chose, and what he says.
pub(super) struct Own {
    pub shows: Shows,
    pub typing: bool,
    pub rest_until: Option<Timestamp>,
    pub says: Option<Says>,
}

/// What somebody says, in the open.
pub(super) struct Says {
    pub words: Words,
    pub until: Option<Timestamp>,
}

/// Somebody of whom there is something to be known.
pub(super) struct Seen {
    pub person: PersonId,
    pub state: State,
    pub says: Option<Says>,
}

/// What holds where somebody chose nothing.
pub(super) fn unchosen(house: &House) -> Shows {
    Shows::of_doorplate(house.policy.conduct())
}

/// The caller's own.
pub(super) async fn own(house: &House, who: Person) -> Result<Own, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "conversation.start", &the_house())?;
    let chosen = store::chosen_by(&mut view, &[who.person]).await?.remove(&who.person).unwrap_or_default();
    let said = store::said_by(&mut view, &[who.person]).await?.remove(&who.person);
    let rest_until = quiet::rests_until(&mut view, who.person).await?;
    drop(view);
    let says = open(house, who, said.as_slice()).await?.pop().flatten();
    let unchosen = unchosen(house);
    Ok(Own { shows: chosen.shows(unchosen), typing: chosen.types(unchosen), rest_until, says })
}

async fn open(house: &House, who: Person, said: &[Status]) -> Result<Vec<Option<Says>>, Fault> {
    let caller = who.into();
    let look = house.vault.look(&caller, Purpose::Messaging).act("status.watch").delivery();
    let opened = look.open_present(said.iter().map(|one| &one.words)).await;
    let opened = opened.map_err(|no| Fault::caused("opening what people say about themselves", no))?;
    let says = |(one, words): (&Status, Option<_>)| Some(Says { words: words?, until: one.until });
    Ok(said.iter().zip(opened).map(says).collect())
}

/// How those are there, whoever asks.
pub(super) async fn states(
    house: &House,
    watching: &Watching,
    view: &mut View,
    people: &[PersonId],
) -> Result<HashMap<PersonId, State>, Fault> {
    let bus = house.db.bus();
    let there: Vec<PersonId> = people.iter().filter(|one| bus.listening(&[**one]) > 0).copied().collect();
    let resting = quiet::resting_among(view, &there).await?;
    let now = view.now();
    let state = |person: PersonId| {
        let state = match (resting.contains(&person), watching.is_active(person, now)) {
            (true, _) => State::Rest,
            (false, true) => State::Here,
            (false, false) => State::Away,
        };
        (person, state)
    };
    Ok(there.into_iter().map(state).collect())
}

/// A page shows these people. Who may not be seen is left out, as who is away and says nothing.
pub(super) async fn watch(
    house: &House,
    watching: &Watching,
    who: Person,
    (page, active, people): (&str, bool, &[PersonId]),
) -> Result<Vec<Seen>, Refusal> {
    let view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    drop(view);
    let is_named = (8..=64).contains(&page.len())
        && page.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if people.len() > PEOPLE_MAX || !is_named {
        return Err(Refusal::People);
    }
    // The page is known before anything is read: what changes from here on is told to it, or is read already.
    let now = house.clock.now();
    if watching.show(who.person, (page, active), people, now).ok_or(Refusal::Busy)? {
        super::listener::turned(house, who.person);
    }
    let mut view = house.db.view().await?;
    let seen = grounds::seen(&mut view, unchosen(house), who.person, people).await?;
    // Of whom nothing may be used, nothing is told.
    let seen: Vec<PersonId> = seen.into_iter().filter(|one| house.vault.held(*one).is_none()).collect();
    let mut said = store::said_by(&mut view, &seen).await?;
    let states = states(house, watching, &mut view, &seen).await?;
    drop(view);
    let (mut shown, mut words) = (Vec::new(), Vec::new());
    for person in people.iter().copied() {
        let status = said.remove(&person);
        let state = states.get(&person).copied().unwrap_or(State::Offline);
        let read: Told = (state, status.as_ref().map(|status| status.id));
        // What the page was told meanwhile is newer: who hides since then says nothing.
        let (state, speaks) = watching.answered(who.person, page, person, read);
        let status = status.filter(|status| speaks == Some(status.id));
        shown.push((person, state, status.is_some()));
        words.extend(status);
    }
    let mut words = open(house, who, &words).await?.into_iter();
    let shown = shown.into_iter().map(|(person, state, speaks)| {
        let says = if speaks { words.next().flatten() } else { None };
        Seen { person, state, says }
    });
    Ok(shown.filter(|one| one.state != State::Offline || one.says.is_some()).collect())
}

/// What this feature holds about a person: what he says.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let said = store::said_by(&mut house.db.view().await?, &[person]).await?.remove(&person);
        let rows = said.iter().map(|one| (one.at, &one.words));
        let of = (Category::StatusText, "chat_status");
        own::opened(own::look(house, caller), of, rows, |words| words.line()).await
    })
}
