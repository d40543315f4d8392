//! What somebody brought along of a conversation of another house, or of this one (`conversation.archive`): only he reads it.
//!
//! - It is taken only whole and as its house signed it. Which house that is nobody vouches for: what stands there are words of
//!   the file. No name in it becomes an account of this house, and nobody is told of it.
//! - It is sealed under his own key, a part at a time; he reads, searches and removes it, and nothing is written to it.
//! - Read as a stranger's: bounded in bytes, lines and words, and refused whole where anything in it is more than it may be.
//!
//! Tables: `chat_imported`, `chat_imported_part`. Tells nothing.

mod actions;
mod http;
mod rules;
mod store;

pub(crate) use actions::held;
pub use http::routes;
pub(crate) use store::{erase, erase_parts};

use ground::{Denied, Erasure, Export, Fault, PersonId, Problem, TableDecl, Timestamp};
use policy::Personal;
use vault::Sealed;

use rules::{Head, Lines};

ground::id! {
    /// One conversation that somebody brought along.
    pub struct ImportedId => "imported"
}

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "chat_imported",
        owner: "person",
        lifetime: "until the person removes it or is erased",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id", "person", "taken_at", "lines", "parts"],
        sealed: &["head"],
    },
    TableDecl {
        name: "chat_imported_part",
        owner: "person",
        lifetime: "as long as what it is a part of",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["imported", "place", "id", "person"],
        sealed: &["said"],
    },
];

/// A row of `chat_imported`.
#[derive(Personal)]
#[personal(table = "chat_imported")]
pub(crate) struct Imported {
    pub id: ImportedId,
    pub person: PersonId,
    pub taken_at: Timestamp,
    /// Messages in it.
    pub lines: i64,
    /// Parts that they lie in.
    pub parts: i64,
    /// What it is called, and what the file says of where it comes from.
    #[personal(category = "imported-conversation")]
    pub head: Sealed<Head>,
}

/// A row of `chat_imported_part`.
#[derive(Personal)]
#[personal(table = "chat_imported_part")]
pub(crate) struct Part {
    pub imported: ImportedId,
    pub place: i64,
    pub id: [u8; 16],
    pub person: PersonId,
    /// Messages, in order.
    #[personal(category = "imported-conversation")]
    pub said: Sealed<Lines>,
}

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// Such callers do not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is none.
    #[error("there is no such conversation among those that you brought along")]
    Unknown,
    /// Of another format.
    #[error("this is no conversation that a house of this kind gave out")]
    Format,
    /// The signature does not hold.
    #[error("the signature does not hold: the file is not as its house gave it out")]
    Signature,
    /// Something in it is not as it may be.
    #[error("the file is damaged, or holds more than a conversation may")]
    Damaged,
    /// As many as one may bring along.
    #[error("fifty conversations are brought along at most; remove one first")]
    Full,
    /// A search for nothing, or too much.
    #[error("a search has from 1 to 100 characters")]
    Query,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Denied(denied) => denied.into(),
            Refusal::Unknown => Self::not_found("imported.unknown", refusal),
            Refusal::Format => Self::field("imported.format", "format", refusal),
            Refusal::Signature => Self::field("imported.signature", "signature", refusal),
            Refusal::Damaged => Self::field("imported.damaged", "content", refusal),
            Refusal::Full => Self::conflict("imported.full", refusal),
            Refusal::Query => Self::field("imported.query", "text", refusal),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
