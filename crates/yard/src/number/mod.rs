//! Numbers: a verified number is not edited. Whoever lost his, or finds it held by another account, appeals; people decide, and
//! the account moves to the new one.
//!
//! - An appeal comes from whoever is signed in and proves twice: that it is he, and that the new number is his now.
//! - It is a request like any other (`rights`): answered in time, and refused on one of the grounds alone.
//! - Where another account holds the number, its person is told at once, and nothing is decided before he had seven days.
//! - Granted, the account has the new number and every session of it ends; an account that held it has none any longer, and
//!   signs in by its other ways.
//!
//! Table: `yard_appeal`. Tells: (notices) `number.claimed`, `number.moved`, `number.lost`.

mod actions;
mod http;
mod store;

pub use actions::held;
pub(crate) use actions::{drop_appeal, move_over};
pub use http::routes;

use ground::{Erasure, Export, Fault, Problem, TableDecl, Timestamp};
use std::time::Duration;

use crate::erasure::{Eraser, Work};

/// How long the holder of a number has before it can be taken from his account.
pub(crate) const HOLDER_HAS: Duration = Duration::from_secs(7 * 86_400);

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_appeal",
    owner: "person",
    lifetime: "until it is answered or taken back",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &["request", "person", "asked_at"],
    sealed: &["number", "number_index"],
}];

/// What becomes of this table when somebody is erased.
pub fn erasers() -> Vec<Eraser> {
    vec![Eraser { table: "yard_appeal", work: Work::AtOnce(store::erase) }]
}

/// How an appeal is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It is one's own already.
    #[error("this is the number of your account already")]
    Same,
    /// One waits already.
    #[error("an appeal of yours waits already; take it back to make another")]
    Waits,
    /// The holder still has time.
    #[error(
        "another account holds this number, and its person was told; nothing is decided before he had seven days"
    )]
    HolderHasTime {
        /// Until when.
        until: Timestamp,
    },
    /// The code, the number.
    #[error(transparent)]
    Account(#[from] crate::account::Refusal),
    /// The identity was not proved.
    #[error(transparent)]
    Identity(#[from] crate::identity::Refusal),
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
            Refusal::Same => Self::conflict("number.same", refusal),
            Refusal::Waits => Self::conflict("number.waits", refusal),
            Refusal::HolderHasTime { until } => {
                Self::conflict("number.holder_has_time", refusal).with("until", until.rfc3339())
            }
            Refusal::Account(refusal) => refusal.into(),
            Refusal::Identity(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
