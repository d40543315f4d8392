//! Being found: by the exact number, and by an address book, only by who allows it.
//!
//! - Off until its person switches it on; off again, no search and no book finds him.
//! - A book is compared blind (RFC 9497, an oblivious pseudorandom function over ristretto255): the house evaluates blinded
//!   numbers and learns none of them, the device compares the outcome with a published set and learns who of the book is
//!   among those who allow it. Only of those it finds does the house hear, by a ticket. Nothing of a book is kept.
//! - How many numbers one may try is bounded by the day: numbers can be guessed, and this is what stands against it.
//!
//! Table: `chat_findable`. `docs/adr/0020p-finding-people.md` says why.

mod actions;
mod blind;
mod http;
pub(crate) mod store;

pub use http::routes;

use ground::{Erasure, Export, TableDecl};
use policy::Category;
use vault::Field;

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[TableDecl {
    name: "chat_findable",
    owner: "person",
    lifetime: "until it is switched off or the account closes",
    export: Export::None,
    erasure: Erasure::Rows,
    plain: &["person", "since"],
    sealed: &["phone_index", "entry", "ticket"],
}];

/// What the keyed values of this feature are made under.
pub(crate) const TICKET: Field<String> = Field::declare("chat_findable", "ticket", Category::ContactCode);
