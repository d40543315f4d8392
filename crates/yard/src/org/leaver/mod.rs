//! Who left an organisation. His membership is gone at once; what the organisation has worked on with him stays, under
//! a name that says nothing of him.
//!
//! - From the moment he leaves, the organisation's records speak of him by a pseudonym, and his name opens to nobody there.
//! - Until the time is over in which a request is answered he sees what is kept of him, and may have it cut off at once.
//! - Then the records are written under the pseudonym's own id, and this row, the only bridge, is removed.
//! - Who comes back before that is a member again, by his name.
//!
//! Table: `yard_leaver`. The wings that keep such records cut them off; this room knows none of them.

mod store;

pub use store::{Leaver, bridge_gone, due, of_person, taken};
pub(crate) use store::{erase, forget_org, left, returned};

use ground::{Erasure, Export, PersonId, TableDecl, Timestamp};
use policy::{Policy, Unit};

/// The table of this room.
pub(super) const TABLE: TableDecl = TableDecl {
    name: "yard_leaver",
    owner: "org",
    lifetime: "until the organisation's records are cut off from the person: the time in which a request is answered, \
        or at once where he asks; removed by meet.part",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &["org", "person", "alias", "left_at", "due_at"],
    sealed: &[],
};

/// Days, where the policy says nothing.
const USUAL_DAYS: u32 = 15;

/// When the records of somebody who leaves now have to be cut off from him.
pub(super) fn due_at(policy: &Policy, now: Timestamp) -> Timestamp {
    let usual = policy::Period::new(USUAL_DAYS, Unit::Days);
    let period = policy.number("request-reply").map_or(usual, |number| number.value);
    Timestamp::from_micros(period.after(now.micros()))
}

/// Letters and digits that are not taken for one another.
const SIGNS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// The name by which records speak of somebody who left: six signs of what in his pseudonym is random.
#[must_use]
pub fn pseudonym(alias: PersonId) -> String {
    let bytes = alias.bytes();
    bytes[10..]
        .iter()
        .filter_map(|byte| SIGNS.get(usize::from(byte % 32)))
        .map(|sign| char::from(*sign))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_is_six_signs_of_the_random_part_and_the_same_each_time() {
        let clock = ground::Clock::default();
        let (one, other) = (PersonId::fresh(&clock), PersonId::fresh(&clock));
        assert_eq!(pseudonym(one).len(), 6);
        assert_eq!(pseudonym(one), pseudonym(one));
        assert_ne!(pseudonym(one), pseudonym(other));
    }

    #[test]
    fn the_records_are_cut_off_within_the_time_of_a_request() {
        let policy = Policy::load("courtyard").unwrap();
        let now = Timestamp::from_micros(0);
        assert_eq!(due_at(&policy, now).micros(), 15 * 86_400_000_000);
    }
}
