//! What may happen: which numbers are dialled, how far a leg is, and when a call is over.

use ground::{Fault, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;
use sip::{Digit, Ending};
use std::time::Duration;

use super::Refusal;

/// How long a telephone rings.
pub(super) const RINGS: Duration = Duration::from_secs(60);
/// Whoever began a call and is not seen in its room for so long has hung up.
pub(super) const AWAY: Duration = Duration::from_secs(60);
/// The longest that a call lasts.
pub(super) const LASTS: Duration = Duration::from_secs(4 * 3_600);
/// What one person dialled in this time counts.
pub(super) const DAY: Duration = Duration::from_secs(86_400);
/// People at pages, asked to come.
pub(super) const PEOPLE_MAX: usize = 32;
/// Calls at once in the house.
pub(super) const CALLS_MAX: usize = 100;
/// Entries of one list.
pub(super) const LIST_MAX: u32 = 100;
/// Keys pressed at once.
const KEYS_MAX: usize = 32;

/// Emergency numbers: of China, its sea and forests, and those that are known elsewhere.
const EMERGENCY: [&str; 12] =
    ["110", "112", "119", "120", "122", "12110", "12119", "12395", "911", "995", "999", "000"];
/// Services of the mainland that cost more than a call.
const PREMIUM: [&str; 4] = ["160", "168", "96", "1259"];
/// The same by country: shared-cost and premium services, Caribbean-style 900 numbers, and satellites.
const PREMIUM_ABROAD: [&str; 6] = ["+979", "+1900", "+870", "+881", "+882", "+883"];
/// The shortest and the longest number (E.164), in digits with its country.
const DIGITS: std::ops::RangeInclusive<usize> = 5..=15;

/// A number as the trunk takes it: with `+` and its country. One without is of the mainland.
///
/// # Errors
/// That it is none, or one that is not dialled from here. `prefixes` are those that may be.
pub(super) fn dialable(typed: &str, prefixes: &[String]) -> Result<String, Refusal> {
    let plain: String = typed.chars().filter(|sign| !" -().\u{2011}\u{2013}".contains(*sign)).collect();
    let digits = plain.strip_prefix('+').unwrap_or(&plain);
    if digits.is_empty() || digits.len() > 20 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(Refusal::Number);
    }
    let abroad = if plain.starts_with('+') { Some(digits) } else { digits.strip_prefix("00") };
    let home = match abroad {
        None => Some(digits),
        Some(rest) => rest.strip_prefix("86"),
    };
    // What is refused is looked for in what is dialled, not in how it was typed.
    if EMERGENCY.contains(&digits) || home.map_or_else(|| is_emergency_of(abroad), is_emergency) {
        return Err(Refusal::Emergency);
    }
    let number = match home {
        Some(home) => format!("+86{}", home.strip_prefix('0').unwrap_or(home)),
        None => format!("+{}", abroad.unwrap_or_default()),
    };
    if !DIGITS.contains(&(number.len() - 1)) || number.starts_with("+0") || number.starts_with("+860") {
        return Err(Refusal::Number);
    }
    let costs_more =
        home.is_some_and(is_premium) || PREMIUM_ABROAD.iter().any(|prefix| number.starts_with(prefix));
    if costs_more {
        return Err(Refusal::Premium);
    }
    if prefixes.iter().any(|prefix| number.starts_with(prefix)) { Ok(number) } else { Err(Refusal::Prefix) }
}

/// How a number of the mainland is read: itself without zeros in front, and what stands behind its area code; nothing where it
/// has none. An area code has two digits (10, 2x) or three; 400 and 800 are none, nor is what begins with another 1.
fn read(home: &str) -> (&str, &str) {
    let bare = home.trim_start_matches('0');
    let area = match bare.get(..3) {
        None | Some("400" | "800") => bare.len(),
        Some(three) if three.starts_with("10") || three.starts_with('2') => 2,
        Some(three) if three.starts_with('1') => bare.len(),
        Some(_) => 3,
    };
    (bare, bare.get(area..).unwrap_or_default().trim_start_matches('0'))
}

