//! Personnel matters: what a member hands in to his organisation, and how he joins, moves and leaves (DB-016).
//!
//! - He writes it himself, in his record, and changes it at any time. Administrators and whom they charged with it read it, each look
//!   a leaf of the access log; nobody else does.
//! - Whoever hands something in joins; whoever sees to it lets him begin, has him moved to a department, or lets him leave. A step that
//!   does not follow from where he stands is refused. Leaving ends the membership, and with it all that is kept of him.
//!
//! Table: `yard_personnel`. Tells: `org.personnel`.

mod actions;
mod http;
mod refusal;
mod rules;
pub(in crate::org) mod store;

pub(in crate::org) use http::routes;
pub use refusal::Refusal;

use ground::{Erasure, Export, TableDecl};

/// The table of this room.
pub(in crate::org) const TABLE: TableDecl = TableDecl {
    name: "yard_personnel",
    owner: "org",
    lifetime: "as long as the membership",
    export: Export::Org,
    erasure: Erasure::Rows,
    plain: &["org", "person", "state", "department", "changed_at"],
    sealed: &[],
};
