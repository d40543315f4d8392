//! Sealed requests: what is sensitive is encrypted in the browser, so that a proxy that ends TLS sees ciphertext.
//!
//! - An operation marked `x-sealed` also takes its JSON body in an envelope (HPKE, RFC 9180, base mode: X25519,
//!   HKDF-SHA-256, AES-128-GCM) to the key that `seal.key` publishes. The envelope is bound to its method and address.
//! - The answer to a sealed request is sealed under a key that lay in the envelope, and bound to its status.
//! - An envelope is good once, and only near the moment it was made.
//! - A key is published for a day and good for one hour more; then it is destroyed, and what was sealed to it with it.
//!
//! It protects against one who reads along. One who changes the page, or the published key, is not kept out by it.
//!
//! File: `seal.keys` beside the other keys of the house. No table. Knows nothing of what is in the bodies.

mod envelope;
mod http;
mod jobs;
mod rules;
mod seals;
mod seen;

pub use envelope::{ENVELOPE, Envelope, Reply, open_reply, seal_for};
pub use http::{is_sealed, mark, pass, routes};
pub use jobs::jobs;
pub use seals::{Published, Seals};

use axum::http::StatusCode;
use ground::{Fault, Problem};

/// How an envelope is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It is no envelope, or was changed on the way.
    #[error("the envelope cannot be opened")]
    Unreadable,
    /// It was sealed to a key that is gone.
    #[error("the envelope was sealed to a key that is gone; ask for the present one")]
    KeyUnknown,
    /// It was made too long ago, or too far ahead.
    #[error("the envelope was not made now; ask for the present time")]
    Stale,
    /// It came before.
    #[error("this envelope came before")]
    Replayed,
    /// It is larger than an ordinary request may be.
    #[error("the body is too large")]
    TooLarge,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unreadable => Self::malformed("seal.unreadable", refusal),
            Refusal::KeyUnknown => Self::conflict("seal.key_unknown", refusal),
            Refusal::Stale => Self::conflict("seal.stale", refusal),
            Refusal::Replayed => Self::conflict("seal.replayed", refusal),
            Refusal::TooLarge => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body.too_large", refusal),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
