//! What goes into a library: whom the list names, where the maker is allowed, noted and recorded before it leaves.

use ::pass::{LibraryKey, Taught, TerminalMaker};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use egress::SendRefused;
use ground::{Ctx, Fault, PersonId, View};
use policy::{Category, Purpose, Recipient};
use std::collections::BTreeSet;
use vault::Subject;
use yard::House;
use yard::consent::store::{self as consents, Scope};

use super::rules::{Kind, Maker};
use super::{At, Item, Refusal, store};
use crate::place::DoorId;
use crate::{face, pass};

/// Whether whoever runs the house allowed a maker.
pub(super) fn is_declared(house: &House, recipient: Recipient) -> bool {
    house.policy.recipients().any(|facts| facts.recipient == recipient)
}

/// What the library of the terminal at a door may hold: anybody, and faces.
pub(crate) async fn allowed(
    house: &House,
    door: DoorId,
    maker: TerminalMaker,
) -> Result<(bool, bool), Fault> {
    let set = store::at_door(&mut house.db.view().await?, door).await?;
    let Some(set) = set.filter(|set| set.maker == Maker::from(maker)) else { return Ok((false, false)) };
    Ok(if is_declared(house, set.maker.recipient()) { (true, set.faces) } else { (false, false) })
}

/// Whether somebody agreed, by itself, that his photo goes to the maker of a terminal.
pub(super) async fn agreed(view: &mut View, person: PersonId, recipient: Recipient) -> Result<bool, Fault> {
    consents::stands_by_itself(view, person, Purpose::DoorFace, Scope::Recipient(recipient)).await
}

/// Of these people, those whose faces do not stand in the list of a door: it has a terminal that is to know faces, to whose maker they
/// did not agree.
pub(crate) async fn withheld(
    view: &mut View,
    door: DoorId,
    people: impl Iterator<Item = PersonId> + Send,
) -> Result<BTreeSet<PersonId>, Fault> {
    let mut without = BTreeSet::new();
    let Some(set) = store::at_door(view, door).await?.filter(|set| set.faces) else { return Ok(without) };
    for person in people {
        if !agreed(view, person, set.maker.recipient()).await? {
            without.insert(person);
        }
    }
    Ok(without)
}

/// What somebody is known by, on its way to the library at a door; nothing where there is none, the terminal did not take it, or it
/// may not go there.
pub(crate) async fn taught(
    house: &House,
    at: &At,
    maker: TerminalMaker,
    key: LibraryKey,
) -> Result<Option<Taught>, Fault> {
    if store::is_unfit(&mut house.db.view().await?, at, key).await? {
        return Ok(None);
    }
    let found = match key {
        LibraryKey::Pass(id) => pass(house, at, id).await?,
        LibraryKey::Face(id) => face(house, at, id).await?,
    };
    let Some((what, item)) = found else { return Ok(None) };
    let subject = item.person.map_or(Subject::Org(at.org), Subject::Person);
    let (purpose, category, bytes) = match &what {
        Taught::Card { .. } => (Purpose::DoorOpening, Category::DoorPass, size_of::<u64>()),
        Taught::Pin { digits, .. } => (Purpose::DoorOpening, Category::DoorPass, digits.len()),
        Taught::Face { picture, .. } => (Purpose::DoorFace, Category::FacePhoto, picture.len()),
    };
    let recipient = Maker::from(maker).recipient();
    match house.egress.into_library(recipient, (purpose, category), subject, bytes).await {
        Ok(()) => {}
        Err(SendRefused::Fault(fault)) => return Err(fault),
        Err(why) => {
            tracing::debug!(%why, "something does not go into the library of a terminal");
            return Ok(None);
        }
    }
    let mut cx = house.db.begin().await?;
    // It may have ended while it was opened: then nothing is handed over, and what ended is not begun anew.
    if !may_be_there(&mut cx, at, maker.into(), key).await? {
        return Ok(None);
    }
    store::hand(&mut cx, at, &item).await?;
    cx.commit().await?;
    Ok(Some(what))
}

/// Whether something stands still and may be in the library of a terminal of this maker at a door, within a unit of work.
pub(super) async fn may_be_there(
    cx: &mut Ctx,
    at: &At,
    maker: Maker,
    key: LibraryKey,
) -> Result<bool, Fault> {
    let set = store::at_door_now(cx, at.door).await?.filter(|set| set.maker == maker);
    match (set, key) {
        (None, _) => Ok(false),
        (Some(_), LibraryKey::Pass(id)) => pass::stands_now(cx, at.org, id).await,
        (Some(set), LibraryKey::Face(id)) => Ok(set.faces && face::stands_now(cx, at.org, id).await?),
    }
}

async fn pass(house: &House, at: &At, id: ::pass::PassId) -> Result<Option<(Taught, Item)>, Fault> {
    let Some((way, person)) = pass::known_by(house, (at.org, at.door), id).await? else { return Ok(None) };
    let key = LibraryKey::Pass(id);
    Ok(Some(match way {
        pass::KnownBy::Card(number) => {
            (Taught::Card { pass: id, number }, Item { key, kind: Kind::Card, person })
        }
        pass::KnownBy::Pin(digits) => {
            (Taught::Pin { pass: id, digits }, Item { key, kind: Kind::Pin, person })
        }
    }))
}

async fn face(house: &House, at: &At, id: ::pass::FaceId) -> Result<Option<(Taught, Item)>, Fault> {
    let Some((bytes, person)) = face::of_library(house, at.org, id).await? else { return Ok(None) };
    let item = Item { key: LibraryKey::Face(id), kind: Kind::Face, person: Some(person) };
    Ok(Some((Taught::Face { face: id, picture: STANDARD.encode(bytes) }, item)))
}

/// A maker that whoever runs the house allowed.
pub(super) fn declared(house: &House, maker: Maker) -> Result<(), Refusal> {
    if is_declared(house, maker.recipient()) { Ok(()) } else { Err(Refusal::NotAllowed) }
}
