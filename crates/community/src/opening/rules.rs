//! Who sees what of a log, and names that are masked: plain functions on plain values.

use ground::PersonId;
use schemars::JsonSchema;
use serde::Serialize;

use crate::household::{Relation, Resident, ResidentId};

/// What a door did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "DoorDone")]
pub enum Done {
    /// It opened.
    Opened,
    /// It stayed shut.
    Refused,
    /// Its relay did not do what it was told.
    Stuck,
    /// Refusals of the unknown followed so fast that they are counted only.
    Unwritten,
}

impl Done {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Refused => "refused",
            Self::Stuck => "stuck",
            Self::Unwritten => "unwritten",
        }
    }

    /// The one of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Opened, Self::Refused, Self::Stuck, Self::Unwritten].into_iter().find(|one| one.word() == word)
    }
}

/// The tenant to whose people somebody of a home belongs; nobody for owners and their family.
fn tenant_of(one: &Resident, all: &[Resident]) -> Option<ResidentId> {
    let mut at = one;
    // Nobody entered himself, and of a home there are thirty: the chain ends.
    for _ in 0..all.len() {
        if at.relation == Relation::Tenant {
            return Some(at.id);
        }
        let by: PersonId = at.entered_by?;
        at = all.iter().find(|other| other.person == Some(by))?;
    }
    None
}

/// Whether one of a home sees what another opened: those of one tenant among themselves, and owners with their family.
pub(crate) fn sees(own: &Resident, other: &Resident, all: &[Resident]) -> bool {
    own.id == other.id || tenant_of(own, all) == tenant_of(other, all)
}

/// A name of which the first sign is shown.
pub(super) fn masked(name: &str) -> String {
    let mut signs = name.chars();
    let first = signs.next().map(String::from).unwrap_or_default();
    format!("{first}{}", "*".repeat(signs.count().clamp(1, 2)))
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn of_a_name_the_first_sign_is_shown() {
        assert_eq!([masked("李安娜"), masked("Ana"), masked("陈")], ["李**", "A**", "陈*"]);
    }
}
