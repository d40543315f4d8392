//! Openings: what doors did, as their agents tell it; and what the desk ordered.
//!
//! - An entry stands here once, however often it is told. It names rows of homes, and nobody: who moved out is in no entry any
//!   more.
//! - Somebody of a home sees what opened by the rights of his home while he lived there. What a tenant does, and those whom he
//!   brought, is not shown to the others of the home, nor theirs to him.
//! - The desk sees masked names; a whole one with a reason, which is a leaf of the access log that its holder reads.
//!
//! Tables: `community_opening`, `community_order`. Tells: `home.changed`. Job: `opening.sweep`.

mod actions;
mod held;
mod http;
mod jobs;
mod rules;
mod sealing;
pub(crate) mod store;

pub use actions::take;
pub(crate) use held::held;
pub use http::routes;
pub(crate) use jobs::jobs;
pub(crate) use rules::sees;
pub(crate) use sealing::order;
pub(crate) use store::{end_some, erase};

use ground::{Erasure, Export, Fault, OrgId, PersonId, Problem, TableDecl, Timestamp};
use policy::Personal;
use vault::Sealed;
use yard::org::Line;

use crate::household::ResidentId;
use crate::pass::PassId;
use crate::place::{DoorId, HomeId};

ground::id! {
    /// One entry of the log of a door.
    pub struct OpeningId => "opening"
}
ground::id! {
    /// One order of the desk.
    pub struct OrderId => "order"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "community_opening",
        owner: "org",
        lifetime: "as `door-record` in policy/retention.toml; opening.sweep, erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Nothing,
        plain: &[
            "id", "org", "door", "mark", "at", "sure", "what", "way", "reason", "pass", "resident", "home",
        ],
        sealed: &[],
    },
    TableDecl {
        name: "community_order",
        owner: "person",
        lifetime: "as `door-record` in policy/retention.toml; opening.sweep, erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id", "org", "door", "person", "at"],
        sealed: &["reason"],
    },
];

/// A row of `community_opening`.
pub(crate) struct Opening {
    /// Which.
    pub id: OpeningId,
    /// At which door.
    pub door: DoorId,
    /// When, by the door's clock; not after it was told.
    pub at: Timestamp,
    /// Whether the door was sure of the time.
    pub is_sure: bool,
    /// What the door did.
    pub what: rules::Done,
    /// Which way was shown.
    pub way: Option<String>,
    /// Why it stayed shut.
    pub reason: Option<String>,
    /// By whose right.
    pub resident: Option<ResidentId>,
    /// Of which home.
    pub home: Option<HomeId>,
}

/// What an agent told, as it is kept.
pub(crate) struct Taken {
    pub door: DoorId,
    pub mark: [u8; 32],
    pub at: Timestamp,
    pub is_sure: bool,
    pub what: rules::Done,
    pub way: Option<String>,
    pub reason: Option<String>,
    pub pass: Option<PassId>,
}

/// A row of `community_order`.
#[derive(Personal)]
#[personal(table = "community_order")]
pub(crate) struct Order {
    /// Which.
    pub id: OrderId,
    /// In which community.
    pub org: OrgId,
    /// Which door.
    pub door: DoorId,
    /// Who of the desk.
    pub person: PersonId,
    /// Why.
    #[personal(category = "door-record")]
    pub reason: Sealed<Line>,
    /// When.
    pub at: Timestamp,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such home, or the caller does not live there.
    #[error("there is no such home of yours")]
    Home,
    /// There is no such entry.
    #[error("there is no such entry of this community")]
    Unknown,
    /// Nobody's name stands behind it, or no longer.
    #[error("no name stands behind this entry, or no longer")]
    Nameless,
    /// No reason.
    #[error("a reason has 2 to 200 characters")]
    Reason,
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
            Refusal::Home => Self::not_found("opening.home", refusal),
            Refusal::Unknown => Self::not_found("opening.unknown", refusal),
            Refusal::Nameless => Self::conflict("opening.nameless", refusal),
            Refusal::Reason => Self::field("opening.reason", "reason", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
