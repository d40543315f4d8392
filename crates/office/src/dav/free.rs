//! When somebody is busy, as a calendar file says it (RFC 4791, 7.10).

use yard::ical::instant;

use super::data::Range;
use super::shelf::{Item, Thing};
use crate::calendar::device;
use crate::calendar::rules::{Block, Reply, TIMES_MAX, merged};
use ground::{PersonId, Timestamp};

/// When an event keeps its person busy, and whether he only may come.
fn blocks(event: &device::Thing, person: PersonId, range: Range) -> Option<(Vec<Block>, bool)> {
    let reply = event.guests.iter().find(|guest| guest.person == person).map(|guest| guest.reply);
    let may_come = match (event.root.person == Some(person), reply) {
        (true, _) | (false, Some(Reply::Accepted)) => false,
        (false, Some(Reply::Tentative)) => true,
        (false, _) => return None,
    };
    let rows = std::iter::once(&event.root).chain(&event.differing).filter(|row| !row.is_free);
    let times = rows.flat_map(|row| row.when.within(range, TIMES_MAX));
    // What begins before the stretch or ends after it is busy within it.
    let cut = |one: crate::calendar::rules::Occurrence| (one.from.max(range.0), one.until.min(range.1));
    Some((times.map(cut).filter(|(from, until)| from < until).collect(), may_come))
}

/// The file.
pub(super) fn write(items: &[Item], person: PersonId, range: Range, now: Timestamp) -> String {
    let (mut busy, mut maybe) = (Vec::new(), Vec::new());
    for item in items {
        let Thing::Event(event) = &item.thing else { continue };
        if let Some((blocks, may_come)) = blocks(event, person, range) {
            let list = if may_come { &mut maybe } else { &mut busy };
            list.extend(blocks);
        }
    }
    let mut lines: Vec<String> =
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Courtyard//calendar//EN", "BEGIN:VFREEBUSY"]
            .map(str::to_owned)
            .to_vec();
    lines.push(format!("DTSTAMP:{}", instant(now)));
    lines.push(format!("DTSTART:{}", instant(range.0)));
    lines.push(format!("DTEND:{}", instant(range.1)));
    for (kind, blocks) in [("BUSY", merged(busy)), ("BUSY-TENTATIVE", merged(maybe))] {
        let line =
            |(from, until): &Block| format!("FREEBUSY;FBTYPE={kind}:{}/{}", instant(*from), instant(*until));
        lines.extend(blocks.iter().map(line));
    }
    lines.extend(["END:VFREEBUSY", "END:VCALENDAR"].map(str::to_owned));
    lines.join("\r\n") + "\r\n"
}
