//! The house goes to somebody else: a merger, an acquisition, a bankruptcy.
//!
//! - A keeper announces it; everybody is told who takes over and how he is reached.
//! - From that moment no consent counts that was given before: what rests on consent stops, what the account needs goes on.
//! - The successor takes over the promises of this very version with a code that was told once. Then every consent stands
//!   again as it stood, and so does the policy.
//! - Where he does not, each person is asked anew; what somebody agrees to after the announcement counts.
//!
//! Table: `yard_succession`. Tells (notices): `house.succession`, `house.succession_accepted`, `house.succession_anew`. Job:
//! `succession.stop`. Handing data of single people to others is a case of disclosure, and waits for their word.

mod actions;
mod http;
mod jobs;
pub(crate) mod store;

pub use http::routes;
pub use jobs::jobs;

use ground::{Erasure, Export, Fault, Problem, TableDecl};

ground::id! {
    /// One handing over.
    pub struct SuccessionId => "succession"
}

/// The tables of this feature. A successor is a company; its name and address are no personal data.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_succession",
    owner: "house",
    lifetime: "as long as the house",
    export: Export::None,
    erasure: Erasure::Nothing,
    plain: &[
        "id",
        "cause",
        "successor",
        "contact",
        "version",
        "state",
        "code_hash",
        "announced_by",
        "announced_at",
        "decided_at",
    ],
    sealed: &[],
}];

/// How a handing over is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Who takes over, or how he is reached, is missing or too long.
    #[error("say who takes over and how he is reached, in 1 to 200 characters each")]
    TextWrong,
    /// One is announced already.
    #[error("a handing over is announced already")]
    Announced,
    /// None is announced, or the code is not its own.
    #[error("no handing over waits for this code")]
    CodeWrong,
    /// None is announced.
    #[error("no handing over is announced")]
    NotAnnounced,
    /// The successor takes over another text than the one in force.
    #[error("the successor takes over the version that was announced and is in force")]
    VersionWrong,
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
            Refusal::TextWrong => Self::field("succession.text_wrong", "successor", refusal),
            Refusal::Announced => Self::conflict("succession.announced", refusal),
            Refusal::CodeWrong => Self::forbidden("succession.code_wrong", refusal),
            Refusal::NotAnnounced => Self::conflict("succession.not_announced", refusal),
            Refusal::VersionWrong => Self::conflict("succession.version_wrong", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
