//! What a terminal at a door may hold in a library of its own: whom, how they are known there, and from when to when.
//!
//! A terminal decides by itself and knows neither weeks nor leases. So nobody is given more time there than this door would have:
//! who lives here has the hours for which the house vouched, who is leased its minutes, and who may not open now a time that is
//! over. Whoever is not in the list is not in the library.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::bytes::{Digest, FaceId, PassId};
use crate::held::Held;
use crate::moment::Moment;
use crate::passes::{Cut, Pass, Priority, Way};
use crate::week::{self, Zone};

/// People of one library, at most: what an agent says of them fits into a message.
pub const LIBRARY_MAX: usize = 4_000;
/// The form of what is said about libraries that is understood. An agent that says nothing of one is told nothing.
pub const LIBRARY_FORM: u16 = 1;
/// Letters of the number that its maker gave a terminal, at most.
pub const DEVICE_MAX: usize = 64;
/// Leased people of one library, at most: their time is written anew every few minutes, which wears a terminal out.
const LEASED_MAX: usize = 64;
/// The end of a time that has none; terminals count no further than 2037.
const NO_END: Moment = Moment::from_micros(2_082_758_400_000_000);
/// A time that is over, for who is known and may not open now.
const SHUT: Window = Window {
    begin: Moment::from_micros(1_577_836_800_000_000),
    end: Moment::from_micros(1_577_923_200_000_000),
};

/// Thirty-two digits and letters that nobody takes for one another, in the order of their values.
const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Signs of sixteen bytes.
const LENGTH: usize = 26;

/// Who made a terminal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TerminalMaker {
    /// Hikvision (ISAPI).
    Hikvision,
    /// Dahua (CGI).
    Dahua,
}

/// By which number a terminal knows somebody: of a pass with a card or a PIN, or of a face. Twenty-seven signs, as the shortest of
/// those numbers has room for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LibraryKey {
    /// A pass.
    Pass(PassId),
    /// A face, by however many passes it opens.
    Face(FaceId),
}

impl LibraryKey {
    /// The number's own bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 16] {
        match self {
            Self::Pass(pass) => pass.bytes(),
            Self::Face(face) => face.bytes(),
        }
    }
}

impl fmt::Display for LibraryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut number = u128::from_be_bytes(*self.bytes());
        let mut text = [b'0'; LENGTH];
        for sign in text.iter_mut().rev() {
            *sign = SIGNS[usize::try_from(number & 31).unwrap_or(0)];
            number >>= 5;
        }
        let kind = if matches!(self, Self::Pass(_)) { 'p' } else { 'f' };
        write!(f, "{kind}{}", String::from_utf8_lossy(&text))
    }
}

impl fmt::Debug for LibraryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LibraryKey({self})")
    }
}

/// A number in a library that this house did not give.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no number of ours in a library")]
pub struct Foreign;

impl FromStr for LibraryKey {
    type Err = Foreign;

    fn from_str(text: &str) -> Result<Self, Foreign> {
        let (kind, digits) = text.split_at_checked(1).ok_or(Foreign)?;
        if digits.len() != LENGTH {
            return Err(Foreign);
        }
        let number = digits.bytes().try_fold(0_u128, |number, sign| {
            let value = SIGNS.iter().position(|known| *known == sign).ok_or(Foreign)?;
            // The first of them has three bits.
            if number >> 123 != 0 {
                return Err(Foreign);
            }
            Ok(number << 5 | value as u128)
        })?;
        match kind {
            "p" => Ok(Self::Pass(PassId::new(number.to_be_bytes()))),
            "f" => Ok(Self::Face(FaceId::new(number.to_be_bytes()))),
            _ => Err(Foreign),
        }
    }
}

impl Serialize for LibraryKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LibraryKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// What somebody is known by in a library, as it travels to the agent of that one door. It cannot be printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Taught {
    /// The number of a card.
    Card {
        /// Of which pass.
        pass: PassId,
        /// As `Card::matched` gives it.
        number: u64,
    },
    /// Digits.
    Pin {
        /// Of which pass.
        pass: PassId,
        /// Six to eight of them.
        digits: String,
    },
    /// A photo.
    Face {
        /// Which face.
        face: FaceId,
        /// JPEG, as base64.
        picture: String,
    },
}

