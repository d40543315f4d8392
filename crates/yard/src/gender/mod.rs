//! Gender: whoever wishes says it of himself, changes it, takes it back (AJ-003). Nothing asks for it, nothing depends on it,
//! and nobody but its person sees it.
//!
//! Table: `yard_gender`. Tells nothing.

mod actions;
mod http;
mod rules;
mod store;

pub use actions::held;
pub use http::routes;
pub use rules::Gender;
pub use store::GenderRow;

use ground::{Erasure, Export, Fault, Problem, TableDecl};

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_gender",
    owner: "person",
    lifetime: "until its person takes it back, or the account ends",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &["person", "said_at"],
    sealed: &["gender"],
}];

/// What becomes of it when somebody is erased.
pub fn erasers() -> Vec<crate::erasure::Eraser> {
    use crate::erasure::{Eraser, Work};
    vec![Eraser { table: "yard_gender", work: Work::AtEnd(store::erase) }]
}

/// What removes this category when its time is over.
pub fn sweepers() -> Vec<crate::retention::Sweeper> {
    use crate::retention::{How, Sweeper};
    vec![Sweeper { category: policy::Category::Gender, event: "removed", how: How::Act("me.gender.remove") }]
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
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
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
