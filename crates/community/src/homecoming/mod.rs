//! Coming home: a guardian is told when a ward who lives in the same home opened its door from outside.
//!
//! - It is off until the guardian of a minor chooses it, for one ward in one home. The ward is told of it, in both directions, and
//!   sees it on the page of the home.
//! - Told is what happened just now, by a way in that is used at the door itself, at the door that is the last before the home.
//!   What a door tells late, a button pressed elsewhere and a visitor's pass tell nobody.
//! - It stands while both live there, he is the guardian and the ward is a minor; all of that is asked anew each time.
//! - There is no log of it: the notice is all that is written, and a bound counts how many there were.
//!
//! Table: `community_homecoming`. Tells, as notices, `homecoming.came`, `homecoming.begun` and `homecoming.ended`. Jobs:
//! `homecoming.tell`, `homecoming.sweep`.

mod actions;
mod held;
mod http;
mod jobs;
mod rules;
mod store;

pub(crate) use held::held;
pub use http::routes;
pub(crate) use jobs::{jobs, opened};

use ground::{Erasure, Export, Fault, Problem, TableDecl, Timestamp};

use crate::household::ResidentId;

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "community_homecoming",
    owner: "org",
    lifetime: "until the guardian takes it back, one of the two moves out, or the ward is grown; home.end, homecoming.sweep",
    export: Export::Person,
    erasure: Erasure::Nothing,
    plain: &["resident", "guardian", "org", "until_at", "chosen_at"],
    sealed: &[],
}];

/// A row of `community_homecoming`: both are rows of those who live there, and it goes with either of them.
#[derive(Clone, Copy)]
pub(crate) struct Choice {
    /// As whom the ward lives there.
    pub resident: ResidentId,
    /// As whom the guardian does.
    pub guardian: ResidentId,
    /// From when on the ward is grown.
    pub until_at: Timestamp,
    /// Since when.
    pub chosen_at: Timestamp,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such home, or the caller does not live there.
    #[error("there is no such home of yours")]
    Home,
    /// Nobody like that lives there whose guardian the caller is.
    #[error("no ward of yours lives there")]
    Unknown,
    /// A number that was silent for long.
    #[error(transparent)]
    Identity(#[from] yard::identity::Refusal),
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
            Refusal::Home => Self::not_found("homecoming.home", refusal),
            Refusal::Unknown => Self::not_found("homecoming.unknown", refusal),
            Refusal::Identity(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