impl Taught {
    /// Whose it is.
    #[must_use]
    pub const fn key(&self) -> LibraryKey {
        match self {
            Self::Card { pass, .. } | Self::Pin { pass, .. } => LibraryKey::Pass(*pass),
            Self::Face { face, .. } => LibraryKey::Face(*face),
        }
    }
}

impl fmt::Debug for Taught {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Taught({}, …)", self.key())
    }
}

/// From when to before when somebody opens at a terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// From when.
    pub begin: Moment,
    /// Before when.
    pub end: Moment,
}

impl Window {
    /// Whether it is over, for who is known and may not open now.
    #[must_use]
    pub fn is_shut(&self) -> bool {
        self.end <= SHUT.end
    }
}

/// What somebody in a library is known by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// A card, by `DoorSecret::card`.
    Card(Digest),
    /// A PIN, which no terminal gives back.
    Pin,
    /// A face.
    Face,
}

/// Somebody who is to be in the library.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wished {
    /// What he is known by.
    pub mark: Mark,
    /// From when to when.
    pub window: Window,
    /// The end of what stands there may lie so much before that of `window`, before it is written anew; nothing where it has to be
    /// that very instant.
    pub slack: Duration,
}

impl Wished {
    /// Whether a time that stands in the library will do.
    #[must_use]
    pub fn suits(&self, there: Window) -> bool {
        let second = |at: Moment| at.micros().div_euclid(1_000_000);
        second(there.begin) == second(self.window.begin)
            && second(there.end) <= second(self.window.end)
            && second(there.end) >= second(self.window.end.minus(self.slack))
    }
}

/// What the library of a door is to be.
#[derive(Clone, Debug)]
pub struct Library {
    /// Everybody, by his number there.
    pub people: BTreeMap<LibraryKey, Wished>,
    /// In which zone the terminal lives.
    pub zone: Zone,
    /// What time it is, where the door is sure of it: a clock that is not is set nowhere.
    pub now: Option<Moment>,
}

/// What the library of a door is to be now; nothing as long as the door has no list: then nobody is removed, either.
///
/// Once nobody vouches for the list any more, only who comes to the rescue stays: a door that was struck off, or whose community
/// ended, while it could not be told leaves nobody's card, PIN or face in a terminal.
#[must_use]
pub fn library(held: &Held, now: crate::clock::Reading) -> Option<Library> {
    let list = held.list.as_ref()?;
    let mut people: BTreeMap<LibraryKey, Wished> = BTreeMap::new();
    let mut leased = 0;
    let is_vouched = now.at < list.head().made.plus(list.head().holds_for());
    for pass in list.passes().filter(|pass| is_vouched || pass.priority == Priority::Rescue) {
        let Some((key, mark)) = marked(pass) else { continue };
        if held.is_gone(pass.id.short()) || pass.uses.is_some() {
            continue;
        }
        if pass.cut == Cut::Lease && !people.contains_key(&key) {
            leased += 1;
            if leased > LEASED_MAX {
                continue;
            }
        }
        let wished = wished(list, pass, mark, now.at);
        let before = people.get(&key);
        // Of the passes of one face the one that opens, and of those the longest.
        if before.is_none_or(|before| better(&wished, before)) {
            people.insert(key, wished);
        }
        if people.len() > LIBRARY_MAX {
            people.pop_last();
        }
    }
    let now = (now.trust == crate::clock::Trust::Sure).then_some(now.at);
    Some(Library { people, zone: list.zone().clone(), now })
}

fn better(one: &Wished, other: &Wished) -> bool {
    (!one.window.is_shut(), one.window.end) > (!other.window.is_shut(), other.window.end)
}

const fn marked(pass: &Pass) -> Option<(LibraryKey, Mark)> {
    match &pass.way {
        Way::Card { hash } => Some((LibraryKey::Pass(pass.id), Mark::Card(*hash))),
        Way::Pin { .. } => Some((LibraryKey::Pass(pass.id), Mark::Pin)),
        Way::Face { face } => Some((LibraryKey::Face(*face), Mark::Face)),
        Way::Code { .. } | Way::Token { .. } | Way::App {} | Way::Telephone {} | Way::Staff {} => None,
    }
}

