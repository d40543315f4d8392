//! Messages that are sent later: written now, sealed under their writer until their time, and sent by a job then.
//!
//! - What waits is its writer's alone; he changes it or takes it away until it is sent. It is sent once.
//! - Whoever is in the conversation no longer sends nothing there: what he wrote stays with him, marked.
//!
//! Table: `chat_scheduled`. Job: `message.send_later`. Passes: `conversation.scheduled`, a hint to one's devices.

mod actions;
mod http;
mod jobs;
pub(crate) mod store;

pub(crate) use actions::held;
pub use http::routes;
pub(crate) use jobs::jobs;

use ground::{Erasure, Export, PersonId, TableDecl, Timestamp};
use policy::Personal;
use vault::Sealed;

use crate::conversation::ConversationId;
use crate::log::Text;

ground::id! {
    /// A message that waits for its time.
    pub struct ScheduledId => "scheduled"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_scheduled",
    owner: "person",
    lifetime: "until it is sent, or its writer takes it away",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &["id", "conversation", "person", "made_at", "due_at", "refused"],
    sealed: &["text"],
}];

/// A message that waits for its time.
#[derive(Personal)]
#[personal(table = "chat_scheduled")]
pub(crate) struct Scheduled {
    /// Which.
    pub id: ScheduledId,
    /// For which conversation.
    pub conversation: ConversationId,
    /// Whose.
    pub person: PersonId,
    /// When it was written, or changed.
    pub made_at: Timestamp,
    /// When it is sent.
    pub due_at: Timestamp,
    /// Whether it could not be sent.
    pub refused: bool,
    /// What it says.
    #[personal(category = "message-draft")]
    pub text: Sealed<Text>,
}
