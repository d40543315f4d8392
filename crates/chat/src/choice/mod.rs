//! Choices for all of one's conversations: whether others see how far one read.
//!
//! Each reader decides for himself and sees no less for it. Table: `chat_choice`. Passes: `conversation.choices`.

mod actions;
mod http;
mod store;

pub use http::routes;
pub(crate) use store::{erase, hiding, shows};

use ground::{Erasure, Export, TableDecl};

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_choice",
    owner: "person",
    lifetime: "as long as the account",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &["person", "receipts"],
    sealed: &[],
}];
