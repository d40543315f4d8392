//! Incoming webhooks: addresses at which programs from outside say something in one group, in the form that Slack made common.
//!
//! - The owner of a group makes one and takes it away; everybody in the group sees which there are, and by whom.
//! - Whoever has the address may speak through it, and nothing else: it reads nothing. It is told once; kept is a keyed
//!   fingerprint.
//! - What comes through it is marked as a program's, mentions nobody, and is taken back by the owner.
//! - It says a message of its own anew, which it names by the key under which it said it.
//! - It speaks as long as whoever made it is in the group. Sent again under the same `Idempotency-Key` it is stored once.
//!
//! Table: `chat_hook`.

mod actions;
mod http;
mod mrkdwn;
mod rules;
mod sheet;
mod slack;
pub(crate) mod store;

pub use http::routes;
pub(crate) use slack::{Payload, schema as payload};

use ground::{Erasure, Export, Fault, PersonId, Problem, TableDecl, Timestamp};
use policy::Category;
use vault::Field;

use crate::conversation::ConversationId;

ground::id! {
    /// An address at which a program speaks.
    pub struct HookId => "hook"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_hook",
    owner: "conversation",
    lifetime: "until it is taken away, who made it is erased, or the conversation goes",
    export: Export::None,
    erasure: Erasure::Rows,
    plain: &["id", "conversation", "name", "made_by", "made_at", "used_at"],
    sealed: &["verifier"],
}];

/// Addresses are known by a keyed fingerprint, never stored.
pub(super) const SECRET: Field<String> = Field::declare("chat_hook", "verifier", Category::MessageContent);

/// A row of `chat_hook`.
pub(crate) struct Hook {
    /// Which.
    pub id: HookId,
    /// Where it speaks.
    pub conversation: ConversationId,
    /// What the program is called: small letters, digits, hyphens.
    pub name: String,
    /// Who made it.
    pub made_by: PersonId,
    /// When.
    pub made_at: Timestamp,
    /// When something came through it last.
    pub used_at: Option<Timestamp>,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is none at this address, or it speaks no longer.
    #[error("there is no such webhook, or it was taken away")]
    Unknown,
    /// The name is none that a program has.
    #[error("the name of a program has 1 to 40 small letters, digits and hyphens, and begins with a letter")]
    Name,
    /// Another has the name here.
    #[error("another webhook of this conversation has this name")]
    Taken,
    /// There are as many as there may be.
    #[error("a conversation has at most twenty webhooks; take one away first")]
    Bound,
    /// It says nothing that could be shown.
    #[error("send an object with `text`, `blocks` or `attachments` that say something")]
    Nothing,
    /// It said nothing under this key that it could say anew.
    #[error("this webhook said nothing under the key in `replaces`, or it was taken back")]
    NothingBefore,
    /// It says too much in too short a time.
    #[error("too much was sent to this webhook; come again later")]
    TooOften(u64),
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
            Refusal::Unknown => Self::not_found("hook.unknown", refusal),
            Refusal::Name => Self::field("hook.name", "name", refusal),
            Refusal::Taken => Self::conflict("hook.taken", refusal),
            Refusal::Bound => Self::conflict("hook.bound", refusal),
            Refusal::Nothing => Self::field("hook.nothing", "text", refusal),
            Refusal::NothingBefore => Self::field("hook.nothing_before", "replaces", refusal),
            Refusal::TooOften(wait) => Self::too_many("hook.too_often", refusal, wait),
            Refusal::Log(refusal) => refusal.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
