//! Risk: what looks like an attack is noticed, slowed down, and shown to those who run the house.
//!
//! - Stuffing: from one address many accounts are tried, by wrong codes or passwords. The address may then neither ask for
//!   codes nor sign in by code or password for an hour; passkeys, which nobody guesses, stay open.
//! - Spam: one account or one address writes or invites far more than anybody does. It is quiet for an hour.
//! - Another strike within two days doubles nothing and forgets nothing: it counts, and the hour begins anew.
//! - For two days a sign-in by code from such an address waits for a second proof, where its person has one.
//! - Of whom it is about there is a mark computed under a key, and nothing else; whoever is refused reads its first signs
//!   and may name them to those who run the house, who lift it where it hit the wrong one.
//!
//! Table: `yard_risk`. Knows nothing of what is written, and of nobody's name.

mod actions;
mod http;
mod rules;
mod store;

pub(crate) use actions::{Of, is_marked, pass, sent, tried};
pub use http::routes;
pub(crate) use store::sweep;

use ground::{Erasure, Export, Fault, Problem, TableDecl};

use crate::erasure::{Eraser, Work};

ground::id! {
    /// Something that looked like an attack.
    pub struct RiskId => "risk"
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_risk",
    owner: "house",
    lifetime: "two days from its last strike, removed by account.sweep",
    export: Export::None,
    erasure: Erasure::Rows,
    plain: &["id", "kind", "since", "seen_at", "strikes", "until_at", "lifted_at", "lifted_by"],
    sealed: &["mark"],
}];

/// What becomes of this table when somebody is erased.
pub fn erasers() -> Vec<Eraser> {
    vec![Eraser { table: "yard_risk", work: Work::AtOnce(store::erase) }]
}

/// How something risky is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It looked like an attack; for a time nothing goes on.
    #[error("too much happened from here; it is stopped for a time")]
    Stopped {
        /// Seconds after which to try again.
        after_s: u64,
        /// The first signs of its mark, to name to those who run the house.
        mark: String,
    },
    /// There is no such event.
    #[error("there is no such event, or it is lifted already")]
    Unknown,
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
            Refusal::Stopped { after_s, ref mark } => {
                let mark = mark.clone();
                Self::too_many("risk.stopped", refusal, after_s).with("mark", mark)
            }
            Refusal::Unknown => Self::not_found("risk.unknown", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
