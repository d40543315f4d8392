//! Calendar files (RFC 5545): written for other calendars, and read from them. What strangers wrote is bounded and never trusted.

use ground::{PersonId, Timestamp};
use jiff::civil::{Date, DateTime};
use std::collections::HashMap;
use yard::ical::{folded, instant, text};

pub(crate) use super::lines::{Line, line, unfolded, unmarked};
use super::rules::{BEFORE_MAX_MIN, EXCEPTIONS_MAX, GUESTS_MAX, REMINDERS_MAX, Reply, When, zone};
use super::unread::{self, Unread, Why};
use super::{foreign, zones};

/// Bytes of a file, and events in it, at most.
pub(super) const FILE_MAX: usize = 1 << 20;
/// How often something was changed before, at most; a file that says more says nothing of it.
const SEQUENCE_MAX: i64 = i32::MAX as i64;
pub(super) const EVENTS_MAX: usize = 1_000;

/// How a file begins.
pub(crate) const HEAD: [&str; 3] = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Courtyard//calendar//EN"];

/// An event as a file has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Entry {
    pub uid: String,
    pub title: String,
    pub place: Option<String>,
    pub notes: Option<String>,
    pub when: When,
    /// Instead of which time of its series.
    pub instead: Option<DateTime>,
    pub is_private: bool,
    pub is_free: bool,
    pub sequence: i64,
    /// How many minutes before somebody wants to be told.
    pub reminders: Vec<u32>,
    /// Who takes part, whoever organises first; nobody where nobody is invited.
    pub people: Vec<Attendee>,
}

/// Somebody who takes part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Attendee {
    pub person: PersonId,
    pub name: Option<String>,
    /// What he said; nothing where he organises.
    pub reply: Option<Reply>,
}

/// The address by which calendars name a person of this house: one that nobody outside can write to.
pub(crate) fn address(person: PersonId) -> String {
    let hex: String = person.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// The person of such an address.
fn addressed(text: &str) -> Option<PersonId> {
    let (head, hex) = text.trim().split_at_checked(9)?;
    let hex: String = hex.chars().filter(|sign| *sign != '-').collect();
    if !head.eq_ignore_ascii_case("urn:uuid:") || hex.len() != 32 || !hex.is_ascii() {
        return None;
    }
    let mut bytes = [0; 16];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).ok()?;
    }
    Some(PersonId::from_bytes(bytes))
}

const REPLIES: [(Reply, &str); 4] = [
    (Reply::Waiting, "NEEDS-ACTION"),
    (Reply::Accepted, "ACCEPTED"),
    (Reply::Declined, "DECLINED"),
    (Reply::Tentative, "TENTATIVE"),
];

/// Whoever takes part, as a line (RFC 5545, 3.8.4.1 and 3.8.4.3).
fn attendee(one: &Attendee) -> String {
    // A name within quotes has none of its own.
    let plain = |name: &String| name.chars().filter(|sign| !sign.is_control() && *sign != '"').collect();
    let name: String = one.name.as_ref().map(plain).unwrap_or_default();
    let name = if name.is_empty() { name } else { format!(";CN=\"{name}\"") };
    let said = REPLIES.iter().find(|(reply, _)| Some(*reply) == one.reply).map(|(_, word)| *word);
    match said {
        None => format!("ORGANIZER{name}:{}", address(one.person)),
        Some(said) => format!("ATTENDEE{name};PARTSTAT={said}:{}", address(one.person)),
    }
}

/// Who takes part, as a file says it; whoever is not of this house is left out.
fn attendees(lines: &[Line]) -> Vec<Attendee> {
    let one = |line: &Line| {
        let reply = match line.name.as_str() {
            "ORGANIZER" => None,
            "ATTENDEE" => {
                let word = line.says("PARTSTAT").unwrap_or("NEEDS-ACTION");
                let found = REPLIES.iter().find(|(_, known)| known.eq_ignore_ascii_case(word));
                Some(found.map_or(Reply::Waiting, |(reply, _)| *reply))
            }
            _ => return None,
        };
        Some(Attendee { person: addressed(&line.value)?, name: None, reply })
    };
    lines.iter().filter_map(one).take(GUESTS_MAX + 1).collect()
}

