//! What may be written in an application: plain functions on plain values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
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

/// A reason: 2 to 200 characters.
pub(crate) fn reason(typed: Option<&str>) -> Result<Line, Refusal> {
    Line::reason(typed).ok_or(Refusal::Reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_something() {
        assert!(reason(None).is_err() && reason(Some(" ")).is_err() && reason(Some("x")).is_err());
        assert_eq!(reason(Some(" 资料不全 ")).unwrap().as_str(), "资料不全");
        assert!(reason(Some(&"字".repeat(201))).is_err());
    }
}
