//! Retention: what the policy keeps no longer goes by itself, exact to the day.
//!
//! - Every stored category has, for each event that its period is counted from, a [`Sweeper`] or an act that removes it
//!   at once; the feature that owns the table brings it along. Without one the house does not start.
//! - A keeper may shorten a period for this house. Nobody can go below what the law asks for, or above the policy.
//! - Before a period is changed the house says how much would go; the next sweep removes exactly that.
//!
//! Table: `yard_retention`. Tells nothing. Knows nothing of what wings keep: they bring their sweepers along.

mod actions;
mod http;
mod jobs;
mod registry;
mod rules;
mod store;

pub(crate) use actions::sweep_all;
pub use actions::{Own, own};
pub use http::routes;
pub use jobs::jobs;
pub use registry::{Count, Counting, How, Sweep, Sweeper, check};

use ground::{Erasure, Export, Fault, Problem, TableDecl};

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_retention",
    owner: "house",
    lifetime: "until a keeper sets another period",
    export: Export::None,
    erasure: Erasure::Nothing,
    plain: &["category", "event", "number", "unit", "set_by", "set_at"],
    sealed: &[],
}];

/// How a change of a period is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The policy counts nothing like that, or nothing that can be swept.
    #[error("there is no such period, or it cannot be changed")]
    Unknown,
    /// Longer than the policy promises.
    #[error("a period may only become shorter than the policy promises")]
    Longer,
    /// Shorter than the law asks for.
    #[error("the law asks for at least so long; nobody can go below it")]
    Floor,
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
            Refusal::Unknown => Self::not_found("retention.unknown", refusal),
            Refusal::Longer => Self::field("retention.longer", "number", refusal),
            Refusal::Floor => Self::field("retention.floor", "number", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
