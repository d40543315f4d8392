//! Who is let in and out: plain functions on plain values.

use ground::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::account::Bound;

use crate::household::Resident;
use crate::vehicle::{Kind, Plate, Vehicle};

/// Lanes of a community, at most.
pub(super) const LANES_MAX: i64 = 100;
/// Room for vehicles, at most.
pub(super) const ROOM_MAX: i64 = 100_000;
/// What comes from one camera.
pub(super) const EVENTS: Bound = Bound { kind: "lane.event.minute", span_s: 60, most: 120 };
/// A plate that is read again within this time at the same lane is one passage.
pub(super) const AGAIN: Duration = Duration::from_secs(10);
/// How long a barrier has to answer.
pub(super) const WITHIN: Duration = Duration::from_secs(2);
/// After which a barrier that was told has not answered, whatever became of the house meanwhile.
pub(super) const UNANSWERED: Duration = Duration::from_secs(60);
/// How old what a camera saw may be, and how far its clock may be ahead.
const OLD: Duration = Duration::from_secs(60);
/// For how long what was read on pictures at a lane counts for those that come after them.
pub(super) const VOTES_FOR: Duration = Duration::from_secs(5);
/// By how much a plate is surer, of a hundred, for each picture more that has it. Pictures of one moment err alike, so it is little.
const AGREES: i64 = 5;
/// By how much they make it surer together, at most: many that are unsure are not sure.
const AGREES_MAX: i64 = 10;
/// How sure one of them has to be by itself for the others to count.
const BY_ITSELF: i64 = 60;
/// What cannot be surer.
const SUREST: i64 = 99;
/// How sure a camera has to be, of a hundred.
const SURE: i64 = 70;

/// Which way a vehicle goes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "LaneDirection")]
pub enum Direction {
    /// Into the community.
    In,
    /// Out of it.
    Out,
}

impl Direction {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }

    /// The direction of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::In, Self::Out].into_iter().find(|way| way.word() == word)
    }
}

/// Which ways a lane leads.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "LaneWays")]
pub enum Ways {
    /// Into the community.
    In,
    /// Out of it.
    Out,
    /// Both; the camera says which.
    Both,
}

impl Ways {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::Both => "both",
        }
    }

    /// The ways of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::In, Self::Out, Self::Both].into_iter().find(|way| way.word() == word)
    }

    /// Which way a vehicle goes here of which a camera says this; nothing where nobody knows.
    pub(super) const fn direction(self, said: Option<Direction>) -> Option<Direction> {
        match self {
            Self::In => Some(Direction::In),
            Self::Out => Some(Direction::Out),
            Self::Both => said,
        }
    }
}

/// What came of a vehicle at a lane.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "PassageDone")]
pub enum Done {
    /// The barrier was told, and has not answered.
    Ordered,
    /// It opened.
    Opened,
    /// It was told, and did not open.
    Stuck,
    /// It was not told.
    Refused,
}

impl Done {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ordered => "ordered",
            Self::Opened => "opened",
            Self::Stuck => "stuck",
            Self::Refused => "refused",
        }
    }

    /// The one of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Ordered, Self::Opened, Self::Stuck, Self::Refused].into_iter().find(|one| one.word() == word)
    }
}

/// Why a barrier stays shut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reason {
    /// No plate could be read.
    Unreadable,
    /// The camera is not sure of it.
    Unsure,
    /// It was seen long ago.
    Late,
    /// Nobody knows which way it goes.
    Direction,
    /// The property turns it away.
    Barred,
    /// No home knows it.
    Unknown,
    /// Its window has not begun.
    Early,
    /// Its window is over.
    Over,
    /// The right by which it passed ended.
    Ended,
    /// There is no room for visitors.
    Full,
}

impl Reason {
    /// The word in the table.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Unsure => "unsure",
            Self::Late => "late",
            Self::Direction => "direction",
            Self::Barred => "barred",
            Self::Unknown => "unknown",
            Self::Early => "early",
            Self::Over => "over",
            Self::Ended => "ended",
            Self::Full => "full",
        }
    }
}

