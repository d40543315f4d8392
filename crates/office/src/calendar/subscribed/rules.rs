//! How often a calendar elsewhere is asked for, and what it is shown as: plain functions on plain values.

use ground::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::account::Bound;

/// Questions of one person, by subscribing and by asking anew.
pub(super) const ASKED: Bound = Bound { kind: "calendar.subscription.hour", span_s: 3_600, most: 40 };
/// Calendars of one person.
pub(super) const EACH_MAX: i64 = 10;
/// Signs of a name.
pub(super) const NAME_MAX: usize = 60;
/// Between two questions, where all goes well.
pub(super) const EVERY: Duration = Duration::from_secs(6 * 3_600);
/// The same after the first failure; twice as long after each further one, to a day.
const AGAIN: Duration = Duration::from_secs(15 * 60);
const RARELY: Duration = Duration::from_secs(86_400);
/// Failures after which it is asked for by itself no longer: two weeks of them.
const FAILURES_MAX: u32 = 20;
/// Between two questions that somebody asks himself.
pub(super) const SOON: Duration = Duration::from_secs(60);

/// In which colour it is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tone {
    /// As the sky.
    Sky,
    /// As plums.
    Plum,
    /// As moss.
    Moss,
    /// As sand.
    Sand,
}

impl Tone {
    const ALL: [Self; 4] = [Self::Sky, Self::Plum, Self::Moss, Self::Sand];

    /// The word in the table.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Sky => "sky",
            Self::Plum => "plum",
            Self::Moss => "moss",
            Self::Sand => "sand",
        }
    }

    /// The colour of a word.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// Why it was not brought.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Why {
    /// Its site did not answer in time.
    Unreachable,
    /// There is no calendar file that can be read, or a larger one than may be.
    NoFile,
    /// The house does not ask for this site any longer.
    Refused,
}

impl Why {
    const ALL: [Self; 3] = [Self::Unreachable, Self::NoFile, Self::Refused];

    /// The word in the table.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::NoFile => "no_file",
            Self::Refused => "refused",
        }
    }

    /// The reason of a word.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// When it is asked for next, after so many failures one upon another; nothing where it is no longer.
pub(super) fn next(now: Timestamp, failures: u32) -> Option<Timestamp> {
    match failures {
        0 => Some(now.plus(EVERY)),
        FAILURES_MAX.. => None,
        some => Some(now.plus((AGAIN * 2_u32.pow((some - 1).min(8))).min(RARELY))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_is_asked_for_ever_more_rarely_and_at_last_no_longer() {
        let now = Timestamp::from_micros(0);
        let minutes = |failures| next(now, failures).map(|at| at.since(now).as_secs() / 60);
        assert_eq!(
            (minutes(0), minutes(1), minutes(2), minutes(5)),
            (Some(360), Some(15), Some(30), Some(240))
        );
        assert_eq!(
            (minutes(8), minutes(19), minutes(20), minutes(u32::MAX)),
            (Some(1_440), Some(1_440), None, None)
        );
    }
}
