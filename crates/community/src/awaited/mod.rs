//! Whom the lists of a property name: owners and tenants who are awaited in a home.
//!
//! - Nobody becomes a resident by standing on a list. When somebody applies for that home whose account has that number, those who review
//!   see that he is awaited, as what and until when.
//! - Name and number are sealed under the community's key until then, and go when he is let in, when the list is taken back, when
//!   the desk removes them, or after half a year.
//!
//! Table: `community_awaited`. Job: `home.sweep`.

mod actions;
mod held;
mod http;
mod store;

pub(crate) use actions::{Named, add_some, named, there};
pub(crate) use held::{erase, freed, held};
pub(crate) use http::routes;
pub(crate) use store::{drop_match, drop_of_import, end_some, matching, one, reached, sweep};

use ground::{Erasure, Export, Fault, OrgId, Problem, TableDecl, Timestamp};
use policy::Personal;
use vault::Sealed;
use yard::account::Phone;
use yard::org::Line;

use crate::household::{Relation, Resident};
use crate::place::HomeId;

ground::id! {
    /// Somebody whom a list names.
    pub struct AwaitedId => "awaited"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "community_awaited",
    owner: "person",
    lifetime: "until he is let in, his list is taken back, the desk removes it or the organisation ends; half a year at most; home.sweep, \
               erasure.end_org",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &["id", "org", "home", "import", "relation", "until_at", "made_at"],
    sealed: &["name", "phone", "phone_index"],
}];

/// A row of `community_awaited`.
#[derive(Personal)]
#[personal(table = "community_awaited")]
pub(crate) struct Awaited {
    /// Which.
    pub id: AwaitedId,
    /// In which community.
    pub org: OrgId,
    /// In which home.
    pub home: HomeId,
    /// Its public number.
    pub home_number: String,
    /// As what.
    pub relation: Relation,
    /// His name.
    #[personal(category = "home-residence")]
    pub name: Sealed<Line>,
    /// His number.
    #[personal(category = "home-residence")]
    pub phone: Sealed<Phone>,
    /// Until when he lives there; nothing where the list says no end.
    pub until_at: Option<Timestamp>,
    /// When the list came in.
    pub made_at: Timestamp,
}

impl Awaited {
    /// Who comes as the list says goes when the list says.
    pub(crate) fn bound(&self, resident: &mut Resident) {
        if resident.relation == self.relation {
            resident.until_at = self.until_at;
        }
    }
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// Nobody like that is awaited.
    #[error("nobody like that is awaited")]
    Unknown,
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
            Refusal::Unknown => Self::not_found("awaited.unknown", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
