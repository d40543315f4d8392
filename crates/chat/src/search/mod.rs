//! Search: the house finds what was said without keeping a readable index of it.
//!
//! - Of each message there are keyed tokens of its characters, pairs of characters and words: a set, without order,
//!   count or position. Their key belongs to the conversation and is sealed under it; with the conversation it goes.
//! - What the tokens find is opened and checked exactly, within what the caller may read. Openings are counted.
//! - Taking a message back, and erasing who wrote it, takes its tokens along.
//! - The tokens of what was said lately lie in one row for each message. Those of a hundred messages are made a segment, and
//!   small segments one of two thousand messages: a token has one place in a segment, not one for each message.
//!
//! Tables: `chat_index`, `chat_fresh_token`, `chat_segment`, `chat_posting`. Jobs: `search.fold`, `search.fold_in`. Tells nothing.

mod actions;
#[cfg(test)]
mod frequency;
mod http;
mod jobs;
mod keys;
mod rules;
mod segment;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub use http::routes;
pub(crate) use jobs::{grown, jobs};
pub(crate) use keys::{Tokens, tokens_of};

use ground::{Erasure, Export, TableDecl};
use policy::Personal;
use vault::Sealed;

use crate::conversation::ConversationId;

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "chat_index",
        owner: "conversation",
        lifetime: "as long as the conversation; removed by conversation.sweep",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["conversation"],
        sealed: &["secret"],
    },
    TableDecl {
        name: "chat_fresh_token",
        owner: "conversation",
        lifetime: "as long as what its message says, or until there are many; then in a segment, by search.fold_in",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["conversation", "seq", "part"],
        sealed: &["tokens"],
    },
    TableDecl {
        name: "chat_segment",
        owner: "conversation",
        lifetime: "as long as what one of its messages says, or until it is made one with others",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["conversation", "segment", "first_seq", "last_seq", "messages"],
        sealed: &[],
    },
    TableDecl {
        name: "chat_posting",
        owner: "conversation",
        lifetime: "as long as what one of its messages says; each for itself is taken out with its message",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["conversation", "segment"],
        sealed: &["token", "postings"],
    },
];

/// The key of a conversation's tokens.
#[derive(Personal)]
#[personal(table = "chat_index")]
pub(crate) struct IndexKey {
    /// Of which conversation.
    pub conversation: ConversationId,
    /// The key.
    #[personal(category = "message-content")]
    pub secret: Sealed<Vec<u8>>,
}
