//! Days and minutes as a group lives them, in its own zone.

use ground::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan as _};
use serde::{Deserialize, Serialize};

/// Minutes of a day on the wall.
pub(crate) const DAY_MIN: u16 = 24 * 60;

/// A zone by its name, such as `Asia/Shanghai`.
#[derive(Clone, Debug)]
pub(crate) struct Zone(TimeZone);

impl Zone {
    /// The zone of this name; `None` where there is none.
    pub(crate) fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// The instant at which the wall shows this minute of a day, counted from that day's midnight; from 1440 on it is the next
    /// day. An hour that a change of the clock leaves out is the one after it, one that comes twice is the first.
    pub(crate) fn at(&self, day: Day, minute: u16) -> Option<Timestamp> {
        let date = day.plus(i64::from(minute / DAY_MIN)).date()?;
        let minute = i8::try_from(minute % 60).ok().zip(i8::try_from(minute % DAY_MIN / 60).ok());
        let time = minute.and_then(|(minute, hour)| Time::new(hour, minute, 0, 0).ok())?;
        self.local(DateTime::from_parts(date, time))
    }

    /// The instant at which a clock there shows this; of an hour that comes twice the first.
    pub(crate) fn local(&self, shown: DateTime) -> Option<Timestamp> {
        let zoned = self.0.to_ambiguous_timestamp(shown).compatible().ok()?;
        Some(Timestamp::from_micros(zoned.as_microsecond()))
    }

    /// By how many minutes its clocks are ahead of UTC at an instant.
    pub(crate) fn east_min(&self, at: Timestamp) -> i32 {
        let at = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
        self.0.to_offset(at).seconds() / 60
    }

    /// The day and the minute that the wall shows at an instant.
    pub(crate) fn wall(&self, at: Timestamp) -> Option<(Day, u16)> {
        let local = jiff::Timestamp::from_microsecond(at.micros()).ok()?.to_zoned(self.0.clone());
        let minute = u16::try_from(local.hour()).ok()? * 60 + u16::try_from(local.minute()).ok()?;
        Some((Day::of(local.date()), minute))
    }

    /// The hour and minute on the wall, as `08:59`.
    pub(crate) fn clock(&self, at: Timestamp) -> String {
        let (hour, minute) = self.wall(at).map_or((0, 0), |(_, minute)| (minute / 60, minute % 60));
        format!("{hour:02}:{minute:02}")
    }
}

/// A day, counted from 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub(crate) struct Day(pub i64);

impl Day {
    /// Reads `2026-12-21`; `None` for anything else.
    pub(crate) fn read(text: &str) -> Option<Self> {
        if text.len() != 10 {
            return None;
        }
        text.parse::<Date>().ok().map(Self::of)
    }

    /// All days of a month such as `2026-12`; `None` where it is none.
    pub(crate) fn of_month(text: &str) -> Option<Vec<Self>> {
        if text.len() != 7 {
            return None;
        }
        let first: Date = format!("{text}-01").parse().ok()?;
        let days = i64::from(first.days_in_month());
        Some((0..days).map(|later| Self::of(first).plus(later)).collect())
    }

    /// The day of a year, a month and a date; `None` where there is none.
    pub(crate) fn new(year: i16, month: i8, date: i8) -> Option<Self> {
        Date::new(year, month, date).ok().map(Self::of)
    }

    /// Its year, month and date.
    pub(crate) fn parts(self) -> (i16, i8, i8) {
        self.date().map_or((1970, 1, 1), |date| (date.year(), date.month(), date.day()))
    }

    pub(crate) fn of(date: Date) -> Self {
        let since = date.since(Date::constant(1970, 1, 1)).map(|span: Span| span.get_days());
        Self(i64::from(since.unwrap_or_default()))
    }

    fn date(self) -> Option<Date> {
        Date::constant(1970, 1, 1).checked_add(i32::try_from(self.0).ok()?.days()).ok()
    }

    /// The midnight with which it begins, in no zone: for stretches that are wider than any zone is off.
    pub(crate) const fn midnight(self) -> Timestamp {
        Timestamp::from_micros(self.0.saturating_mul(86_400_000_000))
    }

    /// So many days later.
    pub(crate) const fn plus(self, days: i64) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The day of the week, 0 being Monday.
    pub(crate) fn weekday(self) -> usize {
        // 1970-01-01 was a Thursday.
        usize::try_from((self.0 + 3).rem_euclid(7)).unwrap_or_default()
    }

    /// The month as `2026-12`.
    pub(crate) fn month(self) -> String {
        self.to_string().chars().take(7).collect()
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.date() {
            Some(date) => date.fmt(out),
            None => write!(out, "day {}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_written_and_has_a_weekday() {
        let day = Day::read("2028-02-29").unwrap();
        assert_eq!(
            (day.to_string().as_str(), day.weekday(), day.month().as_str()),
            ("2028-02-29", 1, "2028-02")
        );
        assert_eq!(Day::of_month("2028-02").unwrap().len(), 29);
        for wrong in ["2027-02-29", "2027-2-3", "", "2027-13-01", "20270101"] {
            assert_eq!(Day::read(wrong), None, "{wrong}");
        }
        assert_eq!(Day::of_month("2027-00"), None);
    }

    #[test]
    fn the_wall_shows_the_zones_time_also_where_clocks_change() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let day = Day::read("2027-03-28").unwrap();
        let (before, after) = (berlin.at(day, 60).unwrap(), berlin.at(day, 4 * 60).unwrap());
        assert_eq!(after.since(before).as_secs(), 2 * 3_600, "the hour from two to three is left out");
        assert_eq!(
            berlin.at(day, 2 * 60 + 30),
            berlin.at(day, 3 * 60 + 30),
            "what is left out is an hour later"
        );
        assert_eq!(berlin.wall(after), Some((day, 240)));
        assert_eq!(berlin.at(day, 26 * 60).map(|at| berlin.wall(at)), Some(Some((day.plus(1), 120))));
        assert!(Zone::named("Mars/Olympus").is_none());
    }
}
