//! Places: a community, its buildings, units, homes and doors.
//!
//! - Those who run the organisation make and change them; what hangs on something keeps it from being removed.
//! - A community's name, address and point on the map are public data of the house: any of its people sees the list, and
//!   which one is near is found on his own device.
//! - A home has a public number (`3-1-502`) beside its id; so has a community.
//!
//! Tables: `community_community`, `community_building`, `community_unit`, `community_home`, `community_door`.

mod actions;
pub(crate) mod http;
pub(crate) mod rules;
pub(crate) mod store;

pub use http::routes;
pub(crate) use rules::{BUILDINGS_MAX, HOMES_MAX, UNITS_MAX};
pub(crate) use store::end_some;

use ground::{Attr, Erasure, Export, Fault, OrgId, Problem, Resource, TableDecl};

ground::id! {
    /// A building of a community.
    pub struct BuildingId => "building"
}
ground::id! {
    /// A unit of a building: one staircase.
    pub struct UnitId => "unit"
}
ground::id! {
    /// A home.
    pub struct HomeId => "home"
}
ground::id! {
    /// A door of a community, a building or a unit.
    pub struct DoorId => "door"
}

const fn table(name: &'static str, plain: &'static [&'static str]) -> TableDecl {
    let lifetime = "until its property removes it, or its organisation ends; erasure.end_org";
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

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    table("community_community", &["org", "number", "name", "address", "latitude", "longitude", "opened_at"]),
    table("community_building", &["id", "org", "name"]),
    table("community_unit", &["id", "org", "building", "name"]),
    table("community_home", &["id", "org", "unit", "number", "room", "floor"]),
    table("community_door", &["id", "org", "building", "unit", "name", "closed", "card_bits", "points"]),
];

/// A community.
pub(crate) struct Community {
    /// The organisation that it is.
    pub org: OrgId,
    /// Its public number: eight digits.
    pub number: String,
    pub name: String,
    pub address: String,
    /// Degrees north and east, in millionths.
    pub point: Option<(i64, i64)>,
}

/// A home.
#[derive(Clone)]
pub(crate) struct Home {
    pub id: HomeId,
    pub org: OrgId,
    pub unit: UnitId,
    /// Its public number within the community.
    pub number: String,
    pub room: String,
    pub floor: Option<i64>,
}

/// A door: of the whole community, of a building, or of a unit.
pub(crate) struct Door {
    pub id: DoorId,
    pub building: Option<BuildingId>,
    pub unit: Option<UnitId>,
    pub name: String,
}

/// An organisation as the policies see it.
pub(crate) fn resource(org: OrgId) -> Resource {
    Resource { kind: "Org", id: org.to_string(), attrs: vec![("org", Attr::Id(org.to_string()))] }
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// The organisation opened no community.
    #[error("this organisation has no community yet")]
    Closed,
    /// There is no such thing in this community.
    #[error("there is no such building, unit, home or door in this community")]
    Unknown,
    /// What was written is empty or too long.
    #[error("this is empty or too long")]
    Field(&'static str),
    /// A point off the globe.
    #[error("a point has a latitude from -90 to 90 and a longitude from -180 to 180, or neither")]
    Point,
    /// The name or number is taken.
    #[error("there is one of this name or number already")]
    Taken,
    /// Something hangs on it.
    #[error("something belongs to it still: remove that first")]
    Used,
    /// As many as there may be.
    #[error("there are as many as there may be")]
    Many,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<ground::DbError> for Refusal {
    fn from(error: ground::DbError) -> Self {
        match error {
            error if error.is_unique_on("community_") => Self::Taken,
            // What it was to belong to was removed meanwhile.
            ground::DbError::Constraint { .. } => Self::Unknown,
            error => Self::Fault(error.into()),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Closed => Self::not_found("place.closed", refusal),
            Refusal::Unknown => Self::not_found("place.unknown", refusal),
            Refusal::Field(field) => Self::field("place.field", field, refusal),
            Refusal::Point => Self::field("place.point", "latitude", refusal),
            Refusal::Taken => Self::conflict("place.taken", refusal),
            Refusal::Used => Self::conflict("place.used", refusal),
            Refusal::Many => Self::conflict("place.many", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
