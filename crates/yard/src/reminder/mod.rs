//! Reminders: of which events at home somebody wants to be told.
//!
//! - An event stands beside the code of a notice in `words/notices.toml`. Whoever switched it off gets no such notice: nothing in
//!   his list, no push, no text message.
//! - Everything is on until it is switched off. What must be told stands beside no event and cannot be.
//!
//! Table: `yard_reminder_off`.

mod actions;
mod http;
mod rules;
mod store;

pub use http::routes;
pub(crate) use rules::Event;
pub(crate) use store::is_off;

use ground::{Erasure, Export, Fault, Problem, TableDecl};

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_reminder_off",
    owner: "person",
    lifetime: "until the person wants to be told again, or the account ends",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &["person", "event"],
    sealed: &[],
}];

/// What becomes of the reminders of somebody who is erased.
pub fn erasers() -> Vec<crate::erasure::Eraser> {
    use crate::erasure::{Eraser, Work};
    vec![Eraser { table: "yard_reminder_off", work: Work::AtOnce(store::erase) }]
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

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
