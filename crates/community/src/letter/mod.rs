//! Letters to homes: a printed page with a code, put into the letter box of a flat, that lets whoever reads it apply without other papers.
//!
//! - The code has eighty bits and is seen once, by whoever prints the letters; kept is a hash. A home has one letter: a new one takes
//!   the place of the one before. It ends with its use, with its date, or when the desk takes it back.
//! - A letter says as what its reader is let in. Whether somebody at the desk looks, too, is the community's choice; it does, until the
//!   community says otherwise.
//! - Where a list names a number for the home in that role, and the desk wants it, the letter goes there as a text message instead of
//!   being printed: two a day to a number, five hundred of a community. Its code is drawn when it is sent.
//!   Where it cannot be sent it goes, and those who run the community are told, who print another.
//! - Ten codes a day may one person try.
//!
//! Tables: `community_letter`, `community_letter_rule`. Tells (notice): `home.applied`, `home.approved`, `letter.unsent`. Jobs: `home.sweep`, `home.letter.text`.

mod actions;
mod desk;
mod http;
mod rules;
mod store;
mod texting;

pub(crate) use http::routes;
pub(crate) use store::{end_all, sweep};
pub(crate) use texting::jobs;

use axum::http::StatusCode;
use ground::{Erasure, Export, Fault, OrgId, Problem, TableDecl, Timestamp};

use crate::application;
use crate::household::Relation;
use crate::place::HomeId;

ground::id! {
    /// A letter to a home.
    pub struct LetterId => "letter"
}

const fn table(name: &'static str, lifetime: &'static str, plain: &'static [&'static str]) -> TableDecl {
    TableDecl {
        name,
        owner: "org",
        lifetime,
        export: Export::None,
        erasure: Erasure::Nothing,
        plain,
        sealed: &[],
    }
}

/// The tables of this feature: they name homes, and nobody.
pub(crate) const TABLES: &[TableDecl] = &[
    table(
        "community_letter",
        "until it is used, taken back or its date; ninety days at most; home.sweep, erasure.end_org",
        &["id", "org", "home", "relation", "code_hash", "made_at", "ends_at"],
    ),
    table("community_letter_rule", "until the community says otherwise or ends; erasure.end_org", &["org"]),
];

/// A letter.
pub(crate) struct Letter {
    /// Which.
    pub id: LetterId,
    /// In which community.
    pub org: OrgId,
    /// To which home.
    pub home: HomeId,
    /// Its public number.
    pub home_number: String,
    /// As what its reader is let in.
    pub relation: Relation,
    /// When it was made.
    pub made_at: Timestamp,
    /// Until when its code holds.
    pub ends_at: Timestamp,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// The organisation opened no community.
    #[error("this organisation has no community yet")]
    Closed,
    /// One of the homes is none of the community's, or they are none or too many.
    #[error("say 1 to 500 homes of this community")]
    Homes,
    /// Too short or too long.
    #[error("a letter holds for 7 to 90 days")]
    Days,
    /// There is no such letter.
    #[error("there is no such letter")]
    Unknown,
    /// The code is none, was used, or is over.
    #[error("this code is none, was used or is over; ask the property for another letter")]
    Code,
    /// Too many.
    #[error("you tried many codes today; go on tomorrow")]
    TooMany,
    /// As an application is refused.
    #[error(transparent)]
    Application(#[from] application::Refusal),
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
            Refusal::Closed => Self::not_found("place.closed", refusal),
            Refusal::Homes => Self::field("letter.homes", "homes", refusal),
            Refusal::Days => Self::field("letter.days", "days", refusal),
            Refusal::Unknown => Self::not_found("letter.unknown", refusal),
            Refusal::Code => Self::field("letter.code", "code", refusal),
            Refusal::TooMany => Self::new(StatusCode::TOO_MANY_REQUESTS, "letter.too_many", refusal),
            Refusal::Application(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
