//! What may happen: plain functions on plain values.

use std::fmt;
use std::time::Duration;
use vault::Plain;
use yard::account::Bound;

use super::{Meeting, Refusal};

/// A meeting that everybody left ends after so long.
pub(crate) const EMPTY_MAX: Duration = Duration::from_secs(600);
/// A meeting that nobody has entered yet waits so long for its first participant.
pub(crate) const UNENTERED_MAX: Duration = Duration::from_secs(3_600);
/// Meetings of one list.
pub(super) const LIST_MAX: i64 = 100;

/// Numbers that named nothing, from one address.
pub(super) const MISSES_OF_ADDRESS: &[Bound] = &[
    Bound { kind: "meeting.miss.address.minute", span_s: 60, most: 10 },
    Bound { kind: "meeting.miss.address.hour", span_s: 3_600, most: 60 },
];
/// Numbers that named nothing, in the whole house, from people who are not signed in.
pub(super) const MISSES_OF_HOUSE: &[Bound] =
    &[Bound { kind: "meeting.miss.house.minute", span_s: 60, most: 600 }];
/// Wrong passcodes of one who asks: a person, or an address.
pub(super) const PASSCODES_OF_ONE: &[Bound] =
    &[Bound { kind: "meeting.passcode.one", span_s: 600, most: 10 }];
/// Wrong passcodes for one meeting, from people who are not signed in.
pub(super) const PASSCODES_OF_MEETING: &[Bound] =
    &[Bound { kind: "meeting.passcode.meeting", span_s: 3_600, most: 100 }];
/// Meetings that one person starts.
pub(super) const STARTS: &[Bound] = &[Bound { kind: "meeting.start", span_s: 3_600, most: 100 }];
/// Self-tests from one address.
pub(super) const SELFTESTS: &[Bound] = &[Bound { kind: "meeting.selftest", span_s: 600, most: 20 }];

/// A meeting's number: nine digits, the first not 0.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Number(String);

impl Number {
    const FIRST: u32 = 100_000_000;
    const COUNT: u32 = 900_000_000;

    /// Nine digits as people type them: blanks and hyphens between are dropped.
    pub(crate) fn read(typed: &str) -> Option<Self> {
        if typed.len() > 32 {
            return None;
        }
        let digits: String = typed.chars().filter(|sign| !matches!(sign, ' ' | '-')).collect();
        let is_number =
            digits.len() == 9 && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
        is_number.then_some(Self(digits))
    }

    /// The number of a draw; `None` where it must be drawn anew so that every number is equally likely.
    pub(super) fn of_draw(drawn: u32) -> Option<Self> {
        let even = u32::MAX / Self::COUNT * Self::COUNT;
        (drawn < even).then(|| Self((Self::FIRST + drawn % Self::COUNT).to_string()))
    }

    /// The digits.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// What a meeting is called.
pub(crate) struct Title(String);

impl Title {
    /// At most 100 characters without control characters; blank is none.
    pub(super) fn read(typed: &str) -> Result<Option<Self>, Refusal> {
        let title = typed.trim();
        let hidden = |sign: char| sign.is_control() || ('\u{202a}'..='\u{202e}').contains(&sign);
        if title.chars().count() > 100 || title.chars().any(hidden) {
            return Err(Refusal::TitleWrong);
        }
        Ok((!title.is_empty()).then(|| Self(title.to_owned())))
    }

    /// The bare title.
    pub(crate) fn into_inner(self) -> String {
        self.0
    }
}

impl Plain for Title {
    fn to_plain(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok().map(|title| Self(title.to_owned()))
    }
}

/// A passcode as the host sets it: 4 to 32 characters without blanks; blank is none.
pub(super) fn passcode(typed: &str) -> Result<Option<String>, Refusal> {
    let code = typed.trim();
    if code.is_empty() {
        return Ok(None);
    }
    let fits = (4..=32).contains(&code.chars().count());
    if !fits || code.chars().any(|sign| sign.is_control() || sign.is_whitespace()) {
        return Err(Refusal::PasscodeShape);
    }
    Ok(Some(code.to_owned()))
}

/// What somebody is to a meeting already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Known {
    /// Was never admitted.
    New,
    /// Was admitted before (the host always is).
    Admitted,
    /// Was admitted, and put out.
    Removed,
}