/// An emergency number of the mainland, also behind an area code.
fn is_emergency(home: &str) -> bool {
    let (bare, local) = read(home);
    EMERGENCY.contains(&home) || EMERGENCY.contains(&bare) || EMERGENCY.contains(&local)
}

/// An emergency number behind the code of a country, which has one to three digits.
fn is_emergency_of(abroad: Option<&str>) -> bool {
    let rest = abroad.unwrap_or_default();
    (1..=3).filter_map(|code| rest.get(code..)).any(|local| EMERGENCY.contains(&local))
}

/// A service that costs more, also behind an area code. The shortest has five digits.
fn is_premium(home: &str) -> bool {
    let costs = |number: &str| PREMIUM.iter().any(|prefix| number.starts_with(prefix));
    let (bare, local) = read(home);
    (costs(bare) && !is_mobile(bare)) || (costs(local) && local.len() >= 5)
}

/// A mobile number has eleven digits and begins with 13 to 19, so also with what services begin with.
fn is_mobile(bare: &str) -> bool {
    bare.len() == 11 && bare.starts_with('1') && bare.as_bytes().get(1).is_some_and(|second| *second >= b'3')
}

/// Keys to press, one after the other.
///
/// # Errors
/// Too many, or none of a telephone.
pub(super) fn keys(typed: &str) -> Result<Vec<Digit>, Refusal> {
    if typed.is_empty() || typed.len() > KEYS_MAX {
        return Err(Refusal::Key);
    }
    typed.chars().map(|sign| Digit::new(sign).ok_or(Refusal::Key)).collect()
}

/// How far a leg is, or what became of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// It is being dialled.
    Calling,
    /// It rings.
    Ringing,
    /// It was answered and speaks.
    Talking,
    /// It was answered and is over.
    Done,
    /// It was busy.
    Busy,
    /// Whoever was called refused.
    Declined,
    /// Nobody answered.
    Unanswered,
    /// There is no such number.
    NoSuch,
    /// The caller hung up before.
    Cancelled,
    /// The line did not carry it.
    Failed,
}

/// All of them.
const STATES: [(State, &str); 10] = [
    (State::Calling, "calling"),
    (State::Ringing, "ringing"),
    (State::Talking, "talking"),
    (State::Done, "done"),
    (State::Busy, "busy"),
    (State::Declined, "declined"),
    (State::Unanswered, "unanswered"),
    (State::NoSuch, "no_such"),
    (State::Cancelled, "cancelled"),
    (State::Failed, "failed"),
];

impl State {
    /// The word in the table.
    pub(super) fn word(self) -> &'static str {
        STATES.iter().find(|(state, _)| *state == self).map_or("failed", |(_, word)| *word)
    }

    pub(super) fn of_word(word: &str) -> Result<Self, Fault> {
        let found = STATES.iter().find(|(_, known)| *known == word).map(|(state, _)| *state);
        found.ok_or(Fault::new("a telephone is in a state that nobody knows"))
    }

    /// Whether it is not over.
    pub(super) const fn is_open(self) -> bool {
        matches!(self, Self::Calling | Self::Ringing | Self::Talking)
    }

    /// What became of a leg that ended so.
    pub(super) const fn ended(self, ending: Ending) -> Self {
        match (self, ending) {
            (Self::Talking, Ending::Lost) => Self::Failed,
            (Self::Talking, _) => Self::Done,
            (_, Ending::Refused(486 | 600)) => Self::Busy,
            (_, Ending::Refused(403 | 603) | Ending::Theirs) => Self::Declined,
            (_, Ending::Refused(404 | 410 | 484 | 604)) => Self::NoSuch,
            (_, Ending::Refused(408 | 480 | 487) | Ending::Unanswered) => Self::Unanswered,
            (_, Ending::Ours | Ending::Cancelled | Ending::Elsewhere) => Self::Cancelled,
            (_, Ending::Refused(_) | Ending::Peer | Ending::Lost) => Self::Failed,
        }
    }
}

