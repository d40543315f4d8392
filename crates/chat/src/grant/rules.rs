//! What a grant may be.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::Refusal;

/// Hours that a grant holds, at most: thirty days.
const HOURS_MAX: u32 = 720;

/// Why somebody else reads. No words of one's own: they would stand beside the conversation in plain text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The organisation asks for help with what it sees there.
    Support,
    /// It suspects abuse of the conversation.
    Abuse,
    /// It needs evidence of what was said.
    Evidence,
    /// A law, by a case at the desk.
    Law,
}

impl Why {
    const ALL: [Self; 4] = [Self::Support, Self::Abuse, Self::Evidence, Self::Law];

    /// The word in the table.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::Abuse => "abuse",
            Self::Evidence => "evidence",
            Self::Law => "law",
        }
    }

    /// What members are told.
    pub(super) const fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::Support => ("协助解决问题", "help with a problem"),
            Self::Abuse => ("查核滥用", "a suspicion of abuse"),
            Self::Evidence => ("固定证据", "keeping evidence"),
            Self::Law => ("依法进行的案卷", "a case under the law"),
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.word() == word)
    }
}

/// How long it holds.
pub(super) fn span(hours: u32) -> Result<Duration, Refusal> {
    if (1..=HOURS_MAX).contains(&hours) {
        Ok(Duration::from_secs(u64::from(hours) * 3_600))
    } else {
        Err(Refusal::Hours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_has_an_end_within_a_month() {
        assert_eq!(span(1).unwrap(), Duration::from_secs(3_600));
        assert!(span(720).is_ok() && span(0).is_err() && span(721).is_err());
    }
}
