//! Urgent messages: whoever wrote a message has it brought to people who have not read it, rung by rung.
//!
//! - At once on the open pages, and by waking a device; after a while by text message, where the house has a provider and he
//!   agreed to it. Reading or confirming ends it.
//! - Quiet hours put every rung off, except for who wants urgent messages then, too. Somebody is not reached so by whom he
//!   refuses or blocks, nor more often than so many times a day; his sender learns that, and not why.
//! - A text message says in what kind of conversation; never who wrote, or what.
//! - Every step taken on somebody is in a log of his; the sender sees it as far as it says nothing of reading.
//!
//! Tables: `chat_urgent`, `chat_urgent_step`, `chat_urgent_choice`, `chat_urgent_refused`. Jobs: `urgent.step`,
//! `urgent.sweep`. Passes: `conversation.urgent`, a hint to look.

mod actions;
mod http;
mod jobs;
mod refusal;
pub(crate) mod rules;
pub(crate) mod store;
mod text;
mod views;

pub use http::routes;
pub(crate) use jobs::jobs;
pub(crate) use refusal::Refusal;
pub(crate) use views::held;

use ground::{Erasure, Export, PersonId, TableDecl, Timestamp};

use crate::conversation::ConversationId;

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "chat_urgent",
        owner: "conversation",
        lifetime: "as the policy says of the log of urgent messages, and not longer than what its message says; removed by \
            urgent.sweep",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["conversation", "seq", "person", "sender", "made_at", "held", "confirmed_at"],
        sealed: &[],
    },
    TableDecl {
        name: "chat_urgent_step",
        owner: "conversation",
        lifetime: "as long as its row of chat_urgent; removed by urgent.sweep",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["conversation", "seq", "person", "rung", "at", "outcome"],
        sealed: &[],
    },
    TableDecl {
        name: "chat_urgent_choice",
        owner: "person",
        lifetime: "as long as the account",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["person", "at_night"],
        sealed: &[],
    },
    TableDecl {
        name: "chat_urgent_refused",
        owner: "person",
        lifetime: "until he lets that sender reach him again, or one of the two is erased",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["person", "sender"],
        sealed: &[],
    },
];

/// A message that is urgent for somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Urgent {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Its number.
    pub seq: i64,
    /// For whom.
    pub person: PersonId,
    /// Who wrote it.
    pub sender: PersonId,
    /// When it was marked.
    pub made_at: Timestamp,
    /// Whether nothing is done.
    pub held: bool,
    /// When he confirmed it.
    pub confirmed_at: Option<Timestamp>,
}

/// What was done on one rung.
pub(crate) struct Step {
    pub rung: rules::Rung,
    pub at: Timestamp,
    pub outcome: rules::Outcome,
}