/// A file of these events.
pub(crate) fn write(entries: &[Entry], now: Timestamp) -> String {
    write_with(entries, now, &[])
}

/// The same, with lines that say more of the whole.
pub(super) fn write_with(entries: &[Entry], now: Timestamp, more: &[&str]) -> String {
    let mut lines = Vec::from(HEAD.map(str::to_owned));
    lines.push("CALSCALE:GREGORIAN".to_owned());
    lines.extend(more.iter().map(|line| (*line).to_owned()));
    lines.extend(zones::written(entries.iter().map(|entry| &entry.when)));
    let series = series(entries);
    for entry in entries {
        let of = series.get(entry.uid.as_str()).copied().unwrap_or(&entry.when);
        lines.extend(event((entry, of), now));
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line) + "\r\n").collect()
}

/// When each series is, by its number.
fn series(entries: &[Entry]) -> HashMap<&str, &When> {
    let roots = entries.iter().filter(|entry| entry.instead.is_none());
    roots.map(|entry| (entry.uid.as_str(), &entry.when)).collect()
}

/// A local time of something, as a line of that name.
fn timed(name: &str, at: DateTime, when: &When) -> String {
    if when.all_day {
        format!("{name};VALUE=DATE:{}", at.strftime("%Y%m%d"))
    } else if when.zone == "UTC" {
        format!("{name}:{}Z", at.strftime("%Y%m%dT%H%M%S"))
    } else {
        format!("{name};TZID={}:{}", when.zone, at.strftime("%Y%m%dT%H%M%S"))
    }
}

/// An event; a time of a series that differs is named as the series has it.
fn event((entry, of): (&Entry, &When), now: Timestamp) -> Vec<String> {
    let when = &entry.when;
    let at = |name: &str, at: DateTime| timed(name, at, when);
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}", text(&entry.uid)),
        format!("DTSTAMP:{}", instant(now)),
        format!("SEQUENCE:{}", entry.sequence),
        at("DTSTART", when.begins),
        if when.all_day {
            format!("DURATION:P{}D", when.minutes / 1_440)
        } else {
            format!("DURATION:PT{}M", when.minutes)
        },
        format!("SUMMARY:{}", text(&entry.title)),
    ];
    lines.extend(entry.instead.map(|instead| timed("RECURRENCE-ID", instead, of)));
    lines.extend(when.rule.as_deref().map(|rule| format!("RRULE:{}", ruled(rule, when))));
    lines.extend(when.extra.iter().map(|one| at("RDATE", *one)));
    lines.extend(when.gone.iter().map(|one| at("EXDATE", *one)));
    lines.extend(entry.place.as_deref().map(|place| format!("LOCATION:{}", text(place))));
    lines.extend(entry.notes.as_deref().map(|notes| format!("DESCRIPTION:{}", text(notes))));
    lines.extend(entry.is_private.then(|| "CLASS:PRIVATE".to_owned()));
    lines.push(format!("TRANSP:{}", if entry.is_free { "TRANSPARENT" } else { "OPAQUE" }));
    lines.extend(entry.people.iter().map(attendee));
    for minutes in &entry.reminders {
        lines.extend(alarm(&format!("TRIGGER:-PT{minutes}M")));
    }
    lines.push("END:VEVENT".to_owned());
    lines
}

/// An alarm that shows what it is of (3.6.6).
pub(crate) fn alarm(trigger: &str) -> [String; 5] {
    ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:-", trigger, "END:VALARM"].map(str::to_owned)
}

