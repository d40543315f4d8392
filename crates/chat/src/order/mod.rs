//! Order in a group: who speaks, who lets people in, who is silent for a time, and the link that leads into it.
//!
//! - The owner orders, names moderators and hands the group over; moderators silence members, put them out and let people
//!   in. Nobody does that to somebody of his own rank or above. What is ordered everybody in the group sees.
//! - Who is silenced, or speaks in a group that is quiet, or too soon in one that is slow, is refused by the writer of the
//!   log, with the reason and the time; nothing of what he wrote is kept.
//! - A link is told once to who makes it; kept is a keyed fingerprint. It counts how many came, it ends, and it leads
//!   nowhere once its maker keeps no order there any longer. Whom somebody put out asks first, whatever is ordered.
//!
//! Tables: `chat_link`, `chat_asker`; what is ordered stands with the conversation, who is silenced with the member. Passes:
//! `conversation.order`, a hint to who is there. Jobs: `order.sweep`.

mod actions;
mod http;
mod jobs;
mod joining;
mod rules;
pub(crate) mod store;
mod views;

pub(crate) use actions::{may_speak, silence};
pub use http::routes;
pub(crate) use jobs::jobs;
pub(crate) use rules::{is_silent, speaks};

use ground::{Erasure, Export, Fault, PersonId, Problem, TableDecl, Timestamp};
use policy::Category;
use vault::Field;

use crate::conversation::ConversationId;

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "chat_link",
        owner: "conversation",
        lifetime: "until it ends or is taken back, its maker is erased, or the conversation goes; removed by order.sweep",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["conversation", "made_by", "ends_at", "most", "used"],
        sealed: &["verifier"],
    },
    TableDecl {
        name: "chat_asker",
        owner: "person",
        lifetime: "until somebody answers, thirty days at most, or the person is erased; removed by order.sweep",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["conversation", "person", "asked_at"],
        sealed: &[],
    },
];

/// Links are known by a keyed fingerprint, never stored.
const SECRET: Field<String> = Field::declare("chat_link", "verifier", Category::MessageContent);

/// A link that leads into a group.
#[derive(Clone, Copy)]
pub(crate) struct Link {
    /// Into which.
    pub conversation: ConversationId,
    /// Who made it.
    pub made_by: PersonId,
    /// When it ends.
    pub ends_at: Timestamp,
    /// How many come by it, at most.
    pub most: u32,
    /// How many came.
    pub used: u32,
}

/// What became of whoever came by a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Came {
    /// He is in it.
    In,
    /// He waits until somebody lets him in.
    Waits,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such link, it ended, or it does not count for the caller.
    #[error("there is no such link, it ended, or it is not for you")]
    LinkUnknown,
    /// Somebody who is not in the group, or does not ask to come in.
    #[error("this person is not in the group, or does not ask to come in")]
    PersonUnknown,
    /// Somebody of the same rank or above, or oneself.
    #[error("this is for those whom you outrank in this group")]
    Rank,
    /// A number out of its bounds; the field is named.
    #[error("a number is out of its bounds")]
    Bounds(&'static str),
    /// There are as many moderators as there may be.
    #[error("a group has at most fifty moderators")]
    Moderators,
    /// The organisation leaves no links into its groups.
    #[error("your organisation has no links lead into its groups")]
    Links,
    /// As many as may wait, wait already.
    #[error("too many ask to come in; try again later")]
    Askers,
    /// It was tried in a conversation of two.
    #[error("a conversation of two has no order of this kind")]
    OfTwo,
    /// The log refused it.
    #[error(transparent)]
    Log(#[from] crate::log::Refusal),
    /// The conversation refused it.
    #[error(transparent)]
    Conversation(#[from] crate::conversation::Refusal),
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
            Refusal::LinkUnknown => Self::not_found("order.link_unknown", refusal),
            Refusal::PersonUnknown => Self::not_found("order.person_unknown", refusal),
            Refusal::Rank => Self::forbidden("order.rank", refusal),
            Refusal::Bounds(field) => Self::field("order.bounds", field, refusal),
            Refusal::Moderators => Self::conflict("order.moderators", refusal),
            Refusal::Links => Self::forbidden("order.links", refusal),
            Refusal::Askers => Self::conflict("order.askers", refusal),
            Refusal::OfTwo => Self::conflict("conversation.of_two", refusal),
            Refusal::Log(refusal) => refusal.into(),
            Refusal::Conversation(refusal) => refusal.into(),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
