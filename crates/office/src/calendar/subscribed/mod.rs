//! Calendars elsewhere that somebody subscribes to: holidays, a team's, a club's. They lie over his own, in colours of theirs, and
//! nothing of them can be changed here.
//!
//! - The house asks for each every six hours, and not his devices; the site learns that a house asked, and nothing of who did.
//! - What fails is asked for ever more rarely, after two weeks no longer by itself; what was brought before stays, and how old it is is said.
//! - Nobody else sees them, whatever he lets others see of his calendar; he is busy by none of it, and reminded of none.
//! - Ended, the address and all that was brought are gone.
//!
//! Table: `office_subscription`. Jobs: `calendar.subscription.due`, `calendar.subscription.bring`.

mod actions;
mod held;
mod http;
mod jobs;
mod rules;
mod store;

pub(in crate::calendar) use held::held;
pub(in crate::calendar) use http::routes;
pub(in crate::calendar) use jobs::jobs;
pub(crate) use store::erase;

use ground::{Erasure, Export, Fault, PersonId, Problem, TableDecl, Timestamp};
use policy::Personal;
use vault::Sealed;

use rules::{Tone, Why};

ground::id! {
    /// A calendar elsewhere that somebody subscribes to.
    pub struct SubscriptionId => "subscription"
}

/// The table of this feature.
pub(in crate::calendar) const TABLE: TableDecl = TableDecl {
    name: "office_subscription",
    owner: "person",
    lifetime: "until its person ends it; calendar.subscription.end",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &[
        "id",
        "person",
        "address_index",
        "tone",
        "failures",
        "why",
        "brought_at",
        "tried_at",
        "next_at",
        "made_at",
    ],
    sealed: &["address", "name", "marks", "file"],
};

/// A row of `office_subscription`.
#[derive(Personal)]
#[personal(table = "office_subscription")]
pub(crate) struct Subscription {
    /// Which.
    pub id: SubscriptionId,
    /// Whose.
    pub person: PersonId,
    /// Where it stands.
    #[personal(category = "calendar-address")]
    pub address: Sealed<String>,
    /// What he calls it.
    #[personal(category = "calendar-address")]
    pub name: Sealed<String>,
    /// In which colour it is shown.
    pub tone: Tone,
    /// By which marks its site knows what was brought.
    #[personal(category = "calendar-address")]
    pub marks: Option<Sealed<String>>,
    /// What was brought: a calendar file.
    #[personal(category = "calendar-entry")]
    pub file: Option<Sealed<String>>,
    /// How often it failed since.
    pub failures: u32,
    /// Why, the last time.
    pub why: Option<Why>,
    /// When it was last brought, or found to be as it was.
    pub brought_at: Option<Timestamp>,
    /// When it is asked for next by itself.
    pub next_at: Option<Timestamp>,
    /// Since when.
    pub made_at: Timestamp,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is none such of the caller's.
    #[error("there is no such subscription")]
    Unknown,
    /// No address that may be asked for.
    #[error(
        "give the address of a calendar on the public Internet, at a site that this house lets people subscribe to"
    )]
    Address,
    /// No name.
    #[error("a subscription is called something: 1 to 60 characters")]
    Name,
    /// There are enough, or this one is among them.
    #[error("at most ten calendars, and each address once")]
    Many,
    /// It was asked for a moment ago.
    #[error("it was asked for a moment ago; try again in a minute")]
    Soon,
    /// The house asks for none.
    #[error("this house subscribes to no calendars of others")]
    Elsewhere,
    /// Of a stretch or its times.
    #[error(transparent)]
    Calendar(#[from] super::Refusal),
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
            Refusal::Unknown => Self::not_found("calendar.subscription", refusal),
            Refusal::Address => Self::field("calendar.address", "address", refusal),
            Refusal::Name => Self::field("calendar.name", "name", refusal),
            Refusal::Many => Self::conflict("calendar.subscribed", refusal),
            Refusal::Soon => Self::conflict("calendar.soon", refusal),
            Refusal::Elsewhere => Self::conflict("calendar.elsewhere", refusal),
            Refusal::Calendar(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
