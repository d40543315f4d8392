//! A task as a to-do of a calendar file (RFC 5545, 3.6.2), written and read.

use ground::Timestamp;
use std::time::Duration;
use yard::ical::{folded, instant, text};

use super::component::Component;
use crate::calendar::ical::{HEAD, Line, alarm, minutes, times, unmarked};
use crate::calendar::ics::HOME;
use crate::calendar::rules::zone;
use crate::task::device::{NOTES_MAX, TITLE_MAX, Todo};

/// A file of one task.
pub(super) fn write(uid: &str, todo: &Todo) -> String {
    let mut lines = Vec::from(HEAD.map(str::to_owned));
    lines.push("BEGIN:VTODO".to_owned());
    lines.push(format!("UID:{}", text(uid)));
    lines.push(format!("DTSTAMP:{}", instant(todo.made_at)));
    lines.push(format!("CREATED:{}", instant(todo.made_at)));
    lines.push(format!("SUMMARY:{}", text(&todo.title)));
    lines.extend(todo.notes.as_deref().map(|notes| format!("DESCRIPTION:{}", text(notes))));
    lines.extend(todo.due.map(|due| format!("DUE:{}", instant(due))));
    match todo.done {
        Some(done) => lines.extend([
            "STATUS:COMPLETED".to_owned(),
            "PERCENT-COMPLETE:100".to_owned(),
            format!("COMPLETED:{}", instant(done)),
        ]),
        None => lines.push("STATUS:NEEDS-ACTION".to_owned()),
    }
    if let Some(remind) = todo.remind {
        lines.extend(alarm(&format!("TRIGGER;VALUE=DATE-TIME:{}", instant(remind))));
    }
    lines.extend(["END:VTODO", "END:VCALENDAR"].map(str::to_owned));
    lines.iter().map(|line| folded(line) + "\r\n").collect()
}

/// The instant of a line; a day, or a time without a zone, is one of the house's own. A day is its last minute: until then there is time.
pub(super) fn at(line: &Line) -> Option<Timestamp> {
    let is_day = line.value.trim().len() == 8;
    let first = begins(line)?;
    Some(if is_day { first.plus(Duration::from_secs(86_340)) } else { first })
}

/// The same of a line from which on something is: a day begins with its first minute.
fn begins(line: &Line) -> Option<Timestamp> {
    let zoned = times(line, HOME).first()?.to_zoned(zone(HOME)?).ok()?;
    Some(Timestamp::from_micros(zoned.timestamp().as_microsecond()))
}

/// When it reminds: at an instant, or before it is due.
fn remind(todo: &Component, due: Option<Timestamp>) -> Option<Timestamp> {
    let triggers = todo.all("VALARM").filter_map(|alarm| alarm.find("TRIGGER"));
    let one = |trigger: &Line| match trigger.says("VALUE") {
        Some(kind) if kind.eq_ignore_ascii_case("DATE-TIME") => at(trigger),
        _ => {
            let span = trigger.value.trim();
            let lead = minutes(span.trim_start_matches(['-', '+']))?.unsigned_abs();
            let lead = Duration::from_secs(lead.checked_mul(60)?);
            due.filter(|_| span.starts_with('-') || lead.is_zero()).map(|due| due.minus(lead))
        }
    };
    triggers.filter_map(one).min()
}

/// Reads a file of one task: its number and what it says. Nothing where it is more than one, recurs, or has no number.
pub(super) fn read(calendar: &Component, now: Timestamp) -> Option<(String, Todo)> {
    let mut all = calendar.all("VTODO");
    let todo = all.next()?;
    let recurs = ["RRULE", "RDATE", "RECURRENCE-ID"].iter().any(|name| todo.find(name).is_some());
    if all.next().is_some() || recurs {
        return None;
    }
    let say = |name: &str| todo.find(name).map(|line| unmarked(&line.value));
    let uid = say("UID").filter(|uid| !uid.is_empty() && uid.len() <= 255)?;
    let due = match (todo.find("DUE"), todo.find("DTSTART"), todo.find("DURATION")) {
        (Some(line), ..) => Some(at(line)?),
        // From when on, and for how long, is until when as well (RFC 5545, 3.8.2.3).
        (None, Some(from), Some(lasts)) => {
            let lasts = minutes(lasts.value.trim()).and_then(|many| u64::try_from(many).ok())?;
            Some(begins(from)?.plus(Duration::from_secs(lasts.checked_mul(60)?)))
        }
        _ => None,
    };
    let says =
        |name: &str, value: &str| say(name).is_some_and(|said| said.trim().eq_ignore_ascii_case(value));
    let is_done = says("STATUS", "COMPLETED")
        || todo.find("COMPLETED").is_some()
            && !says("STATUS", "NEEDS-ACTION")
            && !says("STATUS", "IN-PROCESS");
    let done = is_done.then(|| todo.find("COMPLETED").and_then(at).unwrap_or(now));
    // More than is kept is cut off, as in files that are taken in.
    let title: String = say("SUMMARY").unwrap_or_default().chars().take(TITLE_MAX).collect();
    let todo = Todo {
        title: if title.trim().is_empty() { "—".to_owned() } else { title },
        notes: say("DESCRIPTION").map(|notes| notes.chars().take(NOTES_MAX).collect()),
        due,
        remind: remind(todo, due),
        done,
        made_at: now,
    };
    Some((uid, todo))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_goes_out_and_comes_back_as_it_was() {
        let at = |text: &str| Timestamp::read(text).unwrap();
        let todo = Todo {
            title: "对账；发薪".to_owned(),
            notes: Some("a\nb,c".to_owned()),
            due: Some(at("2027-01-01T10:00:00Z")),
            remind: Some(at("2027-01-01T09:00:00Z")),
            done: Some(at("2026-12-31T10:00:00Z")),
            made_at: at("2026-12-01T10:00:00Z"),
        };
        let file = write("one@two", &todo);
        let (uid, again) = read(&Component::read(&file).unwrap(), todo.made_at).unwrap();
        assert_eq!((uid.as_str(), &again), ("one@two", &todo));
        let day = file
            .replace("DUE:20270101T100000Z", "DUE;VALUE=DATE:20270102")
            .replace("TRIGGER;VALUE=DATE-TIME:20270101T090000Z", "TRIGGER;RELATED=END:-PT30M");
        let (_, again) = read(&Component::read(&day).unwrap(), todo.made_at).unwrap();
        assert_eq!(
            again.due,
            Some(at("2027-01-02T15:59:00Z")),
            "a day is one of the house's own, to its end"
        );
        assert_eq!(again.remind, Some(at("2027-01-02T15:29:00Z")));
        let until = file.replace("DUE:20270101T100000Z", "DTSTART:20270101T080000Z\r\nDURATION:PT90M");
        let (_, again) = read(&Component::read(&until).unwrap(), todo.made_at).unwrap();
        assert_eq!(again.due, Some(at("2027-01-01T09:30:00Z")));
        let often = file.replace("STATUS:", "RRULE:FREQ=DAILY\r\nSTATUS:");
        assert!(read(&Component::read(&often).unwrap(), todo.made_at).is_none());
    }
}
