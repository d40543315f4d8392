//! What holds where several say how long. No I/O, no clock.

use std::time::Duration;

use super::{Days, Set};
use crate::log::Refusal;

/// The longest time that an owner sets, in days.
const DAYS_MAX: u32 = 36_500;
/// What a group that only passes on keeps of a message nobody read, but for the minute between two runs.
pub(super) const RELAY_MAX: Duration = Duration::from_secs(59 * 60);

fn less(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    one.into_iter().chain(other).min()
}

/// The shorter of both holds; files go with their message at the latest.
pub(super) fn in_force(set: &Set, org: Days) -> Days {
    let messages = less(set.days.messages, org.messages);
    Days { messages, files: less(less(set.days.files, org.files), messages) }
}

/// What an owner may set: from one day on, and never more than the organisation's own.
pub(super) fn may(set: &Set, org: Days) -> Result<(), Refusal> {
    let fits = |days: Option<u32>, org: Option<u32>| {
        days.is_none_or(|days| (1..=DAYS_MAX).contains(&days) && org.is_none_or(|org| days <= org))
    };
    let is_fit = fits(set.days.messages, org.messages) && fits(set.days.files, org.files);
    if is_fit { Ok(()) } else { Err(Refusal::Days) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(messages: Option<u32>, files: Option<u32>) -> Days {
        Days { messages, files }
    }

    fn set(messages: Option<u32>, files: Option<u32>) -> Set {
        Set { days: days(messages, files), relay: false }
    }

    #[test]
    fn the_shorter_holds_and_files_go_with_their_message() {
        assert_eq!(in_force(&Set::default(), Days::default()), Days::default());
        assert_eq!(in_force(&set(Some(9), None), days(Some(7), None)), days(Some(7), Some(7)));
        assert_eq!(in_force(&set(Some(3), Some(5)), days(Some(7), Some(2))), days(Some(3), Some(2)));
        assert_eq!(in_force(&set(None, Some(5)), Days::default()), days(None, Some(5)));
    }

    #[test]
    fn an_owner_sets_from_a_day_to_what_his_organisation_sets() {
        assert!(may(&set(Some(7), None), days(Some(7), None)).is_ok());
        assert!(may(&set(Some(8), None), days(Some(7), None)).is_err());
        assert!(may(&set(Some(0), None), Days::default()).is_err());
        assert!(may(&set(None, Some(36_501)), Days::default()).is_err());
    }
}
