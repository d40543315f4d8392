//! The intercom: a visitor dials a home at a door station, every phone of the home rings, one answers, and opens.
//!
//! - It rings for who lives there and may open doors: on open pages, by a push, and on the home's indoor phones. Who agreed to
//!   it is called on his own telephone where nothing of his can be reached, or nobody has answered for a while.
//! - The visitor is seen before anybody answers. The first to answer has the call; the others stop.
//! - A door opens once in a call: by the button of who may, or by `#` on the phone that has it. No other key does, and no call
//!   that comes from outside is taken.
//! - Where nobody of the home answers, the property's duty desk rings. Somebody of a home calls it from his page, too.
//! - A visitor is refused with a sentence that the door speaks, or without one; whom nobody answers may leave a message where the
//!   community declared that (`answering`).
//! - What lies open of a call is in this process: where the house falls, it ends, as a telephone does.
//!
//! Table: `community_intercom`. Passes: `intercom.ringing`, `intercom.changed`, `duty.changed`. Job: `intercom.sweep`.

mod actions;
mod calling;
mod card;
mod carrying;
mod duty;
mod ending;
mod held;
mod http;
mod jobs;
mod leaving;
mod listener;
mod live;
mod media;
mod opening;
mod rules;
mod speaking;
pub(crate) mod store;

pub(crate) use calling::is_asked;
pub(crate) use carrying::{from_line, seat_sound};
pub(crate) use ending::erase;
pub(crate) use held::held;
pub use http::routes;
pub(crate) use jobs::jobs;
pub use listener::{book, start};
pub use live::Intercom;

use ground::{Erasure, Export, Fault, OrgId, PersonId, Problem, TableDecl, Timestamp};

use crate::place::HomeId;
use crate::station::StationId;

ground::id! {
    /// A call from a door.
    pub struct IntercomId => "intercom"
}

ground::id! {
    /// A call of somebody of a home with the property's desk. It stands in no table.
    pub struct DutyId => "duty"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "community_intercom",
    owner: "home",
    lifetime: "as `door-call` in policy/retention.toml; intercom.sweep, or with its home; erasure.end_org",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &[
        "id",
        "org",
        "home",
        "station",
        "begun_at",
        "answered_at",
        "answered_by",
        "answered_on",
        "opened_at",
        "opened_by",
        "opened_on",
        "ended_at",
        "outcome",
    ],
    sealed: &[],
}];

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Somebody answered.
    Done,
    /// Somebody refused.
    Refused,
    /// Nobody answered.
    Missed,
}

impl Outcome {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Missed => "missed",
        }
    }
}

/// Who did something in a call: a person, or an indoor phone of the home, of which nobody knows who held it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// By his page, or on his own telephone.
    Person(PersonId),
    /// On a phone of the home.
    Phone(StationId),
}

impl By {
    const fn parts(self) -> (Option<PersonId>, Option<StationId>) {
        match self {
            Self::Person(person) => (Some(person), None),
            Self::Phone(phone) => (None, Some(phone)),
        }
    }
}

/// A row of `community_intercom`.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub id: IntercomId,
    pub org: OrgId,
    pub home: HomeId,
    /// From where; a station that was removed since is named no more.
    pub station: StationId,
    pub begun_at: Timestamp,
    pub answered_at: Option<Timestamp>,
    pub answered_by: Option<PersonId>,
    pub opened_at: Option<Timestamp>,
    pub opened_by: Option<PersonId>,
    pub ended_at: Option<Timestamp>,
    pub outcome: Option<String>,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// The house speaks no SIP.
    #[error("this house has no intercom: neither sip.udp nor sip.tcp nor sip.tls is set")]
    Off,
    /// There is no such call, or it is of no home of the caller's.
    #[error("there is no such call at a door of yours")]
    Unknown,
    /// There is no such home, or the caller does not live there.
    #[error("there is no such home of yours")]
    Home,
    /// Who lives there may not open.
    #[error("opening doors is not among your rights in this home")]
    Rights,
    /// It is over.
    #[error("this call is over")]
    Over,
    /// Somebody else of the home answered.
    #[error("somebody else of the home answered")]
    Elsewhere,
    /// It was opened in this call.
    #[error("the door was opened in this call already")]
    Opened,
    /// The station has no key that opens.
    #[error("nothing at this door opens from here")]
    NoLock,
    /// The box at the door did not open.
    #[error(transparent)]
    Door(crate::pass::Refusal),
    /// Nobody is at the desk.
    #[error("nobody is at the property's desk")]
    Nobody,
    /// Nothing was left in it, or it is gone.
    #[error("nothing was left in this call")]
    Nothing,
    /// The house has no voice, or the station no ear.
    #[error("nothing can be said at this door")]
    Silent,
    /// He said that he is not to be heard.
    #[error("speaking in calls is switched off in your settings")]
    Mute,
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
            Refusal::Unknown => Self::not_found("intercom.unknown", refusal),
            Refusal::Home => Self::not_found("intercom.home", refusal),
            Refusal::Rights => Self::forbidden("intercom.rights", refusal),
            Refusal::Over => Self::conflict("intercom.over", refusal),
            Refusal::Elsewhere => Self::conflict("intercom.elsewhere", refusal),
            Refusal::Opened => Self::conflict("intercom.opened", refusal),
            Refusal::NoLock => Self::conflict("intercom.no_lock", refusal),
            Refusal::Door(no) => no.into(),
            Refusal::Nobody => Self::conflict("intercom.nobody", refusal),
            Refusal::Nothing => Self::not_found("intercom.nothing", refusal),
            Refusal::Silent => Self::conflict("intercom.silent", refusal),
            Refusal::Mute => Self::conflict("intercom.mute", refusal),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