/// How many minutes before the beginning an alarm comes; nothing where it comes otherwise.
fn lead(line: &Line) -> Option<u32> {
    if line.says("RELATED").is_some_and(|end| end.eq_ignore_ascii_case("END")) {
        return None;
    }
    let text = line.value.trim();
    let (span, before) = text.strip_prefix('-').map_or((text, false), |span| (span, true));
    let lead = u32::try_from(minutes(span.trim_start_matches('+'))?).ok()?;
    (before || lead == 0).then_some(lead).filter(|lead| *lead <= BEFORE_MAX_MIN)
}

/// The end of a rule stands in UTC where its beginning has a zone, and is a day where it is one.
fn ruled(rule: &str, when: &When) -> String {
    let part = |part: &str| -> Option<String> {
        let at = DateTime::strptime("UNTIL=%Y%m%dT%H%M%S", part).ok()?;
        if when.all_day {
            return Some(format!("UNTIL={}", at.strftime("%Y%m%d")));
        }
        let at = at.to_zoned(zone(&when.zone)?).ok()?.with_time_zone(jiff::tz::TimeZone::UTC);
        Some(format!("UNTIL={}", at.strftime("%Y%m%dT%H%M%SZ")))
    };
    rule.split(';').map(|one| part(one).unwrap_or_else(|| one.to_owned())).collect::<Vec<_>>().join(";")
}

/// Reads a file: its events, and those that could not be read. Nothing where it is none, or too much.
pub(crate) fn read(file: &str, home: &str) -> Option<(Vec<Entry>, Vec<Unread>)> {
    if file.len() > FILE_MAX || !file.trim_start().starts_with("BEGIN:VCALENDAR") {
        return None;
    }
    let whole = unfolded(file);
    let (mut entries, mut left): (Vec<Entry>, Vec<Unread>) = (Vec::new(), Vec::new());
    let mut named: Vec<(usize, Line)> = Vec::new();
    let mut cancelled: Vec<(String, Unread, Line)> = Vec::new();
    let foreign = foreign::zones(&whole);
    let (mut event, mut inner, mut has_alarm): (Option<Vec<Line>>, u32, bool) = (None, 0, false);
    for mut one in whole.lines().filter_map(line) {
        foreign::renamed(&mut one, &foreign);
        match (one.name.as_str(), one.value.trim()) {
            ("BEGIN", "VEVENT") => (event, inner) = (Some(Vec::new()), 0),
            ("BEGIN", inside) => (inner, has_alarm) = (inner + 1, inside == "VALARM"),
            ("END", "VEVENT") => {
                let lines = event.take().unwrap_or_default();
                let read = unread::left(&lines).map_or_else(|| entry(&lines, home), Err);
                let (uid, title) = (said(&lines, "UID"), said(&lines, "SUMMARY").unwrap_or_default());
                let id = lines.into_iter().find(|line| line.name == "RECURRENCE-ID");
                match (read, uid, id) {
                    (Ok(entry), _, id) => {
                        named.extend(id.map(|line| (entries.len(), line)));
                        entries.push(entry);
                    }
                    (Err(why @ Why::Cancelled), Some(uid), Some(line)) => {
                        cancelled.push((uid, Unread { title, why }, line));
                    }
                    (Err(why), ..) => left.push(Unread { title, why }),
                }
                if entries.len() + left.len() + cancelled.len() > EVENTS_MAX {
                    return None;
                }
            }
            ("END", _) => inner = inner.saturating_sub(1),
            // When an alarm comes is kept; what else it says is not of the event.
            (name, _) if inner > 0 && !(has_alarm && name == "TRIGGER") => {}
            _ => {
                if let Some(lines) = &mut event {
                    lines.push(one);
                }
            }
        }
    }
    placed(&mut entries, named);
    left.extend(cancelled.into_iter().filter_map(|one| taken_out(&mut entries, one)));
    Some((entries, left))
}

/// Which time of a series each of these is: as the series has it, not as itself has.
fn placed(entries: &mut [Entry], named: Vec<(usize, Line)>) {
    let series: HashMap<String, (String, bool)> = series(entries)
        .into_iter()
        .map(|(uid, when)| (uid.to_owned(), (when.zone.clone(), when.all_day)))
        .collect();
    for (at, line) in named {
        let Some(entry) = entries.get_mut(at) else { continue };
        if let Some((zone, all_day)) = series.get(&entry.uid) {
            entry.instead = time_of(&line, zone, *all_day);
        }
    }
}

