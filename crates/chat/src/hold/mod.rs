//! An order to keep: an organisation may need what was said in a conversation of its as evidence.
//!
//! - A hold names one conversation that the organisation holds, or one member's part in it, a reason and an end within 180 days.
//!   An administrator asks for it; where there is another one, that one agrees, at the beginning and each time it is prolonged.
//!   Any administrator ends it at once. Conversations of two, of no organisation and sealed ones are never held.
//! - Whoever is held is told, sees it in the conversation before he writes, and finds what is kept in the list of what is held
//!   about him.
//! - While it stands nothing else changes for people: what is taken back, or over by its days, is gone from everybody's sight.
//!   It is withheld instead of destroyed: the body as it was sealed, those of its edits, its files. Only by a grant, or a case at
//!   the desk, it is read.
//! - Whoever was held, and the administrators, are told when it ends, by its time or by a word. When the last hold over it ends, what
//!   was withheld is destroyed. The end of an account erases it whatever is held.
//!
//! Tables: `chat_hold`, `chat_withheld`. Tells (notice): `conversation.held`, `conversation.released`, `org.hold_over`. Passes:
//! `conversation.held`, a hint. Jobs: `hold.sweep`, `hold.lapse`, `hold.release`.

mod actions;
mod http;
mod jobs;
mod rules;
pub(crate) mod store;
mod telling;
mod views;

pub use http::routes;
pub(crate) use jobs::{end_some, jobs};
pub(crate) use views::{held, withheld};

use ground::{Denied, Erasure, Export, Fault, OrgId, PersonId, Problem, TableDecl, Timestamp};
use policy::{Category, Personal};
use vault::{Field, Sealed};

use crate::conversation::ConversationId;
use crate::log::Body;
pub(crate) use rules::Why;

ground::id! {
    /// One hold.
    pub struct HoldId => "hold"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "chat_hold",
        owner: "org",
        lifetime: "a year beyond its end, for whoever was held, or a month where nobody agreed; removed by hold.sweep",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &[
            "id",
            "conversation",
            "org",
            "person",
            "why",
            "given_by",
            "given_at",
            "agreed_by",
            "stands_at",
            "ends_at",
            "ended_at",
            "asked_by",
            "asked_days",
        ],
        sealed: &[],
    },
    TableDecl {
        name: "chat_withheld",
        owner: "conversation",
        lifetime: "until no hold is over it, or until its author is erased; removed by hold.release",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["conversation", "seq", "message", "id", "actor", "at"],
        sealed: &["body"],
    },
];

/// How what is withheld opens: it stays as it was sealed, bound to its place in the log, and is of another category from now on.
pub(crate) const BODY: Field<Body> = Field::declare("chat_event", "body", Category::HeldMessage);

/// A row of `chat_withheld`.
#[derive(Personal)]
#[personal(table = "chat_withheld")]
pub(crate) struct Withheld {
    /// The number of the message.
    pub message: i64,
    /// When it was written.
    pub at: Timestamp,
    /// What it said.
    #[personal(category = "held-message")]
    pub body: Sealed<Body>,
}

/// A row of `chat_hold`.
pub(crate) struct Hold {
    pub id: HoldId,
    pub conversation: ConversationId,
    pub org: OrgId,
    /// Whose part alone is held.
    pub person: Option<PersonId>,
    pub why: Why,
    pub given_by: Option<PersonId>,
    pub given_at: Timestamp,
    /// The last administrator who agreed.
    pub agreed_by: Option<PersonId>,
    /// From when on it stands.
    pub stands_at: Option<Timestamp>,
    pub ends_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// Who waits for another administrator's word, and for how many days from then on.
    pub asked: Option<(PersonId, u32)>,
    /// Messages that are withheld under it.
    pub kept: i64,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// Such callers do not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is none, or it is over.
    #[error("there is no such hold, or it is over")]
    Unknown,
    /// The organisation holds no such conversation.
    #[error("the organisation holds no such conversation")]
    Conversation,
    /// The house cannot read what is said there.
    #[error("the conversation is sealed: there is nothing that could be kept for anybody")]
    Sealed,
    /// The person is not, and was never, in the conversation.
    #[error("this person is not in the conversation")]
    Person,
    /// The days are out of bounds.
    #[error("a hold is for one to 180 days from now, and is not shortened by being prolonged")]
    Days,
    /// Whoever asked cannot agree.
    #[error("another administrator has to agree")]
    SamePerson,
    /// One stands or waits already.
    #[error("a hold on this stands or waits already")]
    Standing,
    /// The log refused it.
    #[error(transparent)]
    Log(#[from] crate::log::Refusal),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Denied(denied) => denied.into(),
            Refusal::Unknown => Self::not_found("hold.unknown", refusal),
            Refusal::Conversation => Self::field("hold.conversation", "conversation", refusal),
            Refusal::Sealed => Self::conflict("hold.sealed", refusal),
            Refusal::Person => Self::field("hold.person", "person", refusal),
            Refusal::Days => Self::field("hold.days", "days", refusal),
            Refusal::SamePerson => Self::conflict("hold.same_person", refusal),
            Refusal::Standing => Self::conflict("hold.standing", refusal),
            Refusal::Log(refusal) => refusal.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
