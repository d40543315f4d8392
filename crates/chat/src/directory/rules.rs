//! What may happen: who sees what, and when a name is what somebody looks for.

use ground::Fault;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Characters that one looks for, at most.
pub(super) const TEXT_MAX: usize = 64;

/// To whom something is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Audience {
    /// To nobody.
    Nobody,
    /// To those who run the organisation.
    Administrators,
    /// To all of its members.
    Members,
}

impl Audience {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Administrators => "administrators",
            Self::Members => "members",
        }
    }

    pub(super) fn of_word(word: &str) -> Result<Self, Fault> {
        [Self::Nobody, Self::Administrators, Self::Members]
            .into_iter()
            .find(|one| one.word() == word)
            .ok_or_else(|| Fault::new("an audience that nobody knows"))
    }

    /// Whether a member is among them.
    pub(super) const fn has(self, administrator: bool) -> bool {
        match self {
            Self::Nobody => false,
            Self::Administrators => administrator,
            Self::Members => true,
        }
    }
}

/// What an organisation shows of its members.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Display {
    pub phone: Audience,
    pub position: Audience,
}

impl Default for Display {
    /// What was so before there were rules: positions are seen, numbers are not.
    fn default() -> Self {
        Self { phone: Audience::Nobody, position: Audience::Members }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_sees_what_is_said_in_one_word() {
        use Audience::{Administrators, Members, Nobody};
        let seen = |one: Audience| (one.has(false), one.has(true));
        assert_eq!(
            (seen(Nobody), seen(Administrators), seen(Members)),
            ((false, false), (false, true), (true, true))
        );
        assert_eq!(Audience::of_word(Members.word()).unwrap(), Members);
    }
}
