//! How long a conversation keeps what is said in it.
//!
//! - The house keeps it until somebody takes it back. An organisation sets days for the groups held in it
//!   (`org.policy.keep`, counted from `sent`), the owner of a group sets fewer; everybody in it sees what holds.
//! - What is over is destroyed as by a recall: the body, those of its edits, what it is found by, its files, signs, pins,
//!   stars and mentions. The number stays, so that the sequence has no gap.
//! - A group that only passes on: a message goes when all have read it, and within the hour in any case.
//!
//! Table: `chat_keep`. Passes: `conversation.keeping`, a hint to who is there. Jobs: `conversation.expire`,
//! `conversation.relay`, `conversation.expire_one`.

mod actions;
mod http;
mod jobs;
mod rules;
pub(crate) mod store;

pub use http::routes;
pub(crate) use jobs::jobs;
pub(crate) use store::passes_on;

use ground::{Erasure, Export, TableDecl};

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_keep",
    owner: "conversation",
    lifetime: "as long as the conversation; removed by conversation.sweep",
    export: Export::None,
    erasure: Erasure::Nothing,
    plain: &["conversation", "message_days", "file_days", "relay", "message_seq", "file_seq"],
    sealed: &[],
}];

/// Days after which something goes; nothing where it stays.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Days {
    /// What messages say, and with it all that hangs on them.
    pub messages: Option<u32>,
    /// Files alone.
    pub files: Option<u32>,
}

/// What the owner of a group set.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Set {
    pub days: Days,
    /// Nothing stays longer than it takes to arrive.
    pub relay: bool,
}
