//! Calls: people of a conversation hear and see one another, over the media plane.
//!
//! - A call rings on all devices of those who are called, for 45 seconds; the device that answers has it, and the others
//!   are told so. Who blocks the caller hears nothing, and who has quiet hours, or muted the conversation, sees it silently.
//! - Of two, it ends when one of them hangs up; of several, when the last goes. Where the house falls, it ends.
//! - While it rings or runs it stands in the database; once it is over, in the log of the conversation: one event, written
//!   in the unit of work that ends it. A call that nobody took is of a kind of its own, and counts as unread.
//!
//! Tables: `chat_call`, `chat_call_person`. Passes: `call.ringing`, to those who are called, and `call.changed`, to those in
//! the conversation. Jobs: `call.expire`, `call.sweep`. Port: [`OpenMeeting`].

mod actions;
mod changes;
mod ending;
mod http;
mod jobs;
mod listener;
mod media;
mod ports;
mod ringing;
mod rules;
pub(crate) mod store;
mod views;

pub use http::routes;
pub(crate) use jobs::jobs;
pub use listener::listen;
pub use ports::{Calls, OpenMeeting};
pub(crate) use rules::{CallEntry, CallKind};

use ground::{DeviceId, Erasure, Export, Fault, PersonId, Problem, TableDecl, Timestamp};

use crate::conversation::ConversationId;
use rules::State;

ground::id! {
    /// A call.
    pub struct CallId => "call"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "chat_call",
        owner: "conversation",
        lifetime: "until a day after the call; removed by call.sweep",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &[
            "id",
            "conversation",
            "starter",
            "pictures",
            "begun_at",
            "answered_at",
            "seen_at",
            "ended_at",
            "meeting",
        ],
        sealed: &[],
    },
    TableDecl {
        name: "chat_call_person",
        owner: "person",
        lifetime: "as long as the row of the call, or until the person is erased",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["call", "person", "state", "since", "identity", "device"],
        sealed: &[],
    },
];

/// A call.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// Which.
    pub id: CallId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// Who began it.
    pub starter: PersonId,
    /// With pictures.
    pub video: bool,
    /// When it began to ring.
    pub begun_at: Timestamp,
    /// When somebody answered.
    pub answered_at: Option<Timestamp>,
    /// When somebody was last seen in it.
    pub seen_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// The number of the meeting that it goes on in.
    pub meeting: Option<String>,
}

/// Somebody in a call.
#[derive(Clone, Debug)]
pub(crate) struct Party {
    /// Who.
    pub person: PersonId,
    /// What he is in it.
    pub state: State,
    /// Since when.
    pub since: Timestamp,
    /// Who he is in its room.
    pub identity: Option<String>,
    /// On which device he is there.
    pub device: Option<DeviceId>,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is none, or it is not the caller's to know.
    #[error("there is no such call, or it is not yours")]
    Unknown,
    /// It is over.
    #[error("this call is over")]
    Over,
    /// The caller is in another one.
    #[error("you are in another call")]
    InCall,
    /// He answered on another device.
    #[error("you answered this call on another device")]
    Elsewhere,
    /// He is not in it.
    #[error("you are not in this call")]
    NotIn,
    /// Whoever is called is not in the conversation, is the caller himself, or cannot be called.
    #[error("there is nobody to call")]
    Nobody,
    /// More than one call takes.
    #[error("a call takes 32 people; choose whom to call, or meet")]
    Many,
    /// Only who began it, and only while nobody answered.
    #[error("only who began a call cancels it, while nobody has answered")]
    NotYours,
    /// This house has no meetings.
    #[error("this house has no meetings")]
    NoMeetings,
    /// The media plane takes no more, or has stopped.
    #[error("the house carries no more calls now; try again")]
    Full,
    /// The log refused.
    #[error(transparent)]
    Log(#[from] crate::log::Refusal),
    /// The port refused.
    #[error("the meeting could not be opened")]
    Port(Box<Problem>),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::not_found("call.unknown", refusal),
            Refusal::Over => Self::conflict("call.over", refusal),
            Refusal::InCall => Self::conflict("call.in_call", refusal),
            Refusal::Elsewhere => Self::conflict("call.elsewhere", refusal),
            Refusal::NotIn => Self::conflict("call.not_in", refusal),
            Refusal::Nobody => Self::field("call.nobody", "people", refusal),
            Refusal::Many => Self::field("call.many", "people", refusal),
            Refusal::NotYours => Self::conflict("call.not_yours", refusal),
            Refusal::NoMeetings => Self::conflict("call.no_meetings", refusal),
            Refusal::Full => Self::too_many("call.full", refusal, 5),
            Refusal::Log(refusal) => refusal.into(),
            Refusal::Port(problem) => *problem,
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