/// Takes a time that is cancelled out of its series; what is left where the file has no such series, or one of which too many are out.
fn taken_out(entries: &mut [Entry], (uid, left, line): (String, Unread, Line)) -> Option<Unread> {
    let root = entries.iter_mut().find(|entry| entry.uid == uid && entry.instead.is_none());
    let when = root.map(|entry| &mut entry.when).filter(|when| when.gone.len() < EXCEPTIONS_MAX);
    let Some(when) = when else { return Some(left) };
    if let Some(at) = time_of(&line, &when.zone, when.all_day) {
        when.take_out(at);
    }
    None
}

/// The time that a line names, as it stands in a series of that zone.
fn time_of(line: &Line, zone: &str, all_day: bool) -> Option<DateTime> {
    let at = times(line, zone).first().copied()?;
    Some(if all_day { at.date().at(0, 0, 0, 0) } else { at })
}

/// What was written, as it is read again: all of it, or nothing.
pub(crate) fn again(entries: &[Entry], home: &str) -> Option<Vec<Entry>> {
    let (again, left) = read(&write(entries, Timestamp::from_micros(0)), home)?;
    left.is_empty().then_some(again)
}

/// A zone by its name; some programs put a path before it.
pub(super) fn zoned(name: &str) -> Option<String> {
    if zone(name).is_some() {
        return Some(name.to_owned());
    }
    let parts: Vec<&str> = name.rsplitn(3, '/').collect();
    let short = format!("{}/{}", parts.get(1)?, parts.first()?);
    zone(&short).map(|_| short)
}

/// A local time and, where it is an instant in UTC, its zone.
fn local(value: &str) -> Option<(DateTime, bool)> {
    let (value, is_utc) = value.strip_suffix('Z').map_or((value, false), |value| (value, true));
    if value.len() == 8 {
        return Some((Date::strptime("%Y%m%d", value).ok()?.at(0, 0, 0, 0), false));
    }
    Some((DateTime::strptime("%Y%m%dT%H%M%S", value).ok()?, is_utc))
}

/// The times of a line, as they stand on the wall of a zone.
pub(crate) fn times(line: &Line, home: &str) -> Vec<DateTime> {
    let own = line.says("TZID").and_then(zoned).unwrap_or_else(|| home.to_owned());
    let one = |value: &str| {
        let (at, is_utc) = local(value.trim())?;
        let from = if is_utc { "UTC" } else { own.as_str() };
        if from == home || value.trim().len() == 8 {
            return Some(at);
        }
        Some(at.to_zoned(zone(from)?).ok()?.with_time_zone(zone(home)?).datetime())
    };
    line.value.split(',').filter_map(one).collect()
}

/// Minutes of a duration.
pub(crate) fn minutes(value: &str) -> Option<i64> {
    let span: jiff::Span = value.parse().ok()?;
    let days = i64::from(span.get_weeks()) * 7 + i64::from(span.get_days());
    Some(days * 1_440 + i64::from(span.get_hours()) * 60 + span.get_minutes() + span.get_seconds() / 60)
}

/// How many minutes it lasts: to its end, for so long, or for the day on which it is. Where clocks are changed in between, so many really
/// pass.
fn lasts(lines: &[Line], (begins, all_day): (DateTime, bool), name: &str) -> Option<i64> {
    let find = |name: &str| lines.iter().find(|line| line.name == name);
    if let Some(end) = find("DTEND") {
        let ends = *times(end, name).first()?;
        let known = if all_day { jiff::tz::TimeZone::UTC } else { zone(name)? };
        let at = |local: DateTime| Some(local.to_zoned(known.clone()).ok()?.timestamp().as_second());
        return Some((at(ends)? - at(begins)?) / 60);
    }
    match find("DURATION") {
        Some(lasts) => minutes(lasts.value.trim()),
        None => Some(if all_day { 1_440 } else { 0 }),
    }
}

