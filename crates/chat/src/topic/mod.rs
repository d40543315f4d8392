//! Topics: what is said about one message, beside the conversation, with a mark of how far one read there.
//!
//! - A topic is named by the number of its first message; its messages are messages of the conversation, in its order.
//!
//! Table: `chat_topic_read`. Passes: `conversation.topic`, a hint to one's other devices.

mod actions;
mod http;
pub(crate) mod store;

pub use http::routes;

use ground::{Erasure, Export, TableDecl};

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_topic_read",
    owner: "person",
    lifetime: "as long as the conversation, or until the person is erased",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &["conversation", "topic", "person", "seq"],
    sealed: &[],
}];
