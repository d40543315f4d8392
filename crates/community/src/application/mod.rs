//! Applications: somebody says that a home is his, and the property looks at it.
//!
//! - He gives name and number. The number of the identity card only where he agreed to that by itself; who does not shows the
//!   card at the property's desk.
//! - Whoever reviews sees the first and last signs of that number. The whole of it is opened with a reason, and each opening is
//!   a leaf of the access log that the applicant reads.
//! - Approved, he lives there; refused, he reads why. Either way he is told.
//! - The number of the identity card goes a month after the decision, or as soon as its consent is taken back.
//! - What nobody decides ends, too: the number after 90 days, the application after six months; he is told.
//!
//! Table: `community_application`. Tells (notice): `home.applied`, `home.approved`, `home.refused`, `home.lapsed`. Job: `home.sweep`.

mod actions;
mod desk;
mod desk_http;
mod draft;
mod ending;
mod grounds;
mod held;
mod http;
mod jobs;
mod rules;
pub(crate) mod store;

pub(crate) use desk::{let_in, moving_in_by};
pub(crate) use draft::{Draft, kept, sealed, told};
pub(crate) use ending::end_some;
pub(crate) use grounds::reviewed;
pub(crate) use held::held;
pub(crate) use jobs::jobs;
pub(crate) use rules::reason;
pub(crate) use store::{erase, touch_waiting, waits_of};

use aide::axum::ApiRouter;
use ground::{Erasure, Export, Fault, OrgId, PersonId, Problem, TableDecl, Timestamp};
use policy::Personal;
use vault::Sealed;
use yard::House;
use yard::account::Phone;
use yard::org::Line;
use yard::realname::CardNumber;

use crate::household::Relation;
use crate::place::HomeId;
pub(crate) use rules::State;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    http::routes().merge(desk_http::routes())
}

ground::id! {
    /// One application for a home.
    pub struct ApplicationId => "application"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "community_application",
    owner: "person",
    lifetime: "until it is withdrawn, or as `home-application` and `identity-number` in policy/retention.toml; home.sweep, \
               erasure.end_org",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &[
        "id",
        "org",
        "home",
        "person",
        "relation",
        "state",
        "letter",
        "made_at",
        "decided_at",
        "decided_by",
    ],
    sealed: &["name", "phone", "identity", "reason"],
}];

/// A row of `community_application`.
#[derive(Personal)]
#[personal(table = "community_application")]
pub(crate) struct Application {
    /// Which.
    pub id: ApplicationId,
    /// In which community.
    pub org: OrgId,
    /// For which home.
    pub home: HomeId,
    /// Its public number.
    pub home_number: String,
    /// Who applies.
    pub person: PersonId,
    /// As what he would live there.
    pub relation: Relation,
    /// How far it is.
    pub state: State,
    /// His name.
    #[personal(category = "home-application")]
    pub name: Sealed<Line>,
    /// His number.
    #[personal(category = "home-application")]
    pub phone: Sealed<Phone>,
    /// The number of his identity card, where he gave it and it is still kept.
    #[personal(category = "identity-number")]
    pub identity: Option<Sealed<CardNumber>>,
    /// Why it was refused.
    #[personal(category = "home-application")]
    pub reason: Option<Sealed<Line>>,
    /// Whether he had a letter to that home.
    pub by_letter: bool,
    /// When he applied.
    pub made_at: Timestamp,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such application, or it is not the caller's.
    #[error("there is no such application")]
    Unknown,
    /// There is no such community or home.
    #[error("there is no home of this number in a community of that number")]
    Home,
    /// What was written is empty or too long.
    #[error("this is empty or too long")]
    Field(&'static str),
    /// No number.
    #[error("this is no telephone number that can be reached")]
    Phone,
    /// No identity card has this number.
    #[error("this is no number of a resident identity card")]
    Identity,
    /// He gave the number and did not agree to that.
    #[error("the number of the identity card is taken with your separate consent, or not at all")]
    Consent,
    /// One waits already.
    #[error("your application for this home waits already")]
    Again,
    /// He lives there.
    #[error("you live there already")]
    Lives,
    /// As many live there as may.
    #[error("a home has at most 30 people")]
    Full,
    /// Too many.
    #[error("you applied often today; go on tomorrow")]
    TooMany,
    /// It was decided.
    #[error("this application was decided")]
    Decided,
    /// No reason was given.
    #[error("say why, in 2 to 200 characters")]
    Reason,
    /// There is no number to be shown.
    #[error("this application holds no number of an identity card")]
    NoIdentity,
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
            Refusal::Unknown => Self::not_found("application.unknown", refusal),
            Refusal::Home => Self::field("application.home", "home", refusal),
            Refusal::Field(field) => Self::field("application.field", field, refusal),
            Refusal::Phone => Self::field("application.phone", "phone", refusal),
            Refusal::Identity => Self::field("application.identity", "identity", refusal),
            Refusal::Consent => Self::forbidden("application.consent", refusal),
            Refusal::Again => Self::conflict("application.again", refusal),
            Refusal::Lives => Self::conflict("application.lives", refusal),
            Refusal::Full => Self::conflict("application.full", refusal),
            Refusal::TooMany => Self::conflict("application.too_many", refusal),
            Refusal::Decided => Self::conflict("application.decided", refusal),
            Refusal::Reason => Self::field("application.reason", "reason", refusal),
            Refusal::NoIdentity => Self::conflict("application.no_identity", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
