//! Reactions: a sign that somebody puts to a message, seen by all who read it.
//!
//! - A sign put or taken is an event of the log, through its one writer: whoever was away learns of it as of everything
//!   else, by its number, and the order is the same for all. A table of its own with hints would need a second sequence.
//! - Which sign it is stands sealed in the event. With a message that is taken back its signs go.
//!
//! Table: `chat_reaction`: the signs that are there now.

mod actions;
mod http;
mod rules;
pub(crate) mod store;

pub use http::routes;

use ground::{Erasure, Export, TableDecl};
use policy::Category;
use vault::Field;

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_reaction",
    owner: "conversation",
    lifetime: "until it is taken away, as long as what its message says, or until who put it is erased",
    export: Export::None,
    erasure: Erasure::Rows,
    plain: &["conversation", "seq", "person", "event"],
    sealed: &["token"],
}];

/// The column of the keyed index of a sign.
const TOKEN: Field<String> = Field::declare("chat_reaction", "token", Category::MessageContent);
