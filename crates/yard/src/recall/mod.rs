//! Recalls: whoever received data of somebody who left is asked to delete them, too.
//!
//! - With the closing of an account each recipient on the record of what was sent gets a request: signed, through the gate,
//!   at the address where it takes such requests. What it needs to find the person rests sealed, and goes with the answer.
//! - Where a recipient has no such address, the request waits on a list until keepers have asked by hand.
//! - The acknowledgement is kept as long as the record of the sharing.
//!
//! Table: `yard_recall`. Jobs: `recall.ask`, `recall.again`.

mod actions;
mod grounds;
mod http;
mod jobs;
mod store;
mod told;

pub use grounds::checks;
pub use http::routes;
pub use jobs::jobs;
pub use store::RecallRow;
pub(crate) use told::{Told, prepare, write};

use ground::{Erasure, Export, Fault, Problem, TableDecl};
use policy::Category;

ground::id! {
    /// One request to one recipient.
    pub struct RecallId => "recall"
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_recall",
    owner: "person",
    lifetime: "as `sharing-record` in policy/retention.toml, removed by retention.sweep",
    export: Export::Person,
    erasure: Erasure::Floor,
    plain: &["id", "person", "recipient", "state", "begun_at", "asked_at", "acknowledged_at"],
    sealed: &["mark", "answer"],
}];

/// What becomes of the requests of somebody who is erased: they are the proof that others were told.
pub fn erasers() -> Vec<crate::erasure::Eraser> {
    use crate::erasure::{Eraser, Work};
    let work = Work::Floor { category: Category::SharingRecord, event: "collected" };
    vec![Eraser { table: "yard_recall", work }]
}

/// What removes them when their time is over.
pub fn sweepers() -> Vec<crate::retention::Sweeper> {
    use crate::retention::{How, Sweeper};
    let how = How::Swept { count: store::count_over, sweep: store::sweep_over };
    vec![Sweeper { category: Category::SharingRecord, event: "collected", how }]
}

/// How noting an answer is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such request, or it is answered.
    #[error("there is no such request, or it is answered already")]
    Unknown,
    /// The answer is missing or too long.
    #[error("say in 1 to 200 characters by what the recipient acknowledged")]
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
            Refusal::Unknown => Self::not_found("recall.unknown", refusal),
            Refusal::TextWrong => Self::field("recall.text_wrong", "reference", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
