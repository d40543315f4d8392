//! When something recurs: the local times of a rule, one after the other, in the order of time.
//!
//! An engine of its own: a rule is asked within a stretch of time, without an end, by every page and every reminder, and it
//! begins near what is asked for instead of at the first time of all. Ten thousand rules drawn at random give the same as
//! python-dateutil (`e2e/recurrence`).

use jiff::Span;
use jiff::civil::{Date, DateTime, Weekday};

use super::rule::{Every, Over, Rule};

/// No time is looked for after this year: what never comes ends there, and what comes once in a century still comes.
const YEAR_MAX: i16 = 2_300;
/// Days that are looked at for one question, at most: a hundred years and more, of which a rule of days skips what lies between.
const DAYS_MAX: i64 = 40_000;

/// The times of a rule.
pub struct Times<'a> {
    rule: &'a Rule,
    start: DateTime,
    /// The period that is looked at next, counted from that of the start.
    period: i64,
    left: Option<u32>,
    ready: std::vec::IntoIter<Date>,
    is_over: bool,
    /// Days that may still be looked at.
    budget: i64,
    /// No period that begins after this day is looked at.
    late: Option<Date>,
    /// The days ran out before the rule was over.
    is_spent: bool,
}

/// The times of a rule from its start on, leaving out whole periods before `from` where no number of times is counted.
pub fn times(rule: &Rule, start: DateTime, from: DateTime) -> Times<'_> {
    let left = match rule.over {
        Over::After(count) => Some(count),
        Over::Never | Over::At(_) => None,
    };
    let period = if left.is_none() { before(rule, start.date(), from.date()) } else { 0 };
    let ready = Vec::new().into_iter();
    Times { rule, start, period, left, ready, is_over: false, budget: DAYS_MAX, late: None, is_spent: false }
}

/// The last period, counted in whole intervals, that certainly begins before what is asked for.
fn before(rule: &Rule, start: Date, from: Date) -> i64 {
    if from <= start {
        return 0;
    }
    let days = i64::from(start.until(from).map_or(0, |span| span.get_days()));
    let periods = match rule.every {
        Every::Day => days,
        Every::Week => days / 7,
        Every::Month => months(from) - months(start),
        Every::Year => i64::from(from.year() - start.year()),
    };
    (periods / i64::from(rule.interval) - 1).max(0)
}

fn months(day: Date) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month()) - 1
}

impl Iterator for Times<'_> {
    type Item = DateTime;

    fn next(&mut self) -> Option<DateTime> {
        loop {
            if self.is_over || self.left == Some(0) {
                return None;
            }
            if let Some(day) = self.ready.next() {
                let at = day.to_datetime(self.start.time());
                if at < self.start {
                    continue;
                }
                if matches!(self.rule.over, Over::At(last) if at > last) {
                    self.is_over = true;
                    return None;
                }
                self.left = self.left.map(|left| left - 1);
                return Some(at);
            }
            self.fill();
        }
    }
}

impl Times<'_> {
    /// The same, without looking past the day of a local time.
    #[must_use]
    pub fn until(mut self, last: DateTime) -> Self {
        self.late = Some(last.date());
        self
    }

    /// The same, however many days have to be looked at: for what nobody waits for.
    #[must_use]
    pub const fn at_leisure(mut self) -> Self {
        self.budget = i64::MAX;
        self
    }

    /// Whether all times were named: more days would have had to be looked at otherwise.
    pub fn are_bounded(mut self) -> bool {
        while self.next().is_some() {}
        !self.is_spent
    }

    /// Looks at the next period.
    fn fill(&mut self) {
        let steps = self.period * i64::from(self.rule.interval);
        self.period += 1;
        let Some((first, days)) = period(self.rule, self.start.date(), steps) else {
            self.is_over = true;
            return;
        };
        let late = matches!(self.rule.over, Over::At(last) if first > last.date())
            || self.late.is_some_and(|last| first > last);
        if first.year() > YEAR_MAX || late {
            self.is_over = true;
            return;
        }
        if self.budget < days {
            (self.is_over, self.is_spent) = (true, true);
            return;
        }
        self.budget -= days;
        self.ready = within(self.rule, self.start.date(), first, days).into_iter();
    }
}

/// The first day of a period and how many it has.
fn period(rule: &Rule, start: Date, steps: i64) -> Option<(Date, i64)> {
    match rule.every {
        Every::Day => Some((plus(start, steps)?, 1)),
        Every::Week => {
            let into = i64::from(start.weekday().since(rule.week_begins));
            Some((plus(start, steps * 7 - into)?, 7))
        }
        Every::Month => {
            let at = months(start) + steps;
            let first =
                Date::new(at.div_euclid(12).try_into().ok()?, (at.rem_euclid(12) + 1).try_into().ok()?, 1);
            let first = first.ok()?;
            Some((first, i64::from(first.days_in_month())))
        }
        Every::Year => {
            let first = Date::new((i64::from(start.year()) + steps).try_into().ok()?, 1, 1).ok()?;
            Some((first, i64::from(first.days_in_year())))
        }
    }
}

