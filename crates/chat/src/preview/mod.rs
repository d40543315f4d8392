//! Previews of links: the house looks once at the page that a message links to, so that nobody who reads the message has to.
//!
//! - Only where the organisation switched it on, in its groups and channels, and only at sites that whoever runs the house
//!   named. Never in a conversation of two, in one that is sealed, or in one that passes on and keeps nothing.
//! - Messages that are sent later, or are passed on by themselves, are asked for by the rule of where they come to stand; those of a
//!   program in the name of whoever let it in.
//! - It is asked for by a job, after the message is durable: without cookies, without saying who wrote it. What is found is a
//!   title and a few words, text alone, sealed under the conversation's key like the message. No picture is fetched.
//! - Whoever wrote the message leaves the preview off or takes it away, and so do those who keep order. An edit makes it anew; it
//!   goes with what the message says.
//!
//! Table: `chat_link_preview`. Jobs: `preview.fetch`. Passes: `conversation.preview`. `docs/adr/0026-link-previews.md` says why.

mod actions;
mod http;
mod jobs;
mod reading;
mod rules;
pub(crate) mod store;
mod views;

pub(crate) use actions::{Wanted, wanted};
pub use http::routes;
pub(crate) use jobs::jobs;
pub(crate) use views::{PreviewView, of_messages};

use ground::{Erasure, Export, PersonId, TableDecl, Timestamp};
use policy::Personal;
use serde::{Deserialize, Serialize};
use vault::{Plain, Sealed};

use crate::conversation::ConversationId;

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_link_preview",
    owner: "conversation",
    lifetime: "as long as what its message says, or until it is taken away, or who wrote the message is erased",
    export: Export::None,
    erasure: Erasure::Rows,
    plain: &["conversation", "seq", "id", "author", "made_at", "said_by"],
    sealed: &["card"],
}];

/// What was found at the address of a message; no card where it is to have none.
#[derive(Personal)]
#[personal(table = "chat_link_preview")]
pub(crate) struct Preview {
    /// Where.
    pub conversation: ConversationId,
    /// The message.
    pub seq: i64,
    /// The row.
    pub id: [u8; 16],
    /// Who wrote the message.
    pub author: PersonId,
    /// When it was looked at.
    pub made_at: Timestamp,
    /// By which event the message says the address.
    pub said_by: i64,
    /// What is shown.
    #[personal(category = "message-content")]
    pub card: Option<Sealed<LinkCard>>,
}

/// What is shown of a page: text, and nothing that a reader's browser would fetch.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct LinkCard {
    /// The address, as the message has it.
    pub address: String,
    /// The host at which it was found.
    pub site: String,
    /// What the page is called.
    pub title: String,
    /// What it says of itself.
    pub words: Option<String>,
}

impl Plain for LinkCard {
    fn to_plain(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}
