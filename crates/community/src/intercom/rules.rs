//! How long it rings, what was dialled, and who is called how: plain functions on plain values.

use ground::Timestamp;
use std::time::Duration;

/// How long it rings.
pub(super) const RINGS: Duration = Duration::from_secs(45);
/// After which time without an answer telephones are called, too.
pub(super) const PAGES_ALONE: Duration = Duration::from_secs(12);
/// How long a call lasts at most: a station that was forgotten does not listen for ever.
pub(super) const LASTS: Duration = Duration::from_secs(600);
/// How long the property's desk rings after that.
pub(super) const DESK_RINGS: Duration = Duration::from_secs(30);
/// Calls that are listed.
pub(super) const LIST_MAX: u32 = 100;
/// Calls at once, of all communities.
pub(super) const CALLS_MAX: usize = 200;
/// The key that opens on a telephone.
pub(super) const OPENS: char = '#';
/// What a keypad sends at most.
const DIALLED_MAX: usize = 20;

/// What was dialled as it is compared: letters and digits alone, since keypads have no hyphen. Nothing where nothing is left.
pub(super) fn dialled(text: &str) -> Option<String> {
    let signs: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    (!signs.is_empty() && signs.len() <= DIALLED_MAX).then(|| signs.to_ascii_lowercase())
}

/// What time does to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    Nothing,
    /// Telephones are called now.
    Telephones,
    /// The property's desk is called now.
    Desk,
    /// It ends.
    Over,
}

/// What is due with a call that began then, was answered then, and rings at the desk since then.
pub(super) fn due(
    now: Timestamp,
    begun: Timestamp,
    (answered, desk): (Option<Timestamp>, Option<Timestamp>),
) -> Due {
    let passed = |since: Timestamp, span: Duration| since.plus(span) <= now;
    match (answered, desk) {
        (Some(at), _) if passed(at, LASTS) => Due::Over,
        (Some(_), _) => Due::Nothing,
        (None, Some(at)) if passed(at, DESK_RINGS) => Due::Over,
        (None, Some(_)) => Due::Nothing,
        (None, None) if passed(begun, RINGS) => Due::Desk,
        (None, None) if passed(begun, PAGES_ALONE) => Due::Telephones,
        (None, None) => Due::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ground::Clock;

    #[test]
    fn what_is_dialled_is_compared_without_hyphens_and_has_an_end() {
        assert_eq!(dialled("3-1-502").as_deref(), Some("31502"));
        assert_eq!(dialled("#A12*").as_deref(), Some("a12"));
        assert_eq!(dialled("--#"), None);
        assert_eq!(dialled(&"1".repeat(21)), None);
    }

    #[test]
    fn pages_ring_first_then_telephones_then_the_desk_and_then_it_is_over() {
        let begun = Clock::system().now();
        let at = |seconds| begun.plus(Duration::from_secs(seconds));
        assert_eq!(due(at(11), begun, (None, None)), Due::Nothing);
        assert_eq!(due(at(12), begun, (None, None)), Due::Telephones);
        assert_eq!(due(at(45), begun, (None, None)), Due::Desk);
        assert_eq!(due(at(74), begun, (None, Some(at(45)))), Due::Nothing);
        assert_eq!(due(at(75), begun, (None, Some(at(45)))), Due::Over);
        assert_eq!(due(at(45), begun, (Some(at(10)), None)), Due::Nothing);
        assert_eq!(due(at(610), begun, (Some(at(10)), None)), Due::Over);
    }
}
