//! Doing nothing twice: a POST that carries an `Idempotency-Key` is done once within 24 hours.
//!
//! - The key belongs to its caller: the same word of another person, or of nobody at another address, is another key.
//! - The same request again gets the first answer, with `Idempotency-Replayed: true`. The same key with another
//!   method, path or body is refused, and so is a second one while the first is under way.
//! - Answers that hand out a token are never kept: everything below `/session/`, whatever sets a cookie, and whatever
//!   says `cache-control: no-store`. There the key is accepted and the request is done again.
//! - Refusals that a later try may get past (401, 408, 425, 429, our own faults) are not kept either.
//! - A request goes on to its end when its caller hangs up, so that the next try finds the answer.
//!
//! That two equal requests do not run at once is kept in memory: it holds for one process. A machine that dies between
//! doing and keeping the answer forgets that it did.
//!
//! Table: `yard_answer`. Tells nothing. Knows nothing of what was asked but a keyed fingerprint.

mod answers;
mod http;
mod jobs;
mod rules;
mod running;
mod store;

pub use answers::held;
pub use http::layer;
pub use jobs::jobs;
pub(crate) use running::Running;
pub use store::AnswerRow;

use axum::http::StatusCode;
use ground::{Erasure, Export, Fault, Problem, TableDecl};

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_answer",
    owner: "person",
    lifetime: "24 hours, removed by idempotency.sweep",
    export: Export::None,
    erasure: Erasure::Rows,
    plain: &["person", "at"],
    sealed: &["slot", "asked", "answer"],
}];

/// What becomes of this table when somebody is erased.
pub fn erasers() -> Vec<crate::erasure::Eraser> {
    use crate::erasure::{Eraser, Work};
    vec![Eraser { table: "yard_answer", work: Work::AtOnce(store::erase) }]
}

/// How a repeated request is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The key is no key.
    #[error("an Idempotency-Key has 1 to 128 visible ASCII characters")]
    KeyWrong,
    /// The body is larger than a request with a key may be.
    #[error("the body is too large")]
    TooLarge,
    /// The body did not arrive.
    #[error("the body could not be read")]
    Cut,
    /// The key was used for something else.
    #[error("this Idempotency-Key was used for another request")]
    OtherBody,
    /// The first one is under way.
    #[error("the first request with this Idempotency-Key is still under way")]
    Running,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::KeyWrong => Self::malformed("idempotency.key_wrong", refusal),
            Refusal::TooLarge => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body.too_large", refusal),
            Refusal::Cut => Self::malformed("body.malformed", refusal),
            Refusal::OtherBody => Self::conflict("idempotency.other_body", refusal),
            Refusal::Running => Self::conflict("idempotency.running", refusal),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}

/// What removes these categories when their time is over.
pub fn sweepers() -> Vec<crate::retention::Sweeper> {
    use crate::retention::{How, Sweeper};
    use policy::Category;
    vec![Sweeper {
        category: Category::IdempotentAnswer,
        event: "collected",
        how: How::Job("idempotency.sweep"),
    }]
}
