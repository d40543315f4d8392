//! A pass: one way in of one holder, the same for every way.

use serde::{Deserialize, Serialize};

use crate::bytes::{Digest, FaceId, PassId};
use crate::keys::Secret;
use crate::moment::Moment;
use crate::week::Span;

/// Stretches of a week that one pass may have: two each day.
pub(crate) const SPANS_MAX: usize = 14;

/// How a holder shows it, and by what a door knows it again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Way {
    /// A face, by the number under which the recogniser beside the door enrolled it.
    Face {
        /// That number.
        face: FaceId,
    },
    /// Codes to be scanned, which a phone makes anew each half minute.
    Code {
        /// The key of this pass at this door alone (`code_key`).
        key: Secret,
    },
    /// A card.
    Card {
        /// `DoorSecret::card` of its number.
        hash: Digest,
    },
    /// Digits typed at the door.
    Pin {
        /// `DoorSecret::pin` of them.
        hash: Digest,
    },
    /// The button of a client, held by whom the house knows; the house orders.
    App {},
    /// '#' on a telephone that was called; the house hears it and orders.
    Telephone {},
    /// A phone over Bluetooth, which answers a nonce.
    Token {
        /// The key it answers with, at this door alone.
        key: Secret,
    },
    /// Somebody of the staff at a desk; the house orders.
    Staff {},
}

/// The same without what it is known by: what a log says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A face.
    Face,
    /// A code that was scanned.
    Code,
    /// A card.
    Card,
    /// Digits.
    Pin,
    /// The button of a client.
    App,
    /// '#' on a telephone.
    Telephone,
    /// A phone over Bluetooth.
    Token,
    /// A desk.
    Staff,
}

impl Way {
    /// Which way it is.
    #[must_use]
    pub const fn by(&self) -> By {
        match self {
            Self::Face { .. } => By::Face,
            Self::Code { .. } => By::Code,
            Self::Card { .. } => By::Card,
            Self::Pin { .. } => By::Pin,
            Self::App {} => By::App,
            Self::Telephone {} => By::Telephone,
            Self::Token { .. } => By::Token,
            Self::Staff {} => By::Staff,
        }
    }
}

/// What a door does with a pass when it hears nothing of the house.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// Opens for as long as the list says, a day at most: whoever lives here, and whoever guards it.
    Hold,
    /// Opens while the house has vouched for it within the list's lease, ten minutes at most: everybody else.
    Lease,
}

/// Whom a door opens to when it is closed to most.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Most.
    Ordinary,
    /// Also while the door is closed to others.
    Staff,
    /// Fire and rescue: at all times, closed or not, and however long the door has been cut off.
    Rescue,
}

/// One pass as one door holds it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pass {
    /// Its number.
    pub id: PassId,
    /// How it is shown.
    pub way: Way,
    /// What holds while the door is cut off.
    pub cut: Cut,
    /// Whom it is for when the door is closed to most.
    pub priority: Priority,
    /// From when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Moment>,
    /// Before when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
    /// When in the week; none at all means always.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub week: Vec<Span>,
    /// How often altogether; none means as often as wished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses: Option<u32>,
    /// How often of that at other doors.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub elsewhere: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Pass {
    /// A pass without any bounds but the holder's own.
    #[must_use]
    pub const fn new(id: PassId, way: Way, cut: Cut) -> Self {
        Self {
            id,
            way,
            cut,
            priority: Priority::Ordinary,
            from: None,
            until: None,
            week: Vec::new(),
            uses: None,
            elsewhere: 0,
        }
    }

    /// Whether its parts can be kept.
    pub(crate) fn is_sound(&self) -> bool {
        self.week.len() <= SPANS_MAX && self.week.iter().all(Span::is_sound)
    }
}
