//! The wing `chat`: people write to one another, and what was acknowledged is never lost.
//!
//! - A conversation is one sequence of events without gaps; a client asks for everything after the last number it has.
//! - One writer puts them in order, many in one transaction, and answers after the commit. The same event sent twice is
//!   stored once.
//! - Bodies are sealed under the conversation's key. Recalling a message destroys its body and those of its edits.

pub mod choice;
pub mod conversation;
pub mod draft;
mod guard;
pub mod log;
mod reach;
pub mod search;

pub use log::{Chat, Writer, write};

use aide::axum::ApiRouter;
use ground::TableDecl;
use ground::db::Migration;
use ground::jobs::Jobs;
use policy::{Category, Purpose};
use yard::erasure::{Eraser, Work};
use yard::retention::{How, Sweeper};
use yard::{HeldSource, House, ManyCheck};

/// All routes of the wing, below `/api/v1`; where the doorplate has no such wing, nothing is there. The gate lays an
/// `axum::Extension` with [`Chat`] over them.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .merge(conversation::routes())
        .merge(log::routes())
        .merge(draft::routes())
        .merge(choice::routes())
        .merge(search::routes())
        .layer(axum::middleware::from_fn(guard::open))
}

/// The wing's work for after the answer.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    reach::jobs(conversation::jobs(jobs))
}

/// The migrations of the wing's tables.
pub fn migrations() -> Vec<Migration> {
    ground::migrations![2026112900 => "conversation", 2026112901 => "draft", 2026112902 => "choice", 2026112903 => "search"]
}

/// The wing's tables.
pub fn tables() -> Vec<TableDecl> {
    [conversation::TABLES, log::TABLES, draft::TABLES, choice::TABLES, search::TABLES].concat()
}

/// Where the wing holds something about a person.
pub fn held() -> Vec<HeldSource> {
    vec![conversation::held, log::held, draft::held]
}

/// A frame for open pages. It holds ids and numbers, never what was said; whoever misses it finds the same by asking.
pub(crate) fn hint(kind: &str, body: &serde_json::Value) -> String {
    serde_json::json!({ "topic": "conversation", "kind": kind, "body": body }).to_string()
}

/// What becomes of the wing's tables when somebody is erased: what he wrote goes, that something was there stays.
pub fn erasers() -> Vec<Eraser> {
    vec![
        Eraser { table: "chat_word", work: Work::AtEnd(search::store::erase) },
        Eraser { table: "chat_event", work: Work::KeysAnd(log::store::erase_bodies) },
        Eraser { table: "chat_choice", work: Work::AtOnce(choice::erase) },
        Eraser { table: "chat_draft", work: Work::AtOnce(draft::erase) },
        Eraser { table: "chat_member", work: Work::AtOnce(log::erase_memberships) },
        Eraser { table: "chat_conversation", work: Work::Keys },
    ]
}

/// What removes the wing's categories when their time is over.
pub fn sweepers() -> Vec<Sweeper> {
    vec![
        Sweeper { category: Category::MessageContent, event: "removed", how: How::Act("message.recall") },
        Sweeper { category: Category::MessageDraft, event: "removed", how: How::Act("draft.put") },
        Sweeper {
            category: Category::ConversationName,
            event: "removed",
            how: How::Job("conversation.sweep"),
        },
    ]
}

/// Who may open what is about another, for the wing's purposes.
pub fn many_grounds() -> Vec<(Purpose, ManyCheck)> {
    vec![(Purpose::Messaging, conversation::converses), (Purpose::OwnData, conversation::wrote)]
}
