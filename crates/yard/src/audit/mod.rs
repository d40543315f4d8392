//! The access log for eyes outside: checkpoints that witnesses cosign, and the proofs that lead to them.
//!
//! - Everyone may fetch the newest checkpoint, a signed note that says how many leaves there are and their root, and the
//!   proof that the log of before is its beginning. A leaf is hashes and a time; it names nobody.
//! - A witness named in the settings hands a cosigned checkpoint back. From then on even whoever holds the database and
//!   the key of the log cannot tell another history without being found out.
//!
//! Table: none; what was cosigned lies with the log. Knows nothing of what was opened.

mod actions;
mod http;

pub use actions::check_witnesses;
pub use http::routes;

use ground::{Fault, Problem};

/// How a look at the log is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such leaf, or the log never had this size.
    #[error("the log has no such leaf, or never had this size")]
    Unknown,
    /// It is no checkpoint of this log that one of the witnesses cosigned.
    #[error("this is no checkpoint of this log that one of its witnesses cosigned")]
    NotCosigned,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::not_found("audit.unknown", refusal),
            Refusal::NotCosigned => Self::field("audit.not_cosigned", "note", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
