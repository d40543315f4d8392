//! What the link has in hand of devices that spoke of late: their parts in the open and what was so, for hearing what changes.

use ground::{Caller, Fault, Timestamp};
use policy::Purpose;
use std::collections::{BTreeMap, HashMap};
use things::{Part, State};
use yard::House;

use super::{PartId, PartRow, Thing, store};

/// Devices in hand at once; where it is full all are put down.
const KNOWN_MAX: usize = 1_000;
/// Messages that a device may send in one go, and in a second on.
const BURST: u32 = 2_000;
const A_SECOND: u32 = 20;
/// Who opens what devices announced.
const PROGRAM: Caller = Caller::Program("home.device.link");

/// A part in hand.
pub(super) struct KnownPart {
    pub row: PartRow,
    pub part: Part,
    pub state: State,
}

/// A device in hand.
pub(super) struct KnownThing {
    pub thing: Thing,
    pub parts: Vec<KnownPart>,
    /// What was last said of what can be reached, by topic.
    pub reach: BTreeMap<String, bool>,
    /// What a Tasmota announced of itself: its sensors are read with it.
    pub config: Vec<u8>,
    left: u32,
    filled_at: Timestamp,
}

/// All devices in hand.
pub(super) struct Known {
    pub house: House,
    things: HashMap<String, KnownThing>,
    /// Which token a MAC has.
    macs: HashMap<String, String>,
}

impl Known {
    pub fn new(house: House) -> Self {
        Self { house, things: HashMap::new(), macs: HashMap::new() }
    }

    /// Puts a device down: it is another, or gone.
    pub fn forget(&mut self, token: &str) {
        self.things.remove(token);
        self.macs.retain(|_, known| known != token);
    }

    /// Which devices are in hand, by their tokens.
    pub fn tokens(&self) -> Vec<String> {
        self.things.keys().cloned().collect()
    }

    /// Puts all down.
    pub fn forget_all(&mut self) {
        self.things.clear();
        self.macs.clear();
    }

    /// The device of a token; nothing where there is none.
    pub async fn of(&mut self, token: &str) -> Result<Option<&mut KnownThing>, Fault> {
        if !self.things.contains_key(token) {
            let mut view = self.house.db.view().await?;
            let Some(thing) = store::by_token(&mut view, token).await? else { return Ok(None) };
            drop(view);
            if self.things.len() >= KNOWN_MAX {
                self.forget_all();
            }
            let loaded = load(&self.house, thing).await?;
            self.things.insert(token.to_owned(), loaded);
        }
        Ok(self.things.get_mut(token))
    }

    /// The token of the device with this MAC.
    pub async fn token_of(&mut self, mac: &str) -> Result<Option<String>, Fault> {
        if let Some(token) = self.macs.get(mac) {
            return Ok(Some(token.clone()));
        }
        let mark = self.house.vault.index(&Thing::NAME, mac);
        let mut view = self.house.db.view().await?;
        let Some(thing) = store::by_mac(&mut view, mark).await? else { return Ok(None) };
        self.macs.insert(mac.to_owned(), thing.token.clone());
        Ok(Some(thing.token))
    }
}

impl KnownThing {
    /// Counts a message; `false` where the device says more than it may.
    pub fn may_speak(&mut self, now: Timestamp) -> bool {
        let seconds = u32::try_from(now.since(self.filled_at).as_secs()).unwrap_or(u32::MAX);
        if seconds > 0 {
            self.left = self.left.saturating_add(seconds.saturating_mul(A_SECOND)).min(BURST);
            self.filled_at = now;
        }
        let may = self.left > 0;
        self.left = self.left.saturating_sub(1);
        may
    }

    /// Whether a part has said that it cannot be reached.
    pub fn is_away(&self, part: &Part) -> bool {
        let mut said = part.reach.iter().filter_map(|one| self.reach.get(&one.topic)).peekable();
        said.peek().is_some() && if part.reach_all { !said.all(|up| *up) } else { !said.any(|up| *up) }
    }

    /// The part of this id.
    pub fn part(&self, id: PartId) -> Option<&KnownPart> {
        self.parts.iter().find(|known| known.row.id == id)
    }
}

/// A device with all that is kept of it in the open.
pub(super) async fn load(house: &House, thing: Thing) -> Result<KnownThing, Fault> {
    let mut view = house.db.view().await?;
    let rows = store::parts(&mut view, thing.id).await?;
    let marks = store::reach(&mut view, thing.id).await?;
    let filled_at = view.now();
    drop(view);
    let parts = opened(house, &PROGRAM, "home.device.link", rows).await?;
    let mut reach = BTreeMap::new();
    for topic in parts.iter().flat_map(|known| &known.part.reach).map(|reach| &reach.topic) {
        let mark = reach_mark(house, topic);
        if let Some((_, is_up)) = marks.iter().find(|(known, _)| *known == mark) {
            reach.insert(topic.clone(), *is_up);
        }
    }
    Ok(KnownThing { thing, parts, reach, config: Vec::new(), left: BURST, filled_at })
}

/// The keyed index of a topic at which something says whether it can be reached.
pub(super) fn reach_mark(house: &House, topic: &str) -> [u8; 16] {
    house.vault.index(&PartRow::CONFIG, topic)
}

/// Parts in the open; one that stays shut, or that an older house wrote and nobody reads any longer, is passed over.
pub(super) async fn opened(
    house: &House,
    caller: &Caller,
    act: &'static str,
    rows: Vec<PartRow>,
) -> Result<Vec<KnownPart>, Fault> {
    let look = house.vault.look(caller, Purpose::HomeDevices).act(act).delivery();
    let mut sealed = Vec::with_capacity(rows.len() * 2);
    for row in &rows {
        sealed.push(&row.config);
        sealed.extend(&row.state);
    }
    let texts = look.open_present(sealed).await;
    let mut texts = texts.map_err(|no| Fault::caused("opening what devices announced", no))?.into_iter();
    let mut parts = Vec::with_capacity(rows.len());
    for row in rows {
        let config = texts.next().flatten();
        let state = if row.state.is_some() { texts.next().flatten() } else { None };
        let Some(part) = config.and_then(|text| serde_json::from_str::<Part>(&text).ok()) else { continue };
        let state = state.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        parts.push(KnownPart { row, part, state });
    }
    Ok(parts)
}
