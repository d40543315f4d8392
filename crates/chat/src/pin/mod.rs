//! Pins: messages that a conversation keeps in sight of all who are in it.
//!
//! - In a group its owner pins, or everybody where he leaves that to them; in a conversation of two both do.
//! - A pin is an event of the log. A message that was taken back is pinned no longer.
//!
//! Table: `chat_pin`.

mod actions;
mod http;
pub(crate) mod store;

pub use http::routes;

use ground::{Erasure, Export, TableDecl};

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_pin",
    owner: "conversation",
    lifetime: "until it is unpinned, or as long as what its message says",
    export: Export::None,
    erasure: Erasure::Nothing,
    plain: &["conversation", "seq", "event"],
    sealed: &[],
}];
