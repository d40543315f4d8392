//! What may be written in an application: plain functions on plain values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vault::Plain;
use yard::org::Line;

use super::Refusal;

/// Applications of one person within a day.
pub(super) const OF_DAY: u32 = 10;

/// How far an application is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody decided yet.
    Waiting,
    /// He lives there.
    Approved,
    /// He does not, and reads why.
    Refused,
}

impl State {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Refused => "refused",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Approved, Self::Refused].into_iter().find(|state| state.word() == word)
    }
}

/// The number of a resident identity card (GB 11643): 18 signs, the last of them a check.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity(String);

impl Identity {
    /// Reads what somebody typed; blanks are forgiven.
    pub fn read(typed: &str) -> Option<Self> {
        if typed.len() > 64 {
            return None;
        }
        let text: String =
            typed.chars().filter(|sign| !sign.is_whitespace()).collect::<String>().to_ascii_uppercase();
        let signs = text.as_bytes();
        if signs.len() != 18 || !signs[..17].iter().all(u8::is_ascii_digit) {
            return None;
        }
        let (month, day) = (text.get(10..12)?.parse::<u8>().ok()?, text.get(12..14)?.parse::<u8>().ok()?);
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 = signs.iter().zip(WEIGHTS).map(|(sign, weight)| u32::from(sign - b'0') * weight).sum();
        let check = b"10X98765432"[(sum % 11) as usize];
        (check == signs[17]).then_some(Self(text))
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its first and last sign; in between nothing of it.
    pub fn masked(&self) -> String {
        let mut signs = self.0.chars();
        let (first, last) = (signs.next().unwrap_or('*'), signs.next_back().unwrap_or('*'));
        format!("{first}{}{last}", "*".repeat(16))
    }
}

impl Plain for Identity {
    fn to_plain(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok().and_then(Self::read)
    }
}

/// A reason: 2 to 200 characters.
pub(super) fn reason(typed: Option<&str>) -> Result<Line, Refusal> {
    let line = Line::read(typed.unwrap_or_default(), 200).map_err(|_| Refusal::Reason)?;
    if line.as_str().chars().count() < 2 { Err(Refusal::Reason) } else { Ok(line) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_right_to_its_last_sign_and_masked_to_two() {
        // The examples of GB 11643.
        for right in ["11010519491231002X", "440524188001010014", "1101 0519 4912 3100 2x"] {
            assert!(Identity::read(right).is_some(), "{right}");
        }
        for wrong in [
            "110105194912310021",
            "11010519491331002X",
            "1101051949123100",
            "",
            "A1010519491231002X",
            &"1".repeat(99),
        ] {
            assert!(Identity::read(wrong).is_none(), "{wrong}");
        }
        let identity = Identity::read("11010519491231002X").unwrap();
        assert_eq!(identity.masked(), "1****************X");
        assert!(Identity::from_plain(&identity.to_plain()).is_some_and(|same| same == identity));
    }

    #[test]
    fn a_reason_says_something() {
        assert!(reason(None).is_err() && reason(Some(" ")).is_err() && reason(Some("x")).is_err());
        assert_eq!(reason(Some(" 资料不全 ")).unwrap().as_str(), "资料不全");
        assert!(reason(Some(&"字".repeat(201))).is_err());
    }
}
