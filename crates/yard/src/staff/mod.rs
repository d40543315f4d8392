//! Staff roles: which of those who run the house sits at which queue.
//!
//! - `protection` opens complaints about privacy and security and the requests of people about their data; `support` opens
//!   the rest. Who holds neither opens nothing, also where he runs the house.
//! - The first keeper holds both from the first day, so that a house with one keeper works; they can be taken from him once
//!   somebody else holds them. A role is never without a holder: if the last one leaves, it falls back to the first keeper.
//! - A keeper gives a role to another keeper, never to himself. Giving and taking stay in the list with who did it, and every
//!   keeper is told.
//!
//! Table: `yard_staff`. Tells (notice): `staff.changed`. Knows nothing of what the queues hold.

mod actions;
mod http;
mod jobs;
mod store;

pub use http::routes;
pub use jobs::jobs;
pub(crate) use store::{holders, holders_now};

use ground::{Attr, Erasure, Export, Fault, PersonId, Problem, Resource, TableDecl};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

ground::id! {
    /// One grant of a role.
    pub struct GrantId => "grant"
}

/// The tables of this feature. An opaque id and times stay when a keeper's account is erased: who could look is no secret of
/// whoever could.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_staff",
    owner: "house",
    lifetime: "three years from its end, removed by staff.sweep",
    export: Export::None,
    erasure: Erasure::Nothing,
    plain: &["id", "person", "role", "granted_by", "granted_at", "ended_by", "ended_at"],
    sealed: &[],
}];

/// What somebody of the staff answers for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "StaffRole")]
pub enum Role {
    /// The data-protection officer's queue.
    Protection,
    /// The general queue.
    Support,
}

impl Role {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Protection, Self::Support];

    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Protection => "protection",
            Self::Support => "support",
        }
    }

    /// What it is called, in Chinese and in English.
    const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Protection => ("个人信息保护", "data protection"),
            Self::Support => ("客服", "support"),
        }
    }

    /// The role of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// A queue as the policies see it: who may open what waits there.
pub(crate) fn queue(staff: &[PersonId]) -> Resource {
    Resource { kind: "Queue", id: "queue".to_owned(), attrs: vec![("staff", ids(staff))] }
}

/// Several people as the policies see them.
pub(crate) fn ids(people: &[PersonId]) -> Attr {
    Attr::Ids(people.iter().map(ToString::to_string).collect())
}

/// How giving or taking a role is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The number is none.
    #[error("this is not a mobile number")]
    PhoneWrong,
    /// Nobody who runs the house has it.
    #[error("nobody who runs this house has this number")]
    NoKeeper,
    /// He holds it.
    #[error("this keeper holds the role already")]
    Already,
    /// Nobody gives himself a role.
    #[error("a role is given by another keeper")]
    Oneself,
    /// He does not hold it.
    #[error("this keeper does not hold the role")]
    Unknown,
    /// A role is never without a holder.
    #[error("give the role to somebody else first")]
    Last,
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
            Refusal::PhoneWrong => Self::field("staff.phone_wrong", "phone", refusal),
            Refusal::NoKeeper => Self::field("staff.no_keeper", "phone", refusal),
            Refusal::Already => Self::conflict("staff.already", refusal),
            Refusal::Oneself => Self::conflict("staff.oneself", refusal),
            Refusal::Unknown => Self::not_found("staff.unknown", refusal),
            Refusal::Last => Self::conflict("staff.last", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
