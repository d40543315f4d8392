//! Mentions: whoever is mentioned finds it in a list of his own, also where he muted the conversation.
//!
//! - Everybody is mentioned by the owner of a group, or by all of it where the owner leaves that to them; the same holds
//!   for pinning.
//! - A message that was taken back mentions nobody.
//!
//! Tables: `chat_mention`, `chat_leave`. Passes nothing of its own: a mention comes with its message.

mod actions;
mod http;
pub(crate) mod store;
mod writing;

pub use http::routes;
pub(crate) use writing::{allows, may, put};

use ground::{Erasure, Export, PersonId, TableDecl};

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "chat_mention",
        owner: "conversation",
        lifetime: "as long as what its message says, or until who is mentioned is erased",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["conversation", "seq", "person"],
        sealed: &[],
    },
    TableDecl {
        name: "chat_leave",
        owner: "conversation",
        lifetime: "as long as the conversation; removed by conversation.sweep",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["conversation", "mention_all", "pin"],
        sealed: &[],
    },
];

/// Who stands for everybody.
pub(crate) const EVERYBODY: PersonId = PersonId::from_bytes([0; 16]);

/// Whom a message mentions.
pub(crate) struct Named {
    pub people: Vec<PersonId>,
    pub all: bool,
}

/// What the owner of a group may leave to everybody.
#[derive(Clone, Copy)]
pub(crate) enum What {
    /// Mentioning all.
    MentionAll,
    /// Pinning, and taking pins away.
    Pin,
}

/// What he leaves to everybody now.
#[derive(Clone, Copy, Default)]
pub(crate) struct Left {
    pub mention_all: bool,
    pub pin: bool,
}
