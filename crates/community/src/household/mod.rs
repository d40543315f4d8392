//! Households: who lives in a home, with which rights and until when.
//!
//! - Whom the property certified has his rights from then on. Those with the right to add enter family and tenants: with a
//!   name, a number, rights that they have themselves, and dates that do not outlast their own.
//! - Whoever is entered is told by whom and with what. He lives there when he accepts; refusing deletes what was entered. Who
//!   does not answer in two weeks is forgotten. Whoever enters somebody does not learn whether the number has an account.
//! - Moving out ends everything at once, also for those whom he entered, unless another owner remains. Rights are asked of the
//!   clock whenever they are used: no job is needed for an end to hold. The job removes what ended within a minute.
//! - The outbox of rights says what began, changed and ended, in the unit of work in which it did; it names rows, no people.
//!
//! Tables: `community_resident`, `community_right_event`. Tells: `home.changed`, and as notices `home.entered`, `home.ended`.
//! Job: `home.end`.

mod actions;
mod answering;
mod desk;
mod grounds;
mod held;
mod http;
mod jobs;
mod mine_http;
mod parting;
mod rules;
pub(crate) mod store;
mod views;

pub(crate) use actions::{certified, moved};
pub(crate) use grounds::known;
pub(crate) use held::held;
pub(crate) use jobs::jobs;
pub(crate) use parting::{end_some, erase, freed};
pub use rules::{Relation, Rights, What};
pub use store::{RightEvent, RightEventId, events_after};

use aide::axum::ApiRouter;
use ground::{
    Attr, Denied, Erasure, Export, Fault, OrgId, Person, PersonId, Problem, Resource, TableDecl, Timestamp,
};
use policy::Personal;
use vault::{Sealed, Subject};
use yard::House;
use yard::account::Phone;
use yard::org::Line;

use crate::place::HomeId;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    http::routes().merge(mine_http::routes())
}

ground::id! {
    /// One person in one home, or one who was entered and has not answered.
    pub struct ResidentId => "resident"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "community_resident",
        owner: "person",
        lifetime: "until he moves out, his time is over, he refuses or the organisation ends; two weeks where he does not \
                   answer; home.end, erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &[
            "id",
            "org",
            "home",
            "person",
            "relation",
            "may_add",
            "may_invite",
            "may_open",
            "from_at",
            "until_at",
            "entered_by",
            "entered_at",
            "answer_by",
        ],
        sealed: &["name", "phone", "phone_index"],
    },
    TableDecl {
        name: "community_right_event",
        owner: "org",
        lifetime: "thirty days, removed by home.sweep",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["id", "org", "home", "resident", "what", "at"],
        sealed: &[],
    },
];

/// A row of `community_resident`.
#[derive(Personal)]
#[personal(table = "community_resident")]
pub(crate) struct Resident {
    /// Which.
    pub id: ResidentId,
    /// In which community.
    pub org: OrgId,
    /// In which home.
    pub home: HomeId,
    /// Who; nobody as long as he has not accepted.
    pub person: Option<PersonId>,
    /// As what.
    pub relation: Relation,
    /// His name, as it was entered.
    #[personal(category = "home-residence")]
    pub name: Sealed<Line>,
    /// His number, as it was entered; gone with the answer.
    #[personal(category = "home-residence")]
    pub phone: Option<Sealed<Phone>>,
    /// What he may.
    pub rights: Rights,
    /// From when on.
    pub from_at: Timestamp,
    /// Until when; nothing where no end was set.
    pub until_at: Option<Timestamp>,
    /// Who entered him; nobody where the property certified him.
    pub entered_by: Option<PersonId>,
    /// When.
    pub entered_at: Timestamp,
    /// Until when the entry waits for his answer.
    pub answer_by: Option<Timestamp>,
}

impl Resident {
    /// Under whose key name and number are: the community's as long as there is no person.
    fn subject(org: OrgId, person: Option<PersonId>) -> Subject {
        person.map_or(Subject::Org(org), Subject::Person)
    }

