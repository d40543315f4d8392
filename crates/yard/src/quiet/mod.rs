//! Quiet hours: when somebody does not want to be woken. They hold for all his devices, wherever they were chosen.
//!
//! - What comes meanwhile waits until they are over; what is urgent comes all the same.
//! - He can also want to be left alone until a time; that is quiet, too.
//! - A night that begins on a chosen day is quiet until its morning.
//!
//! Tables: `yard_quiet`, `yard_rest`. Passes: `quiet.changed`, to his other devices.

mod actions;
mod http;
mod rules;
mod store;

pub use actions::ends;
pub use http::routes;
pub use store::{rest, resting_among, rests_until};

use ground::{Erasure, Export, Fault, Problem, TableDecl};

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "yard_quiet",
        owner: "person",
        lifetime: "until the person wants them no longer, or the account ends",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["person", "from_min", "until_min", "days", "zone"],
        sealed: &[],
    },
    TableDecl {
        name: "yard_rest",
        owner: "person",
        lifetime: "until another time is chosen, or the account ends",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["person", "until"],
        sealed: &[],
    },
];

/// What becomes of the quiet hours of somebody who is erased.
pub fn erasers() -> Vec<crate::erasure::Eraser> {
    use crate::erasure::{Eraser, Work};
    vec![
        Eraser { table: "yard_quiet", work: Work::AtOnce(store::erase) },
        Eraser { table: "yard_rest", work: Work::AtOnce(store::erase_rest) },
    ]
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// A time that is none, or an end that is the beginning.
    #[error("times are written 22:00, and the end is not the beginning")]
    Time,
    /// No day, or one that is none.
    #[error("days are the numbers 1 (Monday) to 7, each once, one at least")]
    Days,
    /// A place whose clock the house does not know, or one that changes twice a year.
    #[error("the house does not know the clock of this place")]
    Zone,
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
            Refusal::Time => Self::field("quiet.time", "from", refusal),
            Refusal::Days => Self::field("quiet.days", "days", refusal),
            Refusal::Zone => Self::field("quiet.zone", "zone", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
