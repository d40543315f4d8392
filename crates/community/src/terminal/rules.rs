//! The words of the tables, and which recipient a maker is: plain functions on plain values.

use ::pass::TerminalMaker;
use policy::Recipient;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long it is known what was in a library, after it ended.
pub(super) const KNOWN_FOR: Duration = Duration::from_secs(180 * 86_400);
/// Ends and confirmations that the desk and their owner see of one door, the newest.
pub(super) const SHOWN_MAX: u32 = 50;

/// Who made a terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "TerminalMaker")]
pub(crate) enum Maker {
    /// Hikvision.
    Hikvision,
    /// Dahua.
    Dahua,
}

impl Maker {
    pub(super) const ALL: [Self; 2] = [Self::Hikvision, Self::Dahua];

    /// The word in the table.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Hikvision => "hikvision",
            Self::Dahua => "dahua",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// As whom the policy declares it.
    pub(crate) const fn recipient(self) -> Recipient {
        match self {
            Self::Hikvision => Recipient::TerminalHikvision,
            Self::Dahua => Recipient::TerminalDahua,
        }
    }
}

impl From<TerminalMaker> for Maker {
    fn from(maker: TerminalMaker) -> Self {
        match maker {
            TerminalMaker::Hikvision => Self::Hikvision,
            TerminalMaker::Dahua => Self::Dahua,
        }
    }
}

/// What is in a library.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "TerminalKind")]
pub(crate) enum Kind {
    /// A card.
    Card,
    /// A PIN.
    Pin,
    /// A face.
    Face,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Card, Self::Pin, Self::Face];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Pin => "pin",
            Self::Face => "face",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// What a terminal made of something.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "TerminalPlaceState")]
pub(crate) enum State {
    /// It was handed over; no answer yet.
    Sent,
    /// It is in the library.
    Held,
    /// The terminal does not take it.
    Unfit,
}

impl State {
    const ALL: [Self; 3] = [Self::Sent, Self::Held, Self::Unfit];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Held => "held",
            Self::Unfit => "unfit",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}
