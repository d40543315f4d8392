//! What may be written of a vehicle: plain functions on plain values.

use ground::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::Refusal;

/// Vehicles of a home: its own, and those of visitors at once.
const OWN_MAX: usize = 10;
const VISITORS_MAX: usize = 20;
/// What one person enters or changes within a day.
pub(super) const OF_DAY: u32 = 60;
/// How long a window is at most, and how far ahead it begins.
const WINDOW: Duration = Duration::from_secs(90 * 86_400);
/// For how long a vehicle is turned away at most.
const TURNED_AWAY: Duration = Duration::from_secs(366 * 86_400);

/// Whose a vehicle is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "VehicleKind")]
pub enum Kind {
    /// Of somebody who lives there.
    Own,
    /// Of a visitor, within a window.
    Visitor,
}

impl Kind {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Visitor => "visitor",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Own, Self::Visitor].into_iter().find(|kind| kind.word() == word)
    }

    /// How many of it a home has at most.
    pub(super) const fn most(self) -> usize {
        match self {
            Self::Own => OWN_MAX,
            Self::Visitor => VISITORS_MAX,
        }
    }
}

/// From when to when something passes.
pub(super) type Span = (Timestamp, Option<Timestamp>);

/// The window of a visitor, or that one's own has none.
pub(super) fn window(
    kind: Kind,
    (from, until): (Option<Timestamp>, Option<Timestamp>),
    now: Timestamp,
) -> Result<Span, Refusal> {
    match (kind, until) {
        (Kind::Own, None) if from.is_none() => Ok((now, None)),
        (Kind::Visitor, Some(until)) => {
            let from = from.unwrap_or(now);
            let fits = until > now && until > from && from <= now.plus(WINDOW) && until <= from.plus(WINDOW);
            if fits { Ok((from, Some(until))) } else { Err(Refusal::Window) }
        }
        _ => Err(Refusal::Window),
    }
}

/// Until when a vehicle is turned away.
pub(super) fn end(until: Timestamp, now: Timestamp) -> Result<Timestamp, Refusal> {
    if until > now && until <= now.plus(TURNED_AWAY) { Ok(until) } else { Err(Refusal::Until) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_ends_after_now_and_is_ninety_days_long() {
        let now = Timestamp::from_micros(1_800_000_000_000_000);
        let at = |days: u64| now.plus(Duration::from_secs(days * 86_400));
        let visit = |from, until| window(Kind::Visitor, (from, until), now);
        assert_eq!(visit(None, Some(at(1))).unwrap(), (now, Some(at(1))));
        assert_eq!(visit(Some(at(90)), Some(at(180))).unwrap(), (at(90), Some(at(180))));
        for (from, until) in [
            (None, None),
            (None, Some(now)),
            (Some(at(2)), Some(at(2))),
            (Some(at(91)), Some(at(92))),
            (Some(now), Some(at(91))),
        ] {
            assert!(visit(from, until).is_err(), "{from:?} {until:?}");
        }
        assert_eq!(window(Kind::Own, (None, None), now).unwrap(), (now, None));
        assert!(window(Kind::Own, (None, Some(at(1))), now).is_err());
        assert!(end(now, now).is_err() && end(at(366), now).is_ok() && end(at(367), now).is_err());
    }
}