fn wished(list: &crate::list::List, pass: &Pass, mark: Mark, now: Moment) -> Wished {
    let head = list.head();
    let rescue = pass.priority == Priority::Rescue;
    let vouched = match pass.cut {
        Cut::Hold => head.holds_for(),
        Cut::Lease => head.leases_for(),
    };
    let vouched_until = if rescue { NO_END } else { head.made.plus(vouched) };
    let is_off = !rescue && !week::holds(&pass.week, list.zone(), now);
    let is_closed = head.closed && pass.priority == Priority::Ordinary;
    let end = pass.until.map_or(vouched_until, |until| until.min(vouched_until));
    if is_off || is_closed || end <= now {
        return Wished { mark, window: SHUT, slack: Duration::ZERO };
    }
    let begin = pass.from.unwrap_or(SHUT.begin);
    let slack = if end == vouched_until && !rescue { vouched / 2 } else { Duration::ZERO };
    Wished { mark, window: Window { begin, end }, slack }
}

impl Zone {
    /// The time of the day as people there write it: `2026-11-30T19:20:00`, and how far they are from UTC: `+08:00`.
    #[must_use]
    pub fn wall(&self, at: Moment) -> Option<(String, String)> {
        let local = Timestamp::from_microsecond(at.micros()).ok()?.to_zoned(self.time_zone().clone());
        Some((local.strftime("%Y-%m-%dT%H:%M:%S").to_string(), local.strftime("%:z").to_string()))
    }

