//! What an organisation sets for its people: numbers and periods of its own, always stricter than those of the house.
//!
//! - An administrator tightens; what would loosen a promise is refused, and the house's own is the way back.
//! - Only numbers that `numbers.toml` gives to organisations, and periods of what arises in organisations and meetings.
//! - What is said in groups of an organisation the house keeps until it is taken back; the organisation sets days for it.
//! - Should the house become stricter than the organisation, the stricter one holds: it is asked at each reading.
//!
//! Tables: `yard_org_number`, `yard_org_keep`.

mod actions;
mod http;
mod rules;
pub mod store;

pub(super) use actions::{set_keep, set_number};
pub(super) use http::routes;
pub use rules::SENT;
pub(super) use rules::unit;
pub use store::{own_period, own_period_now, tighter_periods};

use ground::{Erasure, Export, Fault, Problem, TableDecl};

/// The tables of this feature.
pub(super) const TABLES: [TableDecl; 2] = [
    TableDecl {
        name: "yard_org_number",
        owner: "org",
        lifetime: "until the organisation takes it back or is closed",
        export: Export::Org,
        erasure: Erasure::Nothing,
        plain: &["org", "number", "value", "set_by", "set_at"],
        sealed: &[],
    },
    TableDecl {
        name: "yard_org_keep",
        owner: "org",
        lifetime: "until the organisation takes it back or is closed",
        export: Export::Org,
        erasure: Erasure::Nothing,
        plain: &["org", "category", "event", "value", "unit", "set_by", "set_at"],
        sealed: &[],
    },
];

/// How an organisation's own number is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The house has no such number, category or event.
    #[error("the policy of this house has no such number or period")]
    Unknown,
    /// It is the same for everybody.
    #[error("this is the same for everybody in the house; an organisation cannot set it")]
    Fixed,
    /// It would promise less.
    #[error("an organisation may only be stricter than the house")]
    Looser,
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
            Refusal::Unknown => Self::not_found("org.policy_unknown", refusal),
            Refusal::Fixed => Self::conflict("org.policy_fixed", refusal),
            Refusal::Looser => Self::conflict("org.policy_looser", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