    /// Whether he lives there at this instant.
    pub fn lives(&self, now: Timestamp) -> bool {
        self.person.is_some() && self.from_at <= now && self.until_at.is_none_or(|until| until > now)
    }
}

/// Why somebody does not open the doors of a home.
pub(crate) enum NoOpener {
    /// He does not live there, and is told no more than that.
    Elsewhere,
    /// He lives there, and may not.
    Denied(Denied),
}

/// Whom a home or its doors are refused: `no_opener!(Refusal)` for a refusal that has the variants `Home` and `Denied`.
macro_rules! no_opener {
    ($refusal:ty) => {
        impl From<$crate::household::NoOpener> for $refusal {
            fn from(no: $crate::household::NoOpener) -> Self {
                match no {
                    $crate::household::NoOpener::Elsewhere => Self::Home,
                    $crate::household::NoOpener::Denied(denied) => Self::Denied(denied),
                }
            }
        }
    };
}
pub(crate) use no_opener;

/// The row of whoever asks, in a home whose doors he may open: `asked` is what access says of `home.open`.
pub(crate) fn opener(
    people: Vec<Resident>,
    who: Person,
    now: Timestamp,
    asked: Result<(), Denied>,
) -> Result<Resident, NoOpener> {
    let own = people.into_iter().find(|one| one.person == Some(who.person) && one.lives(now));
    let own = own.ok_or(NoOpener::Elsewhere)?;
    asked.map(|()| own).map_err(NoOpener::Denied)
}

/// A home as the policies see it: who lives there, who of them may enter others, and who may open its doors.
pub(crate) fn resource(home: HomeId, people: &[Resident], now: Timestamp) -> Resource {
    let ids = |may: fn(&Resident) -> bool| {
        let living = people.iter().filter(|one| one.lives(now) && may(one));
        Attr::Ids(living.filter_map(|one| one.person).map(|person| person.to_string()).collect())
    };
    Resource {
        kind: "Home",
        id: home.to_string(),
        attrs: vec![
            ("people", ids(|_| true)),
            ("managers", ids(|one| one.rights.add)),
            ("openers", ids(|one| one.rights.open)),
        ],
    }
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such home, or the caller does not live there.
    #[error("there is no such home of yours")]
    Home,
    /// Nobody like that lives there or waits.
    #[error("nobody like that lives there or was entered")]
    Unknown,
    /// What was written is empty or too long.
    #[error("this is empty or too long")]
    Field(&'static str),
    /// No number.
    #[error("this is no telephone number that can be reached")]
    Phone,
    /// An owner is certified by the property.
    #[error("owners are certified by the property; enter family or a tenant")]
    Relation,
    /// More than he has himself.
    #[error("nobody gives rights that he does not have himself")]
    Rights,
    /// Dates out of order, or beyond his own.
    #[error("the end comes after the beginning, within ten years and not after your own; a tenant has one")]
    Dates,
    /// Entered already.
    #[error("somebody with this number was entered already")]
    Again,
    /// As many as there may be.
    #[error("a home has at most 30 people")]
    Many,
    /// Too many.
    #[error("you entered many people today; go on tomorrow")]
    TooMany,
    /// An owner, or oneself.
    #[error("this is not yours to change: owners are the property's, and yourself you move out")]
    NotYours,
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
            Refusal::Home => Self::not_found("household.home", refusal),
            Refusal::Unknown => Self::not_found("household.unknown", refusal),
            Refusal::Field(field) => Self::field("household.field", field, refusal),
            Refusal::Phone => Self::field("household.phone", "phone", refusal),
            Refusal::Relation => Self::field("household.relation", "relation", refusal),
            Refusal::Rights => Self::field("household.rights", "rights", refusal),
            Refusal::Dates => Self::field("household.dates", "until", refusal),
            Refusal::Again => Self::conflict("household.again", refusal),
            Refusal::Many => Self::conflict("household.many", refusal),
            Refusal::TooMany => Self::conflict("household.too_many", refusal),
            Refusal::NotYours => Self::conflict("household.not_yours", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
