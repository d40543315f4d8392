//! What may happen in a call: plain values.

use ground::{Fault, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::{Call, Party};
use crate::conversation;

/// A call rings so long.
pub(crate) const RINGS: Duration = Duration::from_secs(45);
/// People of one call, at most.
pub(crate) const PEOPLE_MAX: usize = 32;

/// Sound alone, or with pictures.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallKind {
    /// Sound alone.
    Voice,
    /// With pictures.
    Video,
}

impl CallKind {
    pub(crate) const fn of(video: bool) -> Self {
        if video { Self::Video } else { Self::Voice }
    }

    pub(crate) const fn is_video(self) -> bool {
        matches!(self, Self::Video)
    }
}

/// What became of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// People spoke.
    Done,
    /// Nobody answered in time.
    Missed,
    /// Whoever was called did not want to.
    Declined,
    /// Whoever was called was in another one.
    Busy,
    /// Whoever began it gave up.
    Cancelled,
}

impl Outcome {
    /// Whether those who were called do not know of it yet: it counts as unread.
    pub(crate) const fn is_missed(self) -> bool {
        matches!(self, Self::Missed | Self::Busy | Self::Cancelled)
    }
}

/// A call that is over, as the log tells it. Who began it is who did the event.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CallEntry {
    /// Sound alone, or with pictures.
    pub kind: CallKind,
    /// What became of it.
    pub outcome: Outcome,
    /// Seconds that it lasted, from the first answer on; 0 where nobody answered.
    pub seconds: i64,
}

/// What somebody is in a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum State {
    /// He is called.
    Ringing,
    /// He is called and does not hear of it: he blocks the caller.
    Unheard,
    /// He did not hear of it, and it rings no longer.
    Shut,
    /// He is in it.
    Joined,
    /// He did not want to.
    Declined,
    /// He is in another one.
    Busy,
    /// He did not answer.
    Missed,
    /// He went.
    Left,
}

impl State {
    const ALL: [Self; 8] = [
        Self::Ringing,
        Self::Unheard,
        Self::Shut,
        Self::Joined,
        Self::Declined,
        Self::Busy,
        Self::Missed,
        Self::Left,
    ];

    /// The word in the table.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Ringing => "ringing",
            Self::Unheard => "unheard",
            Self::Shut => "shut",
            Self::Joined => "joined",
            Self::Declined => "declined",
            Self::Busy => "busy",
            Self::Missed => "missed",
            Self::Left => "left",
        }
    }

    /// The word for others: whoever is not heard is not told so.
    pub(crate) const fn shown(self) -> &'static str {
        match self {
            Self::Unheard => "ringing",
            Self::Shut => "missed",
            other => other.word(),
        }
    }

    pub(crate) fn from_word(word: &str) -> Result<Self, Fault> {
        let found = Self::ALL.into_iter().find(|state| state.word() == word);
        found.ok_or_else(|| Fault::new("a state in a call is none"))
    }

    /// Whether the call is hidden from him.
    pub(crate) const fn is_hidden(self) -> bool {
        matches!(self, Self::Unheard | Self::Shut)
    }

    /// Whether an answer is waited for.
    pub(crate) const fn is_waited_for(self) -> bool {
        matches!(self, Self::Ringing | Self::Unheard)
    }
}

/// What becomes of a call as it stands now; nothing while it goes on.
pub(crate) fn outcome(call: &Call, kind: conversation::Kind, parties: &[Party]) -> Option<Outcome> {
    let joined = parties.iter().filter(|one| one.state == State::Joined).count();
    if call.answered_at.is_some() {
        // Of two, one alone speaks to nobody.
        let least = if kind == conversation::Kind::Direct { 2 } else { 1 };
        return (joined < least).then_some(Outcome::Done);
    }
    if joined == 0 {
        return Some(Outcome::Cancelled);
    }
    if parties.iter().any(|one| one.state.is_waited_for()) {
        return None;
    }
    let others = || parties.iter().filter(|one| one.person != call.starter);
    let all = |state| others().all(|one| one.state == state);
    Some(if all(State::Busy) {
        Outcome::Busy
    } else if others().any(|one| one.state == State::Declined) {
        Outcome::Declined
    } else {
        Outcome::Missed
    })
}

/// The entry of a call that ends at this moment.
pub(crate) fn entry(call: &Call, outcome: Outcome, ends: Timestamp) -> CallEntry {
    let lasted = call.answered_at.map_or(0, |at| ends.seconds().saturating_sub(at.seconds()).max(0));
    CallEntry { kind: CallKind::of(call.video), outcome, seconds: lasted }
}

#[cfg(test)]
mod tests {
    use super::super::CallId;
    use super::*;
    use crate::conversation::{ConversationId, Kind};
    use ground::PersonId;

    fn call(answered: Option<i64>) -> Call {
        let at = Timestamp::from_micros;
        Call {
            id: CallId::from_bytes([1; 16]),
            conversation: ConversationId::from_bytes([2; 16]),
            starter: PersonId::from_bytes([1; 16]),
            video: false,
            begun_at: at(0),
            answered_at: answered.map(at),
            seen_at: at(0),
            ended_at: None,
            meeting: None,
        }
    }

    fn of(states: &[State]) -> Vec<Party> {
        let one = |(number, state): (usize, &State)| Party {
            person: PersonId::from_bytes([u8::try_from(number).unwrap() + 1; 16]),
            state: *state,
            since: Timestamp::from_micros(0),
            identity: None,
            device: None,
        };
        states.iter().enumerate().map(one).collect()
    }

    #[test]
    fn a_call_goes_on_while_somebody_rings_or_speaks_and_ends_as_what_it_was() {
        use State::{Busy, Declined, Joined, Left, Missed, Ringing, Shut, Unheard};
        let two = |states: &[State]| outcome(&call(None), Kind::Direct, &of(states));
        assert_eq!(two(&[Joined, Ringing]), None);
        assert_eq!(two(&[Joined, Unheard]), None);
        assert_eq!(two(&[Joined, Busy]), Some(Outcome::Busy));
        assert_eq!(two(&[Joined, Declined]), Some(Outcome::Declined));
        assert_eq!(two(&[Joined, Missed]), Some(Outcome::Missed));
        assert_eq!(two(&[Joined, Shut]), Some(Outcome::Missed));
        assert_eq!(two(&[Left, Ringing]), Some(Outcome::Cancelled));
        let answered = call(Some(5));
        assert_eq!(outcome(&answered, Kind::Direct, &of(&[Joined, Joined])), None);
        assert_eq!(outcome(&answered, Kind::Direct, &of(&[Left, Joined])), Some(Outcome::Done));
        assert_eq!(outcome(&answered, Kind::Group, &of(&[Left, Joined, Ringing])), None);
        assert_eq!(outcome(&answered, Kind::Group, &of(&[Left, Left, Ringing])), Some(Outcome::Done));
        assert_eq!(
            outcome(&call(None), Kind::Group, &of(&[Joined, Declined, Missed])),
            Some(Outcome::Declined)
        );
    }

    #[test]
    fn a_call_lasts_from_its_answer_on() {
        let ends = Timestamp::from_micros(95_000_000);
        assert_eq!(entry(&call(Some(5_000_000)), Outcome::Done, ends).seconds, 90);
        assert_eq!(entry(&call(None), Outcome::Missed, ends).seconds, 0);
        assert!(
            Outcome::Cancelled.is_missed() && !Outcome::Declined.is_missed() && !Outcome::Done.is_missed()
        );
    }
}
