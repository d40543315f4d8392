//! Drafts: what somebody began to write is on all of one's devices, sealed under the person and nobody else's.
//!
//! Table: `chat_draft`. Passes: `conversation.draft`, a hint to one's other devices; the draft itself is fetched.

mod actions;
mod http;
mod store;

pub(crate) use actions::held;
pub use http::routes;
pub(crate) use store::{erase, forget, remove_all};

use ground::{Erasure, Export, PersonId, TableDecl, Timestamp};
use policy::Personal;
use vault::Sealed;

use crate::conversation::ConversationId;
use crate::log::Text;

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_draft",
    owner: "person",
    lifetime: "until it is sent, emptied, or the person leaves the conversation",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &["conversation", "person", "id", "at"],
    sealed: &["text"],
}];

/// A draft.
#[derive(Personal)]
#[personal(table = "chat_draft")]
pub(crate) struct Draft {
    /// For which conversation.
    pub conversation: ConversationId,
    /// Whose.
    pub person: PersonId,
    /// The row.
    pub id: [u8; 16],
    /// When it was last changed.
    pub at: Timestamp,
    /// What it says so far.
    #[personal(category = "message-draft")]
    pub text: Sealed<Text>,
}
