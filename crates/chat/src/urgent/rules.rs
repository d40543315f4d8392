//! The ladder and its bounds: plain values.

use ground::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// People whom one request names, at most.
pub(super) const NAMED_MAX: usize = 100;
/// People for whom one sender marks messages within a day.
pub(super) const SENDER_MAX: i64 = 300;
/// Urgent messages by which somebody is reached within a day.
pub(super) const RECEIVER_MAX: i64 = 10;
/// Over which span both are counted.
pub(super) const DAY: Duration = Duration::from_secs(86_400);
/// Whom somebody refuses, at most.
pub(super) const REFUSED_MAX: i64 = 500;

/// One rung of the ladder.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Rung {
    /// The pages that are open.
    Page,
    /// A device is woken.
    Push,
    /// A text message.
    Sms,
    /// The telephone; no house has it yet.
    Call,
}

impl Rung {
    /// From the first to the last.
    pub(super) const ALL: [Self; 4] = [Self::Page, Self::Push, Self::Sms, Self::Call];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Push => "push",
            Self::Sms => "sms",
            Self::Call => "call",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rung| rung.word() == word)
    }

    /// After how many seconds it is tried, from the mark on.
    pub(super) const fn after_s(self) -> u32 {
        match self {
            Self::Page | Self::Push => 0,
            Self::Sms => 180,
            Self::Call => 600,
        }
    }

    /// When it is tried.
    pub(super) fn due(self, made_at: Timestamp) -> Timestamp {
        made_at.plus(Duration::from_secs(u64::from(self.after_s())))
    }

    /// The next one.
    pub(super) const fn next(self) -> Option<Self> {
        match self {
            Self::Page => Some(Self::Push),
            Self::Push => Some(Self::Sms),
            Self::Sms => Some(Self::Call),
            Self::Call => None,
        }
    }

    /// The next that this house has.
    pub(super) fn next_there(self, ways: egress::Ways) -> Option<Self> {
        let next = self.next()?;
        if next.is_there(ways) { Some(next) } else { next.next_there(ways) }
    }

    /// Whether this house has it.
    pub(super) const fn is_there(self, ways: egress::Ways) -> bool {
        match self {
            Self::Page => true,
            Self::Push => ways.push,
            Self::Sms => ways.sms,
            Self::Call => false,
        }
    }
}

/// What became of a rung.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// It was done.
    Sent,
    /// It waits until his quiet hours are over.
    Waits,
    /// He has no device that is woken, no number, or did not agree.
    Without,
    /// Whoever carries it did not take it.
    Failed,
}

impl Outcome {
    const ALL: [Self; 4] = [Self::Sent, Self::Waits, Self::Without, Self::Failed];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Waits => "waits",
            Self::Without => "without",
            Self::Failed => "failed",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rung_that_a_house_lacks_is_stepped_over() {
        let ways = |sms, push| egress::Ways { sms, mail: false, push };
        assert_eq!(Rung::Page.next_there(ways(true, true)), Some(Rung::Push));
        assert_eq!(Rung::Page.next_there(ways(true, false)), Some(Rung::Sms));
        assert_eq!(Rung::Page.next_there(ways(false, false)), None);
        assert_eq!(Rung::Sms.next_there(ways(true, true)), None, "no house telephones yet");
    }

    #[test]
    fn later_rungs_come_later_and_words_are_read_back() {
        assert!(Rung::ALL.windows(2).all(|two| two[0].after_s() <= two[1].after_s()));
        assert!(Rung::ALL.iter().all(|rung| Rung::from_word(rung.word()) == Some(*rung)));
        assert!(Outcome::ALL.iter().all(|one| Outcome::from_word(one.word()) == Some(*one)));
    }
}
