//! Terminals: devices at doors that hold cards, PINs and faces in a library of their own, and decide by themselves.
//!
//! - The agent at the door keeps the library; the house never speaks to a terminal. Its list is the authority.
//! - Its maker is a declared recipient. Where whoever runs the house did not allow it, and the property did not set one at the door,
//!   nothing goes into any library, and what is there is removed.
//! - A photo goes there only where its owner agreed to that very recipient, apart from everything; without it every other way opens as
//!   before. Everything that goes there is recorded where its owner sees it.
//! - What ended is gone when the terminal, asked for it, does not know it any more: that is kept, shown at the desk and to its owner.
//!   Only the very device that was handed something says so, by the number that its maker gave it.
//!
//! Form and dangers: `docs/adr/0043-terminals.md`.
//!
//! Tables: `community_terminal`, `community_terminal_state`, `community_terminal_held`. Tells, as notices, `terminal.gone` and
//! `face.unfit`. Jobs: `terminal.sweep`.

mod actions;
mod ending;
mod hearing;
mod held;
mod http;
mod jobs;
mod rules;
pub(crate) mod store;
mod teaching;

pub(crate) use ending::{end_all, ended, erase, struck};
pub(crate) use hearing::{away, heard, said};
pub(crate) use held::held;
pub use http::routes;
pub(crate) use jobs::jobs;
pub(crate) use teaching::{allowed, taught, withheld};

use ground::{Erasure, Export, Fault, OrgId, PersonId, Problem, TableDecl, Timestamp};

use crate::agent::AgentId;
use crate::place::DoorId;
use rules::{Kind, Maker, State};

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "community_terminal",
        owner: "org",
        lifetime: "until the property takes it away, or the organisation ends; erasure.end_org",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["door", "org", "maker", "faces", "set_at"],
        sealed: &[],
    },
    TableDecl {
        name: "community_terminal_state",
        owner: "org",
        lifetime: "until the agent says that it has none, is struck off (terminal.sweep), or the organisation ends; erasure.end_org",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["agent", "org", "door", "maker", "reached_at", "lost_at", "people", "removed"],
        sealed: &[],
    },
    TableDecl {
        name: "community_terminal_held",
        owner: "person",
        lifetime: "half a year after it ended, once it is said to be gone, removed by terminal.sweep; erasure.end_org. Of whom is erased the number stays and is nobody's",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &[
            "item",
            "door",
            "device",
            "org",
            "kind",
            "person",
            "state",
            "handed_at",
            "ended_at",
            "gone_at",
        ],
        sealed: &[],
    },
];

/// A terminal as the property set it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Setting {
    /// At which door.
    pub door: DoorId,
    /// Who made it.
    pub maker: Maker,
    /// Whether faces go into its library.
    pub faces: bool,
    /// Since when.
    pub set_at: Timestamp,
}

/// What the agent at a door says of its terminal.
pub(crate) struct Known {
    pub maker: Maker,
    /// Since when it is reached; nothing where it cannot be.
    pub reached_at: Option<Timestamp>,
    /// Since when it cannot be reached; nothing where it is.
    pub lost_at: Option<Timestamp>,
    /// How many are in its library.
    pub people: u32,
    /// How many were removed who were in no list.
    pub removed: u32,
}

/// Something in the library of a terminal, or that was there.
pub(crate) struct Place {
    pub door: DoorId,
    pub kind: Kind,
    pub state: State,
    pub handed_at: Timestamp,
    /// Since when it should be gone.
    pub ended_at: Option<Timestamp>,
    /// Since when it is: the terminal was asked.
    pub gone_at: Option<Timestamp>,
}

/// The agent at a door, as far as its terminal goes.
#[derive(Clone)]
pub(crate) struct At {
    pub agent: AgentId,
    pub org: OrgId,
    pub door: DoorId,
    /// The number that its maker gave the terminal; empty as long as it was not reached.
    pub device: String,
}

/// Something that goes into a library.
pub(crate) struct Item {
    pub key: ::pass::LibraryKey,
    pub kind: Kind,
    pub person: Option<PersonId>,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such door.
    #[error("there is no such door")]
    Door,
    /// There is no such home, or the caller does not live there.
    #[error("there is no such home of yours")]
    Home,
    /// No terminal is set there.
    #[error("no terminal is set at this door")]
    None,
    /// Whoever runs the house did not allow this maker.
    #[error("whoever runs the house has not allowed terminals of this maker")]
    NotAllowed,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

crate::household::no_opener!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Door => Self::not_found("terminal.door", refusal),
            Refusal::Home => Self::not_found("terminal.home", refusal),
            Refusal::None => Self::not_found("terminal.none", refusal),
            Refusal::NotAllowed => Self::conflict("terminal.not_allowed", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
