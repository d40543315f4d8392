//! The house's own crash store: what broke in the client, from people who agreed to tell.
//!
//! - A report has the fields of a published list and no others; each is bounded, and what could name somebody (numbers,
//!   addresses, quoted words) is taken out of message and stack before anything is stored.
//! - The installation comes as a hash and is kept as a keyed fingerprint of it: the house can count installations and
//!   recognise none.
//! - Reports are grouped by a signature of the kind of error and the uppermost frames. A group names nobody; a report is
//!   sealed under its person's key and opens for keepers as long as the person's consent stands, each time with a leaf of
//!   the access log.
//! - Nothing is sent to anybody else.
//!
//! Tables: `yard_crash_group`, `yard_crash`. Jobs: `crash.sweep`.

mod actions;
mod fields;
mod grounds;
mod http;
mod jobs;
mod refusal;
mod rules;
mod store;

pub use actions::held;
pub use grounds::checks;
pub use http::routes;
pub use jobs::jobs;
pub use refusal::Refusal;
pub use store::CrashRow;

use ground::{Erasure, Export, TableDecl};
use policy::Category;

use crate::erasure::{Eraser, Work};
use crate::retention::{How, Sweeper};

ground::id! {
    /// One group of crashes that are alike.
    pub struct CrashId => "crash"
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "yard_crash_group",
        owner: "house",
        lifetime: "as long as it has reports, removed by crash.sweep",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["id", "signature", "kind", "title", "reports", "first_at", "last_at", "resolved_at"],
        sealed: &[],
    },
    TableDecl {
        name: "yard_crash",
        owner: "person",
        lifetime: "as retention says of crash-report; at once when the consent ends, by crash.sweep",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id", "crash", "person", "version", "at"],
        sealed: &["installation", "report"],
    },
];

/// What becomes of the reports of somebody who is erased.
pub fn erasers() -> Vec<Eraser> {
    vec![Eraser { table: "yard_crash", work: Work::AtOnce(store::erase) }]
}

/// What removes reports when their time is over.
pub fn sweepers() -> Vec<Sweeper> {
    let how = How::Swept { count: store::count_over, sweep: store::sweep_over };
    vec![Sweeper { category: Category::CrashReport, event: "collected", how }]
}
