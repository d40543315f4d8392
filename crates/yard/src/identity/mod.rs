//! Is it really you? What cannot be taken back, and every request about one's own data, is preceded by a fresh proof.
//!
//! - A proof is a code to one's own number, a passkey, or (for those who run the house) the password; given with the
//!   act itself, it is good for this act alone.
//! - A code for a proof opens no session, and a code for a session proves nothing here.
//! - A session on a number that was silent for long proves nothing by that number: carriers resell numbers.
//!
//! Owns no table: the code rests where codes rest (`yard_code`). Knows nothing of what is proved it for.

mod actions;
mod http;

pub(crate) use actions::prove;
pub use http::routes;
pub(crate) use http::{PasskeyProof, Proof};

use ground::{Fault, Problem};

/// How a proof is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is none.
    #[error("prove first that it is you: by a code, a passkey or your password")]
    Missing,
    /// A number that was silent for long proves nothing.
    #[error("this number was silent for long: prove in a second way that it is you")]
    Limited,
    /// The code.
    #[error(transparent)]
    Code(#[from] crate::account::Refusal),
    /// The passkey.
    #[error(transparent)]
    Passkey(#[from] crate::passkey::Refusal),
    /// The password.
    #[error(transparent)]
    Password(#[from] crate::password::Refusal),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Missing => Self::field("identity.missing", "proof", refusal),
            Refusal::Limited => Self::forbidden("session.second_proof_needed", refusal),
            Refusal::Code(refusal) => refusal.into(),
            Refusal::Passkey(refusal) => refusal.into(),
            Refusal::Password(refusal) => refusal.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
