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
/// How long a visitor may take for a message, with what he hears before it.
pub(super) const LEAVES: Duration = Duration::from_secs(90);
/// The key that opens on a telephone.
pub(super) const OPENS: char = '#';
/// The key that ends a message.
pub(super) const ENDS: char = '#';
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

/// Since when a call is what it is.
#[derive(Clone, Copy, Default)]
pub(super) struct Since {
    pub answered: Option<Timestamp>,
    /// It rings at the desk.
    pub desk: Option<Timestamp>,
    /// The visitor leaves a message.
    pub leaving: Option<Timestamp>,
}

/// What is due with a call that began then.
pub(super) fn due(now: Timestamp, begun: Timestamp, since: Since) -> Due {
    let passed = |since: Timestamp, span: Duration| since.plus(span) <= now;
    let (is_over, last) = match since {
        Since { answered: Some(at), .. } => (passed(at, LASTS), Due::Over),
        Since { leaving: Some(at), .. } => (passed(at, LEAVES), Due::Over),
        Since { desk: Some(at), .. } => (passed(at, DESK_RINGS), Due::Over),
        _ if passed(begun, RINGS) => (true, Due::Desk),
        _ => (passed(begun, PAGES_ALONE), Due::Telephones),
    };
    if is_over { last } else { Due::Nothing }
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
        let rings = Since::default();
        assert_eq!(due(at(11), begun, rings), Due::Nothing);
        assert_eq!(due(at(12), begun, rings), Due::Telephones);
        assert_eq!(due(at(45), begun, rings), Due::Desk);
        let desk = Since { desk: Some(at(45)), ..rings };
        assert_eq!(due(at(74), begun, desk), Due::Nothing);
        assert_eq!(due(at(75), begun, desk), Due::Over);
        let leaving = Since { leaving: Some(at(75)), ..desk };
        assert_eq!(due(at(164), begun, leaving), Due::Nothing);
        assert_eq!(due(at(165), begun, leaving), Due::Over);
        let answered = Since { answered: Some(at(10)), ..leaving };
        assert_eq!(due(at(165), begun, answered), Due::Nothing);
        assert_eq!(due(at(610), begun, answered), Due::Over);
    }
}
