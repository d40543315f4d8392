//! Zones as a calendar file describes them (RFC 5545, 3.6.5): programs that have no list of zones find there what the clocks did.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

use super::rules::{When, zone};

/// The last year that is looked at: what is changed in it is changed in every later one.
const LAST: i16 = 2_037;

/// The zones of these times, each from a year before it is first needed.
pub(super) fn written<'a>(all: impl Iterator<Item = &'a When>) -> Vec<String> {
    let mut first: BTreeMap<&str, i16> = BTreeMap::new();
    for when in all.filter(|when| !when.all_day && when.zone != "UTC") {
        let year = when.extra.iter().map(|at| at.year()).fold(when.begins.year(), i16::min);
        let known = first.entry(&when.zone).or_insert(year);
        *known = year.min(*known);
    }
    first.iter().flat_map(|(name, year)| described(name, *year).unwrap_or_default()).collect()
}

/// How clocks are changed: in which month, on which day of the week of it and when; from what to what.
#[derive(Clone, PartialEq, Eq)]
struct Change {
    month: i8,
    day: String,
    hour: jiff::civil::Time,
    offsets: (Offset, Offset),
    is_summer: bool,
    name: String,
}

/// The same change, year after year.
struct Years {
    change: Change,
    first: DateTime,
    last: (i16, Timestamp),
}

fn described(name: &str, year: i16) -> Option<Vec<String>> {
    let known = zone(name)?;
    let begin = jiff::civil::date(year - 1, 1, 1).at(0, 0, 0, 0).to_zoned(TimeZone::UTC).ok()?.timestamp();
    let mut years: Vec<Years> = Vec::new();
    for change in known.following(begin).take(400) {
        let at = change.timestamp();
        let before = known.to_offset(at.checked_sub(SignedDuration::from_secs(1)).ok()?);
        let local = before.to_datetime(at);
        if local.year() > LAST {
            break;
        }
        let new = Change {
            month: local.month(),
            day: day(local),
            hour: local.time(),
            offsets: (before, change.offset()),
            is_summer: change.dst().is_dst(),
            name: change.abbreviation().to_owned(),
        };
        match years.iter_mut().find(|one| one.change == new && one.last.0 + 1 == local.year()) {
            Some(known) => known.last = (local.year(), at),
            None => years.push(Years { change: new, first: local, last: (local.year(), at) }),
        }
    }
    let mut lines = vec!["BEGIN:VTIMEZONE".to_owned(), format!("TZID:{name}")];
    if years.is_empty() || years.iter().all(|one| one.first.year() > year) {
        let offset = known.to_offset(begin);
        let info = known.to_offset_info(begin);
        lines.extend(observed("STANDARD", "19700101T000000", (offset, offset), info.abbreviation()));
        lines.push("END:STANDARD".to_owned());
    }
    for one in &years {
        lines.extend(yearly(one));
    }
    lines.push("END:VTIMEZONE".to_owned());
    Some(lines)
}

/// Which day of the week of its month it is: the last, or the so-manieth.
fn day(at: DateTime) -> String {
    let word = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let word = word.get(usize::try_from(at.weekday().to_monday_zero_offset()).unwrap_or(0)).unwrap_or(&"MO");
    if at.day() + 7 > at.date().days_in_month() {
        format!("-1{word}")
    } else {
        format!("{}{word}", (at.day() + 6) / 7)
    }
}

fn yearly(one: &Years) -> Vec<String> {
    let kind = if one.change.is_summer { "DAYLIGHT" } else { "STANDARD" };
    let first = one.first.strftime("%Y%m%dT%H%M%S").to_string();
    let mut lines = observed(kind, &first, one.change.offsets, &one.change.name);
    if one.last.0 != one.first.year() {
        let rule = format!("RRULE:FREQ=YEARLY;BYMONTH={};BYDAY={}", one.change.month, one.change.day);
        let until = || format!(";UNTIL={}", one.last.1.strftime("%Y%m%dT%H%M%SZ"));
        lines.push(if one.last.0 == LAST { rule } else { rule + &until() });
    }
    lines.push(format!("END:{kind}"));
    lines
}

/// What clocks show from a local time on, without its end.
fn observed(kind: &str, first: &str, (from, to): (Offset, Offset), name: &str) -> Vec<String> {
    let apart = |offset: Offset| {
        let (sign, seconds) = (if offset.seconds() < 0 { '-' } else { '+' }, offset.seconds().abs());
        let plain = format!("{sign}{:02}{:02}", seconds / 3_600, seconds / 60 % 60);
        if seconds % 60 == 0 { plain } else { format!("{plain}{:02}", seconds % 60) }
    };
    vec![
        format!("BEGIN:{kind}"),
        format!("DTSTART:{first}"),
        format!("TZOFFSETFROM:{}", apart(from)),
        format!("TZOFFSETTO:{}", apart(to)),
        format!("TZNAME:{name}"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(zone: &str, begins: &str) -> String {
        let times = (begins, begins);
        written([&When::read(zone, times, false, None).unwrap()].into_iter()).join("\n")
    }

    #[test]
    fn a_zone_says_what_its_clocks_did_and_will_do() {
        let berlin = of("Europe/Berlin", "2026-12-01T09:00");
        let summer = "BEGIN:DAYLIGHT\nDTSTART:20250330T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nTZNAME:CEST\n\
                      RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nEND:DAYLIGHT";
        assert!(berlin.contains(summer), "{berlin}");
        // Until 2006 New York changed its clocks in April.
        let york = of("America/New_York", "2000-12-01T09:00");
        assert!(york.contains("RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060402T070000Z"), "{york}");
        assert!(york.contains("DTSTART:20070311T020000"), "{york}");
        let shanghai = of("Asia/Shanghai", "2026-12-01T09:00");
        assert!(
            shanghai.contains("BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0800"),
            "{shanghai}"
        );
        assert_eq!(of("UTC", "2026-12-01T09:00"), "");
    }
}
