//! Which items of a list a device asks for (RFC 4791, 9.7): by what they are, when, and what is said in them.

use axum::http::StatusCode;
use ground::Timestamp;

use super::Refusal;
use super::component::Component;
use super::data::{Range, Said};
use super::todo::at;
use super::xml::{CAL, Element};
use crate::calendar::ical::{Entry, Line, unmarked};
use crate::calendar::rules::When;

/// A filter that this house cannot answer.
const UNKNOWN: Refusal = Refusal::Condition(StatusCode::FORBIDDEN, "C:supported-filter");
const COLLATION: Refusal = Refusal::Condition(StatusCode::FORBIDDEN, "C:supported-collation");

/// Filters of one question, and signs of a name or a text within them: each is held against every item.
const FILTERS_MAX: usize = 50;
const SIGNS_MAX: usize = 200;

/// The first and the last instant of which something may be.
pub(super) const FIRST: &str = "19700101T000000Z";
pub(super) const LAST: &str = "22001231T235959Z";

/// What is asked of a component.
pub(super) struct Filter {
    name: String,
    is_absent: bool,
    range: Option<Range>,
    lines: Vec<Asked>,
    inner: Vec<Filter>,
}

/// What is asked of a line, or of one of its parameters.
struct Asked {
    name: String,
    is_absent: bool,
    text: Option<Text>,
    parameters: Vec<Asked>,
}

/// A text that is looked for; in small letters where it is not looked for as it stands.
struct Text {
    plain: String,
    is_exact: bool,
    is_not: bool,
}

/// An instant in UTC, as filters say it.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let plain = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
    let zoned = plain.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(Timestamp::from_micros(zoned.timestamp().as_microsecond()))
}

/// From when to when an element says; what it leaves open is as early or as late as may be.
pub(super) fn range(element: &Element) -> Result<Range, Refusal> {
    let read = |name: &str, open: &str| instant(element.says(name).unwrap_or(open));
    let both = element.says("start").or(element.says("end")).and(read("start", FIRST).zip(read("end", LAST)));
    both.filter(|(from, until)| from < until)
        .ok_or(Refusal::Condition(StatusCode::FORBIDDEN, "C:valid-filter"))
}

/// Reads what is asked of the calendar, which is what every item is.
pub(super) fn read(filter: &Element) -> Result<Filter, Refusal> {
    let asked =
        filter.find(CAL, "comp-filter").ok_or(Refusal::Condition(StatusCode::FORBIDDEN, "C:valid-filter"))?;
    let (mut many, mut open) = (0, vec![asked]);
    while let Some(one) = open.pop() {
        many += 1;
        let filters = ["comp-filter", "prop-filter", "param-filter"];
        open.extend(one.inner.iter().filter(|inner| filters.contains(&inner.name.local.as_str())));
    }
    if many > FILTERS_MAX {
        return Err(UNKNOWN);
    }
    component(asked)
}

fn named(element: &Element) -> Result<String, Refusal> {
    let name = element.says("name").map(str::to_ascii_uppercase);
    let name = name.ok_or(Refusal::Condition(StatusCode::FORBIDDEN, "C:valid-filter"))?;
    if name.len() > SIGNS_MAX { Err(UNKNOWN) } else { Ok(name) }
}

fn component(element: &Element) -> Result<Filter, Refusal> {
    Ok(Filter {
        name: named(element)?,
        is_absent: element.find(CAL, "is-not-defined").is_some(),
        range: element.find(CAL, "time-range").map(range).transpose()?,
        lines: element.all(CAL, "prop-filter").map(asked).collect::<Result<_, _>>()?,
        inner: element.all(CAL, "comp-filter").map(component).collect::<Result<_, _>>()?,
    })
}

fn asked(element: &Element) -> Result<Asked, Refusal> {
    // When something is, is asked of what it stands in.
    if element.find(CAL, "time-range").is_some() {
        return Err(UNKNOWN);
    }
    Ok(Asked {
        name: named(element)?,
        is_absent: element.find(CAL, "is-not-defined").is_some(),
        text: element.find(CAL, "text-match").map(text).transpose()?,
        parameters: element.all(CAL, "param-filter").map(asked).collect::<Result<_, _>>()?,
    })
}

fn text(element: &Element) -> Result<Text, Refusal> {
    let is_exact = match element.says("collation").unwrap_or("i;ascii-casemap") {
        "i;octet" => true,
        "i;ascii-casemap" | "i;unicode-casemap" | "default" => false,
        _ => return Err(COLLATION),
    };
    if element.text.chars().count() > SIGNS_MAX {
        return Err(UNKNOWN);
    }
    let is_not = element.says("negate-condition").is_some_and(|not| not == "yes");
    let plain = if is_exact { element.text.clone() } else { element.text.to_lowercase() };
    Ok(Text { plain, is_exact, is_not })
}

