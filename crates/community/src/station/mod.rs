//! Stations: what speaks SIP in a community, as its property enters it: stations at doors, and the indoor phones of homes.
//!
//! - A station is at a door, in a home or at the duty desk. Its account is drawn at random and says nothing; its password is shown once, when
//!   it is entered or turned, and stands nowhere: it follows from account and turn under a key of the vault.
//! - Removing or turning it ends its registration at once.
//!
//! Table: `community_station`. Port: `sip::Accounts` ([`Book`]).

mod actions;
mod book;
mod http;
mod rules;
pub(crate) mod store;

pub use book::Book;
pub use http::routes;
pub(crate) use store::end_all;

use ground::{Erasure, Export, Fault, OrgId, Problem, TableDecl, Timestamp};

use crate::place::{DoorId, HomeId};

ground::id! {
    /// A door station, or an indoor phone.
    pub struct StationId => "station"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "community_station",
    owner: "org",
    lifetime: "until its property removes it, or its organisation ends; erasure.end_org",
    export: Export::None,
    erasure: Erasure::Nothing,
    plain: &["id", "org", "door", "home", "name", "account", "turn", "opens", "is_old", "made_at"],
    sealed: &[],
}];

/// Where a station is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Visitors call from there.
    Door(DoorId),
    /// It rings with the other phones of the home.
    Home(HomeId),
    /// At the property's duty desk: it rings where a home does not answer, and where a resident calls.
    Desk,
}

/// A row of `community_station`.
#[derive(Clone)]
pub(crate) struct Station {
    pub id: StationId,
    pub org: OrgId,
    pub place: Place,
    /// What people call it, such as `东门`.
    pub name: String,
    /// Its account in SIP.
    pub account: String,
    /// How often its password was made anew.
    pub turn: i64,
    /// The key by which the station opens its own lock in a call; nothing where it has none.
    pub opens: Option<char>,
    /// Whether it knows MD5 alone, and gives up where it is asked by SHA-256, too.
    pub is_old: bool,
    pub made_at: Timestamp,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// The house speaks no SIP.
    #[error("this house has no intercom: neither sip.udp nor sip.tcp nor sip.tls is set")]
    Off,
    /// There is no such station in this community.
    #[error("there is no such station in this community")]
    Unknown,
    /// No such door or home, or not exactly one place.
    #[error("a station is at a door, in a home or at the desk of this community")]
    Place,
    /// The name is empty or too long.
    #[error("this is empty or too long")]
    Name,
    /// No key of a telephone.
    #[error("a station opens by one key of a telephone: 0 to 9, * or #")]
    Key,
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

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Off => Self::not_found("intercom.off", refusal),
            Refusal::Unknown => Self::not_found("station.unknown", refusal),
            Refusal::Place => Self::field("station.place", "door", refusal),
            Refusal::Name => Self::field("station.name", "name", refusal),
            Refusal::Key => Self::field("station.key", "opens", refusal),
            Refusal::Many => Self::conflict("station.many", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
