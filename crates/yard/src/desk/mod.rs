//! The desk: how the house stands with its promises, on one page, for keepers and for inspectors.
//!
//! - What is told counts and dates; it names nobody. Requests stand there by the end of their number, without words.
//! - A keeper appoints an inspector for days that he names, three months at most. An inspector changes nothing, sees
//!   nothing but this page, and each look of his is written down; keepers see how often he looked, and when last.
//! - The evidence for an audit is the same with the texts of the policy, as one file, made beside a running house.
//!
//! Tables: `yard_inspector`, `yard_inspection`. Tells: `desk.appointed`, `desk.ended`. Reads what other features keep,
//! and changes nothing of it.

mod actions;
mod evidence;
mod http;
mod jobs;
mod lines;
mod rules;
mod store;

pub(crate) use actions::may_look;
pub use evidence::{Evidence, Log, Sources, evidence};
pub use http::routes;
pub use jobs::jobs;

use ground::{Erasure, Export, Fault, Person, Problem, TableDecl, View};

ground::id! {
    /// One appointment of an inspector.
    pub struct InspectorId => "inspector"
}

/// The tables of this feature. An opaque id and times stay when an inspector's account is erased: who looked is no
/// secret of whoever looked.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "yard_inspector",
        owner: "house",
        lifetime: "three years from its end, removed by desk.sweep",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["id", "number", "person", "appointed_by", "from_at", "until_at", "ended_at"],
        sealed: &[],
    },
    TableDecl {
        name: "yard_inspection",
        owner: "house",
        lifetime: "as long as its inspector's row, removed by desk.sweep",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["id", "inspector", "at"],
        sealed: &[],
    },
];

/// How something at the desk is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such inspector, or his time is over.
    #[error("there is no such inspector, or his time is over")]
    Unknown,
    /// The number is none.
    #[error("this is not a mobile number")]
    PhoneWrong,
    /// Too long or not at all.
    #[error("an inspector is appointed for 1 to 92 days")]
    DaysWrong,
    /// He is one.
    #[error("this person is an inspector already")]
    Already,
    /// Who runs the house is no inspector of it.
    #[error("whoever runs the house does not inspect it")]
    Keeper,
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
            Refusal::Unknown => Self::not_found("desk.unknown", refusal),
            Refusal::PhoneWrong => Self::field("desk.phone_wrong", "phone", refusal),
            Refusal::DaysWrong => Self::field("desk.days_wrong", "days", refusal),
            Refusal::Already => Self::conflict("desk.already", refusal),
            Refusal::Keeper => Self::conflict("desk.keeper", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}

/// Whether this person inspects the house now.
///
/// # Errors
/// What the database says.
pub async fn is_inspector(view: &mut View, who: &Person) -> Result<bool, Fault> {
    Ok(!who.keeper && !who.limited && store::standing(view, who.person).await?.is_some())
}