/// May somebody enter now? `typed` is the fingerprint of the passcode that came along.
pub(super) fn enter(meeting: &Meeting, known: Known, typed: Option<[u8; 16]>) -> Result<(), Refusal> {
    if meeting.ended_at.is_some() {
        return Err(Refusal::Ended);
    }
    match known {
        Known::Removed => Err(Refusal::Removed),
        Known::Admitted => Ok(()),
        Known::New if meeting.passcode.is_some() && meeting.passcode != typed => Err(Refusal::PasscodeWrong),
        Known::New if meeting.locked => Err(Refusal::Locked),
        Known::New => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ground::{Clock, MeetingId, PersonId};

    fn meeting() -> Meeting {
        let clock = Clock::system();
        Meeting {
            id: MeetingId::fresh(&clock),
            number: Number::read("123 456 789").unwrap(),
            host: PersonId::fresh(&clock),
            org: None,
            title: None,
            passcode: None,
            guests: true,
            locked: false,
            started_at: clock.now(),
            ended_at: None,
        }
    }

    #[test]
    fn a_number_is_nine_digits_however_they_are_grouped() {
        assert_eq!(Number::read("123-456 789").unwrap().as_str(), "123456789");
        for wrong in
            ["", "12345678", "1234567890", "023456789", "12345678a", "１２３４５６７８９", &"1".repeat(99)]
        {
            assert_eq!(Number::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_draw_is_a_number_or_drawn_anew() {
        assert_eq!(Number::of_draw(0).unwrap().as_str(), "100000000");
        assert_eq!(Number::of_draw(899_999_999).unwrap().as_str(), "999999999");
        assert_eq!(Number::of_draw(900_000_000).unwrap().as_str(), "100000000");
        assert_eq!(Number::of_draw(u32::MAX), None);
    }

    #[test]
    fn a_locked_meeting_takes_nobody_new_and_lets_the_admitted_back() {
        let locked = Meeting { locked: true, ..meeting() };
        assert!(matches!(enter(&locked, Known::New, None), Err(Refusal::Locked)));
        assert!(enter(&locked, Known::Admitted, None).is_ok());
        assert!(matches!(enter(&locked, Known::Removed, None), Err(Refusal::Removed)));
    }

    #[test]
    fn a_passcode_is_asked_before_anything_is_told() {
        let shut = Meeting { locked: true, passcode: Some([7; 16]), ..meeting() };
        assert!(matches!(enter(&shut, Known::New, None), Err(Refusal::PasscodeWrong)));
        assert!(matches!(enter(&shut, Known::New, Some([8; 16])), Err(Refusal::PasscodeWrong)));
        assert!(matches!(enter(&shut, Known::New, Some([7; 16])), Err(Refusal::Locked)));
        assert!(enter(&Meeting { locked: false, ..shut }, Known::New, Some([7; 16])).is_ok());
    }

    #[test]
    fn what_is_over_is_over_for_everybody() {
        let over = Meeting { ended_at: Some(Clock::system().now()), ..meeting() };
        for known in [Known::New, Known::Admitted, Known::Removed] {
            assert!(matches!(enter(&over, known, None), Err(Refusal::Ended)));
        }
    }

    #[test]
    fn titles_and_passcodes_have_their_bounds() {
        assert!(Title::read("  ").unwrap().is_none());
        assert_eq!(Title::read(" 周会 ").unwrap().unwrap().into_inner(), "周会");
        assert!(matches!(Title::read(&"长".repeat(101)), Err(Refusal::TitleWrong)));
        assert!(matches!(Title::read("a\u{0}b"), Err(Refusal::TitleWrong)));
        assert_eq!(passcode(" 1234 ").unwrap().as_deref(), Some("1234"));
        assert!(passcode("").unwrap().is_none());
        assert!(matches!(passcode("123"), Err(Refusal::PasscodeShape)));
        assert!(matches!(passcode("12 34"), Err(Refusal::PasscodeShape)));
    }
}