/// What a camera read.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// Nothing where it could read none.
    pub plate: Option<Plate>,
    /// How sure it is, of a hundred; nothing where it does not say.
    pub confidence: Option<i64>,
    /// Which way, where it says so.
    pub direction: Option<Direction>,
    /// When, where it says so by a clock that is to be believed.
    pub at: Option<Timestamp>,
    /// Whether it says that this was before.
    pub is_late: bool,
}

impl Reading {
    /// Of a camera that said nothing but sent pictures.
    pub(super) const fn empty() -> Self {
        Self { plate: None, confidence: None, direction: None, at: None, is_late: false }
    }

    /// Whether it is of before, by its own word or by the camera's clock.
    pub(super) fn is_of_before(&self, now: Timestamp) -> bool {
        let is_off = |at: Timestamp| at < now.minus(OLD) || at > now.plus(OLD);
        self.is_late || self.at.is_some_and(is_off)
    }

    /// Why nothing follows from it, whatever vehicle it is.
    pub(super) fn flaw(&self, direction: Option<Direction>, now: Timestamp) -> Option<Reason> {
        if self.is_of_before(now) {
            Some(Reason::Late)
        } else if self.plate.is_none() {
            Some(Reason::Unreadable)
        } else if self.confidence.is_some_and(|sure| sure < SURE) {
            Some(Reason::Unsure)
        } else if direction.is_none() {
            Some(Reason::Direction)
        } else {
            None
        }
    }
}

/// Which plate these pictures of one vehicle have, and how sure that is of a hundred. Those before them count where they have the same
/// one, up to a bound and only where one of all is rather sure by itself; what those of this moment disagree about is as much less sure.
pub(super) fn vote(read: &[(Plate, u8)], before: &[(Plate, u8)]) -> Option<(Plate, i64)> {
    let (plate, _) = read
        .iter()
        .max_by_key(|(plate, sure)| (read.iter().filter(|(other, _)| other == plate).count(), *sure))?;
    let count = |votes: &[(Plate, u8)]| {
        i64::try_from(votes.iter().filter(|(other, _)| other == plate).count()).unwrap_or(SUREST)
    };
    let all = read.iter().chain(before).filter(|(other, _)| other == plate);
    let surest = all.map(|(_, sure)| i64::from(*sure)).max()?;
    let agree = count(read) + count(before) - 1;
    let gain = if surest < BY_ITSELF { 0 } else { AGREES.saturating_mul(agree).min(AGREES_MAX) };
    let sure = surest.saturating_add(gain).min(SUREST);
    let of = i64::try_from(read.len()).ok().filter(|count| *count > 0)?;
    Some((plate.clone(), sure * count(read) / of))
}

/// A vehicle that has the plate, with the row by whose right it passes.
pub(super) struct Known {
    pub vehicle: Vehicle,
    pub by: Option<Resident>,
}

impl Known {
    /// Why it does not pass at this instant.
    fn hindrance(&self, now: Timestamp) -> Option<Reason> {
        let vehicle = &self.vehicle;
        if !self.by.as_ref().is_some_and(|by| vehicle.passes(by, now)) {
            Some(Reason::Ended)
        } else if now < vehicle.from_at {
            Some(Reason::Early)
        } else if !vehicle.is_awaited(now) {
            Some(Reason::Over)
        } else {
            None
        }
    }
}

/// Whether the property turns it away, and whether there is room.
#[derive(Clone, Copy)]
pub(super) struct Gate {
    pub is_barred: bool,
    pub is_full: bool,
}

