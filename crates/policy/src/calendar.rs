//! Working days: weekends and holidays as data (`policy/holidays.toml`), counted in China's time.

use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::period::{Period, Unit, civil, days};

const DAY_MICROS: i64 = 86_400_000_000;
/// Offices keep Beijing's time.
const EAST_MICROS: i64 = 8 * 3_600_000_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    year: Vec<Year>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    year: i64,
    official: bool,
    off: Vec<(String, String)>,
    on: Vec<String>,
}

/// When offices are open.
#[derive(Debug, Default)]
pub struct Calendar {
    off: BTreeSet<i64>,
    on: BTreeSet<i64>,
    official: BTreeSet<i64>,
}

static CHINA: LazyLock<Calendar> =
    LazyLock::new(|| Calendar::read(include_str!("../../../policy/holidays.toml")).unwrap_or_default());

impl Calendar {
    /// The calendar of China's offices that the program was built with.
    pub fn china() -> &'static Self {
        &CHINA
    }

    /// Reads a calendar; `None` where a line is none.
    fn read(text: &str) -> Option<Self> {
        let file: File = toml::from_str(text).ok()?;
        let mut calendar = Self::default();
        for year in file.year {
            for (from, to) in &year.off {
                calendar.off.extend(day(from)?..=day(to)?);
            }
            for on in &year.on {
                calendar.on.insert(day(on)?);
            }
            if year.official {
                calendar.official.insert(year.year);
            }
        }
        Some(calendar)
    }

    /// Whether offices are open on a day counted from 1970-01-01.
    pub fn is_working(&self, day: i64) -> bool {
        // 1970-01-01 was a Thursday.
        let weekend = matches!((day + 3).rem_euclid(7), 5 | 6);
        !self.off.contains(&day) && (!weekend || self.on.contains(&day))
    }

    /// Whether a day, counted from 1970-01-01, is within a holiday, whatever day of the week it is.
    pub fn is_holiday(&self, day: i64) -> bool {
        self.off.contains(&day)
    }

    /// Whether a day, counted from 1970-01-01, is a Saturday or a Sunday that is worked for a holiday.
    pub fn is_made_up(&self, day: i64) -> bool {
        self.on.contains(&day)
    }

    /// Whether the holidays of the day's year were announced when this calendar was written.
    pub fn is_official(&self, day: i64) -> bool {
        self.official.contains(&civil(day).0)
    }

    /// The instant so many working days later, at the same time of the day; both in microseconds UTC. The day itself
    /// does not count.
    pub fn after(&self, micros: i64, number: u32) -> i64 {
        let local = micros.saturating_add(EAST_MICROS);
        let (mut day, rest) = (local.div_euclid(DAY_MICROS), local.rem_euclid(DAY_MICROS));
        for _ in 0..number {
            day += 1;
            while !self.is_working(day) {
                day += 1;
            }
        }
        day.saturating_mul(DAY_MICROS).saturating_add(rest).saturating_sub(EAST_MICROS)
    }
}

/// The end of a period that began at this instant, both in microseconds UTC; working days by the calendar of holidays.
pub fn due(period: Period, from_micros: i64) -> i64 {
    match period.unit {
        Unit::WorkingDays => Calendar::china().after(from_micros, period.number),
        _ => period.after(from_micros),
    }
}

/// The day of `YYYY-MM-DD`.
fn day(date: &str) -> Option<i64> {
    let mut parts = date.splitn(3, '-').map(str::parse::<i64>);
    let (year, month, date) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let day = days(year, month, date);
    (civil(day) == (year, month, date)).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(date: &str) -> i64 {
        day(date).unwrap() * DAY_MICROS + 3_600_000_000
    }

    #[test]
    fn every_line_of_the_data_is_a_date() {
        let calendar = Calendar::read(include_str!("../../../policy/holidays.toml")).unwrap();
        assert!(calendar.is_official(day("2026-06-01").unwrap()));
        assert!(!calendar.is_official(day("2027-06-01").unwrap()));
        assert_eq!(Calendar::china().off.len(), calendar.off.len());
        assert!(
            Calendar::read("[[year]]\nyear = 1\nofficial = true\noff = []\non = [\"2026-02-30\"]").is_none()
        );
    }

    #[test]
    fn working_days_leave_out_golden_weeks_and_count_weekends_that_are_worked() {
        let calendar = Calendar::china();
        // The last day before the week of the National Day; the Saturday after it is worked.
        assert_eq!(calendar.after(at("2026-09-30"), 1), at("2026-10-08"));
        assert_eq!(calendar.after(at("2026-09-30"), 3), at("2026-10-10"));
        assert_eq!(calendar.after(at("2026-09-30"), 4), at("2026-10-12"));
        // From a Friday in a month without holidays, fifteen are three weeks.
        assert_eq!(calendar.after(at("2026-11-27"), 15), at("2026-12-18"));
        // In Beijing it is the next day already.
        let late = day("2026-11-26").unwrap() * DAY_MICROS + 17 * 3_600_000_000;
        assert_eq!(calendar.after(late, 1), late + 3 * DAY_MICROS);
    }
}
