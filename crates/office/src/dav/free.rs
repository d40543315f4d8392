//! When somebody is busy, as a calendar file says it (RFC 4791, 7.10).

use yard::ical::instant;

use super::Refusal;
use super::data::{Left, Range};
use super::shelf::{Item, Thing};
use crate::calendar::device;
use crate::calendar::ical::HEAD;
use crate::calendar::rules::{Block, Occurrence, Reply, merged};
use ground::{PersonId, Timestamp};

/// When an event keeps its person busy, and whether he only may come.
fn blocks(
    event: &device::Thing,
    person: PersonId,
    (range, left): (Range, &mut Left),
) -> Result<Option<(Vec<Block>, bool)>, Refusal> {
    let reply = event.guests.iter().find(|guest| guest.person == person).map(|guest| guest.reply);
    let may_come = match (event.root.person == Some(person), reply) {
        (true, _) | (false, Some(Reply::Accepted)) => false,
        (false, Some(Reply::Tentative)) => true,
        (false, _) => return Ok(None),
    };
    let rows = std::iter::once(&event.root).chain(&event.differing).filter(|row| !row.is_free);
    // What begins before the stretch or ends after it is busy within it.
    let cut = |one: Occurrence| (one.from.max(range.0), one.until.min(range.1));
    let mut blocks: Vec<Block> = Vec::new();
    for row in rows {
        let times = left.times(&row.when, range)?.into_iter();
        blocks.extend(times.map(cut).filter(|(from, until)| from < until));
    }
    Ok(Some((blocks, may_come)))
}

/// The file.
///
/// # Errors
/// That there are more times than one answer has.
pub(super) fn write(
    items: &[Item],
    person: PersonId,
    range: Range,
    now: Timestamp,
) -> Result<String, Refusal> {
    let (mut busy, mut maybe, mut left) = (Vec::new(), Vec::new(), Left::default());
    for item in items {
        let Thing::Event(event) = &item.thing else { continue };
        if let Some((blocks, may_come)) = blocks(event, person, (range, &mut left))? {
            let list = if may_come { &mut maybe } else { &mut busy };
            list.extend(blocks);
        }
    }
    let mut lines = Vec::from(HEAD.map(str::to_owned));
    lines.push("BEGIN:VFREEBUSY".to_owned());
    lines.push(format!("DTSTAMP:{}", instant(now)));
    lines.push(format!("DTSTART:{}", instant(range.0)));
    lines.push(format!("DTEND:{}", instant(range.1)));
    for (kind, blocks) in [("BUSY", merged(busy)), ("BUSY-TENTATIVE", merged(maybe))] {
        let line =
            |(from, until): &Block| format!("FREEBUSY;FBTYPE={kind}:{}/{}", instant(*from), instant(*until));
        lines.extend(blocks.iter().map(line));
    }
    lines.extend(["END:VFREEBUSY", "END:VCALENDAR"].map(str::to_owned));
    Ok(lines.join("\r\n") + "\r\n")
}