fn plus(day: Date, days: i64) -> Option<Date> {
    day.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// The days of a period that the rule names.
fn within(rule: &Rule, start: Date, first: Date, days: i64) -> Vec<Date> {
    let mut found: Vec<Date> =
        (0..days).filter_map(|at| plus(first, at)).filter(|day| is_named(rule, start, *day)).collect();
    if rule.positions.is_empty() {
        return found;
    }
    let length = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let mut at: Vec<usize> = (rule.positions.iter())
        .map(|position| i64::from(*position))
        .map(|position| if position > 0 { position - 1 } else { length + position })
        .filter_map(|position| usize::try_from(position).ok())
        .filter(|position| *position < found.len())
        .collect();
    at.sort_unstable();
    at.dedup();
    found = at.into_iter().map(|position| found[position]).collect();
    found
}

fn is_named(rule: &Rule, start: Date, day: Date) -> bool {
    if !rule.months.is_empty() && !rule.months.contains(&day.month()) {
        return false;
    }
    let is_bare = rule.weeks.is_empty()
        && rule.year_days.is_empty()
        && rule.month_days.is_empty()
        && rule.days.is_empty();
    if is_bare {
        return match rule.every {
            Every::Day => true,
            Every::Week => day.weekday() == start.weekday(),
            Every::Month => day.day() == start.day(),
            Every::Year if rule.months.is_empty() => (day.month(), day.day()) == (start.month(), start.day()),
            Every::Year => day.day() == start.day(),
        };
    }
    (rule.weeks.is_empty() || is_of_week(rule, day))
        && (rule.year_days.is_empty()
            || rule.year_days.iter().any(|named| is_at(*named, day.day_of_year(), day.days_in_year())))
        && (rule.month_days.is_empty()
            || rule
                .month_days
                .iter()
                .any(|named| is_at((*named).into(), day.day().into(), day.days_in_month().into())))
        && (rule.days.is_empty() || rule.days.iter().any(|named| is_day(rule, *named, day)))
}

/// Whether the `named`th, counted from the end where it is negative, of `all` is this one.
fn is_at(named: i16, this: i16, all: i16) -> bool {
    named == this || named == this - all - 1
}

fn is_day(rule: &Rule, (which, weekday): (i8, Weekday), day: Date) -> bool {
    if day.weekday() != weekday {
        return false;
    }
    if which == 0 {
        return true;
    }
    // Within the month where months are spoken of, else within the year.
    let of_month = rule.every == Every::Month || !rule.months.is_empty();
    let (this, all) = if of_month {
        (i16::from(day.day()), i16::from(day.days_in_month()))
    } else {
        (day.day_of_year(), day.days_in_year())
    };
    let which = i16::from(which);
    which == (this - 1) / 7 + 1 || which == -((all - this) / 7 + 1)
}

/// Weeks are counted as ISO 8601 does, but may begin on another day: the first has at least four days of its year.
fn is_of_week(rule: &Rule, day: Date) -> bool {
    let Some((year, number)) = week(rule.week_begins, day) else { return false };
    // The 28th of December lies in the last week of its year, whichever day weeks begin on.
    let last = Date::new(year, 12, 28)
        .ok()
        .and_then(|day| week(rule.week_begins, day))
        .map_or(52, |(_, number)| number);
    rule.weeks.iter().any(|named| is_at((*named).into(), number, last))
}

fn week(begins: Weekday, day: Date) -> Option<(i16, i16)> {
    let middle = plus(day, 3 - i64::from(day.weekday().since(begins)))?;
    Some((middle.year(), (middle.day_of_year() - 1) / 7 + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(rule: &str, start: &str, most: usize) -> Vec<String> {
        let rule = Rule::read(rule, Some).unwrap();
        let start: DateTime = start.parse().unwrap();
        times(&rule, start, start).take(most).map(|at| at.strftime("%Y-%m-%d").to_string()).collect()
    }

    #[test]
    fn the_last_friday_the_thirty_first_and_leap_day_come_when_they_come() {
        assert_eq!(
            all("FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27T09:00", 3),
            ["2026-11-27", "2026-12-25", "2027-01-29"]
        );
        assert_eq!(all("FREQ=MONTHLY", "2026-12-31T09:00", 3), ["2026-12-31", "2027-01-31", "2027-03-31"]);
        assert_eq!(all("FREQ=YEARLY", "2028-02-29T09:00", 3), ["2028-02-29", "2032-02-29", "2036-02-29"]);
        assert_eq!(
            all("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-11-30T09:00", 2),
            ["2026-11-30", "2026-12-31"]
        );
        assert_eq!(
            all("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU;COUNT=4", "1997-08-05T09:00", 9),
            ["1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"]
        );
    }

    #[test]
    fn what_never_comes_ends_and_what_is_asked_for_late_is_the_same() {
        assert!(all("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-01-01T09:00", 1).is_empty());
        let rule = Rule::read("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU", Some).unwrap();
        let start: DateTime = "2026-11-29T09:00".parse().unwrap();
        let late: DateTime = "2031-05-05T00:00".parse().unwrap();
        let slow: Vec<DateTime> = times(&rule, start, start).skip_while(|at| *at < late).take(5).collect();
        let quick: Vec<DateTime> = times(&rule, start, late).skip_while(|at| *at < late).take(5).collect();
        assert_eq!(slow, quick);
    }

    #[test]
    fn no_question_looks_at_more_days_than_it_may_nor_past_what_is_asked_for() {
        let never = Rule::read("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", Some).unwrap();
        let start: DateTime = "2026-12-01T09:00".parse().unwrap();
        let mut all = times(&never, start, start);
        assert_eq!((all.next(), all.is_spent, all.budget), (None, true, 0));
        let mut some = times(&never, start, start).until("2026-12-31T00:00".parse().unwrap());
        assert_eq!((some.next(), some.is_spent, DAYS_MAX - some.budget), (None, false, 31));
        let rare = Rule::read("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;COUNT=1000", Some).unwrap();
        assert!(!times(&rare, start, start).are_bounded());
        let daily = Rule::read("FREQ=DAILY;COUNT=1000", Some).unwrap();
        assert!(times(&daily, start, start).are_bounded());
    }
}
