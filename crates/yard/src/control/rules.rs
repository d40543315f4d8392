//! The checks there are, and when each holds: plain functions on plain values.

use ground::Timestamp;
use std::path::Path;
use std::time::Duration;

/// Days within which a restore is rehearsed.
const REHEARSED_DAYS: u64 = 90;
/// Months that network logs are kept at least.
pub(super) const LOG_MONTHS: u32 = 6;
/// How late a job may be before it counts as late.
pub(super) const LATE: Duration = Duration::from_secs(3_600);

/// What was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Found {
    pub holds: bool,
    /// The number that the title of the check speaks of.
    pub figure: Option<u64>,
}

impl Found {
    pub(super) const fn yes_or_no(holds: bool) -> Self {
        Self { holds, figure: None }
    }

    /// Holds where there is none.
    pub(super) const fn none_of(count: u64) -> Self {
        Self { holds: count == 0, figure: Some(count) }
    }
}

/// The newest backup is there and not too old.
pub(super) fn backup(age_s: Option<u64>, is_late: bool) -> Found {
    Found { holds: age_s.is_some() && !is_late, figure: age_s.map(|age| age / 3_600) }
}

/// A restore was rehearsed, not long ago.
pub(super) fn rehearsal(age_s: Option<u64>) -> Found {
    let days = age_s.map(|age| age / 86_400);
    Found { holds: days.is_some_and(|days| days <= REHEARSED_DAYS), figure: days }
}

/// The number of months that something is kept.
pub(super) fn months(period: Option<policy::Period>, now: Timestamp) -> Found {
    let kept = period.map(|period| period.after(now.micros()));
    let least = policy::Period::new(LOG_MONTHS, policy::Unit::Months).after(now.micros());
    let figure =
        period.filter(|period| period.unit == policy::Unit::Months).map(|period| period.number.into());
    Found { holds: kept.is_some_and(|kept| kept >= least), figure }
}

/// Keys lie apart: neither folder holds the other.
pub(super) fn keys_apart(keys: &Path, data: &Path) -> bool {
    !keys.starts_with(data) && !data.starts_with(keys)
}

/// Backups lie elsewhere: their place is stated, and is not the one where the house stands.
pub(super) fn apart(here: &str, there: Option<&str>) -> bool {
    there.is_some_and(|there| there != here)
}

/// How many of the promised sites hold no copy: the house stands at one, its backups at another where one was made.
pub(super) fn sites_without(promised: &[String], here: &str, backups: Option<&str>) -> u64 {
    let at = |place: &str, site: &str| place.split_once('/').is_some_and(|(_, named)| named == site);
    let bare =
        promised.iter().filter(|site| !at(here, site) && !backups.is_some_and(|place| at(place, site)));
    u64::try_from(bare.count()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_does_not_hold() {
        assert!(!backup(None, false).holds && !backup(Some(9), true).holds && backup(Some(9), false).holds);
        assert!(
            !rehearsal(None).holds
                && rehearsal(Some(90 * 86_400)).holds
                && !rehearsal(Some(91 * 86_400)).holds
        );
        assert!(!months(None, Timestamp::from_micros(0)).holds);
        assert!(!apart("CN", None) && !apart("CN/hangzhou", Some("CN/hangzhou")));
        assert!(apart("CN/hangzhou", Some("CN/shanghai")));
        let both = ["hangzhou".to_owned(), "shanghai".to_owned()];
        assert_eq!(sites_without(&both, "CN/hangzhou", Some("CN/shanghai")), 0);
        assert_eq!(sites_without(&both, "CN/hangzhou", None), 1);
        assert_eq!(sites_without(&both, "CN", Some("CN")), 2);
        assert_eq!(sites_without(&[], "CN", None), 0);
        assert!(!keys_apart(Path::new("/data/keys"), Path::new("/data")));
        assert!(keys_apart(Path::new("/data-keys"), Path::new("/data")));
    }
}
