//! The end of the service: announced as early as the policy promises, and then kept.
//!
//! - A day nearer than `shutdown-notice` is refused. The announcement hangs on every page at once, and everyone is told.
//! - From that day on the API answers nothing but who the house is and what its policy says: nothing is collected any longer.
//! - From that moment nothing leaves either, and neither a program's key nor one of the media interface opens anything.
//! - Then every lock is turned, and everyone is erased: keys, rows, index entries and files, each with a line of the
//!   erasure list, so that a copy from before says nothing either.
//! - Before a key goes, the network log that the law wants kept lies sealed in the folder `kept`. Where shares of the master
//!   key were given, the house turns to a fresh one at the end: enough of those shares open what was kept, and nothing
//!   that is left on the machine does.
//! - Until that day it can be called off.
//!
//! Table: `yard_shutdown`. Jobs: `shutdown.end`, `shutdown.keep`, `shutdown.erase`.

mod actions;
mod guard;
mod http;
mod jobs;
pub mod kept;
mod store;

pub use actions::load;
pub use guard::guard;
pub use http::routes;
pub use jobs::jobs;

use ground::{Erasure, Export, Fault, Problem, TableDecl, Timestamp};

ground::id! {
    /// One announcement of the end.
    pub struct ShutdownId => "shutdown"
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_shutdown",
    owner: "house",
    lifetime: "as long as the house",
    export: Export::None,
    erasure: Erasure::Nothing,
    plain: &["id", "announced_at", "announced_by", "ends_at", "cancelled_at", "erased_at"],
    sealed: &[],
}];

/// How announcing the end is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The day is nearer than the policy promises.
    #[error("the end of the service is announced earlier than this")]
    TooSoon {
        /// The first day that can be.
        earliest: Timestamp,
    },
    /// An end is announced already.
    #[error("an end is announced already")]
    Announced,
    /// No end is announced.
    #[error("no end is announced")]
    NotAnnounced,
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
            Refusal::TooSoon { earliest } => {
                Self::field("shutdown.too_soon", "ends_at", refusal).with("earliest", earliest.rfc3339())
            }
            Refusal::Announced => Self::conflict("shutdown.announced", refusal),
            Refusal::NotAnnounced => Self::conflict("shutdown.not_announced", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
