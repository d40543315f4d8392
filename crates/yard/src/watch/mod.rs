//! The watch at the gate: a sign-in from a network or a device that is new for its person is told to him, by every way
//! there is, with one link that ends that session.
//!
//! - A network is what the first half of an address names (/24, /48), a device what it calls itself; of both only keyed
//!   fingerprints are stored, and they are forgotten when they were not seen for as long as a session may rest.
//! - The first sign-in of all is known by itself. A guest has no sign-in.
//! - Under a doorplate that says `unknown_device = "prove"` a sign-in by code from what is new waits for a second proof,
//!   where the person has one.
//! - A password that is made for one of his devices (`account::serving`) is told the same way.
//! - The link in the message stands for one session and can do nothing but end it.
//!
//! Table: `yard_known`. Tells: `account.device_closed`. Knows nothing of how one signs in.

mod actions;
mod disown;
mod http;
mod rules;
mod store;

pub use actions::held;
pub(crate) use actions::{Seen, keep, look, served};
pub use http::routes;
pub(crate) use store::sweep;

use ground::{Erasure, Export, Fault, Problem, TableDecl};

use crate::erasure::{Eraser, Work};

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_known",
    owner: "person",
    lifetime: "until not seen for the life of a session, removed by account.sweep",
    export: Export::None,
    erasure: Erasure::Rows,
    plain: &["person", "kind", "mark", "since", "seen_at"],
    sealed: &[],
}];

/// What becomes of this table when somebody is erased.
pub fn erasers() -> Vec<Eraser> {
    vec![Eraser { table: "yard_known", work: Work::AtOnce(store::erase) }]
}

/// How ending a session by its link is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// The link is not one of ours.
    #[error("this link is not one of this house")]
    LinkWrong,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::LinkWrong => Self::not_found("session.link_wrong", refusal),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
