//! Where a case stands: steps at which somebody decides, whose turn it is, and what was reached.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use super::process::Mode;

/// Somebody's number within a case; whose it is stands beside the case.
pub(crate) type Party = u16;

/// How a case stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    /// Somebody decides.
    Running,
    /// Whoever asked changes it, or withdraws it.
    Returned,
    /// It was approved.
    Approved,
    /// It was refused.
    Refused,
    /// Whoever asked withdrew it.
    Withdrawn,
}

impl Standing {
    /// The word in the table.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Returned => "returned",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The standing of a word.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Running, Self::Returned, Self::Approved, Self::Refused, Self::Withdrawn]
            .into_iter()
            .find(|one| one.word() == word)
    }

    /// Whether nothing follows.
    pub(crate) const fn is_over(self) -> bool {
        matches!(self, Self::Approved | Self::Refused | Self::Withdrawn)
    }
}

/// Where a case stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct State {
    /// The version of its process.
    pub version: u32,
    /// How it stands.
    pub standing: Standing,
    /// The steps at which somebody decides now, by the order in which they are drawn.
    pub open: Vec<Open>,
    /// Arms that ended, of parallels in which others go on.
    pub arrived: BTreeMap<String, BTreeSet<usize>>,
    /// Steps that were reached, to which it can be returned.
    pub passed: BTreeSet<String>,
}

/// A step at which somebody decides now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Open {
    /// Which.
    pub step: String,
    /// How many of its seats decide.
    pub mode: Mode,
    /// Whose turn it is at each seat, and who follows him there; an empty one has approved.
    pub seats: Vec<Vec<Party>>,
}

impl Open {
    /// Those whose turn it is.
    pub(crate) fn waiting(&self) -> Vec<Party> {
        let fronts = self.seats.iter().filter_map(|seat| seat.first().copied());
        let mut found: Vec<Party> = match self.mode {
            Mode::Sequence => fronts.take(1).collect(),
            Mode::Any | Mode::All => fronts.collect(),
        };
        found.dedup();
        let mut seen = BTreeSet::new();
        found.retain(|party| seen.insert(*party));
        found
    }

    pub(super) fn is_decided(&self) -> bool {
        match self.mode {
            Mode::Any => self.seats.iter().any(Vec::is_empty),
            Mode::All | Mode::Sequence => self.seats.iter().all(Vec::is_empty),
        }
    }

    /// The seats at which this party's turn is.
    pub(super) fn seats_of(&self, party: Party) -> Vec<usize> {
        let own = self.seats.iter().enumerate().filter(|(_, seat)| seat.first() == Some(&party));
        let own = own.map(|(at, _)| at);
        match self.mode {
            Mode::Sequence => {
                let turn = self.seats.iter().position(|seat| !seat.is_empty());
                own.filter(|at| Some(*at) == turn).collect()
            }
            Mode::Any | Mode::All => own.collect(),
        }
    }
}

impl State {
    /// Everybody whose turn it is, with the step.
    pub(crate) fn waiting(&self) -> Vec<(&str, Party)> {
        let each = |open| Open::waiting(open).into_iter().map(move |party| (open.step.as_str(), party));
        self.open.iter().flat_map(each).collect()
    }
}
