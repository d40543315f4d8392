//! Impact assessments: before a version of the policy brings a new use of sensitive data, somebody has thought about it.
//!
//! - A version that brings such a use is neither published nor notified before an assessment of each such purpose is stored.
//! - A finding of high risk is a major change of its own: the version says so, and keepers get the task to lead it through
//!   publicity and notice.
//! - An assessment is never changed; a better one is another one. They are kept as long as the house.
//!
//! Table: `yard_assessment`. Tells (notice): `assessment.high`.

mod actions;
mod http;
mod store;

pub(crate) use actions::missing;
pub use http::routes;

use ground::{Erasure, Export, Fault, Problem, TableDecl};

ground::id! {
    /// One assessment.
    pub struct AssessmentId => "assessment"
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_assessment",
    owner: "house",
    lifetime: "as long as the house, at least the three years of the law",
    export: Export::None,
    erasure: Erasure::Nothing,
    plain: &["id", "version", "purpose", "risk", "finding", "measures", "made_by", "made_at"],
    sealed: &[],
}];

/// How an assessment is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such version, or it is not a draft any longer.
    #[error("there is no such version that waits to be published")]
    Unknown,
    /// The version brings no such use of sensitive data.
    #[error("this version brings no such use of sensitive data")]
    PurposeWrong,
    /// The finding or the measures are missing or too long.
    #[error("say what was found and what is done about it, in 1 to 4000 characters each")]
    TextWrong,
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
            Refusal::Unknown => Self::not_found("assessment.unknown", refusal),
            Refusal::PurposeWrong => Self::field("assessment.purpose_wrong", "purpose", refusal),
            Refusal::TextWrong => Self::field("assessment.text_wrong", "finding", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
