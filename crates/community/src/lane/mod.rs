//! Lanes: a barrier and a camera that reads plates; who is let in and out, and what the log says.
//!
//! - A camera says what it saw at an address of its own, which is told once; kept is a keyed fingerprint. Pictures
//!   are kept nowhere, and looked at only where no plate was said and whoever runs the house has plates read.
//! - What is read goes to the homes' vehicles, the right by which each passes, the clock, what is turned away and the room that
//!   is left. The house orders the barrier in the name of the desk.
//! - The log names pseudonyms. A plate stands in it only where no home knows it, sealed for the community; the desk sees plates
//!   masked, and a whole one with a reason, which is a leaf of the access log.
//!
//! Tables: `community_lane`, `community_parking`, `community_passage`. Tells, as a notice, `visitor.arrived`. Job: `lane.sweep`.

mod actions;
mod camera;
mod desk;
mod desk_http;
mod frames;
mod http;
mod jobs;
mod mine;
mod plates;
mod rules;
pub(crate) mod store;
mod xml;

pub(crate) use jobs::jobs;
pub use plates::{Plates, Read, ReadPlates};
pub(crate) use store::{end_some, held, parted};

use aide::axum::ApiRouter;
use ground::{Erasure, Export, Fault, OrgId, Problem, TableDecl, Timestamp};
use policy::{Category, Personal};
use vault::{Field, Sealed};
use yard::House;

use crate::household::ResidentId;
use crate::place::{DoorId, HomeId};
use crate::vehicle::{Kind, Plate, VehicleId};
use rules::{Direction, Done, Ways};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    http::routes().merge(desk_http::routes())
}

ground::id! {
    /// A lane with its camera.
    pub struct LaneId => "lane"
}
ground::id! {
    /// One vehicle that came to a lane.
    pub struct PassageId => "passage"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "community_lane",
        owner: "org",
        lifetime: "until its property removes it, or its organisation ends; what a camera read last goes within a minute; \
                   lane.sweep, erasure.end_org",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["id", "org", "door", "direction", "made_at", "seen_at", "last_at"],
        sealed: &["verifier", "last_index"],
    },
    TableDecl {
        name: "community_parking",
        owner: "org",
        lifetime: "until its organisation ends; erasure.end_org",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["org", "capacity", "present"],
        sealed: &[],
    },
    TableDecl {
        name: "community_passage",
        owner: "org",
        lifetime: "as `vehicle-record` in policy/retention.toml; lane.sweep, erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Nothing,
        plain: &[
            "id",
            "org",
            "lane",
            "door",
            "at",
            "direction",
            "what",
            "reason",
            "kind",
            "vehicle",
            "resident",
            "home",
        ],
        sealed: &["plate"],
    },
];

/// Addresses are known by a keyed fingerprint, never stored.
pub(super) const SECRET: Field<String> =
    Field::declare("community_lane", "verifier", Category::VehicleRecord);

/// A row of `community_lane`.
pub(crate) struct Lane {
    /// Which.
    pub id: LaneId,
    /// In which community.
    pub org: OrgId,
    /// At which door.
    pub door: DoorId,
    /// Which way it leads.
    pub ways: Ways,
    /// Since when.
    pub made_at: Timestamp,
    /// When its camera was heard last.
    pub seen_at: Option<Timestamp>,
}

/// The room for vehicles in a community.
#[derive(Clone, Copy)]
pub(crate) struct Parking {
    /// For how many; nothing where nobody counts.
    pub capacity: Option<i64>,
    /// How many are there by what passed.
    pub present: i64,
}

impl Parking {
    /// Whether there is room for nobody any more.
    pub(super) fn is_full(self) -> bool {
        self.capacity.is_some_and(|most| self.present >= most)
    }
}

/// A row of `community_passage`.
#[derive(Personal)]
#[personal(table = "community_passage")]
pub(crate) struct Passage {
    /// Which.
    pub id: PassageId,
    /// In which community.
    pub org: OrgId,
    /// At which lane.
    pub lane: LaneId,
    /// At which door.
    pub door: DoorId,
    /// When.
    pub at: Timestamp,
    /// Which way.
    pub direction: Direction,
    /// What came of it.
    pub what: Done,
    /// Why it stayed shut.
    pub reason: Option<String>,
    /// Whose vehicle it was.
    pub kind: Option<Kind>,
    /// Which vehicle.
    pub vehicle: Option<VehicleId>,
    /// By whose right.
    pub resident: Option<ResidentId>,
    /// Of which home.
    pub home: Option<HomeId>,
    /// The plate, where no home knows it.
    #[personal(category = "vehicle-record")]
    pub plate: Option<Sealed<Plate>>,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such home, or the caller does not live there.
    #[error("there is no such home of yours")]
    Home,
    /// There is no such lane, or its address was taken away.
    #[error("there is no such lane")]
    Unknown,
    /// There is no such door in this community.
    #[error("there is no such door in this community")]
    Door,
    /// It has a camera.
    #[error("this door is a lane already")]
    Taken,
    /// As many as there may be.
    #[error("a community has at most a hundred lanes")]
    Many,
    /// There is no such entry.
    #[error("there is no such passage in this community")]
    Passage,
    /// No plate stands behind it, or no longer.
    #[error("no plate stands behind this passage, or no longer")]
    NoPlate,
    /// No reason.
    #[error("say why, in 2 to 200 characters")]
    Reason,
    /// What was written is no number of vehicles.
    #[error("a community has room for 0 to 100000 vehicles")]
    Room(&'static str),
    /// What came is nothing that a camera says.
    #[error("this is no event of a camera that reads plates")]
    Unreadable,
    /// Too much came in too short a time.
    #[error("too much came from this camera; come again later")]
    TooOften(u64),
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
            Refusal::Home => Self::not_found("lane.home", refusal),
            Refusal::Unknown => Self::not_found("lane.unknown", refusal),
            Refusal::Door => Self::not_found("lane.door", refusal),
            Refusal::Taken => Self::conflict("lane.taken", refusal),
            Refusal::Many => Self::conflict("lane.many", refusal),
            Refusal::Passage => Self::not_found("lane.passage", refusal),
            Refusal::NoPlate => Self::conflict("lane.no_plate", refusal),
            Refusal::Reason => Self::field("lane.reason", "reason", refusal),
            Refusal::Room(field) => Self::field("lane.room", field, refusal),
            Refusal::Unreadable => Self::invalid("lane.unreadable", refusal),
            Refusal::TooOften(wait) => Self::too_many("lane.too_often", refusal, wait),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
