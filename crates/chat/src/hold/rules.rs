//! What a hold may be. No I/O, no clock.

use ground::{PersonId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::{Hold, Refusal};

/// Days that a hold is for from the word on by which it stands, at most. It may be prolonged.
const DAYS_MAX: u32 = 180;
/// So long one waits for another administrator; then it is as if nobody had asked.
pub(super) const WAITS: Duration = Duration::from_secs(30 * 86_400);

/// Why an organisation keeps what is said. No words of one's own: they would stand beside the conversation in plain text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It is in a dispute, or one is to be expected.
    Dispute,
    /// It looks into something that happened.
    Inquiry,
    /// Its books or its conduct are audited.
    Audit,
    /// An authority or a court asks for it.
    Authority,
}

impl Why {
    const ALL: [Self; 4] = [Self::Dispute, Self::Inquiry, Self::Audit, Self::Authority];

    /// The word in the table.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Dispute => "dispute",
            Self::Inquiry => "inquiry",
            Self::Audit => "audit",
            Self::Authority => "authority",
        }
    }

    /// What those are told who are held.
    pub(super) const fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::Dispute => ("争议或诉讼", "a dispute"),
            Self::Inquiry => ("内部调查", "an inquiry"),
            Self::Audit => ("审计", "an audit"),
            Self::Authority => ("主管机关或法院的要求", "what an authority or a court asks for"),
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.word() == word)
    }
}

/// How long it is for.
pub(super) fn span(days: u32) -> Result<Duration, Refusal> {
    if (1..=DAYS_MAX).contains(&days) { Ok(of_days(days)) } else { Err(Refusal::Days) }
}

/// So many days.
pub(super) fn of_days(days: u32) -> Duration {
    Duration::from_secs(u64::from(days) * 86_400)
}

/// Whether it is over: ended, past its end, or never agreed to in its time.
pub(super) fn is_over(hold: &Hold, now: Timestamp) -> bool {
    let last = if hold.stands_at.is_some() { hold.ends_at } else { hold.given_at.plus(WAITS) };
    hold.ended_at.is_some() || last <= now
}

/// For how many days another administrator lets it stand from now on.
pub(super) fn agreed(hold: &Hold, by: PersonId, now: Timestamp) -> Result<u32, Refusal> {
    let (asked_by, days) = hold.asked.filter(|_| !is_over(hold, now)).ok_or(Refusal::Unknown)?;
    if asked_by == by { Err(Refusal::SamePerson) } else { Ok(days) }
}

/// Whether it can be prolonged by so many days from now on: it stands, and ends later then.
pub(super) fn prolongs(hold: &Hold, days: u32, now: Timestamp) -> Result<(), Refusal> {
    if hold.stands_at.is_none() || is_over(hold, now) {
        return Err(Refusal::Unknown);
    }
    if now.plus(span(days)?) > hold.ends_at { Ok(()) } else { Err(Refusal::Days) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::ConversationId;
    use crate::hold::HoldId;
    use ground::OrgId;

    fn at(day: u32) -> Timestamp {
        Timestamp::from_micros(0).plus(of_days(day))
    }

    fn hold(stands: Option<u32>, ends: u32) -> Hold {
        Hold {
            id: HoldId::from_bytes([1; 16]),
            conversation: ConversationId::from_bytes([2; 16]),
            org: OrgId::from_bytes([3; 16]),
            person: None,
            why: Why::Audit,
            given_by: Some(person(1)),
            given_at: at(1),
            agreed_by: None,
            stands_at: stands.map(at),
            ends_at: at(ends),
            ended_at: None,
            asked: Some((person(1), 20)),
            kept: 0,
        }
    }

    fn person(of: u8) -> PersonId {
        PersonId::from_bytes([of; 16])
    }

    #[test]
    fn a_hold_has_an_end_within_half_a_year() {
        assert!(span(1).is_ok() && span(180).is_ok() && span(0).is_err() && span(181).is_err());
    }

    #[test]
    fn what_nobody_agrees_to_lapses_after_a_month_and_what_stands_at_its_end() {
        assert!(!is_over(&hold(None, 10), at(30)) && is_over(&hold(None, 90), at(31)));
        assert!(!is_over(&hold(Some(1), 90), at(89)) && is_over(&hold(Some(1), 90), at(90)));
        assert!(is_over(&Hold { ended_at: Some(at(2)), ..hold(Some(1), 90) }, at(3)));
    }

    #[test]
    fn another_one_agrees_and_only_to_what_was_asked() {
        assert!(matches!(agreed(&hold(None, 10), person(1), at(2)), Err(Refusal::SamePerson)));
        assert_eq!(agreed(&hold(None, 10), person(2), at(2)).unwrap(), 20);
        let unasked = Hold { asked: None, ..hold(Some(1), 90) };
        assert!(matches!(agreed(&unasked, person(2), at(2)), Err(Refusal::Unknown)));
    }

    #[test]
    fn it_is_prolonged_while_it_stands_and_never_shortened() {
        assert!(prolongs(&hold(Some(1), 10), 20, at(2)).is_ok());
        assert!(matches!(prolongs(&hold(Some(1), 90), 20, at(2)), Err(Refusal::Days)));
        assert!(matches!(prolongs(&hold(None, 10), 20, at(2)), Err(Refusal::Unknown)));
        assert!(matches!(prolongs(&hold(Some(1), 10), 20, at(11)), Err(Refusal::Unknown)));
    }
}
