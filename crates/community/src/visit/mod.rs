//! Visits: whom a home expects, what it has brought, and who comes again and again.
//!
//! - Whoever may let others in enters a name, a window and doors; what he enters is a pass that opens by his right. A visitor gets
//!   a link, shown once, behind which his phone makes codes of its own; a courier a PIN or a link for one opening.
//! - Nobody who visits needs an account, and none is made for him. What is known of him goes with his pass: when the window is
//!   over, when it is ended, when the host moves out. The log of the doors keeps the number of the pass, which is nobody's then.
//! - A visitor may add his face himself, by his link and a yes of his own, where a door has an eye; it opens as his code does, and
//!   goes with it.
//! - Those of one tenant see one another's, and owners with their family.
//! - A property's couriers are the property's: for named doors and hours, by no right of a home.
//!
//! Table: `community_visit`. Tells, as notices, `visitor.invited` and `visitor.came`. Jobs: `visit.came`, `visit.forget`.

mod actions;
mod desk;
mod desk_http;
mod ending;
mod faces;
mod grounds;
mod guest;
mod guest_http;
mod held;
mod http;
mod jobs;
pub(crate) mod rules;
mod store;
mod views;

pub(crate) use ending::erase;
pub(crate) use grounds::known;
pub(crate) use guest::ADDRESS;
pub(crate) use held::held;
pub(crate) use jobs::{came, forget_later, jobs};
pub(crate) use store::{guest_of, is_guest};

use aide::axum::ApiRouter;
use ground::{Erasure, Export, Fault, OrgId, PersonId, Problem, TableDecl, Timestamp};
use policy::{Category, Personal};
use vault::{Field, Sealed, Subject};
use yard::House;
use yard::account::Phone;
use yard::consent;
use yard::org::Line;

use crate::face;
use crate::household::ResidentId;
use crate::pass::PassId;
use crate::place::HomeId;
use rules::Kind;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    http::routes().merge(guest_http::routes()).merge(desk_http::routes())
}

ground::id! {
    /// Somebody who is expected.
    pub struct VisitId => "visit"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "community_visit",
    owner: "person",
    lifetime: "as long as its pass: until its window is over, it is ended, or the right ends by which it opens; pass.sweep, \
               erasure.end_org",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &[
        "id",
        "org",
        "home",
        "resident",
        "person",
        "guest",
        "pass",
        "kind",
        "from_at",
        "until_at",
        "arrived_at",
        "made_at",
    ],
    sealed: &["verifier", "name", "phone", "reason"],
}];

/// Links are known by a keyed fingerprint, never stored.
pub(crate) const LINK: Field<String> = Field::declare("community_visit", "verifier", Category::Visitor);

/// A row of `community_visit`.
#[derive(Personal)]
#[personal(table = "community_visit")]
pub(crate) struct Visit {
    /// Which.
    pub id: VisitId,
    /// In which community.
    pub org: OrgId,
    /// Of which home; of none where the property entered it.
    pub home: Option<HomeId>,
    /// By whose right it opens.
    pub resident: Option<ResidentId>,
    /// Who entered it; nobody where the property did.
    pub person: Option<PersonId>,
    /// Under whose number what he gave himself is kept: his face, and his yes to it.
    pub guest: Option<PersonId>,
    /// The way in.
    pub pass: PassId,
    /// As what he comes.
    pub kind: Kind,
    /// How he is called.
    #[personal(category = "visitor")]
    pub name: Sealed<Line>,
    /// His number.
    #[personal(category = "visitor")]
    pub phone: Option<Sealed<Phone>>,
    /// Why he comes.
    #[personal(category = "visitor")]
    pub reason: Option<Sealed<Line>>,
    /// From when on.
    pub from_at: Timestamp,
    /// Before when.
    pub until_at: Timestamp,
    /// When he last came in, as far as it was told.
    pub arrived_at: Option<Timestamp>,
    /// When it was entered.
    pub made_at: Timestamp,
}

impl Visit {
    /// Under whose key what is told of him is: of whoever expects him, or of the property's community.
    fn subject(org: OrgId, person: Option<PersonId>) -> Subject {
        person.map_or(Subject::Org(org), Subject::Person)
    }
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such home, or the caller does not live there.
    #[error("there is no such home of yours")]
    Home,
    /// There is no such visit.
    #[error("there is no such visit, or it is over")]
    Unknown,
    /// He may not.
    #[error("your rights in this home do not reach so far")]
    Rights,
    /// No name.
    #[error("a name has 1 to 40 characters")]
    Name,
    /// No number.
    #[error("this is no telephone number")]
    Phone,
    /// No reason.
    #[error("a reason has 2 to 200 characters")]
    Reason,
    /// No window.
    #[error(
        "a window ends after now and after it begins: 30 days at most, a year for helpers and the property"
    )]
    Window,
    /// No week.
    #[error("a week has at most 14 stretches, each with days, a beginning and an end")]
    Hours,
    /// No number of times.
    #[error("a visit opens doors 1 to 200 times")]
    Uses,
    /// There is no such door, or it is not one of this home.
    #[error("there is no such door, or it does not lead to this home")]
    Door,
    /// As many as there may be.
    #[error("a home expects at most 20 at a time")]
    Many,
    /// Too often.
    #[error("that was often; go on later")]
    TooMany,
    /// No link of ours, or the visit is over.
    #[error("this link is not good, or the visit is over")]
    Link,
    /// The organisation opened no community.
    #[error("this organisation has no community yet")]
    Closed,
    /// His face would open nothing, or there is none.
    #[error("a face opens none of these doors, or there is no photo")]
    NoFace,
    /// It is no photo.
    #[error(transparent)]
    Face(face::Refusal),
    /// He did not agree as it must be.
    #[error(transparent)]
    Consent(consent::Refusal),
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<face::Refusal> for Refusal {
    fn from(refusal: face::Refusal) -> Self {
        match refusal {
            face::Refusal::Fault(fault) => Self::Fault(fault),
            refusal => Self::Face(refusal),
        }
    }
}

impl From<consent::Refusal> for Refusal {
    fn from(refusal: consent::Refusal) -> Self {
        match refusal {
            consent::Refusal::Fault(fault) => Self::Fault(fault),
            refusal => Self::Consent(refusal),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Home => Self::not_found("visit.home", refusal),
            Refusal::Unknown => Self::not_found("visit.unknown", refusal),
            Refusal::Rights => Self::forbidden("visit.rights", refusal),
            Refusal::Name => Self::field("visit.name", "name", refusal),
            Refusal::Phone => Self::field("visit.phone", "phone", refusal),
            Refusal::Reason => Self::field("visit.reason", "reason", refusal),
            Refusal::Window => Self::field("visit.window", "until", refusal),
            Refusal::Hours => Self::field("visit.hours", "week", refusal),
            Refusal::Uses => Self::field("visit.uses", "uses", refusal),
            Refusal::Door => Self::not_found("visit.door", refusal),
            Refusal::Many => Self::conflict("visit.many", refusal),
            Refusal::TooMany => Self::too_many("visit.too_many", refusal, 600),
            Refusal::Link => Self::not_found("visit.link", refusal),
            Refusal::Closed => Self::not_found("visit.closed", refusal),
            Refusal::NoFace => Self::conflict("visit.no_face", refusal),
            Refusal::Face(refusal) => refusal.into(),
            Refusal::Consent(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
