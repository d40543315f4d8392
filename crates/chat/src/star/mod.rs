//! Stars: messages that somebody keeps in a list of his own. Nobody else sees them.
//!
//! - A star points to a message; it does not copy it. Taken back, it is gone from the list.
//!
//! Table: `chat_star`. Passes: `conversation.stars`, a hint to one's other devices.

mod actions;
mod http;
pub(crate) mod store;

pub use http::routes;

use ground::{Erasure, Export, TableDecl};

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_star",
    owner: "person",
    lifetime: "until it is taken away, or as long as what its message says",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &["person", "conversation", "seq", "at"],
    sealed: &[],
}];