    /// The instant that was written so, with or without how far it is from UTC; `T` or a space stands between day and time.
    #[must_use]
    pub fn instant(&self, text: &str) -> Option<Moment> {
        let text = text.trim();
        let at = match text.parse::<Timestamp>() {
            Ok(at) => at,
            Err(_) => {
                let civil: DateTime = text.parse().ok()?;
                let zone: &TimeZone = self.time_zone();
                civil.to_zoned(zone.clone()).ok()?.timestamp()
            }
        };
        Some(Moment::from_micros(at.as_microsecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::DoorId;
    use crate::clock::{Reading, Trust};
    use crate::keys::{Signer, random};
    use crate::list::{Full, Head, List};
    use crate::week::Span;

    fn at(text: &str) -> Moment {
        Zone::named("Asia/Shanghai").unwrap().instant(text).unwrap()
    }

    fn held(passes: &[Pass], made: Moment, closed: bool) -> Held {
        let (door, signer) = (DoorId::new([7; 16]), Signer::fresh());
        let mut head = Head::of(door, 1, made, "Asia/Shanghai", passes);
        head.closed = closed;
        let full = Full { head: head.sign(&signer), passes: passes.to_vec() };
        let mut held = Held::new(door, signer.public());
        held.take(List::take(full, None, signer.public(), door).unwrap());
        held
    }

    fn card(number: u8, cut: Cut) -> Pass {
        Pass::new(PassId::new([number; 16]), Way::Card { hash: Digest::new([number; 32]) }, cut)
    }

    fn sure(at: Moment) -> Reading {
        Reading { at, trust: Trust::Sure }
    }

    #[test]
    fn a_number_in_a_library_is_read_back_and_no_other_is() {
        for _ in 0..100 {
            for key in [LibraryKey::Pass(PassId::new(random())), LibraryKey::Face(FaceId::new(random()))] {
                let text = key.to_string();
                assert_eq!((text.len(), text.parse()), (27, Ok(key)));
            }
        }
        let most = LibraryKey::Pass(PassId::new([0xff; 16])).to_string();
        assert_eq!(most.parse(), Ok(LibraryKey::Pass(PassId::new([0xff; 16]))));
        for foreign in
            ["", "1", "p", "admin", "x0123456789abcdefghjkmnpqrs", "pzzzzzzzzzzzzzzzzzzzzzzzzzz", "门卡"]
        {
            assert_eq!(foreign.parse::<LibraryKey>(), Err(Foreign), "{foreign}");
        }
    }

    #[test]
    fn nobody_has_more_time_at_a_terminal_than_the_door_itself_would_give_him() {
        let now = at("2026-11-30 12:00:00");
        let mut tenant = card(2, Cut::Hold);
        tenant.until = Some(at("2026-11-30 18:00:00"));
        tenant.from = Some(at("2026-11-30 08:00:00"));
        let mut cleaner = card(3, Cut::Lease);
        cleaner.week = vec![Span { days: 1, from: 8 * 60, until: 11 * 60 }];
        let mut once = card(4, Cut::Hold);
        once.uses = Some(1);
        let passes = [card(1, Cut::Hold), tenant, cleaner, once, card(5, Cut::Lease)];
        let of = |held: &Held, now| library(held, sure(now)).unwrap().people;
        let key = |number: u8| LibraryKey::Pass(PassId::new([number; 16]));
        let people = of(&held(&passes, now, false), now);
        assert_eq!(people.keys().copied().collect::<Vec<_>>(), [key(1), key(2), key(3), key(5)]);
        assert_eq!(people[&key(1)].window.end, now.plus(Duration::from_secs(86_400)));
        assert_eq!(
            people[&key(2)].window,
            Window { begin: at("2026-11-30T08:00:00"), end: at("2026-11-30T18:00:00") }
        );
        assert!(people[&key(3)].window.is_shut(), "Monday at noon her morning is over");
        assert_eq!(people[&key(5)].window.end, now.plus(Duration::from_secs(600)));

        // Cut off: leases are over after ten minutes, who lives there after a day.
        let people = of(&held(&passes, now, false), now.plus(Duration::from_secs(601)));
        assert!(people[&key(5)].window.is_shut() && !people[&key(1)].window.is_shut());
        // After that day nobody of them is in the library at all; who comes to the rescue is.
        let passes_and_rescue = {
            let mut rescue = card(6, Cut::Hold);
            rescue.priority = Priority::Rescue;
            [passes.as_slice(), &[rescue]].concat()
        };
        let people = of(&held(&passes_and_rescue, now, false), now.plus(Duration::from_secs(86_401)));
        assert_eq!(people.keys().copied().collect::<Vec<_>>(), [key(6)]);
        // Closed to most.
        assert!(of(&held(&passes, now, true), now).values().all(|one| one.window.is_shut()));
        // A clock that nobody is sure of is set nowhere.
        let unsure = Reading { at: now, trust: Trust::AtLeast };
        assert!(library(&held(&passes, now, false), unsure).unwrap().now.is_none());
        assert!(library(&Held::new(DoorId::new([7; 16]), Signer::fresh().public()), sure(now)).is_none());
    }

    #[test]
    fn a_time_is_written_anew_before_half_of_it_is_gone() {
        let now = at("2026-11-30 12:00:00");
        let people = library(&held(&[card(1, Cut::Hold)], now, false), sure(now)).unwrap().people;
        let wished = people.values().next().unwrap();
        let there =
            |hours: u64| Window { end: now.plus(Duration::from_secs(hours * 3_600)), ..wished.window };
        assert!(wished.suits(there(24)) && wished.suits(there(12)));
        assert!(
            !wished.suits(there(11)) && !wished.suits(there(25)),
            "neither too short nor beyond the bound"
        );
        assert!(!wished.suits(Window { begin: now, ..there(24) }));
    }

    #[test]
    fn of_two_homes_a_face_has_the_longer_time() {
        let now = at("2026-11-30 12:00:00");
        let face = FaceId::new([9; 16]);
        let mut short = Pass::new(PassId::new([1; 16]), Way::Face { face }, Cut::Hold);
        short.until = Some(now.plus(Duration::from_secs(60)));
        let long = Pass::new(PassId::new([2; 16]), Way::Face { face }, Cut::Hold);
        let people = library(&held(&[short, long], now, false), sure(now)).unwrap().people;
        assert_eq!(people.len(), 1);
        assert_eq!(people[&LibraryKey::Face(face)].window.end, now.plus(Duration::from_secs(86_400)));
    }

    #[test]
    fn an_instant_is_read_as_terminals_write_it() {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        let noon = at("2026-11-30 12:00:00");
        assert_eq!(zone.wall(noon).unwrap(), ("2026-11-30T12:00:00".to_owned(), "+08:00".to_owned()));
        for text in ["2026-11-30T12:00:00+08:00", "2026-11-30T04:00:00Z", "2026-11-30T12:00:00"] {
            assert_eq!(zone.instant(text), Some(noon), "{text}");
        }
        assert!(zone.instant("yesterday").is_none());
    }
}
