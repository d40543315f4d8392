//! Vehicles: those of a home, those that it expects, and those that the property turns away.
//!
//! - Whoever may open enters his own; whoever may let others in enters a visitor's, with a window. They pass by his right: that
//!   row and the clock are asked whenever a camera reads a plate, and no job is needed for an end to hold.
//! - A visitor's goes when its window is over, all of them with the residence of whoever entered them.
//! - Those of one tenant see one another's, and owners with their family.
//! - The property turns a vehicle away with a reason and an end, which everybody reads whose vehicle it is.
//!
//! Tables: `community_vehicle`, `community_vehicle_bar`. Tells, as a notice, `visitor.arrived`. Job: `vehicle.sweep`.

mod actions;
pub(crate) mod calendar;
mod desk;
mod desk_http;
mod grounds;
mod held;
mod http;
mod jobs;
mod plate;
mod rules;
pub(crate) mod store;
mod views;

pub(crate) use grounds::known;
pub(crate) use held::held;
pub(crate) use jobs::jobs;
pub use plate::Plate;
pub use rules::Kind;
pub(crate) use store::erase;

use aide::axum::ApiRouter;
use ground::{Erasure, Export, Fault, OrgId, PersonId, Problem, TableDecl, Timestamp};
use policy::Personal;
use vault::Sealed;
use yard::House;
use yard::org::Line;

use crate::household::{Resident, ResidentId};
use crate::place::HomeId;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    http::routes().merge(desk_http::routes())
}

ground::id! {
    /// A vehicle of a home, or one that it expects.
    pub struct VehicleId => "vehicle"
}
ground::id! {
    /// A vehicle that is turned away.
    pub struct BarId => "bar"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "community_vehicle",
        owner: "person",
        lifetime: "until it is removed, a visitor's window is over, or the residence ends by which it passes; vehicle.sweep, \
                   home.end, erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &[
            "id",
            "org",
            "home",
            "resident",
            "person",
            "kind",
            "from_at",
            "until_at",
            "tells",
            "told_at",
            "entered_at",
        ],
        sealed: &["plate", "plate_index"],
    },
    TableDecl {
        name: "community_vehicle_bar",
        owner: "org",
        lifetime: "until its end, or the property lifts it; vehicle.sweep, erasure.end_org",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["id", "org", "until_at", "made_at"],
        sealed: &["plate", "plate_index", "reason"],
    },
];

/// A row of `community_vehicle`.
#[derive(Personal)]
#[personal(table = "community_vehicle")]
pub(crate) struct Vehicle {
    /// Which.
    pub id: VehicleId,
    /// In which community.
    pub org: OrgId,
    /// Of which home.
    pub home: HomeId,
    /// By whose right it passes.
    pub resident: ResidentId,
    /// Who entered it.
    pub person: PersonId,
    /// Whether it is his own or a visitor's.
    pub kind: Kind,
    /// Its plate.
    #[personal(category = "vehicle-plate")]
    pub plate: Sealed<Plate>,
    /// From when on.
    pub from_at: Timestamp,
    /// Before when; nothing for one's own.
    pub until_at: Option<Timestamp>,
    /// Whether he is told when it arrives.
    pub tells: bool,
    /// When it was entered.
    pub entered_at: Timestamp,
}

impl Vehicle {
    /// Whether it may pass at this instant by the right of this row.
    pub fn passes(&self, by: &Resident, now: Timestamp) -> bool {
        let right = match self.kind {
            Kind::Own => by.rights.open,
            Kind::Visitor => by.rights.invite,
        };
        right && by.id == self.resident && by.lives(now)
    }

    /// Whether its window is open.
    pub fn is_awaited(&self, now: Timestamp) -> bool {
        self.from_at <= now && self.until_at.is_none_or(|until| now < until)
    }
}

/// A row of `community_vehicle_bar`.
#[derive(Personal)]
#[personal(table = "community_vehicle_bar")]
pub(crate) struct Bar {
    /// Which.
    pub id: BarId,
    /// In which community.
    pub org: OrgId,
    /// The plate.
    #[personal(category = "vehicle-bar")]
    pub plate: Sealed<Plate>,
    /// By which a camera's reading is found.
    pub index: Vec<u8>,
    /// Why; its holder reads it.
    #[personal(category = "vehicle-bar")]
    pub reason: Sealed<Line>,
    /// Until when.
    pub until_at: Timestamp,
    /// Since when.
    pub made_at: Timestamp,
}

/// By what a plate is found in a community.
pub(crate) fn index(house: &House, org: OrgId, plate: &Plate) -> [u8; 16] {
    house.vault.index(&Vehicle::PLATE, &format!("{org} {}", plate.as_str()))
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such home, or the caller does not live there.
    #[error("there is no such home of yours")]
    Home,
    /// There is no such vehicle, or it is not the caller's.
    #[error("there is no such vehicle of yours")]
    Unknown,
    /// Nothing of the kind is turned away.
    #[error("no such vehicle is turned away")]
    NoBar,
    /// No plate.
    #[error("this is no number plate")]
    Plate,
    /// He may not.
    #[error("your rights in this home do not reach so far")]
    Rights,
    /// No window.
    #[error(
        "a visitor's window ends after now and after it begins, is 90 days long at most and begins within 90 days"
    )]
    Window,
    /// Entered already.
    #[error("this vehicle of the home was entered already")]
    Again,
    /// As many as there may be.
    #[error("a home has at most ten vehicles of its own and twenty of visitors")]
    Many,
    /// Too many.
    #[error("you entered many vehicles today; go on tomorrow")]
    TooMany,
    /// No reason.
    #[error("say why, in 2 to 200 characters")]
    Reason,
    /// Too far.
    #[error("a vehicle is turned away for a year at most, and from now on")]
    Until,
    /// It has no window.
    #[error("a vehicle of one's own has no window for a calendar")]
    NoWindow,
    /// The organisation opened no community.
    #[error("this organisation has no community yet")]
    Closed,
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
            Refusal::Home => Self::not_found("vehicle.home", refusal),
            Refusal::Unknown => Self::not_found("vehicle.unknown", refusal),
            Refusal::NoBar => Self::not_found("vehicle.no_bar", refusal),
            Refusal::Plate => Self::field("vehicle.plate", "plate", refusal),
            Refusal::Rights => Self::forbidden("vehicle.rights", refusal),
            Refusal::Window => Self::field("vehicle.window", "until", refusal),
            Refusal::Again => Self::conflict("vehicle.again", refusal),
            Refusal::Many => Self::conflict("vehicle.many", refusal),
            Refusal::TooMany => Self::conflict("vehicle.too_many", refusal),
            Refusal::Reason => Self::field("vehicle.reason", "reason", refusal),
            Refusal::Until => Self::field("vehicle.until", "until", refusal),
            Refusal::NoWindow => Self::conflict("vehicle.no_window", refusal),
            Refusal::Closed => Self::not_found("vehicle.closed", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
