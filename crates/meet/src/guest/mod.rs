//! Guests afterwards: whoever was in a meeting without an account sees what it keeps of him, and has it erased.
//!
//! - The key that his browser was given at the door proves who he was; it opens no session once the meeting is over.
//! - The house keeps a keyed fingerprint of it alone, as long as it keeps the guest.
//! - While the meeting goes on the others have to see who is there; then it can be erased, with its keys.
//!
//! Owns no table: it shows and removes rows of `meet_participant` and `meet_stay`. Tells nothing.

mod actions;
mod http;
mod store;

pub use http::routes;
pub(crate) use store::own_mark;

use ground::{Fault, Problem};

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// Nothing is kept for this key.
    #[error("nothing is kept for this key")]
    Unknown,
    /// The meeting goes on.
    #[error("the meeting goes on; what is kept can be erased once it is over")]
    StillOn,
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
            Refusal::Unknown => Self::not_found("guest.unknown", refusal),
            Refusal::StillOn => Self::conflict("guest.still_on", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