/// What follows: which of the known it is, and why it does not pass.
pub(super) fn decide(
    known: &[Known],
    direction: Direction,
    gate: Gate,
    now: Timestamp,
) -> (Option<usize>, Option<Reason>) {
    let goes =
        |kind: Kind| known.iter().position(|one| one.vehicle.kind == kind && one.hindrance(now).is_none());
    let (own, visitor) = (goes(Kind::Own), goes(Kind::Visitor));
    let best = own.or(visitor);
    // Whoever is turned away does not come in; he is not held either.
    if gate.is_barred && direction == Direction::In {
        return (best, Some(Reason::Barred));
    }
    match (own, visitor) {
        (Some(at), _) => (Some(at), None),
        (None, Some(at)) if gate.is_full && direction == Direction::In => (Some(at), Some(Reason::Full)),
        (None, Some(at)) => (Some(at), None),
        (None, None) => {
            // Whose right ended is nobody any more; a window that is not open tells its home.
            let window = known.iter().position(|one| one.hindrance(now) != Some(Reason::Ended));
            match window {
                Some(at) => (Some(at), known[at].hindrance(now)),
                None if known.is_empty() => (None, Some(Reason::Unknown)),
                None => (None, Some(Reason::Ended)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::household::{Relation, ResidentId, Rights};
    use crate::place::HomeId;
    use crate::vehicle::VehicleId;
    use ground::{OrgId, PersonId};
    use vault::{Sealed, Subject};

    const SECOND: Duration = Duration::from_secs(1);
    const OPEN: Gate = Gate { is_barred: false, is_full: false };

    fn now() -> Timestamp {
        Timestamp::from_micros(1_800_000_000_000_000)
    }

    /// A vehicle of somebody with these rights, and its window.
    fn known(kind: Kind, (invite, open): (bool, bool), window: (Timestamp, Option<Timestamp>)) -> Known {
        let (org, home, person) =
            (OrgId::from_bytes([1; 16]), HomeId::from_bytes([2; 16]), PersonId::from_bytes([3; 16]));
        let (resident, subject) = (ResidentId::from_bytes([4; 16]), Subject::Person(person));
        let by = Resident {
            id: resident,
            org,
            home,
            person: Some(person),
            relation: Relation::Owner,
            name: Sealed::stored(&Resident::NAME, subject, [4; 16], Vec::new()),
            phone: None,
            rights: Rights { add: false, invite, open },
            from_at: now().minus(SECOND),
            until_at: None,
            entered_by: None,
            entered_at: now(),
            answer_by: None,
        };
        let vehicle = Vehicle {
            id: VehicleId::from_bytes([5; 16]),
            org,
            home,
            resident,
            person,
            kind,
            plate: Sealed::stored(&Vehicle::PLATE, subject, [5; 16], Vec::new()),
            from_at: window.0,
            until_at: window.1,
            tells: false,
            entered_at: now(),
        };
        Known { vehicle, by: Some(by) }
    }

    fn goes_in(one: Known, gate: Gate, at: Timestamp) -> Option<Reason> {
        decide(&[one], Direction::In, gate, at).1
    }

    #[test]
    fn a_visitor_passes_from_the_first_instant_of_his_window_to_the_last() {
        let (from, until) = (now(), now().plus(60 * SECOND));
        let visitor = || known(Kind::Visitor, (true, false), (from, Some(until)));
        for (at, why) in [
            (from.minus(SECOND), Some(Reason::Early)),
            (from.minus(Duration::from_micros(1)), Some(Reason::Early)),
            (from, None),
            (until.minus(SECOND), None),
            (until.minus(Duration::from_micros(1)), None),
            (until, Some(Reason::Over)),
            (until.plus(SECOND), Some(Reason::Over)),
        ] {
            assert_eq!(goes_in(visitor(), OPEN, at), why, "{at:?}");
        }
    }

    #[test]
    fn every_vehicle_passes_by_its_own_right_and_by_no_other() {
        let own = |rights| known(Kind::Own, rights, (now(), None));
        let visitor = |rights| known(Kind::Visitor, rights, (now(), Some(now().plus(SECOND))));
        assert_eq!(goes_in(own((false, true)), OPEN, now()), None);
        assert_eq!(goes_in(own((true, false)), OPEN, now()), Some(Reason::Ended));
        assert_eq!(goes_in(visitor((true, false)), OPEN, now()), None);
        assert_eq!(goes_in(visitor((false, true)), OPEN, now()), Some(Reason::Ended));
        let mut gone = own((true, true));
        gone.by = None;
        assert_eq!(goes_in(gone, OPEN, now()), Some(Reason::Ended));
        let mut moved = own((true, true));
        moved.by = moved.by.map(|by| Resident { until_at: Some(now()), ..by });
        assert_eq!(goes_in(moved, OPEN, now()), Some(Reason::Ended));
        assert_eq!(decide(&[], Direction::Out, OPEN, now()), (None, Some(Reason::Unknown)));
    }

    #[test]
    fn whoever_is_turned_away_or_finds_no_room_stays_out_and_nobody_is_held() {
        let own = || known(Kind::Own, (true, true), (now(), None));
        let visitor = || known(Kind::Visitor, (true, true), (now(), Some(now().plus(SECOND))));
        let (barred, full) =
            (Gate { is_barred: true, is_full: false }, Gate { is_barred: false, is_full: true });
        assert_eq!(goes_in(own(), barred, now()), Some(Reason::Barred));
        assert_eq!(decide(&[own()], Direction::Out, barred, now()), (Some(0), None));
        assert_eq!(goes_in(visitor(), full, now()), Some(Reason::Full));
        assert_eq!(goes_in(own(), full, now()), None);
        assert_eq!(decide(&[visitor()], Direction::Out, full, now()), (Some(0), None));
        // One plate may be a visitor's of one home and another's own: the better right counts.
        assert_eq!(decide(&[visitor(), own()], Direction::In, full, now()), (Some(1), None));
    }

    #[test]
    fn pictures_of_one_vehicle_vote_and_those_of_another_do_not() {
        let read = |votes: &[(&str, u8)]| -> Vec<(Plate, u8)> {
            votes.iter().map(|(plate, sure)| (Plate::read(plate).unwrap(), *sure)).collect()
        };
        let voted = |now: &[(&str, u8)], before: &[(&str, u8)]| {
            vote(&read(now), &read(before)).map(|(plate, sure)| (plate.as_str().to_owned(), sure))
        };
        let of = |sure: i64| Some(("京A12345".to_owned(), sure));
        assert_eq!(voted(&[], &[("京A12345", 99)]), None, "what is not seen now is not there");
        assert_eq!(voted(&[("京A12345", 60)], &[]), of(60));
        assert_eq!(voted(&[("京A12345", 60), ("京A12345", 50)], &[]), of(65));
        assert_eq!(voted(&[("京A12345", 60)], &[("京A12345", 62), ("京A12345", 40)]), of(72));
        assert_eq!(voted(&[("京A12345", 98)], &[("京A12345", 98)]), of(99));
        // Many that are unsure are not sure: ten of 59 open nothing, and ten of 60 are worth as much as three.
        assert_eq!(voted(&[("京A12345", 59)], &[("京A12345", 59); 9]), of(59));
        assert_eq!(voted(&[("京A12345", 60)], &[("京A12345", 60); 9]), of(70));
        assert_eq!(voted(&[("京A12345", 20)], &[("京A12345", 60)]), of(65));
        // A vehicle right behind another has its own plate, and two that disagree are not sure.
        assert_eq!(voted(&[("京A12345", 60)], &[("京A99999", 99), ("京A99999", 99)]), of(60));
        assert_eq!(voted(&[("京A12345", 90), ("京A12346", 80)], &[]), of(45));
        assert_eq!(voted(&[("京A12346", 95), ("京A12345", 90), ("京A12345", 80)], &[]), of(63));
    }

    #[test]
    fn nothing_follows_from_a_reading_with_a_flaw() {
        let right = Reading {
            plate: Plate::read("京A12345"),
            confidence: Some(SURE),
            direction: None,
            at: Some(now().minus(OLD)),
            is_late: false,
        };
        let flaw = |reading: &Reading| reading.flaw(Some(Direction::In), now());
        assert_eq!(flaw(&right), None);
        assert_eq!(right.flaw(None, now()), Some(Reason::Direction));
        let with = |change: fn(&mut Reading)| {
            let mut reading = right.clone();
            change(&mut reading);
            flaw(&reading)
        };
        assert_eq!(with(|one| one.confidence = Some(SURE - 1)), Some(Reason::Unsure));
        assert_eq!(with(|one| one.confidence = None), None);
        assert_eq!(with(|one| one.plate = None), Some(Reason::Unreadable));
        assert_eq!(with(|one| one.is_late = true), Some(Reason::Late));
        assert_eq!(with(|one| one.at = Some(now().minus(61 * SECOND))), Some(Reason::Late));
        assert_eq!(with(|one| one.at = Some(now().plus(61 * SECOND))), Some(Reason::Late));
        assert_eq!(Ways::Both.direction(None), None);
        assert_eq!(Ways::Out.direction(Some(Direction::In)), Some(Direction::Out));
    }
}
