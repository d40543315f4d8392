//! Which rides there are: plain functions on plain values.

use schemars::JsonSchema;
use serde::Serialize;
use std::time::Duration;
use yard::account::Bound;

use super::Refusal;

/// Lifts of a community, at most.
pub(super) const LIFTS_MAX: i64 = 1_000;
/// Rides that one person asks for.
pub(super) const RIDES: Bound = Bound { kind: "lift.ride.person", span_s: 600, most: 30 };
/// How long a ride is given out.
pub(super) const GOOD_FOR: Duration = Duration::from_secs(30);
/// How long a controller waits for one at most, and how often is looked meanwhile.
pub(super) const WAIT_MAX: Duration = Duration::from_secs(10);
pub(super) const LOOKS: Duration = Duration::from_millis(250);

/// How far a ride is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "RideState")]
pub enum State {
    /// The controller has not fetched it.
    Waiting,
    /// It has.
    Taken,
    /// It did it.
    Done,
    /// It did not, or nobody fetched it.
    Failed,
}

impl State {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Taken => "taken",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Taken, Self::Done, Self::Failed].into_iter().find(|one| one.word() == word)
    }
}

/// From where to where somebody of this floor goes: up to it, or down from it to the entrance.
pub(super) fn ride(own: Option<i64>, ground: i64, to: Option<i64>) -> Result<(i64, i64), Refusal> {
    let own = own.ok_or(Refusal::NoFloor)?;
    match to.unwrap_or(own) {
        to if to == own && own != ground => Ok((ground, own)),
        to if to == ground && own != ground => Ok((own, ground)),
        _ => Err(Refusal::Floor),
    }
}

/// A floor that a building has.
pub(super) fn floor(typed: i64) -> Result<i64, Refusal> {
    if (-20..=200).contains(&typed) { Ok(typed) } else { Err(Refusal::Field("ground")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lift_goes_to_ones_own_floor_and_down_from_it() {
        assert_eq!(ride(Some(5), 1, None).unwrap(), (1, 5));
        assert_eq!(ride(Some(5), 1, Some(5)).unwrap(), (1, 5));
        assert_eq!(ride(Some(5), 1, Some(1)).unwrap(), (5, 1));
        assert_eq!(ride(Some(-1), 1, None).unwrap(), (1, -1));
        for (own, to) in [(Some(5), Some(4)), (Some(5), Some(6)), (Some(1), None), (Some(1), Some(1))] {
            assert!(matches!(ride(own, 1, to), Err(Refusal::Floor)), "{own:?} {to:?}");
        }
        assert!(matches!(ride(None, 1, Some(5)), Err(Refusal::NoFloor)));
    }
}
