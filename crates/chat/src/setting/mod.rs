//! How somebody has a conversation in his list: muted, at the top, out of sight until something comes, marked as unread.
//!
//! - Muted, it tells of nothing but mentions, and does not count on the icon. Nobody else learns of it.
//!
//! Table: `chat_setting`. Passes: `conversation.settings`, a hint to one's other devices.

mod actions;
mod http;
pub(crate) mod store;

pub use http::routes;

use ground::{Erasure, Export, TableDecl};

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_setting",
    owner: "person",
    lifetime: "as long as the conversation, or until the person is erased",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &["conversation", "person", "muted", "top", "unread", "hidden_seq"],
    sealed: &[],
}];

/// How somebody has a conversation.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Setting {
    /// Whether it tells of nothing but mentions.
    pub muted: bool,
    /// Whether it stands at the top.
    pub top: bool,
    /// Whether it is marked as unread.
    pub unread: bool,
    /// It is out of sight until something comes after this number.
    pub hidden_seq: Option<i64>,
}
