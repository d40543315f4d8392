//! When something is: plain functions on local times, their zone and their rule.

use ground::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};
use std::time::Duration;

use super::Refusal;
use super::recurrence::times;
use super::rule::{Over, Rule};

/// An event lasts at most a year, in days and in minutes.
pub(crate) const DAYS_MAX: i64 = 366;
const LASTS_MAX_MIN: i64 = DAYS_MAX * 1_440;
/// Years in which events may begin.
const YEARS: std::ops::RangeInclusive<i16> = 1_970..=2_200;

/// When something is: local times in a zone, and how they recur.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct When {
    pub zone: String,
    pub begins: DateTime,
    /// How long it lasts: by the clock on the wall where it is of whole days, else by the clock itself.
    pub minutes: i64,
    pub all_day: bool,
    pub rule: Option<String>,
    /// Put into the series.
    pub extra: Vec<DateTime>,
    /// Taken out of it, or moved elsewhere.
    pub gone: Vec<DateTime>,
}

/// When something first begins, and when all of it is over; nothing where it never is.
pub(crate) type Bounds = (Timestamp, Option<Timestamp>);

/// One of the times of an event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Occurrence {
    pub from: Timestamp,
    pub until: Timestamp,
    /// The local time by which the series knows it.
    pub at: DateTime,
}

/// A zone of the IANA's list.
pub(crate) fn zone(name: &str) -> Option<TimeZone> {
    if name.len() > 64 { None } else { TimeZone::get(name).ok() }
}

/// The instant of a local time. What a clock skips is read with the offset before it, what it passes twice is the first.
fn instant(zone: &TimeZone, at: DateTime) -> Option<Timestamp> {
    let zoned = at.to_zoned(zone.clone()).ok()?;
    Some(Timestamp::from_micros(zoned.timestamp().as_microsecond()))
}

/// What a clock on the wall of this zone shows.
pub(crate) fn local(zone: &TimeZone, at: Timestamp) -> Option<DateTime> {
    let at = jiff::Timestamp::from_microsecond(at.micros()).ok()?;
    Some(at.to_zoned(zone.clone()).datetime())
}

/// A local time as it is written, to the second at most.
pub(crate) fn read_local(text: &str) -> Option<DateTime> {
    let at: DateTime = if text.len() == 10 {
        text.parse::<Date>().ok()?.to_datetime(jiff::civil::Time::midnight())
    } else {
        text.parse().ok()?
    };
    (at.subsec_nanosecond() == 0 && YEARS.contains(&at.year())).then_some(at)
}

