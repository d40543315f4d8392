//! Lengths of time as people write them: a number and a unit.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A unit of time in which the policy counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// 60 seconds.
    Minutes,
    /// 60 minutes.
    Hours,
    /// 24 hours.
    Days,
    /// Days on which offices are open; counted with a calendar of holidays.
    WorkingDays,
    /// Calendar months.
    Months,
    /// Calendar years.
    Years,
}

impl Unit {
    /// The name in the data.
    pub const fn id(self) -> &'static str {
        match self {
            Unit::Minutes => "minutes",
            Unit::Hours => "hours",
            Unit::Days => "days",
            Unit::WorkingDays => "working-days",
            Unit::Months => "months",
            Unit::Years => "years",
        }
    }
}

/// A length of time, such as 6 months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Period {
    /// How many.
    pub number: u32,
    /// Of what.
    pub unit: Unit,
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

impl Period {
    /// A length of time.
    pub const fn new(number: u32, unit: Unit) -> Period {
        Period { number, unit }
    }

    /// The exact length, where the unit has one: months, years and working days depend on the calendar.
    pub const fn exact(self) -> Option<Duration> {
        let seconds = match self.unit {
            Unit::Minutes => MINUTE,
            Unit::Hours => HOUR,
            Unit::Days => DAY,
            Unit::WorkingDays | Unit::Months | Unit::Years => return None,
        };
        Some(Duration::from_secs(self.number as u64 * seconds))
    }

    /// The instant this long after another one; both in microseconds UTC. Months and years end on the same day of the
    /// month, or on its last day where there is no such day; working days are counted without holidays (Saturday and
    /// Sunday are free), so that the result is never too late.
    pub fn after(self, micros: i64) -> i64 {
        const DAY_MICROS: i64 = 86_400_000_000;
        if let Some(exact) = self.exact() {
            let exact = i64::try_from(exact.as_micros()).unwrap_or(i64::MAX);
            return micros.saturating_add(exact);
        }
        let (day, rest) = (micros.div_euclid(DAY_MICROS), micros.rem_euclid(DAY_MICROS));
        let number = i64::from(self.number);
        let end = match self.unit {
            Unit::Months => months_later(day, number),
            Unit::Years => months_later(day, number.saturating_mul(12)),
            _ => working_days_later(day, self.number),
        };
        end.saturating_mul(DAY_MICROS).saturating_add(rest)
    }

    /// Whether this is surely not shorter than the other, whatever the calendar says.
    pub fn at_least(self, other: Period) -> bool {
        match (self.in_months(), other.in_months()) {
            (Some(mine), Some(theirs)) => mine >= theirs,
            _ if self.unit == other.unit => self.number >= other.number,
            _ => self.bounds().0 >= other.bounds().1,
        }
    }

    fn in_months(self) -> Option<u64> {
        match self.unit {
            Unit::Months => Some(u64::from(self.number)),
            Unit::Years => Some(u64::from(self.number) * 12),
            _ => None,
        }
    }

    /// The shortest and the longest it can be, in seconds.
    fn bounds(self) -> (u64, u64) {
        let number = u64::from(self.number);
        match self.unit {
            Unit::Minutes => (number * MINUTE, number * MINUTE),
            Unit::Hours => (number * HOUR, number * HOUR),
            Unit::Days => (number * DAY, number * DAY),
            // A golden week with its bridge days keeps offices shut for eight days at the longest.
            Unit::WorkingDays => (number * DAY, (number * 2 + 8) * DAY),
            // Any twelve months are 365 or 366 days; single ones 28 to 31.
            Unit::Months => {
                ((number / 12 * 365 + number % 12 * 28) * DAY, (number / 12 * 366 + number % 12 * 31) * DAY)
            }
            Unit::Years => (number * 365 * DAY, number * 366 * DAY),
        }
    }
}

/// The day this many months later; days counted from 1970-01-01.
fn months_later(day: i64, months: i64) -> i64 {
    let (year, month, date) = civil(day);
    let total = year.saturating_mul(12).saturating_add(month - 1).saturating_add(months);
    let (year, month) = (total.div_euclid(12), total.rem_euclid(12) + 1);
    let last = (28..=31).rev().find(|last| civil(days(year, month, *last)).1 == month).unwrap_or(28);
    days(year, month, date.min(last))
}

fn working_days_later(day: i64, number: u32) -> i64 {
    let mut at = day;
    for _ in 0..number {
        at += 1;
        // 1970-01-01 was a Thursday.
        while matches!((at + 3).rem_euclid(7), 5 | 6) {
            at += 1;
        }
    }
    at
}

/// Year, month and day of a day counted from 1970-01-01 (proleptic Gregorian calendar, after Howard Hinnant).
pub(crate) fn civil(day: i64) -> (i64, i64, i64) {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let date = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, date)
}

/// The inverse of [`civil`].
pub(crate) fn days(year: i64, month: i64, date: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + date - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MICROS: i64 = 86_400_000_000;

    fn at(year: i64, month: i64, date: i64) -> i64 {
        days(year, month, date) * DAY_MICROS + 1
    }

    #[test]
    fn months_end_on_the_same_day_or_the_last_one() {
        let six = Period::new(6, Unit::Months);
        assert_eq!(six.after(at(2026, 11, 22)), at(2027, 5, 22));
        assert_eq!(six.after(at(2026, 8, 31)), at(2027, 2, 28));
        assert_eq!(Period::new(1, Unit::Years).after(at(2028, 2, 29)), at(2029, 2, 28));
        assert_eq!(Period::new(24, Unit::Hours).after(0), DAY_MICROS);
    }

    #[test]
    fn working_days_leave_out_the_weekend() {
        // 2026-11-20 is a Friday.
        assert_eq!(Period::new(1, Unit::WorkingDays).after(at(2026, 11, 20)), at(2026, 11, 23));
        assert_eq!(Period::new(15, Unit::WorkingDays).after(at(2026, 11, 20)), at(2026, 12, 11));
    }

    #[test]
    fn lengths_are_compared_only_where_the_calendar_leaves_no_doubt() {
        let months = |number| Period::new(number, Unit::Months);
        assert!(
            Period::new(1, Unit::Years).at_least(months(12))
                && months(12).at_least(Period::new(1, Unit::Years))
        );
        assert!(!Period::new(180, Unit::Days).at_least(months(6)));
        assert!(Period::new(186, Unit::Days).at_least(months(6)));
        assert!(Period::new(0, Unit::Days).at_least(Period::new(0, Unit::Minutes)));
    }

    proptest::proptest! {
        #[test]
        fn every_day_has_a_date_and_goes_back(day in -500_000i64..500_000) {
            let (year, month, date) = civil(day);
            proptest::prop_assert_eq!(days(year, month, date), day);
            proptest::prop_assert!((1..=12).contains(&month) && (1..=31).contains(&date));
        }
    }
}
