//! Devices, parts and the log in the open.

use ground::{Caller, Fault, PersonId, Timestamp};
use policy::Purpose;
use std::collections::{BTreeMap, HashMap};
use things::{Kind, State};
use yard::House;
use yard::account;
use yard::org::Line;

use super::bells;
use super::known::{KnownPart, opened, reach_mark};
use super::{Happening, PartId, Refusal, Thing, ThingEventId, ThingId, store};

/// A device in the open.
pub(super) struct Device {
    pub row: Thing,
    pub name: Option<String>,
    pub parts: Vec<Shown>,
    /// One can look through it.
    pub has_camera: bool,
}

/// A part in the open.
pub(super) struct Shown {
    pub id: PartId,
    pub kind: Kind,
    pub class: Option<String>,
    pub name: String,
    pub unit: Option<String>,
    pub device: String,
    pub maker: Option<String>,
    pub model: Option<String>,
    pub via: bool,
    pub does: Vec<&'static str>,
    pub choices: Vec<String>,
    pub state: State,
    pub state_at: Option<Timestamp>,
    pub online: Option<bool>,
}

/// These devices with their parts, in one look.
pub(super) async fn devices(
    house: &House,
    caller: &Caller,
    act: &'static str,
    things: Vec<Thing>,
) -> Result<Vec<Device>, Refusal> {
    let look = house.vault.look(caller, Purpose::HomeDevices).act(act).delivery();
    let names = look.open_present(things.iter().map(|thing| &thing.name)).await;
    let names = names.map_err(|no| Fault::caused("opening the names of devices", no))?;
    let mut view = house.db.view().await?;
    let (mut rows, mut reach) = (Vec::new(), BTreeMap::new());
    for thing in &things {
        rows.extend(store::parts(&mut view, thing.id).await?);
        reach.extend(store::reach(&mut view, thing.id).await?);
    }
    let cameras = bells::with_cameras(&mut view, things.iter().map(|thing| thing.id)).await?;
    drop(view);
    let mut parts: HashMap<ThingId, Vec<Shown>> = HashMap::new();
    for known in opened(house, caller, act, rows).await? {
        parts.entry(known.row.thing).or_default().push(shown(house, known, &reach));
    }
    let device = |(row, name): (Thing, Option<Line>)| Device {
        parts: parts.remove(&row.id).unwrap_or_default(),
        has_camera: cameras.contains(&row.id),
        name: name.map(|line| line.as_str().to_owned()),
        row,
    };
    Ok(things.into_iter().zip(names).map(device).collect())
}

fn shown(house: &House, known: KnownPart, reach: &BTreeMap<[u8; 16], bool>) -> Shown {
    let KnownPart { row, part, state } = known;
    let ups: Vec<bool> =
        part.reach.iter().filter_map(|one| reach.get(&reach_mark(house, &one.topic)).copied()).collect();
    let online = match (ups.is_empty(), part.reach_all) {
        (true, _) => None,
        (false, true) => Some(ups.iter().all(|up| *up)),
        (false, false) => Some(ups.contains(&true)),
    };
    let mut choices = part.choices("mode");
    choices.extend(part.choices("value"));
    Shown {
        id: row.id,
        kind: part.kind,
        does: part.does(),
        choices,
        class: part.class,
        name: part.name,
        unit: part.unit,
        device: part.of.name,
        maker: part.of.maker,
        model: part.of.model,
        via: part.of.via.is_some(),
        state,
        state_at: row.state_at,
        online,
    }
}

/// An entry of the log in the open.
pub(super) struct Entry {
    pub id: ThingEventId,
    pub thing: Option<ThingId>,
    pub what: String,
    pub detail: Option<String>,
    pub by: Option<String>,
    pub at: Timestamp,
}

/// These entries, with the names of those who did it; who belongs there no longer (`here`) has none.
pub(super) async fn entries(
    house: &House,
    caller: &Caller,
    act: &'static str,
    (rows, here): (Vec<Happening>, &[PersonId]),
) -> Result<Vec<Entry>, Refusal> {
    let look = house.vault.look(caller, Purpose::HomeDevices).act(act).delivery();
    let mut details = Vec::with_capacity(rows.len());
    for row in &rows {
        details.extend(&row.detail);
    }
    let texts = look.open_present(details).await;
    let mut texts = texts.map_err(|no| Fault::caused("opening the log of devices", no))?.into_iter();
    let mut people: Vec<PersonId> =
        rows.iter().filter_map(|row| row.person).filter(|person| here.contains(person)).collect();
    people.sort_unstable();
    people.dedup();
    let names = account::names_of(house, caller, Purpose::HomeDevices, &people).await?;
    let entry = |row: Happening| Entry {
        id: row.id,
        thing: row.thing,
        detail: if row.detail.is_some() { texts.next().flatten() } else { None },
        by: row.person.and_then(|person| names.get(&person).map(|name| name.as_str().to_owned())),
        what: row.what,
        at: row.at,
    };
    Ok(rows.into_iter().map(entry).collect())
}