/// A local time as it is kept and sent.
pub(crate) fn written(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

impl When {
    /// Reads when something is.
    ///
    /// # Errors
    /// What is wrong of it.
    pub(crate) fn read(
        name: &str,
        (begins, ends): (&str, &str),
        all_day: bool,
        rule: Option<&str>,
    ) -> Result<Self, Refusal> {
        let known = zone(name).ok_or(Refusal::Zone)?;
        let begins = read_local(begins).ok_or(Refusal::Time)?;
        let ends = read_local(ends).ok_or(Refusal::Time)?;
        let minutes = if all_day {
            let days = begins.date().until(ends.date()).map_or(-1, |span| i64::from(span.get_days()));
            // The last day is named, not the one after it.
            (days + 1) * 1_440
        } else {
            let (from, until) = (instant(&known, begins), instant(&known, ends));
            let (from, until) = (from.ok_or(Refusal::Time)?, until.ok_or(Refusal::Time)?);
            (until.micros() - from.micros()) / 60_000_000
        };
        let begins = if all_day { begins.date().at(0, 0, 0, 0) } else { begins };
        let when = Self {
            zone: name.to_owned(),
            begins,
            minutes,
            all_day,
            rule: None,
            extra: Vec::new(),
            gone: Vec::new(),
        };
        when.recurring(rule)
    }

    /// Whether it lasts as long as an event may, and its times are of years that can be read again.
    pub(crate) fn is_within(&self) -> Option<()> {
        let least = if self.all_day { 1_440 } else { 0 };
        let mut named = self.extra.iter().chain(&self.gone).chain([&self.begins]);
        let is_known = named.all(|at| YEARS.contains(&at.year()) && at.subsec_nanosecond() == 0);
        (is_known && (least..=LASTS_MAX_MIN).contains(&self.minutes)).then_some(())
    }

    /// The same, recurring by a rule; it begins at the first time that the rule names.
    ///
    /// # Errors
    /// It is no rule, names no time at all or is too much to reckon, or what it names is out of bounds.
    pub(crate) fn recurring(mut self, rule: Option<&str>) -> Result<Self, Refusal> {
        self.is_within().ok_or(Refusal::Time)?;
        let Some(text) = rule.filter(|text| !text.trim().is_empty()) else { return Ok(self) };
        let rule = self.reads(text).ok_or(Refusal::Rule)?;
        self.begins = times(&rule, self.begins, self.begins).next().ok_or(Refusal::Rule)?;
        // What is counted is counted from its first time on, whenever it is asked for.
        if matches!(rule.over, Over::After(_)) && !times(&rule, self.begins, self.begins).are_bounded() {
            return Err(Refusal::Rule);
        }
        self.rule = Some(rule.to_string());
        self.is_within().ok_or(Refusal::Time)?;
        Ok(self)
    }

    /// The same rule and length, where all of it begins so much later or earlier as one of its times was moved. Where the rule
    /// names other days from now on, the series keeps its first day.
    ///
    /// # Errors
    /// As [`When::recurring`]; and where the rule does not name the time to which that one was moved.
    pub(crate) fn shifted(
        self,
        first: DateTime,
        (at, to): (DateTime, DateTime),
        rule: Option<&str>,
    ) -> Result<Self, Refusal> {
        if rule.is_none_or(|rule| rule.trim().is_empty()) {
            // What recurs no longer is where that time was moved.
            return Self { begins: to, rule: None, ..self }.recurring(None);
        }
        let apart = at.until(to).map_err(|_| Refusal::Time)?;
        let moved = first.checked_add(apart).map_err(|_| Refusal::Time)?;
        let bare = Self { rule: None, ..self };
        let mut when = Self { begins: moved, ..bare.clone() }.recurring(rule)?;
        if when.begins != moved {
            when = Self { begins: first.date().to_datetime(moved.time()), ..bare }.recurring(rule)?;
        }
        if at == to || when.names(to) { Ok(when) } else { Err(Refusal::Begins) }
    }

    fn reads(&self, text: &str) -> Option<Rule> {
        let known = zone(&self.zone)?;
        let utc = TimeZone::UTC;
        Rule::read(text, |at| local(&known, instant(&utc, at)?))
    }

    fn rule(&self) -> Option<Rule> {
        self.rule.as_deref().and_then(|text| self.reads(text))
    }

    /// One of its times, from a local beginning.
    fn occurrence(&self, zone: &TimeZone, at: DateTime) -> Option<Occurrence> {
        let from = instant(zone, at)?;
        let until = if self.all_day {
            let days = Span::new().try_days(self.minutes / 1_440).ok()?;
            instant(zone, at.checked_add(days).ok()?)?
        } else {
            from.plus(Duration::from_secs(self.minutes.unsigned_abs() * 60))
        };
        Some(Occurrence { from, until, at })
    }

    /// Whether the series names this local time.
    pub(crate) fn names(&self, at: DateTime) -> bool {
        if self.gone.contains(&at) {
            return false;
        }
        if self.extra.contains(&at) {
            return true;
        }
        match self.rule() {
            None => at == self.begins,
            Some(rule) => {
                let all = times(&rule, self.begins, at).until(at);
                all.take_while(|one| *one <= at).last() == Some(at)
            }
        }
    }

    /// Takes one of its times out; what it does not have stays out.
    pub(super) fn take_out(&mut self, at: DateTime) {
        if YEARS.contains(&at.year()) && self.names(at) {
            self.gone.push(at);
        }
    }

    /// Its times that touch a stretch, at most so many.
    pub(crate) fn within(&self, (from, until): (Timestamp, Timestamp), most: usize) -> Vec<Occurrence> {
        let Some(zone) = zone(&self.zone) else { return Vec::new() };
        let early = from.minus(Duration::from_secs(self.minutes.unsigned_abs() * 60 + 86_400));
        let (Some(early), Some(late)) = (local(&zone, early), local(&zone, until)) else { return Vec::new() };
        // What is taken out, or over before the stretch begins, is none of the many that are asked for.
        let touches = |at: DateTime| {
            let one = self.occurrence(&zone, at)?;
            let is_there = one.from < until && (one.until > from || one.from == from);
            (is_there && !self.gone.contains(&at)).then_some(one)
        };
        let mut all: Vec<Occurrence> = match self.rule() {
            None => touches(self.begins).into_iter().collect(),
            Some(rule) => times(&rule, self.begins, early)
                .until(late)
                .skip_while(|at| *at < early)
                .take_while(|at| *at <= late)
                .filter_map(touches)
                .take(most)
                .collect(),
        };
        all.extend(self.extra.iter().filter_map(|at| touches(*at)));
        all.sort_unstable_by_key(|one| one.at);
        all.dedup_by_key(|one| one.at);
        all.truncate(most);
        all
    }

    /// The first of its times that begins after an instant.
    pub(crate) fn after(&self, instant: Timestamp) -> Option<Occurrence> {
        let zone = zone(&self.zone)?;
        let early = local(&zone, instant.minus(Duration::from_secs(86_400)))?;
        let later = |at: DateTime| {
            let one = self.occurrence(&zone, at)?;
            (one.from > instant && !self.gone.contains(&at)).then_some(one)
        };
        let named = match self.rule() {
            None => later(self.begins),
            Some(rule) => times(&rule, self.begins, early).find_map(later),
        };
        self.extra.iter().filter_map(|at| later(*at)).chain(named).min()
    }

    /// When it first begins, and when it is over; nothing where it never is. It is reckoned before a unit of work begins.
    pub(crate) fn bounds(&self) -> Option<Bounds> {
        let zone = zone(&self.zone)?;
        let first = self.extra.iter().copied().chain([self.begins]).min()?;
        let from = self.occurrence(&zone, first)?.from;
        let last = match self.rule() {
            None => Some(self.begins),
            Some(rule) => match rule.over {
                Over::Never => None,
                // What is over after all years is never over.
                Over::At(at) => Some(at).filter(|at| at.year() <= *YEARS.end()),
                Over::After(_) => times(&rule, self.begins, self.begins).last(),
            },
        };
        let Some(last) = last else { return Some((from, None)) };
        let last = self.extra.iter().copied().chain([last]).max()?;
        Some((from, Some(self.occurrence(&zone, last)?.until)))
    }

    /// The series up to a time of it, and what is left of its rule from there on.
    pub(crate) fn split(&self, at: DateTime) -> Option<(Self, Option<String>)> {
        let rule = self.rule()?;
        let before = at.checked_sub(1.second()).ok()?;
        let (mut head, mut tail) = (rule.clone(), rule);
        head.over = Over::At(before);
        if let Over::After(count) = tail.over {
            let passed = times(&tail, self.begins, self.begins).until(at).take_while(|one| *one < at).count();
            let passed = u32::try_from(passed).ok()?;
            tail.over = Over::After(count.checked_sub(passed).filter(|left| *left > 0)?);
        }
        let kept = |all: &[DateTime]| all.iter().copied().filter(|one| *one < at).collect();
        let head = Self {
            rule: Some(head.to_string()),
            extra: kept(&self.extra),
            gone: kept(&self.gone),
            ..self.clone()
        };
        Some((head, Some(tail.to_string())))
    }

    /// How its time is told in a notice: as it stands on the wall of its zone.
    pub(crate) fn told(&self, at: DateTime) -> String {
        if self.all_day {
            at.strftime("%Y-%m-%d").to_string()
        } else {
            format!("{} ({})", at.strftime("%Y-%m-%d %H:%M"), self.zone)
        }
    }
}

/// Local times as one column holds them.
pub(crate) fn listed(all: &[DateTime]) -> String {
    all.iter().map(|at| written(*at)).collect::<Vec<_>>().join(",")
}

/// The same, read again.
pub(crate) fn unlisted(text: &str) -> Vec<DateTime> {
    text.split(',').filter_map(read_local).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::read(text).unwrap()
    }

    fn when(zone: &str, ends: (&str, &str), rule: Option<&str>) -> When {
        When::read(zone, ends, false, rule).unwrap()
    }

    #[test]
    fn a_series_keeps_its_hour_on_the_wall_when_the_clock_is_changed() {
        let weekly = when("Europe/Berlin", ("2026-10-20T09:00", "2026-10-20T10:00"), Some("FREQ=WEEKLY"));
        let found = weekly.within((at("2026-10-19T00:00:00Z"), at("2026-11-01T00:00:00Z")), 9);
        let from: Vec<String> = found.iter().map(|one| one.from.rfc3339()).collect();
        assert_eq!(from, ["2026-10-20T07:00:00.000Z", "2026-10-27T08:00:00.000Z"]);
        // Half past two is skipped in New York on the eighth of March; it is read with the offset before.
        let skipped = when("America/New_York", ("2026-03-08T02:30", "2026-03-08T03:30"), None);
        assert_eq!(skipped.bounds().unwrap().0, at("2026-03-08T07:30:00Z"));
    }

    #[test]
    fn whole_days_are_days_of_their_zone_and_end_with_the_last_that_is_named() {
        let days = When::read("Asia/Shanghai", ("2026-12-01", "2026-12-02"), true, None).unwrap();
        let (from, until) = days.bounds().unwrap();
        assert_eq!((from, until), (at("2026-11-30T16:00:00Z"), Some(at("2026-12-02T16:00:00Z"))));
        assert!(When::read("Asia/Shanghai", ("2026-12-02", "2026-12-01"), true, None).is_err());
        assert!(When::read("Mars/Base", ("2026-12-01", "2026-12-02"), true, None).is_err());
        assert!(When::read("UTC", ("2026-12-01T10:00", "2026-12-01T09:00"), false, None).is_err());
    }

    #[test]
    fn the_next_time_is_found_though_an_earlier_one_stood_just_before_the_stretch() {
        let mut daily = when("UTC", ("2026-12-01T09:00", "2026-12-01T09:30"), Some("FREQ=DAILY"));
        let stretch = (at("2026-12-03T08:00:00Z"), at("2026-12-09T00:00:00Z"));
        assert_eq!(daily.within(stretch, 1)[0].from, at("2026-12-03T09:00:00Z"));
        daily.gone = vec![read_local("2026-12-03T09:00").unwrap()];
        assert_eq!(daily.within(stretch, 1)[0].from, at("2026-12-04T09:00:00Z"));
    }

    #[test]
    fn what_is_taken_out_is_gone_what_is_put_in_comes_and_the_rest_is_counted_on() {
        let mut daily = when("UTC", ("2026-12-01T09:00", "2026-12-01T10:00"), Some("FREQ=DAILY;COUNT=5"));
        daily.gone = vec![read_local("2026-12-02T09:00").unwrap()];
        daily.extra = vec![read_local("2026-12-02T15:00").unwrap()];
        let all = daily.within((at("2026-12-01T00:00:00Z"), at("2027-01-01T00:00:00Z")), 99);
        let hours: Vec<String> = all.iter().map(|one| one.at.strftime("%d %H").to_string()).collect();
        assert_eq!(hours, ["01 09", "02 15", "03 09", "04 09", "05 09"]);
        assert!(!daily.names(read_local("2026-12-02T09:00").unwrap()));
        assert!(daily.names(read_local("2026-12-05T09:00").unwrap()));
        assert_eq!(daily.after(at("2026-12-01T09:00:00Z")).unwrap().from, at("2026-12-02T15:00:00Z"));
        assert_eq!(daily.after(at("2026-12-05T09:00:00Z")), None);
        let (head, tail) = daily.split(read_local("2026-12-03T09:00").unwrap()).unwrap();
        assert_eq!(head.within((at("2026-12-01T00:00:00Z"), at("2027-01-01T00:00:00Z")), 99).len(), 2);
        assert_eq!(tail.unwrap(), "FREQ=DAILY;COUNT=3");
    }

    #[test]
    fn a_series_begins_at_the_first_time_that_its_rule_names() {
        let monday = when("UTC", ("2026-12-01T09:00", "2026-12-01T10:00"), Some("FREQ=WEEKLY;BYDAY=MO"));
        assert_eq!(written(monday.begins), "2026-12-07T09:00:00");
        assert!(matches!(
            monday.clone().recurring(Some("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")),
            Err(Refusal::Rule)
        ));
    }

    #[test]
    fn nothing_is_moved_out_of_the_years_that_can_be_read_again() {
        let day = |text: &str| read_local(text).unwrap();
        let early = when("UTC", ("1970-01-05T09:00", "1970-01-05T10:00"), Some("FREQ=WEEKLY"));
        let moved = (day("1970-02-02T09:00"), day("1970-01-12T09:00"));
        let first = early.begins;
        assert!(matches!(early.clone().shifted(first, moved, Some("FREQ=WEEKLY")), Err(Refusal::Time)));
        let once = early.shifted(first, moved, None).unwrap();
        assert_eq!((once.begins, once.rule), (moved.1, None));
        let late = when("UTC", ("2200-12-30T09:00", "2200-12-30T10:00"), None);
        // Its next year is one in which nothing may begin.
        let leap = Some("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29");
        assert!(matches!(late.recurring(leap), Err(Refusal::Time)));
        let rare = Some("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;COUNT=1000");
        assert!(matches!(
            When::read("UTC", ("2026-12-01T09:00", "2026-12-01T10:00"), false, rare),
            Err(Refusal::Rule)
        ));
        let end = when("UTC", ("2026-12-01T09:00", "2026-12-01T10:00"), Some("FREQ=DAILY;UNTIL=99991231"));
        assert_eq!(end.bounds().unwrap().1, None);
    }

    #[test]
    fn a_series_that_is_moved_to_another_day_of_the_week_loses_none() {
        let day = |text: &str| read_local(text).unwrap();
        let read = || when("UTC", ("2026-12-09T09:00", "2026-12-09T10:00"), None);
        let (first, moved) = (day("2026-12-07T09:00"), (day("2026-12-09T09:00"), day("2026-12-10T09:00")));
        let kept = read().shifted(first, moved, Some("FREQ=WEEKLY;BYDAY=MO,TH,FR")).unwrap();
        assert_eq!(kept.begins, first, "Monday is a day of it as before");
        let all = read().shifted(first, moved, Some("FREQ=WEEKLY;BYDAY=TU,TH")).unwrap();
        assert_eq!(written(all.begins), "2026-12-08T09:00:00");
        let old = read().shifted(first, moved, Some("FREQ=WEEKLY;BYDAY=MO,WE,FR"));
        assert!(matches!(old, Err(Refusal::Begins)), "it would be there a day later, and lose one");
    }
}
