//! Rules of recurrence as RFC 5545 writes them (3.3.10): read, checked and written again.
//!
//! What calendars of people use is known: `DAILY` to `YEARLY` with every `BY` part that names days. What repeats within a day
//! (`HOURLY` and shorter, `BYHOUR` …) is refused, as are parts that the RFC forbids for a frequency.

use jiff::civil::{Date, DateTime, Weekday};
use std::fmt::Write as _;

/// Times of a rule that names their number, at most.
pub const COUNT_MAX: u32 = 1_000;
/// Between two periods of a rule, at most.
const INTERVAL_MAX: u32 = 1_000;
/// Bytes of a rule, at most.
const TEXT_MAX: usize = 500;
/// Values of one part, at most.
const VALUES_MAX: usize = 366;

/// By what a rule counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Every {
    /// Days.
    Day,
    /// Weeks, from the rule's first day of the week on.
    Week,
    /// Months.
    Month,
    /// Years.
    Year,
}

/// When a rule is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Over {
    /// Never.
    Never,
    /// After so many times.
    After(u32),
    /// After the last that begins not later than this local time.
    At(DateTime),
}

/// A rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// By what it counts.
    pub every: Every,
    /// Every how many of those.
    pub interval: u32,
    /// When it is over.
    pub over: Over,
    /// `BYMONTH`.
    pub months: Vec<i8>,
    /// `BYWEEKNO`, from the end where negative.
    pub weeks: Vec<i8>,
    /// `BYYEARDAY`, from the end where negative.
    pub year_days: Vec<i16>,
    /// `BYMONTHDAY`, from the end where negative.
    pub month_days: Vec<i8>,
    /// `BYDAY`. Which of them, where it is said: the second, the last; and which day of the week.
    pub days: Vec<(i8, Weekday)>,
    /// `BYSETPOS`: which of the days of a period.
    pub positions: Vec<i16>,
    /// `WKST`.
    pub week_begins: Weekday,
}

/// The words for the days of the week, from Monday on.
const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

fn weekday(word: &str) -> Option<Weekday> {
    let at = DAYS.iter().position(|day| *day == word)?;
    Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()
}

fn word(day: Weekday) -> &'static str {
    DAYS[usize::try_from(day.to_monday_zero_offset()).unwrap_or_default()]
}

/// Numbers of one part within bounds; zero is none.
fn numbers<T: TryFrom<i32>>(text: &str, most: i32, signed: bool) -> Option<Vec<T>> {
    let least = if signed { -most } else { 1 };
    let one = |text: &str| {
        let number: i32 = text.parse().ok()?;
        if number == 0 || !(least..=most).contains(&number) {
            return None;
        }
        T::try_from(number).ok()
    };
    let all: Option<Vec<T>> = text.split(',').map(one).collect();
    all.filter(|all| all.len() <= VALUES_MAX)
}

