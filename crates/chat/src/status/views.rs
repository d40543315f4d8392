//! What people see: what they chose and say themselves, and how those are there whom a page shows.

use ground::{Caller, Fault, Person, PersonId, Timestamp, View};
use policy::{Category, Purpose};
use std::future::Future;
use std::pin::Pin;
use vault::OpenRefused;
use yard::access::the_house;
use yard::{Held, House, quiet};

use super::rules::{self, PEOPLE_MAX, Shows, State, Words};
use super::watching::{NOTHING, Told, Watching};
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

/// Whether it is told that somebody writes who chose nothing.
pub(super) fn types(house: &House) -> bool {
    !rules::is_strict(house.policy.conduct())
}

/// The caller's own.
pub(super) async fn own(house: &House, who: Person) -> Result<Own, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "conversation.start", &the_house())?;
    let (chosen, status) = store::of(&mut view, &[who.person]).await?.remove(&who.person).unwrap_or_default();
    let rest_until = quiet::rests_until(&mut view, who.person).await?;
    drop(view);
    let says = open(house, who, status.as_slice()).await?.pop().flatten();
    let shows = chosen.shows.unwrap_or(unchosen(house));
    Ok(Own { shows, typing: chosen.typing.unwrap_or(types(house)), rest_until, says })
}

async fn open(house: &House, who: Person, said: &[Status]) -> Result<Vec<Option<Says>>, Fault> {
    let caller = who.into();
    let look = house.vault.look(&caller, Purpose::Messaging).act("status.watch").delivery();
    let opened = look.open_each(said.iter().map(|one| &one.words)).await;
    let opened = opened.map_err(|no| Fault::caused("opening what people say about themselves", no))?;
    said.iter()
        .zip(opened)
        .map(|(one, words)| match words {
            Ok(words) => Ok(Some(Says { words: words.into_inner(), until: one.until })),
            Err(OpenRefused::Fault(fault)) => Err(fault),
            Err(_) => Ok(None),
        })
        .collect()
}

/// How somebody is there, whoever asks.
pub(super) async fn state(
    house: &House,
    watching: &Watching,
    view: &mut View,
    person: PersonId,
) -> Result<State, Fault> {
    // Of whom nothing may be used, nothing is told.
    if house.vault.held(person).is_some() || house.db.bus().listening(&[person]) == 0 {
        return Ok(State::Offline);
    }
    if quiet::rests_until(view, person).await?.is_some() {
        return Ok(State::Rest);
    }
    Ok(if watching.is_active(person, view.now()) { State::Here } else { State::Away })
}

/// A page shows these people. Who may not be seen is left out, as who is away and says nothing.
pub(super) async fn watch(
    house: &House,
    watching: &Watching,
    who: Person,
    (page, active, people): (&str, bool, &[PersonId]),
) -> Result<Vec<Seen>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    let is_named = (8..=64).contains(&page.len()) && page.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if people.len() > PEOPLE_MAX || !is_named {
        return Err(Refusal::People);
    }
    let turned = watching.show(who.person, (page, active), people, view.now()).ok_or(Refusal::Busy)?;
    let seen = grounds::seen(&mut view, unchosen(house), who.person, people).await?;
    let mut said = store::of(&mut view, people).await?;
    let (mut told, mut words) = (Vec::new(), Vec::new());
    for person in people.iter().copied() {
        let (state, status) = if seen.contains(&person) {
            let status = said.remove(&person).and_then(|(_, status)| status);
            (state(house, watching, &mut view, person).await?, status)
        } else {
            (State::Offline, None)
        };
        let now: Told = (state, status.as_ref().map(|status| status.id));
        let (state, _) = watching.answered(who.person, page, person, now);
        if now != NOTHING || state != State::Offline {
            told.push((person, state, status.is_some()));
            words.extend(status);
        }
    }
    drop(view);
    if turned {
        super::listener::turned(house, who.person);
    }
    let mut words = open(house, who, &words).await?.into_iter();
    let shown = told.into_iter().map(|(person, state, speaks)| {
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
        let mut view = house.db.view().await?;
        let (_, said) = store::of(&mut view, &[person]).await?.remove(&person).unwrap_or_default();
        drop(view);
        let look = house.vault.look(caller, Purpose::OwnData).act("me.held");
        let opened = look.open_each(said.iter().map(|one| &one.words)).await;
        let opened = opened.map_err(|no| Fault::caused("opening a status of one's own", no))?;
        let held = said.iter().zip(opened).map(|(one, words)| Held {
            category: Category::StatusText,
            table: "chat_status",
            value: words.ok().map(|words| words.into_inner().line()),
            collected_at: one.at,
        });
        Ok(held.collect())
    })
}