/// Whether a call is over by itself: it lasted too long, or whoever began it was not seen for a while.
pub(super) fn is_due(now: Timestamp, begun_at: Timestamp, seen_at: Timestamp) -> bool {
    begun_at.plus(LASTS) <= now || seen_at.plus(AWAY) <= now
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialled(typed: &str) -> Result<String, String> {
        let prefixes = ["+86".to_owned(), "+49".to_owned()];
        dialable(typed, &prefixes).map_err(|refusal| format!("{refusal:?}"))
    }

    #[test]
    fn a_number_is_dialled_with_its_country_however_it_is_written() {
        for (typed, number) in [
            ("138 0013 8000", "+8613800138000"),
            ("(010) 6666-8888", "+861066668888"),
            ("0086 10 66668888", "+861066668888"),
            ("+86-10-66668888", "+861066668888"),
            ("0755-26666888", "+8675526666888"),
            ("400 810 0000", "+864008100000"),
            ("95588", "+8695588"),
            ("400 168 8888", "+864001688888"),
            ("10000", "+8610000"),
            ("16800138000", "+8616800138000"),
            ("016800138000", "+8616800138000"),
            ("0379 66668888", "+8637966668888"),
            ("+49 30 123456", "+4930123456"),
        ] {
            assert_eq!(dialled(typed), Ok(number.to_owned()), "{typed}");
        }
    }

    #[test]
    fn emergency_numbers_and_those_that_cost_more_are_told_apart_from_those_not_allowed() {
        for typed in ["110", "119", "120", "1-1-0", "+86110", "0086 120", "010110", "0755 119", "911", "112"]
        {
            assert_eq!(dialled(typed), Err("Emergency".to_owned()), "{typed}");
        }
        // One more zero in front is dialled away, and an area code goes without its own.
        for typed in ["0110", "+860120", "0 119", "0086 0 110", "+8610110", "755 0110", "+49 112", "000"] {
            assert_eq!(dialled(typed), Err("Emergency".to_owned()), "{typed}");
        }
        for typed in ["16899999", "160 12345", "96315", "+979 123456789", "001 900 5551234", "+881612345678"]
        {
            assert_eq!(dialled(typed), Err("Premium".to_owned()), "{typed}");
        }
        for typed in ["016899999", "075516899999", "0755 16899999", "010 96315", "96123456789", "12590123456"]
        {
            assert_eq!(dialled(typed), Err("Premium".to_owned()), "{typed}");
        }
        assert_eq!(dialled("+1 212 555 0100"), Err("Prefix".to_owned()));
        for typed in [
            "",
            "+",
            "abc",
            "12",
            "+86",
            "138001380001380013800",
            "1380013800a",
            "sip:bo@x",
            "+0123456",
            "+8600755266",
        ] {
            assert_eq!(dialled(typed), Err("Number".to_owned()), "{typed}");
        }
        assert!(matches!(dialable("13800138000", &[]), Err(Refusal::Prefix)));
    }

    #[test]
    fn what_became_of_a_leg_is_told_by_how_far_it_was_and_how_it_ended() {
        use Ending::{Cancelled, Lost, Ours, Peer, Refused, Theirs, Unanswered};
        let of = |ending| State::Ringing.ended(ending);
        assert_eq!(State::Talking.ended(Theirs), State::Done);
        assert_eq!(State::Talking.ended(Ours), State::Done);
        assert_eq!(State::Talking.ended(Lost), State::Failed);
        assert_eq!((of(Refused(486)), of(Refused(603))), (State::Busy, State::Declined));
        assert_eq!((of(Refused(404)), of(Refused(480))), (State::NoSuch, State::Unanswered));
        assert_eq!(
            (of(Unanswered), of(Ours), of(Cancelled)),
            (State::Unanswered, State::Cancelled, State::Cancelled)
        );
        assert_eq!((of(Refused(503)), of(Peer)), (State::Failed, State::Failed));
        for (state, word) in STATES {
            assert_eq!((State::of_word(word).unwrap(), state.word()), (state, word));
        }
    }

    #[test]
    fn keys_are_those_of_a_telephone() {
        assert_eq!(keys("12*#").unwrap().len(), 4);
        for typed in ["", "x", "1 2", &"1".repeat(33)] {
            assert!(matches!(keys(typed), Err(Refusal::Key)), "{typed}");
        }
    }
}