fn days(text: &str) -> Option<Vec<(i8, Weekday)>> {
    let one = |text: &str| {
        let (which, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
        let which: i8 = if which.is_empty() { 0 } else { which.parse().ok().filter(|which| *which != 0)? };
        (-53..=53).contains(&which).then_some((which, weekday(day)?))
    };
    let all: Option<Vec<_>> = text.split(',').map(one).collect();
    all.filter(|all| all.len() <= VALUES_MAX)
}

/// `20261231`, `20261231T235959` or the same in UTC, which is told with its zone by the caller.
fn until(text: &str) -> Option<(DateTime, bool)> {
    let (text, is_utc) = text.strip_suffix('Z').map_or((text, false), |text| (text, true));
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
    let small = |from: usize, to: usize| number(from, to).and_then(|number| i8::try_from(number).ok());
    let date = Date::new(number(0, 4)?, small(4, 6)?, small(6, 8)?).ok()?;
    match text.len() {
        8 if !is_utc => Some((date.at(23, 59, 59, 0), false)),
        15 if text.as_bytes().get(8) == Some(&b'T') => {
            let (hour, minute, second) = (small(9, 11)?, small(11, 13)?, small(13, 15)?);
            let known = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
            known.then(|| (date.at(hour, minute, second, 0), is_utc))
        }
        _ => None,
    }
}

impl Rule {
    /// Reads a rule, with or without `RRULE:`; `local` says what an instant in UTC is in the event's zone. Nothing where it is
    /// none, or repeats within a day.
    pub fn read(text: &str, local: impl Fn(DateTime) -> Option<DateTime>) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("RRULE:").unwrap_or(text);
        if text.len() > TEXT_MAX {
            return None;
        }
        let mut rule = Self::every(Every::Day);
        let (mut seen, mut named) = (Vec::new(), false);
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=')?;
            let (name, value) = (name.to_ascii_uppercase(), value.to_ascii_uppercase());
            if seen.contains(&name) {
                return None;
            }
            named |= name == "FREQ";
            rule.take(&name, &value, &local)?;
            seen.push(name);
        }
        (named && rule.is_allowed()).then_some(rule)
    }

    /// A rule that says nothing but its period.
    pub const fn every(every: Every) -> Self {
        Self {
            every,
            interval: 1,
            over: Over::Never,
            months: Vec::new(),
            weeks: Vec::new(),
            year_days: Vec::new(),
            month_days: Vec::new(),
            days: Vec::new(),
            positions: Vec::new(),
            week_begins: Weekday::Monday,
        }
    }

    fn take(&mut self, name: &str, value: &str, local: &impl Fn(DateTime) -> Option<DateTime>) -> Option<()> {
        let is_open = self.over == Over::Never;
        match name {
            "FREQ" => {
                self.every = match value {
                    "DAILY" => Every::Day,
                    "WEEKLY" => Every::Week,
                    "MONTHLY" => Every::Month,
                    "YEARLY" => Every::Year,
                    _ => return None,
                }
            }
            "INTERVAL" => {
                self.interval = value.parse().ok().filter(|one| (1..=INTERVAL_MAX).contains(one))?;
            }
            "COUNT" if is_open => {
                self.over = Over::After(value.parse().ok().filter(|one| (1..=COUNT_MAX).contains(one))?);
            }
            "UNTIL" if is_open => {
                let (at, is_utc) = until(value)?;
                self.over = Over::At(if is_utc { local(at)? } else { at });
            }
            "BYMONTH" => self.months = numbers(value, 12, false)?,
            "BYWEEKNO" => self.weeks = numbers(value, 53, true)?,
            "BYYEARDAY" => self.year_days = numbers(value, 366, true)?,
            "BYMONTHDAY" => self.month_days = numbers(value, 31, true)?,
            "BYDAY" => self.days = days(value)?,
            "BYSETPOS" => self.positions = numbers(value, 366, true)?,
            "WKST" => self.week_begins = weekday(value)?,
            _ => return None,
        }
        Some(())
    }

    /// What RFC 5545 lets a frequency have.
    fn is_allowed(&self) -> bool {
        let by = !self.months.is_empty()
            || !self.weeks.is_empty()
            || !self.year_days.is_empty()
            || !self.month_days.is_empty()
            || !self.days.is_empty();
        let counted = self.days.iter().any(|(which, _)| *which != 0);
        let of_year = !self.weeks.is_empty() || !self.year_days.is_empty();
        (!of_year || self.every == Every::Year)
            && (self.month_days.is_empty() || self.every != Every::Week)
            && (!counted
                || self.every == Every::Month
                || (self.every == Every::Year && self.weeks.is_empty()))
            && (self.positions.is_empty() || by)
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let every = match self.every {
            Every::Day => "DAILY",
            Every::Week => "WEEKLY",
            Every::Month => "MONTHLY",
            Every::Year => "YEARLY",
        };
        write!(out, "FREQ={every}")?;
        if self.interval != 1 {
            write!(out, ";INTERVAL={}", self.interval)?;
        }
        match self.over {
            Over::Never => {}
            Over::After(count) => write!(out, ";COUNT={count}")?,
            Over::At(at) => write!(out, ";UNTIL={}", at.strftime("%Y%m%dT%H%M%S"))?,
        }
        part(out, "BYMONTH", &self.months)?;
        part(out, "BYWEEKNO", &self.weeks)?;
        part(out, "BYYEARDAY", &self.year_days)?;
        part(out, "BYMONTHDAY", &self.month_days)?;
        let days: Vec<String> = self.days.iter().map(|(which, day)| named(*which, *day)).collect();
        part(out, "BYDAY", &days)?;
        part(out, "BYSETPOS", &self.positions)?;
        if self.week_begins != Weekday::Monday {
            write!(out, ";WKST={}", word(self.week_begins))?;
        }
        Ok(())
    }
}

fn named(which: i8, day: Weekday) -> String {
    let mut named = String::new();
    if which != 0 {
        // Writing into a string cannot fail.
        write!(named, "{which}").unwrap_or_default();
    }
    named + word(day)
}

fn part<T: std::fmt::Display>(
    out: &mut std::fmt::Formatter<'_>,
    name: &str,
    values: &[T],
) -> std::fmt::Result {
    if values.is_empty() {
        return Ok(());
    }
    let words: Vec<String> = values.iter().map(ToString::to_string).collect();
    write!(out, ";{name}={}", words.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Rule> {
        Rule::read(text, Some)
    }

    #[test]
    fn a_rule_is_written_as_it_was_read() {
        for text in [
            "FREQ=DAILY",
            "FREQ=WEEKLY;INTERVAL=2;COUNT=10;BYDAY=MO,FR;WKST=SU",
            "FREQ=MONTHLY;BYDAY=-1FR",
            "FREQ=MONTHLY;UNTIL=20271231T235959;BYMONTHDAY=-1,15",
            "FREQ=YEARLY;BYMONTH=3,10;BYDAY=2SU;BYSETPOS=-1",
            "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
        ] {
            assert_eq!(read(text).unwrap().to_string(), text);
        }
        assert_eq!(
            read("RRULE:freq=daily;until=20271231").unwrap().to_string(),
            "FREQ=DAILY;UNTIL=20271231T235959"
        );
    }

    #[test]
    fn what_is_no_rule_or_none_of_days_is_refused() {
        for text in [
            "",
            "COUNT=3",
            "FREQ=HOURLY",
            "FREQ=DAILY;COUNT=0",
            "FREQ=DAILY;COUNT=3;UNTIL=20261201",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;FREQ=DAILY",
            "FREQ=WEEKLY;BYMONTHDAY=3",
            "FREQ=WEEKLY;BYDAY=2MO",
            "FREQ=MONTHLY;BYYEARDAY=3",
            "FREQ=MONTHLY;BYWEEKNO=3",
            "FREQ=YEARLY;BYWEEKNO=3;BYDAY=1MO",
            "FREQ=DAILY;BYHOUR=9",
            "FREQ=DAILY;BYSETPOS=1",
            "FREQ=MONTHLY;BYDAY=0MO",
            "FREQ=MONTHLY;BYMONTHDAY=32",
            "FREQ=DAILY;UNTIL=20261301",
            "FREQ=DAILY;UNTIL=2026",
            "FREQ=DAILY;BYDAY=日",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&format!("FREQ=DAILY;BYMONTH={}", "1,".repeat(400))), None);
    }
}
