//! What holds for agents: bounds, versions, what changed between two lists, and by which name the bus knows a door.

use ::pass::{By, Head, Moment, PASSES_MAX, Pass, PassId, Reason};
use ground::bus::Subject;
use ground::{Ctx, OrgId, PersonId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

use super::Listed;
use crate::place::DoorId;

/// Links of the house, at most.
pub(super) const LINKS_MAX: usize = 5_000;
/// Sockets that have not shown yet who they are, at most; and of one address.
pub(super) const STRANGERS_MAX: usize = 512;
pub(super) const STRANGERS_OF_ADDRESS: usize = 64;
/// A stranger has so long to show who he is.
pub(super) const GREETING: Duration = Duration::from_secs(10);
/// Bytes that an agent says at once, at most: two hundred entries of its log with room to spare.
pub(super) const HEARD_MAX: usize = 256 * 1_024;
/// An agent says twice a minute that it is there; one that is silent for so long is gone.
pub(super) const SILENCE: Duration = Duration::from_secs(100);
/// One that takes nothing for so long is gone, too.
pub(super) const WRITE_MAX: Duration = Duration::from_secs(30);
/// Each minute an agent hears that it has the newest list, or gets it.
pub(super) const BEAT: Duration = Duration::from_secs(60);
/// Whatever changes at once is one change: the list is made no more often than this.
pub(super) const PAUSE: Duration = Duration::from_millis(200);
/// An order waits for its answer so long, at most.
pub(super) const WITHIN_MAX: Duration = Duration::from_secs(30);
/// Orders of one door that wait, at most.
pub(super) const ORDERS_MAX: usize = 16;
/// That an agent was heard is noted so often.
pub(super) const HEARD: Duration = Duration::from_secs(60);
/// In which zone the weeks of a community are lived: every doorplate with communities is for this country.
pub(super) const ZONE: &str = "Asia/Shanghai";

/// By which name the bus knows a door, a community or an order; their ids are nobody else's.
const fn named(id: [u8; 16]) -> PersonId {
    PersonId::from_bytes(id)
}

/// What concerns one door.
pub(super) const fn of_door(door: DoorId) -> PersonId {
    named(door.bytes())
}

/// What concerns every door of a community.
pub(super) const fn of_org(org: OrgId) -> PersonId {
    named(org.bytes())
}

/// Wakes the links of doors for which something is other than before, once it is committed.
pub fn wake(cx: &mut Ctx, doors: &[DoorId]) {
    for door in doors {
        cx.hint(Subject::Person(of_door(*door)));
    }
}

/// The same for every door of a community.
pub fn wake_all(cx: &mut Ctx, org: OrgId) {
    cx.hint(Subject::Person(of_org(org)));
}

/// What is said to a link within the house.
#[derive(Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "snake_case")]
pub(super) enum Frame {
    /// Another link of the same agent began; whoever is not that one ends.
    Begun {
        /// Which.
        link: u64,
    },
    /// Open, once.
    Open(Order),
}

/// An order on its way to a link.
#[derive(Serialize, Deserialize)]
pub(super) struct Order {
    /// Where the answer goes; its number for the agent is the beginning of it.
    pub answer: PersonId,
    pub pass: PassId,
    pub by: By,
    pub until: Moment,
}

impl Order {
    /// By which number the agent knows it.
    pub(super) fn number(&self) -> u64 {
        let mut first = [0; 8];
        first.copy_from_slice(&self.answer.bytes()[..8]);
        u64::from_be_bytes(first)
    }
}

/// What came of an order.
#[derive(Serialize, Deserialize)]
pub(super) struct Done {
    pub refused: Option<Reason>,
}

/// The same instant as agents know it.
pub(super) const fn moment(at: Timestamp) -> Moment {
    Moment::from_micros(at.micros())
}

/// The door as agents know it.
pub(super) const fn door_of(door: DoorId) -> ::pass::DoorId {
    ::pass::DoorId::new(door.bytes())
}

/// Passes by their numbers.
pub(super) type Passes = BTreeMap<PassId, Pass>;

/// The version of the next list. It begins with the seconds of the clock, so that it goes on growing where a door is paired
/// anew or the house came back from a backup; and is beyond whatever its agent holds.
pub(super) fn next_version(last: Listed, holds: u64, now: Timestamp) -> u64 {
    let clock = u64::try_from(now.seconds()).unwrap_or(0);
    last.version.max(holds).saturating_add(1).max(clock)
}

/// The versions that an agent may say it holds: what is beyond them nobody ever made.
pub(super) fn is_version(holds: u64) -> bool {
    i64::try_from(holds).is_ok_and(|holds| holds < i64::MAX / 2)
}

/// The head of a list: its version, its digest and when the house looked.
pub(super) fn head(door: DoorId, version: u64, made: Timestamp, passes: &Passes) -> Head {
    let all: Vec<Pass> = passes.values().cloned().collect();
    Head::of(door_of(door), version, moment(made), ZONE, &all)
}

/// Passes that are new or other than before, and those that are no more; none where the whole list is shorter.
pub(super) fn change(old: &Passes, new: &Passes) -> Option<(Vec<Pass>, Vec<PassId>)> {
    let put: Vec<Pass> =
        new.iter().filter(|(id, pass)| old.get(*id) != Some(*pass)).map(|(_, pass)| pass.clone()).collect();
    let gone: Vec<PassId> = old.keys().filter(|id| !new.contains_key(*id)).copied().collect();
    let parts = put.len().saturating_add(gone.len());
    (put.len() < new.len().max(1) && parts <= PASSES_MAX).then_some((put, gone))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::pass::{Cut, Digest, Way};

    fn pass(number: u8, hash: u8) -> Pass {
        let way = Way::Card { hash: Digest::new([hash; 32]) };
        Pass::new(PassId::new([number; 16]), way, Cut::Hold)
    }

    fn list(all: &[(u8, u8)]) -> Passes {
        all.iter().map(|(number, hash)| pass(*number, *hash)).map(|pass| (pass.id, pass)).collect()
    }

    #[test]
    fn what_changed_is_said_or_the_whole_where_that_is_shorter() {
        let old = list(&[(1, 1), (2, 2), (3, 3)]);
        let (put, gone) = change(&old, &list(&[(1, 1), (3, 4), (5, 5)])).unwrap();
        assert_eq!((put, gone), (vec![pass(3, 4), pass(5, 5)], vec![PassId::new([2; 16])]));
        assert_eq!(change(&old, &list(&[(7, 7)])), None, "nothing of it is left");
        let (put, gone) = change(&old, &list(&[])).unwrap();
        assert_eq!((put.len(), gone.len()), (0, 3));
    }

    #[test]
    fn a_version_grows_whatever_was_before() {
        let now = Timestamp::from_micros(1_795_000_000_000_000);
        let of = |version, holds| next_version(Listed { version, digest: None }, holds, now);
        assert_eq!(of(0, 0), 1_795_000_000);
        assert_eq!(of(1_795_000_000, 3), 1_795_000_001);
        assert_eq!(of(7, 1_800_000_000), 1_800_000_001);
        assert!(is_version(1_800_000_001) && !is_version(u64::MAX));
    }
}
