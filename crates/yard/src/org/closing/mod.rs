//! An organisation is ended by those who run it (DB-085).
//!
//! - An administrator proves that it is he and says the organisation's name once more. Then a week passes, in which every member
//!   is told, may take along what is his, and any administrator may call it off.
//! - On its day its programs stop, everybody is put out of it and told what he may do with his own account, the wings end what
//!   hangs on it, and its keys are destroyed, so that nothing of it can be read.
//! - The organisation itself is taken along before, by its signed archive.
//!
//! Table: `yard_org_closing`. Tells: `org.closing`, `org.closing_withdrawn`, `org.left`; notices `org.closing`, `org.closed`.
//! Jobs: `org.closing.tell`, `org.closing.end`.

mod actions;
mod http;
mod jobs;
mod refusal;
mod store;

pub(in crate::org) use http::routes;
pub(in crate::org) use jobs::jobs;
pub use refusal::Refusal;
pub(in crate::org) use store::erase;

use ground::{Erasure, Export, TableDecl};
use std::time::Duration;

/// How long an organisation goes on after it was to be ended.
const WAIT: Duration = Duration::from_secs(7 * 86_400);

/// The table of this room.
pub(in crate::org) const TABLE: TableDecl = TableDecl {
    name: "yard_org_closing",
    owner: "org",
    lifetime: "until it is called off, or the organisation ends; org.closing.end",
    export: Export::Org,
    erasure: Erasure::Rows,
    plain: &["org", "asked_by", "asked_at", "due_at"],
    sealed: &[],
};
