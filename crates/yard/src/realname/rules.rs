//! What may be sent and decided: plain functions on plain values.

use ground::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::Refusal;
use crate::org::Line;

/// Verifications that one person sends within a day.
pub(super) const OF_DAY: u32 = 5;
/// How long somebody waits before all of it goes.
pub(super) const WAIT: Duration = Duration::from_secs(30 * 86_400);

/// How far a verification is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody decided yet.
    Waiting,
    /// He is who he says.
    Verified,
    /// Name, number and card do not belong together.
    Refused,
    /// The identity body could not say; the other way stays open.
    Unknown,
}

impl State {
    const ALL: [Self; 4] = [Self::Waiting, Self::Verified, Self::Refused, Self::Unknown];

    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Verified => "verified",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// How it is found out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Both sides of the card, compared by whoever runs the house.
    Card,
    /// Name and number, compared by an identity body.
    Body,
}

impl Way {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Body => "body",
        }
    }

    /// The way of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Card, Self::Body].into_iter().find(|way| way.word() == word)
    }
}

/// A side of the card.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The side with the face (人像面).
    Front,
    /// The side with the emblem (国徽面).
    Back,
}

impl Side {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Front, Self::Back];

    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::Back => "back",
        }
    }

    /// The side of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.word() == word)
    }
}

/// A name as it stands on a card: 2 to 64 characters.
pub(super) fn name(typed: &str) -> Result<Line, Refusal> {
    let line = Line::read(typed, 64).map_err(|_| Refusal::Name)?;
    if line.as_str().chars().count() < 2 { Err(Refusal::Name) } else { Ok(line) }
}

/// Its first sign, and a star for each other.
pub(super) fn masked(name: &str) -> String {
    let mut signs = name.chars();
    let first = signs.next().unwrap_or('*');
    format!("{first}{}", "*".repeat(signs.count()))
}

/// A reason: 2 to 200 characters.
pub(super) fn reason(typed: Option<&str>) -> Result<Line, Refusal> {
    Line::reason(typed).ok_or(Refusal::Reason)
}

/// Neither side alone proves anything.
pub(super) fn both(there: &[(Side, Timestamp)]) -> Result<(), Refusal> {
    let has = |side: &Side| there.iter().any(|(one, _)| one == side);
    if Side::ALL.iter().all(has) { Ok(()) } else { Err(Refusal::SideMissing) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_side_alone_is_none() {
        let at = Timestamp::from_micros(0);
        let (front, back) = ((Side::Front, at), (Side::Back, at));
        assert!(both(&[front, back]).is_ok());
        for some in [&[][..], &[front], &[back], &[back, back]] {
            assert!(matches!(both(some), Err(Refusal::SideMissing)));
        }
    }

    #[test]
    fn a_name_shows_its_first_sign() {
        assert_eq!(masked("安娜"), "安*");
        assert_eq!(masked("买买提·吐尔逊"), "买******");
        assert!(name("安").is_err() && name(&"字".repeat(65)).is_err());
    }

    #[test]
    fn words_name_every_kind() {
        assert!(State::ALL.iter().all(|state| State::from_word(state.word()) == Some(*state)));
        assert!(Side::ALL.iter().all(|side| Side::from_word(side.word()) == Some(*side)));
        assert!([Way::Card, Way::Body].iter().all(|way| Way::from_word(way.word()) == Some(*way)));
        assert!(
            State::from_word("gone").is_none()
                && Way::from_word("").is_none()
                && Side::from_word("x").is_none()
        );
    }
}
