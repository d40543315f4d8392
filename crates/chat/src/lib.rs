//! The wing `chat`: people write to one another, and what was acknowledged is never lost.
//!
//! - A conversation is one sequence of events without gaps; a client asks for everything after the last number it has.
//! - One writer puts them in order, many in one transaction, and answers after the commit. The same event sent twice is
//!   stored once.
//! - Bodies are sealed under the conversation's key. Recalling a message destroys its body and those of its edits.

pub mod conversation;
pub mod log;

pub use log::{Chat, Writer, write};

use aide::axum::ApiRouter;
use ground::TableDecl;
use ground::db::Migration;
use policy::Purpose;
use yard::erasure::{Eraser, Work};
use yard::{Check, House};

/// All routes of the wing, below `/api/v1`. The gate lays an `axum::Extension` with [`Chat`] over them.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().merge(conversation::routes()).merge(log::routes())
}

/// The migrations of the wing's tables.
pub fn migrations() -> Vec<Migration> {
    ground::migrations![2026112900 => "conversation"]
}

/// The wing's tables.
pub fn tables() -> Vec<TableDecl> {
    [conversation::TABLES, log::TABLES].concat()
}

/// What becomes of the wing's tables when somebody is erased: what he wrote goes, that something was there stays.
pub fn erasers() -> Vec<Eraser> {
    vec![
        Eraser { table: "chat_conversation", work: Work::Keys },
        Eraser { table: "chat_member", work: Work::AtOnce(conversation::store::erase_memberships) },
        Eraser { table: "chat_event", work: Work::AtOnce(log::store::erase_bodies) },
    ]
}

/// Who may open what is about another, for the wing's purposes.
pub fn grounds() -> Vec<(Purpose, Check)> {
    vec![(Purpose::Messaging, conversation::converses)]
}
