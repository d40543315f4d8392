//! What changed between two versions of a policy: in plain words, which of it is major, and which uses of personal data
//! are new, so that they wait for a fresh consent.
//!
//! Six kinds of change are major (YZJ-097). What only tightens a promise, or says the same in other words, is not.

mod compare;
mod snapshot;

use serde::{Deserialize, Serialize};

use crate::facts::{Both, words};
use crate::{Category, Purpose};

pub use compare::changes;
pub use snapshot::Snapshot;

words! {
    /// A kind of change that is major: told conspicuously, and in need of each person's explicit agreement.
    Kind {
        /// Model or purpose of the service, kinds of data, or how they are used.
        Purpose = "purpose",
        /// Who owns or controls the house.
        Ownership = "ownership",
        /// Who receives data.
        Recipients = "recipients",
        /// People's rights and how to use them.
        Rights = "rights",
        /// Whom to turn to.
        Contact = "contact",
        /// A finding of high risk.
        Risk = "risk",
    }
}

impl Kind {
    /// The kind of this name.
    pub fn from_id(id: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.id() == id)
    }
}

/// One thing that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which major kind it is, by [`Kind::id`]; `None` where it is not major.
    pub kind: Option<String>,
    /// Whether it promises people less than before.
    pub reduces: bool,
    /// What changed, in plain words.
    pub words: Both,
}

/// The kinds of major change in a list, each once, in the order of [`Kind::ALL`].
pub fn kinds(changes: &[Change]) -> Vec<Kind> {
    let has = |kind: &&Kind| changes.iter().any(|change| change.kind.as_deref() == Some(kind.id()));
    Kind::ALL.iter().filter(has).copied().collect()
}

/// The uses of data that the new version has and the old one had not, without those that the law demands: nobody's data
/// is opened so before he agreed.
pub fn fresh_uses(old: &Snapshot, new: &Snapshot) -> Vec<(Purpose, Category)> {
    let mut fresh = Vec::new();
    for (id, shot) in new.purposes.iter().filter(|(_, shot)| shot.basis != "legal") {
        let Some(purpose) = Purpose::from_id(id) else { continue };
        let before = old.purposes.get(id);
        for category in shot.needs.iter().filter_map(|id| Category::from_id(id)) {
            if !before.is_some_and(|before| before.needs.iter().any(|known| known == category.id())) {
                fresh.push((purpose, category));
            }
        }
    }
    fresh
}
