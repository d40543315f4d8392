//! Ways to reach people, as the keeper sees them: which stand, what is lacking, and "send me a test".
//!
//! - A keeper alone sees and tries them. No secret is shown, not even that one is wrong by how much.
//! - A test goes to the keeper's own number, to the house's own address, or to what he types; it is counted, recorded
//!   by the gate like every other message, and kept nowhere else.
//! - What a provider answers is told as one of a few stable words, and in its own word beside it.
//!
//! Table: none. Knows nothing of how a message is carried.

mod actions;
mod http;
mod rules;

pub use http::routes;

use ground::{Fault, Problem};

/// How a test is refused. That it was sent and not taken is no refusal but its outcome.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// This way is not set.
    #[error("no connector for this is configured")]
    Off,
    /// There is nobody to send it to.
    #[error("say where the test goes to")]
    ToMissing,
    /// This is no number or address.
    #[error("this is not a number or an address that can receive it")]
    ToWrong,
    /// Too many tests.
    #[error("too many tests were sent today")]
    TooMany {
        /// Seconds after which to try again.
        after_s: u64,
    },
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
            Refusal::Off => Self::conflict("egress.no_way", refusal),
            Refusal::ToMissing => Self::field("ways.to_missing", "to", refusal),
            Refusal::ToWrong => Self::field("ways.to_wrong", "to", refusal),
            Refusal::TooMany { after_s } => Self::too_many("ways.limit", refusal, after_s),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
