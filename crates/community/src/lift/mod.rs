//! Lifts: a resident asks for one, and it takes him to his own floor or down from it; no other floor is reached by this way.
//!
//! - The controller of a lift asks the house for rides at an address of its own, as the house reaches nothing in a building. The
//!   address is told once; kept is a keyed fingerprint.
//! - A ride is given out once, and not when half a minute is over. It says two floors, and nobody's name.
//! - Whoever wishes it has the lift come by itself when a door of his staircase opened for him.
//! - While there is a fire alarm, said by the desk or by the equipment, a lift is given no ride.
//!
//! Form and reasons: `docs/adr/0037-vehicles-and-lifts.md`.
//!
//! Tables: `community_lift`, `community_ride`, `community_lift_wish`. Tells: `home.changed`. Job: `lift.sweep`.

mod actions;
mod desk;
mod desk_http;
mod equipment;
mod http;
mod jobs;
mod rules;
pub(crate) mod store;

pub(crate) use actions::opened;
pub(crate) use jobs::jobs;
pub(crate) use store::{end_some, held};

use aide::axum::ApiRouter;
use ground::{Erasure, Export, Fault, OrgId, Problem, TableDecl, Timestamp};
use policy::Category;
use vault::Field;
use yard::House;

use crate::household::ResidentId;
use crate::place::{HomeId, UnitId};
use rules::State;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    http::routes().merge(desk_http::routes())
}

ground::id! {
    /// A lift.
    pub struct LiftId => "lift"
}
ground::id! {
    /// One ride.
    pub struct RideId => "ride"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "community_lift",
        owner: "org",
        lifetime: "until its property removes it, or its organisation ends; erasure.end_org",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["id", "org", "unit", "name", "ground_floor", "alarm", "made_at", "seen_at"],
        sealed: &["verifier"],
    },
    TableDecl {
        name: "community_ride",
        owner: "org",
        lifetime: "as `door-record` in policy/retention.toml; lift.sweep, erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Nothing,
        plain: &[
            "id",
            "org",
            "lift",
            "home",
            "resident",
            "from_floor",
            "to_floor",
            "at",
            "until_at",
            "state",
        ],
        sealed: &[],
    },
    TableDecl {
        name: "community_lift_wish",
        owner: "org",
        lifetime: "until he wishes it no longer, or the residence ends; home.end",
        export: Export::Person,
        erasure: Erasure::Nothing,
        plain: &["resident", "org"],
        sealed: &[],
    },
];

/// Addresses are known by a keyed fingerprint, never stored.
pub(super) const SECRET: Field<String> = Field::declare("community_lift", "verifier", Category::DoorRecord);

/// A row of `community_lift`.
pub(crate) struct Lift {
    /// Which.
    pub id: LiftId,
    /// In which community.
    pub org: OrgId,
    /// Of which staircase.
    pub unit: UnitId,
    /// How it is called.
    pub name: String,
    /// The floor of the entrance.
    pub ground: i64,
    /// Whether there is a fire alarm.
    pub alarm: bool,
    /// When its controller was heard last.
    pub seen_at: Option<Timestamp>,
}

/// A row of `community_ride`.
pub(crate) struct Ride {
    /// Which.
    pub id: RideId,
    /// In which community.
    pub org: OrgId,
    /// Of which lift.
    pub lift: LiftId,
    /// For which home.
    pub home: HomeId,
    /// By whose right.
    pub resident: ResidentId,
    /// Where it is called to.
    pub from: i64,
    /// Where it goes.
    pub to: i64,
    /// When.
    pub at: Timestamp,
    /// Until when it is given out.
    pub until_at: Timestamp,
    /// How far it is.
    pub state: State,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such home, or the caller does not live there.
    #[error("there is no such home of yours")]
    Home,
    /// There is no such lift, or its address was taken away.
    #[error("there is no such lift")]
    Unknown,
    /// There is no such unit in this community.
    #[error("there is no such unit in this community")]
    Unit,
    /// There is no such ride of this lift.
    #[error("there is no such ride of this lift")]
    Ride,
    /// Not his floor.
    #[error("from here a lift goes to your own floor and down from it, and to no other")]
    Floor,
    /// Nobody wrote on which floor the home is.
    #[error("the property has not said on which floor this home is")]
    NoFloor,
    /// Fire.
    #[error("there is a fire alarm: take the stairs")]
    Alarm,
    /// What was written is empty or too long, or no floor.
    #[error("this is empty, too long, or no floor")]
    Field(&'static str),
    /// There is one of this name.
    #[error("this unit has a lift of this name")]
    Taken,
    /// As many as there may be.
    #[error("a community has at most a thousand lifts")]
    Many,
    /// Too often.
    #[error("that was often; go on in a few minutes")]
    TooMany,
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
            Refusal::Home => Self::not_found("lift.home", refusal),
            Refusal::Unknown => Self::not_found("lift.unknown", refusal),
            Refusal::Unit => Self::not_found("lift.unit", refusal),
            Refusal::Ride => Self::not_found("lift.ride", refusal),
            Refusal::Floor => Self::forbidden("lift.floor", refusal),
            Refusal::NoFloor => Self::conflict("lift.no_floor", refusal),
            Refusal::Alarm => Self::conflict("lift.alarm", refusal),
            Refusal::Field(field) => Self::field("lift.field", field, refusal),
            Refusal::Taken => Self::conflict("lift.taken", refusal),
            Refusal::Many => Self::conflict("lift.many", refusal),
            Refusal::TooMany => Self::too_many("lift.too_many", refusal, 300),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
