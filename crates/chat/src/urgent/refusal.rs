//! How this feature says no.

use ground::{Fault, Problem};

use crate::log;

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// Nobody, too many, or somebody who is not in the conversation.
    #[error("name from one to 100 people who are in the conversation, or all of it")]
    People,
    /// Too many within a day.
    #[error("you marked as many messages as urgent today as anybody may")]
    Limit,
    /// Nothing is urgent there for the caller.
    #[error("this message is not marked as urgent for you")]
    Unknown,
    /// Nobody with whom the caller shares a conversation, or whom he refuses.
    #[error("this is nobody with whom you share a conversation, or whom you refuse")]
    PersonUnknown,
    /// Too many that are refused.
    #[error("there are as many as there may be")]
    Bound,
    /// The log refused it.
    #[error(transparent)]
    Log(#[from] log::Refusal),
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::People => Self::field("urgent.people", "people", refusal),
            Refusal::Limit => Self::conflict("urgent.limit", refusal),
            Refusal::Unknown => Self::not_found("urgent.unknown", refusal),
            Refusal::PersonUnknown => Self::not_found("urgent.person_unknown", refusal),
            Refusal::Bound => Self::conflict("urgent.bound", refusal),
            Refusal::Log(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
