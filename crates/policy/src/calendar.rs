//! Working days in mainland China: weekends, and the holidays of `policy/holidays.toml`, in Beijing time.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::period::{Period, Unit, days};

const HOLIDAYS: &str = include_str!("../../../policy/holidays.toml");
const DAY_MICROS: i64 = 86_400_000_000;
/// Beijing is eight hours ahead of UTC, all year.
const BEIJING_MICROS: i64 = 8 * 3_600_000_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    year: Vec<Year>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    year: i64,
    off: Vec<(String, String)>,
    work: Vec<String>,
}

/// Days since 1970-01-01 on which offices are shut, and weekend days on which they are open.
#[derive(Default)]
struct Calendar {
    off: BTreeSet<i64>,
    work: BTreeSet<i64>,
}

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| read(HOLIDAYS).unwrap_or_default());

/// The calendar of these data, or what is wrong with them.
fn read(text: &str) -> Result<Calendar, String> {
    let file: File = toml::from_str(text).map_err(|why| why.to_string())?;
    let mut calendar = Calendar::default();
    for Year { year, off, work } in file.year {
        let day = |text: &str| day_of(year, text).ok_or_else(|| format!("{year}: `{text}` is no day"));
        for (first, last) in off {
            let (first, last) = (day(&first)?, day(&last)?);
            if first > last {
                return Err(format!("{year}: a time off ends before it begins"));
            }
            calendar.off.extend(first..=last);
        }
        for one in work {
            calendar.work.insert(day(&one)?);
        }
    }
    Ok(calendar)
}

/// The day of `MM-DD` in a year.
fn day_of(year: i64, text: &str) -> Option<i64> {
    let (month, date) = text.split_once('-')?;
    let (month, date): (i64, i64) = (month.parse().ok()?, date.parse().ok()?);
    let day = days(year, month, date);
    (crate::period::civil(day) == (year, month, date)).then_some(day)
}

/// Whether offices are open on this day (days since 1970-01-01, in Beijing).
pub fn is_working_day(day: i64) -> bool {
    // 1970-01-01 was a Thursday.
    let weekend = matches!((day + 3).rem_euclid(7), 5 | 6);
    if weekend { CALENDAR.work.contains(&day) } else { !CALENDAR.off.contains(&day) }
}

/// The same time of day so many working days later; both in microseconds UTC, the days in Beijing.
pub fn working_days_after(micros: i64, number: u32) -> i64 {
    let there = micros.saturating_add(BEIJING_MICROS);
    let (mut day, rest) = (there.div_euclid(DAY_MICROS), there.rem_euclid(DAY_MICROS));
    for _ in 0..number {
        day += 1;
        while !is_working_day(day) {
            day += 1;
        }
    }
    day.saturating_mul(DAY_MICROS).saturating_add(rest).saturating_sub(BEIJING_MICROS)
}

/// The end of a period that began at this instant; working days by the calendar of holidays.
pub fn due(period: Period, from_micros: i64) -> i64 {
    match period.unit {
        Unit::WorkingDays => working_days_after(from_micros, period.number),
        _ => period.after(from_micros),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten in the morning in Beijing.
    fn at(year: i64, month: i64, date: i64) -> i64 {
        days(year, month, date) * DAY_MICROS + 2 * 3_600_000_000
    }

    #[test]
    fn the_data_can_be_read_and_a_mistake_is_named() {
        assert!(read(HOLIDAYS).is_ok(), "{:?}", read(HOLIDAYS).err());
        let wrong = "[[year]]\nyear = 2026\noff = [[\"02-30\", \"03-01\"]]\nwork = []\n";
        assert!(read(wrong).is_err_and(|why| why.contains("02-30")));
    }

    #[test]
    fn a_deadline_steps_over_the_spring_festival_and_its_exchanged_weekends() {
        // From Thursday the 12th: the 13th, Saturday the 14th is worked, then nothing until the 24th.
        assert_eq!(working_days_after(at(2026, 2, 12), 2), at(2026, 2, 14));
        assert_eq!(working_days_after(at(2026, 2, 12), 3), at(2026, 2, 24));
        assert_eq!(working_days_after(at(2026, 9, 24), 1), at(2026, 9, 28));
        assert_eq!(working_days_after(at(2026, 9, 30), 1), at(2026, 10, 8));
    }

    #[test]
    fn the_day_is_that_of_beijing() {
        // Friday 23:00 UTC is Saturday there; the next working day is Monday.
        let friday = days(2026, 11, 20) * DAY_MICROS + 23 * 3_600_000_000;
        assert_eq!(working_days_after(friday, 1), days(2026, 11, 22) * DAY_MICROS + 23 * 3_600_000_000);
    }

    #[test]
    fn a_year_without_an_announcement_has_its_weekends() {
        assert_eq!(working_days_after(at(2031, 10, 3), 1), at(2031, 10, 6));
        assert_eq!(due(Period::new(15, Unit::Days), at(2031, 10, 3)), at(2031, 10, 18));
    }
}
