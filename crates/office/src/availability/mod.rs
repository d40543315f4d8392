//! Availability: who may see how much of somebody's calendar, and when several people are free.
//!
//! - Each says himself who sees nothing, that he is busy, or all: single colleagues, and whole organisations. What is said of a
//!   colleague goes before what is said of the organisation; where nothing is said, nobody sees anything.
//! - Whoever looks is a colleague within one organisation; who is no member of it is unknown.
//! - What is marked private shows as busy to those who see all.
//!
//! Table: `office_share`. Knows of events what `calendar` tells it.

mod actions;
mod busy;
mod ending;
mod http;
pub(crate) mod rules;
mod store;

pub(crate) use ending::{erase, parts};
pub(crate) use http::routes;
pub(crate) use store::{end_some, sees_all, told};

use ground::{Erasure, Export, Fault, Problem, TableDecl};

use crate::calendar;

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "office_share",
    owner: "person",
    lifetime: "until its person says otherwise or leaves, or the organisation ends; calendar.share, erasure.end_org",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &["person", "kind", "viewer", "level"],
    sealed: &[],
}];

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such member.
    #[error("there is no such member of this organisation")]
    Unknown,
    /// Too many, or none that one may name.
    #[error("name up to 200 colleagues and organisations of yours, each once")]
    Shares,
    /// Too many people.
    #[error("ask for 1 to 20 people of this organisation")]
    People,
    /// No length.
    #[error("a slot has 5 minutes to 24 hours")]
    Minutes,
    /// As a calendar is refused.
    #[error(transparent)]
    Calendar(#[from] calendar::Refusal),
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
            Refusal::Unknown => Self::not_found("calendar.colleague", refusal),
            Refusal::Shares => Self::field("calendar.shares", "items", refusal),
            Refusal::People => Self::field("calendar.people", "people", refusal),
            Refusal::Minutes => Self::field("calendar.minutes", "minutes", refusal),
            Refusal::Calendar(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
