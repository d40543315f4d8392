//! The second factor of staff: who runs the house, or an organisation, sees data of others after a fresh second factor
//! alone.
//!
//! - A second factor is a passkey, or the password and a code to one's own number, both in one act. It stands for an hour,
//!   for the device on which it was given; signing in by a passkey gives it at once.
//! - The doorplate says whether it is wanted (`staff_factor`); a house may want it where the doorplate does not, and
//!   never the other way round.
//! - What is refused is refused before anything is opened, and once more at the vault for the purposes that only those
//!   who run the house use: what the list of addresses forgets stays shut.
//! - Whoever has a passkey adds another one under it alone: a stolen session makes no factor for itself.
//!
//! Table: `yard_factor`. Knows nothing of what is looked at.

mod actions;
mod gate;
mod http;
mod rules;
mod store;

pub use gate::adding;
pub(crate) use gate::{gate_administrator, gate_keeper, stands};
pub use http::routes;
pub(crate) use rules::of_staff;
pub use rules::wanted;
pub(crate) use store::{note, sweep};

use ground::{Erasure, Export, Fault, Problem, TableDecl};

use crate::erasure::{Eraser, Work};

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_factor",
    owner: "person",
    lifetime: "an hour, removed by account.sweep",
    export: Export::None,
    erasure: Erasure::Rows,
    plain: &["device", "person", "proved_at"],
    sealed: &[],
}];

/// What becomes of this table when somebody is erased.
pub fn erasers() -> Vec<Eraser> {
    vec![Eraser { table: "yard_factor", work: Work::AtOnce(store::erase) }]
}

/// How a second factor is refused, or wanted.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It is wanted first.
    #[error("before you see data of others, prove in a second way that it is you")]
    Needed,
    /// Neither a passkey, nor password and code together.
    #[error("prove that it is you by a passkey, or by your password and a code together")]
    Missing,
    /// The proof.
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
            Refusal::Needed => Self::forbidden("session.factor_needed", refusal),
            Refusal::Missing => Self::field("session.factor_missing", "proof", refusal),
            Refusal::Identity(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
