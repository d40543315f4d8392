//! The window of a visit as an entry for a calendar (RFC 5545), made when it is asked for and kept nowhere.

use ground::Timestamp;
use yard::ical::{folded, instant, text};

/// What stands in the entry.
pub(crate) struct Visit<'a> {
    /// The id, by which a calendar replaces an earlier entry of the same.
    pub id: String,
    /// Who or what comes.
    pub what: &'a str,
    pub place: &'a str,
    pub from: Timestamp,
    pub until: Timestamp,
    pub now: Timestamp,
}

/// The entry; lines end as the form asks, and are cut before they are too long.
pub(crate) fn entry(visit: &Visit<'_>) -> String {
    let lines = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Courtyard//homes//EN".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}", visit.id),
        format!("DTSTAMP:{}", instant(visit.now)),
        format!("DTSTART:{}", instant(visit.from)),
        format!("DTEND:{}", instant(visit.until)),
        format!("SUMMARY:{}", text(visit.what)),
        format!("LOCATION:{}", text(visit.place)),
        "CLASS:PRIVATE".to_owned(),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ];
    lines.iter().map(|line| folded(line) + "\r\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_has_the_window_and_no_line_of_its_own() {
        let place = "幸福里; 胡同一号,\n东门 ".repeat(5);
        let visit = Visit {
            id: "vehicle_1".to_owned(),
            what: "访客车辆 京A12345",
            place: &place,
            from: Timestamp::read("2026-11-29T08:00:00Z").unwrap(),
            until: Timestamp::read("2026-11-29T10:30:05Z").unwrap(),
            now: Timestamp::read("2026-11-28T00:00:00Z").unwrap(),
        };
        let made = entry(&visit);
        assert!(
            made.contains(
                "DTSTART:20261129T080000Z\r\nDTEND:20261129T103005Z\r\nSUMMARY:访客车辆 京A12345\r\n"
            )
        );
        assert!(made.contains("胡同一号\\,\\n东门"), "{made}");
        assert!(made.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    }
}
