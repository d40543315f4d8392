//! What an organisation's meetings keep of somebody who left it.
//!
//! - His name opens to nobody there; the records of meetings say his pseudonym.
//! - He sees what they keep, and has it erased at once where he wants.
//! - Else, when the time is over, his rows are written anew under the pseudonym's own id and own key: nobody, and not the
//!   house either, can tell any longer whose they were.
//! - A meeting that goes on is left alone until it ends.
//!
//! Owns no table: it changes `meet_participant`, `meet_stay` and `meet_meeting`. Tells nothing.

mod actions;
mod http;
mod jobs;
mod store;

pub use http::routes;
pub(crate) use jobs::jobs;
pub(crate) use store::{has_left, pseudonyms};

use ground::{Fault, Problem};

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// The person did not leave this organisation, or its records do not lead to him any longer.
    #[error("you did not leave such an organisation, or its records do not lead to you any longer")]
    Unknown,
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
            Refusal::Unknown => Self::not_found("former.unknown", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
