//! When something is due, too old, or one too many. No clock, no I/O.

use ground::Timestamp;
use std::time::Duration;

/// The key archive: there is one.
pub const KEYS: &str = "keys.cya";
/// The erasure list beside it.
pub const ERASURES: &str = "erasures.cye";
/// What the names of data archives begin with.
pub const ARCHIVE_PREFIX: &str = "courtyard-";
const ARCHIVE_END: &str = ".cya";

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

/// The name of a data archive: names in order are archives in the order of their making.
pub(super) fn archive_name(at: Timestamp, id: [u8; 16]) -> String {
    let instant: String =
        at.rfc3339().chars().filter(char::is_ascii_alphanumeric).take("20261127T224500".len()).collect();
    let random: String = id[12..].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{ARCHIVE_PREFIX}{instant}-{random}{ARCHIVE_END}")
}

/// Whether a file is a data archive.
pub(super) fn is_archive(name: &str) -> bool {
    name.starts_with(ARCHIVE_PREFIX) && name.ends_with(ARCHIVE_END)
}

/// The archives beyond the newest `keep`.
pub(super) fn too_many(mut names: Vec<String>, keep: u16) -> Vec<String> {
    names.sort();
    let many = names.len().saturating_sub(usize::from(keep.max(1)));
    names.truncate(many);
    names
}

/// Whether a backup is due.
pub(super) fn is_backup_due(last: Option<Timestamp>, now: Timestamp, every_hours: u16) -> bool {
    every_hours > 0 && is_over(last, now, HOUR * u32::from(every_hours))
}

/// Whether a rehearsal is due.
pub(super) fn is_rehearsal_due(last: Option<Timestamp>, now: Timestamp, days: u16) -> bool {
    days > 0 && is_over(last, now, DAY * u32::from(days))
}

/// Whether the key archive is to be written anew: somebody was erased since, and the last is an hour old.
pub(super) fn are_keys_due(last: Option<(Timestamp, u64)>, now: Timestamp, erased: u64) -> bool {
    last.is_some_and(|(at, known)| erased != known && is_over(Some(at), now, HOUR))
}

/// Whether the newest backup is too old, or there is none and the house has stood for that long.
pub(super) fn is_late(last: Option<Timestamp>, since: Timestamp, now: Timestamp, alarm_hours: u16) -> bool {
    is_over(Some(last.unwrap_or(since)), now, HOUR * u32::from(alarm_hours))
}

/// Whether the newest rehearsal that succeeded is a week over its time, or there is none and the house has stood so long.
pub(super) fn is_rehearsal_late(
    last: Option<Timestamp>,
    since: Timestamp,
    now: Timestamp,
    days: u16,
) -> bool {
    days > 0 && is_over(Some(last.unwrap_or(since)), now, DAY * (u32::from(days) + 7))
}

fn is_over(last: Option<Timestamp>, now: Timestamp, span: Duration) -> bool {
    last.is_none_or(|last| last.plus(span) <= now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_micros(hours * 3_600_000_000)
    }

    #[test]
    fn names_in_order_are_archives_in_order() {
        let names = [at(1), at(2), at(9_999)].map(|at| archive_name(at, [7; 16]));
        assert!(names.is_sorted());
        assert_eq!(names[0], "courtyard-19700101T010000-07070707.cya");
        assert!(names.iter().all(|name| is_archive(name)));
        assert!(!is_archive(KEYS) && !is_archive(ERASURES));
        assert_eq!(too_many(names.to_vec(), 2), names[..1]);
        assert!(too_many(names.to_vec(), 3).is_empty());
        assert_eq!(too_many(names.to_vec(), 0).len(), 2, "the newest always stays");
    }

    #[test]
    fn what_is_due_and_what_is_late() {
        assert!(is_backup_due(None, at(0), 24) && !is_backup_due(None, at(0), 0));
        assert!(!is_backup_due(Some(at(0)), at(23), 24) && is_backup_due(Some(at(0)), at(24), 24));
        assert!(!is_rehearsal_due(Some(at(0)), at(719), 30) && is_rehearsal_due(Some(at(0)), at(720), 30));
        assert!(!are_keys_due(Some((at(0), 3)), at(9), 3) && are_keys_due(Some((at(0), 3)), at(1), 4));
        assert!(!are_keys_due(Some((at(0), 3)), at(0), 4) && !are_keys_due(None, at(9), 4));
        assert!(!is_late(None, at(0), at(49), 50) && is_late(None, at(0), at(50), 50));
        assert!(!is_late(Some(at(40)), at(0), at(50), 50));
        assert!(
            !is_rehearsal_late(None, at(0), at(37 * 24 - 1), 30)
                && is_rehearsal_late(None, at(0), at(37 * 24), 30)
        );
        assert!(
            !is_rehearsal_late(Some(at(24)), at(0), at(37 * 24), 30)
                && !is_rehearsal_late(None, at(0), at(9_999), 0)
        );
    }
}
