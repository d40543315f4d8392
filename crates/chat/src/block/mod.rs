//! Blocking: from whom somebody hears nothing. Whoever is blocked is not told.
//!
//! - What a blocked person writes in the conversation of two is stored and not shown to who blocked him, also later.
//! - His requests wait unseen; a conversation that he begins meanwhile is not in the other's list; he cannot let the other
//!   into a group; and he does not see whether the other is there.
//! - What a group says stays as it is: in a group one hears everybody.
//!
//! Table: `chat_block`.

mod actions;
mod http;
pub(crate) mod store;

pub use http::routes;

use ground::{Erasure, Export, PersonId, TableDecl, Timestamp};

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_block",
    owner: "person",
    lifetime: "as long as both accounts: what was not heard stays unheard",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &["person", "blocked", "since", "until"],
    sealed: &[],
}];

/// A stretch of time in which somebody is not heard.
pub(crate) struct Stretch {
    /// Who.
    pub blocked: PersonId,
    /// From when on.
    pub since: Timestamp,
    /// Until when; nothing while it lasts.
    pub until: Option<Timestamp>,
}

/// What somebody does not hear.
#[derive(Default)]
pub(crate) struct Unheard(pub(crate) Vec<Stretch>);

impl Unheard {
    /// Whether something that was written then is among it.
    pub(crate) fn covers(&self, author: PersonId, at: Timestamp) -> bool {
        self.0
            .iter()
            .any(|one| one.blocked == author && at >= one.since && one.until.is_none_or(|until| at < until))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_while_somebody_was_blocked_stays_unheard_and_nothing_else() {
        let (ana, bo) = (PersonId::from_bytes([1; 16]), PersonId::from_bytes([2; 16]));
        let at = Timestamp::from_micros;
        let stretch =
            |since, until: Option<i64>| Stretch { blocked: ana, since: at(since), until: until.map(at) };
        let unheard = Unheard(vec![stretch(10, Some(20)), stretch(30, None)]);
        for (then, is_unheard) in [(9, false), (10, true), (19, true), (20, false), (30, true), (99, true)] {
            assert_eq!(unheard.covers(ana, at(then)), is_unheard, "{then}");
            assert!(!unheard.covers(bo, at(then)));
        }
    }
}
