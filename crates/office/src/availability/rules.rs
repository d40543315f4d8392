//! What others see, and which times suit several: plain functions on plain values.

use ground::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::time::Duration;

use crate::calendar::rules::local;
pub(crate) use crate::calendar::rules::{Block, merged};

/// Between the beginnings that are tried.
const STEP: Duration = Duration::from_secs(1_800);
/// Slots that are proposed.
const SLOTS: usize = 5;
/// Hours of the day in which slots are proposed, Monday to Friday.
const HOURS: std::ops::Range<i8> = 9..18;

/// How much somebody sees.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Debug,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Level {
    /// Nothing.
    Nothing,
    /// That its person is busy.
    Busy,
    /// What it is and where.
    All,
}

impl Level {
    const ALL: [Self; 3] = [Self::Nothing, Self::Busy, Self::All];

    /// The word in the table.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Busy => "busy",
            Self::All => "all",
        }
    }

    /// The level of a word.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// Times within a stretch at which nobody is busy, within the hours of work where the caller is.
pub(crate) fn slots(
    busy: &[Block],
    (from, until): (Timestamp, Timestamp),
    minutes: u32,
    zone: &TimeZone,
) -> Vec<Block> {
    let lasts = Duration::from_secs(u64::from(minutes) * 60);
    let step = i64::try_from(STEP.as_micros()).unwrap_or(i64::MAX);
    // On the half hour, as people make appointments.
    let mut at = Timestamp::from_micros((from.micros() + step - 1).div_euclid(step) * step);
    let mut slots = Vec::new();
    while at.plus(lasts) <= until && slots.len() < SLOTS {
        let ends = at.plus(lasts);
        match busy.iter().find(|(from, until)| *from < ends && at < *until) {
            Some((_, free)) => {
                at = Timestamp::from_micros((free.micros() + step - 1).div_euclid(step) * step)
            }
            None => {
                if is_of_work(zone, at, ends) {
                    slots.push((at, ends));
                }
                at = at.plus(STEP);
            }
        }
    }
    slots
}

fn is_of_work(zone: &TimeZone, from: Timestamp, until: Timestamp) -> bool {
    let (Some(from), Some(until)) = (local(zone, from), local(zone, until)) else { return false };
    let last = DateTime::from_parts(from.date(), jiff::civil::time(HOURS.end, 0, 0, 0));
    from.weekday().to_monday_one_offset() <= 5 && HOURS.contains(&from.hour()) && until <= last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::read(text).unwrap()
    }

    #[test]
    fn the_first_times_that_suit_all_are_proposed_within_the_hours_of_work() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let block = |from: &str, until: &str| (at(from), at(until));
        let busy = merged(vec![
            block("2026-12-01T02:00:00Z", "2026-12-01T03:00:00Z"),
            block("2026-12-01T01:00:00Z", "2026-12-01T02:15:00Z"),
            block("2026-12-01T05:00:00Z", "2026-12-01T10:00:00Z"),
        ]);
        assert_eq!(busy.len(), 2);
        let found = slots(&busy, (at("2026-11-30T16:00:00Z"), at("2026-12-02T02:00:00Z")), 60, &zone);
        let from: Vec<String> = found.iter().map(|slot| slot.0.rfc3339()[5..16].to_owned()).collect();
        assert_eq!(from, ["12-01T03:00", "12-01T03:30", "12-01T04:00", "12-02T01:00"]);
        let weekend = (at("2026-12-05T00:00:00Z"), at("2026-12-06T16:00:00Z"));
        assert!(slots(&[], weekend, 60, &zone).is_empty());
    }
}