/// What a line of that name says, in the open.
fn said(lines: &[Line], name: &str) -> Option<String> {
    lines.iter().find(|line| line.name == name).map(|line| unmarked(&line.value))
}

fn entry(lines: &[Line], home: &str) -> Result<Entry, Why> {
    let find = |name: &str| lines.iter().find(|line| line.name == name);
    let say = |name: &str| said(lines, name);
    let start = find("DTSTART").ok_or(Why::Time)?;
    let all_day = start.value.trim().len() == 8;
    let (begins, is_utc) = local(start.value.trim()).ok_or(Why::Time)?;
    let zone = match start.says("TZID") {
        _ if is_utc => "UTC".to_owned(),
        Some(name) => zoned(name).ok_or(Why::Zone)?,
        None => home.to_owned(),
    };
    let lasts = lasts(lines, (begins, all_day), &zone).ok_or(Why::Time)?;
    let all = |name: &str| -> Vec<DateTime> {
        lines.iter().filter(|line| line.name == name).flat_map(|line| times(line, &zone)).collect()
    };
    let (extra, gone): (Vec<DateTime>, Vec<DateTime>) = (all("RDATE"), all("EXDATE"));
    let rules = lines.iter().filter(|line| line.name == "RRULE").count();
    if extra.len().max(gone.len()) > EXCEPTIONS_MAX || rules > 1 {
        return Err(Why::Rule);
    }
    let instead = all("RECURRENCE-ID").first().copied();
    // Read as if somebody had typed it, so that the same bounds hold; the end follows from how long it lasts.
    let bare =
        When { zone, begins, minutes: lasts, all_day, rule: None, extra: Vec::new(), gone: Vec::new() };
    let ruled = find("RRULE").map(|line| line.value.as_str());
    let mut when = bare.recurring(ruled).map_err(|_| if ruled.is_some() { Why::Rule } else { Why::Time })?;
    if when.begins != begins {
        // The beginning counts as a time of its own, though the rule does not name it.
        when.extra.push(begins);
    }
    when.extra.extend(extra);
    when.gone = gone;
    // What is put in, taken out or replaced has to be read again as well.
    When { gone: when.gone.iter().copied().chain(instead).collect(), ..when.clone() }
        .is_within()
        .ok_or(Why::Time)?;
    let triggers = lines.iter().filter(|line| line.name == "TRIGGER");
    let mut reminders: Vec<u32> = triggers.filter_map(lead).collect();
    reminders.sort_unstable();
    reminders.dedup();
    reminders.truncate(REMINDERS_MAX);
    let uid = say("UID").filter(|uid| !uid.is_empty()).unwrap_or_else(|| super::rules::written(begins));
    Ok(Entry {
        uid: uid.chars().take(200).collect(),
        title: say("SUMMARY").unwrap_or_default(),
        place: say("LOCATION"),
        notes: say("DESCRIPTION"),
        when,
        instead,
        is_private: say("CLASS").is_some_and(|class| !class.eq_ignore_ascii_case("PUBLIC")),
        is_free: say("TRANSP").is_some_and(|transp| transp.eq_ignore_ascii_case("TRANSPARENT")),
        sequence: say("SEQUENCE")
            .and_then(|text| text.parse().ok())
            .filter(|one| (0..=SEQUENCE_MAX).contains(one))
            .unwrap_or_default(),
        reminders,
        people: attendees(lines),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\n\
        DTSTART:19701025T030000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n\
        BEGIN:VEVENT\r\nUID:one@example\r\nDTSTART;TZID=\"Europe/Berlin\":20261201T090000\r\n\
        DTEND;TZID=Europe/Berlin:20261201T103000\r\nRRULE:FREQ=WEEKLY;UNTIL=20261222T080000Z\r\n\
        EXDATE:20261208T080000Z\r\nSUMMARY:Wochen\\,plan 会\r\n 议\r\nDESCRIPTION:a\\nb\r\nBEGIN:VALARM\r\n\
        SUMMARY:no\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:two\r\n\
        DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Feiertage\r\nTRANSP:TRANSPARENT\r\n\
        END:VEVENT\r\nBEGIN:VEVENT\r\nUID:three\r\nDTSTART:20261201T090000Z\r\nRRULE:FREQ=HOURLY\r\nEND:VEVENT\r\n\
        END:VCALENDAR\r\n";

    #[test]
    fn a_file_is_read_as_its_program_meant_it_and_written_for_others() {
        let (entries, left) = read(FILE, "Asia/Shanghai").unwrap();
        let why: Vec<Why> = left.iter().map(|one| one.why).collect();
        assert_eq!((entries.len(), why), (2, vec![Why::Rule]), "what repeats within a day is left");
        let (one, two) = (&entries[0], &entries[1]);
        assert_eq!((one.title.as_str(), one.notes.as_deref()), ("Wochen,plan 会议", Some("a\nb")));
        assert_eq!((one.when.minutes, one.when.zone.as_str()), (90, "Europe/Berlin"));
        assert_eq!(one.when.rule.as_deref(), Some("FREQ=WEEKLY;UNTIL=20261222T090000"));
        assert_eq!(super::super::rules::listed(&one.when.gone), "2026-12-08T09:00:00");
        assert_eq!((two.when.minutes, two.when.all_day, two.is_free), (3 * 1_440, true, true));
        let written = write(&entries, Timestamp::from_micros(0));
        assert!(written.contains("RRULE:FREQ=WEEKLY;UNTIL=20261222T080000Z\r\n"), "{written}");
        assert!(written.lines().all(|line| line.len() <= 75));
        let (again, left) = read(&written, "UTC").unwrap();
        assert_eq!(
            (again, left),
            (
                vec![
                    entries[0].clone(),
                    Entry { when: When { zone: "UTC".into(), ..two.when.clone() }, ..two.clone() }
                ],
                Vec::new()
            )
        );
    }

    #[test]
    fn fuzz_calendar_file() {
        fuzz::Fuzz::new(env!("CARGO_MANIFEST_DIR"), "calendar_file", fuzz::Change::Bytes)
            .seeds([FILE])
            .words(&[
                "\r\n",
                "BEGIN:VEVENT\r\n",
                "END:VEVENT\r\n",
                "RECURRENCE-ID:20261208T080000Z\r\n",
                "RRULE:FREQ=DAILY;COUNT=3\r\n",
                "DTSTART;VALUE=DATE:",
                ";TZID=",
                "America/New_York",
                "20260329T023000",
                "DURATION:P1DT2H\r\n",
                "ATTENDEE;PARTSTAT=ACCEPTED:urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057\r\n",
            ])
            .run(|input| {
                let (entries, left) = read(std::str::from_utf8(input).ok()?, "Asia/Shanghai")?;
                assert!(entries.len() <= EVENTS_MAX);
                let file = write(&entries, Timestamp::from_micros(0));
                assert!(file.lines().all(|line| line.len() <= 75));
                // What the house writes it can read, all of it.
                let (again, lost) = read(&file, "Asia/Shanghai").unwrap();
                assert_eq!((again.len(), lost.len()), (entries.len(), 0), "{file}");
                Some((entries.len(), left.len()))
            });
    }

    #[test]
    fn what_strangers_send_never_brings_it_down() {
        for at in (0..FILE.len()).filter(|at| FILE.is_char_boundary(*at)) {
            let cut = format!("{}END:VEVENT\r\nEND:VCALENDAR\r\n", &FILE[..at]);
            if let Some((entries, _)) = read(&cut, "UTC") {
                assert!(entries.len() <= 3);
            }
        }
        assert!(read("", "UTC").is_none() && read(&"BEGIN:VCALENDAR\n".repeat(1 << 17), "UTC").is_none());
    }
}