impl Text {
    fn is_in(&self, value: &str) -> bool {
        let is_in = if self.is_exact {
            value.contains(&self.plain)
        } else {
            value.to_lowercase().contains(&self.plain)
        };
        is_in != self.is_not
    }
}

impl Asked {
    fn holds(&self, component: &Component) -> bool {
        let mut all =
            component.lines.iter().map(|(line, _)| line).filter(|line| line.name == self.name).peekable();
        if self.is_absent {
            return all.peek().is_none();
        }
        all.any(|line| {
            let said = self.text.as_ref().is_none_or(|text| text.is_in(&unmarked(&line.value)));
            said && self.parameters.iter().all(|one| one.holds_of(line))
        })
    }

    /// The same of a parameter.
    fn holds_of(&self, line: &Line) -> bool {
        let said = line.says(&self.name);
        if self.is_absent {
            return said.is_none();
        }
        said.is_some_and(|said| self.text.as_ref().is_none_or(|text| text.is_in(said)))
    }
}

impl Filter {
    /// Whether all that is asked for is one kind of thing, at any time or within a stretch: then nothing has to be opened.
    pub(super) fn bare(&self) -> Option<(&str, Option<Range>)> {
        let is_bare = |one: &Self| !one.is_absent && one.lines.is_empty() && one.inner.is_empty();
        let plain =
            self.range.is_none() && self.lines.is_empty() && !self.is_absent && self.name == "VCALENDAR";
        match (plain, self.inner.as_slice()) {
            (true, [one]) if is_bare(one) => Some((&one.name, one.range)),
            _ => None,
        }
    }

    /// Whether an item is what is asked for.
    pub(super) fn holds(&self, calendar: &Component, said: &Said) -> bool {
        self.name == calendar.name
            && !self.is_absent
            && self.lines.iter().all(|line| line.holds(calendar))
            && self.inner.iter().all(|one| one.holds_within(calendar, said))
    }

    fn holds_within(&self, calendar: &Component, said: &Said) -> bool {
        let mut all = calendar.all(&self.name).enumerate().peekable();
        if self.is_absent {
            return all.peek().is_none();
        }
        all.any(|(at, component)| {
            let entry = match said {
                Said::Event(entries) if self.name == "VEVENT" => {
                    entries.get(at).map(|entry| (entry, &entries[..]))
                }
                _ => None,
            };
            let in_time = |range| match entry {
                Some((entry, entries)) => touches(entry, entries, range),
                None => self.name == "VTODO" && due_within(component, range),
            };
            self.range.is_none_or(in_time)
                && self.lines.iter().all(|line| line.holds(component))
                && self.inner.iter().all(|one| one.holds_inside(component, entry))
        })
    }

    /// The same of what stands within an event or a task: its alarms.
    fn holds_inside(&self, component: &Component, entry: Option<(&Entry, &[Entry])>) -> bool {
        let mut all = component.all(&self.name).peekable();
        if self.is_absent {
            return all.peek().is_none();
        }
        let rings = |(from, until): Range, alarm: &Component| match entry {
            Some((entry, entries)) => entry.reminders.iter().any(|minutes| {
                let lead = std::time::Duration::from_secs(u64::from(*minutes) * 60);
                begins(entry, entries, (from.plus(lead), until.plus(lead)))
            }),
            None => alarm.find("TRIGGER").and_then(at).is_some_and(|at| from <= at && at < until),
        };
        all.any(|one| {
            self.range.is_none_or(|range| rings(range, one)) && self.lines.iter().all(|line| line.holds(one))
        })
    }
}

/// The times that are of the series itself: those that differ stand beside it.
fn times(entry: &Entry, entries: &[Entry]) -> When {
    let mut when = entry.when.clone();
    if entry.instead.is_none() {
        when.gone.extend(entries.iter().filter_map(|one| one.instead));
    }
    when
}

/// Whether an event, or one of its times, touches a stretch (RFC 4791, 9.9).
pub(super) fn touches(entry: &Entry, entries: &[Entry], range: Range) -> bool {
    !times(entry, entries).within(range, 1).is_empty()
}

/// Whether one of its times begins within a stretch.
fn begins(entry: &Entry, entries: &[Entry], range: Range) -> bool {
    times(entry, entries).within(range, 1_000).iter().any(|one| range.0 <= one.from && one.from < range.1)
}

/// Whether a task is within a stretch: when it is due, or was done or made (RFC 4791, 9.9).
fn due_within(todo: &Component, (from, until): Range) -> bool {
    let find = |name: &str| todo.find(name).and_then(at);
    match (find("DUE"), find("COMPLETED"), find("CREATED")) {
        (Some(due), ..) => from < due && until >= due,
        (None, Some(done), Some(made)) => (from <= made || from <= done) && (until >= made || until >= done),
        (None, Some(done), None) => from <= done && until >= done,
        (None, None, Some(made)) => until > made,
        (None, None, None) => true,
    }
}
