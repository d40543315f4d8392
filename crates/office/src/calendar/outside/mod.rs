//! People outside who are invited to an event by mail, and have no account (iTIP and iMIP: RFC 5546 and 6047).
//!
//! - Whoever organises an event of his own enters an address; the house mails the event there, and again when it changes or is called
//!   off: once for what was changed within a minute, and not at all where nothing of it is told.
//! - Whoever is invited learns who organises, and nothing of others who take part. He answers at the link of his mail; the house
//!   receives no mail.
//! - The link holds his number and what only this house can compute for it. It is kept nowhere, and is good as long as his row.
//! - What changed is seen by the rows: whatever changes an event has no more to do than to mark those who are told of it.
//! - "Forget me" takes out all that is held of an address, and leaves a fingerprint so that nothing is sent there again.
//!
//! Tables: `office_outsider`, `office_outsider_refusal`. Tells, as notices, `calendar.accepted`, `calendar.declined`,
//! `calendar.tentative`, `calendar.proposed`, `calendar.forgotten`. Jobs: `calendar.outside.due`, `calendar.outside.mail`,
//! `calendar.outside.sweep`. Decision: `docs/adr/0054-invitations-outside.md`.

mod actions;
mod going;
mod guest;
mod guest_http;
mod held;
mod http;
mod jobs;
mod letter;
mod rules;
mod store;
mod views;

pub(in crate::calendar) use going::{goes_on, going_on};
pub(in crate::calendar) use held::held;
pub(in crate::calendar) use jobs::jobs;
pub(crate) use store::erase;
pub(in crate::calendar) use store::{touched, touched_of_org, touched_of_person};

use aide::axum::ApiRouter;
use ground::{Erasure, Export, Fault, PersonId, Problem, TableDecl, Timestamp};
use jiff::civil::DateTime;
use policy::{Category, Personal};
use vault::{Field, Sealed};
use yard::House;

use super::EventId;
use super::rules::Reply;
use rules::Why;

/// The routes of this feature.
pub(in crate::calendar) fn routes() -> ApiRouter<House> {
    http::routes().merge(guest_http::routes())
}

ground::id! {
    /// Somebody outside who is invited to an event.
    pub struct OutsiderId => "outsider"
}

/// What a link is computed from, beside the number of whom it is for; never stored.
pub(in crate::calendar) const LINK: Field<String> =
    Field::declare("office_outsider", "link", Category::OutsideGuest);

/// The fingerprint of an address, of somebody who is invited and of somebody who wants no more.
pub(in crate::calendar) const ADDRESS: Field<String> =
    Field::declare("office_outsider_refusal", "address_index", Category::OutsideRefusal);

/// The tables of this feature.
pub(in crate::calendar) const TABLE: TableDecl = TableDecl {
    name: "office_outsider",
    owner: "person",
    lifetime: "until its event is removed and that was told, or thirty days after it is over; calendar.outside.mail, \
               calendar.outside.sweep",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &[
        "id",
        "event",
        "person",
        "reply",
        "proposed",
        "answered_at",
        "sequence",
        "told_at",
        "is_out",
        "why",
        "due_at",
        "over_at",
        "made_at",
    ],
    sealed: &["address", "address_index", "name", "told"],
};

/// Addresses to which nothing is sent.
pub(in crate::calendar) const REFUSALS: TableDecl = TableDecl {
    name: "office_outsider_refusal",
    owner: "house",
    lifetime: "three years; calendar.outside.sweep",
    export: Export::None,
    erasure: Erasure::Nothing,
    plain: &["made_at"],
    sealed: &["address_index"],
};

/// A row of `office_outsider`.
#[derive(Personal)]
#[personal(table = "office_outsider")]
pub(crate) struct Outsider {
    /// Which.
    pub id: OutsiderId,
    /// To what; of a series all of it.
    pub event: EventId,
    /// Who invited, and organises it.
    pub person: PersonId,
    /// Where the mail goes.
    #[personal(category = "outside-guest")]
    pub address: Sealed<String>,
    /// What whoever invited calls him.
    #[personal(category = "outside-guest")]
    pub name: Option<Sealed<String>>,
    /// What he said.
    pub reply: Reply,
    /// Another time that he proposed, local to the event.
    pub proposed: Option<DateTime>,
    /// What he was told last: a calendar file.
    #[personal(category = "calendar-entry")]
    pub told: Option<Sealed<String>>,
    /// Under which number.
    pub sequence: i64,
    /// When.
    pub told_at: Option<Timestamp>,
    /// Whether he is invited no longer, and is told so next.
    pub is_out: bool,
    /// Why the last mail did not leave.
    pub why: Option<Why>,
    /// From when on it is looked at whether there is news for him.
    pub due_at: Option<Timestamp>,
    /// When all is over of which he was told.
    pub over_at: Option<Timestamp>,
    /// Since when.
    pub made_at: Timestamp,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is none such at this event.
    #[error("there is no such guest of this event")]
    Unknown,
    /// It stands in a shared calendar, which nobody organises.
    #[error("nobody organises what stands in a shared calendar; invite from your own")]
    Shared,
    /// The house cannot write, or nobody could answer.
    #[error("this house sends no mail, or has no public address at which an invitation is answered")]
    NoMail,
    /// No address.
    #[error("this is no mail address")]
    Address,
    /// No name.
    #[error("a name has at most 60 characters")]
    Name,
    /// As many as there may be.
    #[error("at most 50 people outside are invited to one event")]
    Many,
    /// He is invited already.
    #[error("this address is invited, or is being told that it is no longer; wait a minute")]
    Twice,
    /// He wants no invitations.
    #[error("whoever has this address wants no invitations of this house")]
    Refused,
    /// That was often for one day.
    #[error("that was often for one day; go on tomorrow")]
    Often {
        /// Seconds until the next day.
        after_s: u64,
    },
    /// No link of ours, or what it was for is over.
    #[error("this link is not good, or the event is over or called off")]
    Link,
    /// Too often.
    #[error("that was often; go on later")]
    TooMany,
    /// It changed meanwhile.
    #[error("this event was changed a moment ago; look at it again")]
    Stale,
    /// No answer.
    #[error("say whether you come; another time is local time of the event")]
    Reply,
    /// It is refused as the event is.
    #[error(transparent)]
    Event(super::Refusal),
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<super::Refusal> for Refusal {
    fn from(refusal: super::Refusal) -> Self {
        match refusal {
            super::Refusal::Fault(fault) => Self::Fault(fault),
            refusal => Self::Event(refusal),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::not_found("calendar.outsider", refusal),
            Refusal::Shared => Self::conflict("calendar.outside_shared", refusal),
            Refusal::NoMail => Self::conflict("calendar.outside_no_mail", refusal),
            Refusal::Address => Self::field("calendar.outside_address", "address", refusal),
            Refusal::Name => Self::field("calendar.outside_name", "name", refusal),
            Refusal::Many => Self::conflict("calendar.outside_many", refusal),
            Refusal::Twice => Self::field("calendar.outside_twice", "address", refusal),
            Refusal::Refused => Self::field("calendar.outside_refused", "address", refusal),
            Refusal::Often { after_s } => Self::too_many("calendar.often", refusal, after_s),
            Refusal::Link => Self::not_found("calendar.link", refusal),
            Refusal::TooMany => Self::too_many("calendar.link_often", refusal, 600),
            Refusal::Stale => Self::conflict("calendar.stale", refusal),
            Refusal::Reply => Self::field("calendar.reply", "reply", refusal),
            Refusal::Event(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
