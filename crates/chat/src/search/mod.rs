//! Search: the house finds what was said without keeping a readable index of it.
//!
//! - Of each message there are keyed tokens of its characters, pairs of characters and words: a set, without order,
//!   count or position. Their key belongs to the conversation and is sealed under it; with the conversation it goes.
//! - What the tokens find is opened and checked exactly, within what the caller may read. Openings are counted.
//! - Taking a message back, and erasing who wrote it, takes its tokens along.
//! - The tokens of what was said lately lie in one row for each message, and are brought among the others many messages at a
//!   time: each token has its own place there, and each place that is written costs a page.
//!
//! Tables: `chat_index`, `chat_fresh_word`, `chat_word`. Jobs: `search.fold`, `search.fold_in`. Tells nothing.

mod actions;
#[cfg(test)]
mod frequency;
mod http;
mod jobs;
mod keys;
mod rules;
pub(crate) mod store;

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
        name: "chat_fresh_word",
        owner: "conversation",
        lifetime: "an hour, or until there are many; then among those of chat_word, by search.fold_in",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["conversation", "seq", "at"],
        sealed: &["tokens"],
    },
    TableDecl {
        name: "chat_word",
        owner: "conversation",
        lifetime: "as long as what its message says",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["conversation", "seq"],
        sealed: &["token"],
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
