//! Paper: consents, withdrawals and requests of people who would rather sign a sheet than a screen.
//!
//! - The desk prints the very text that the page would show, with its version, its language and a number.
//! - Whoever stands at the desk is found by his number alone; nothing of him is shown to the desk.
//! - One of those who run the house scans the signed sheet, another looks at it and confirms. Neither is enough alone, and
//!   nobody handles a sheet of his own.
//! - Only then the consent ledger has the entry, with the sheet, or the request is made; its clock runs from the day on
//!   which the sheet was handed in.
//! - The person is told, and keeps a copy of sheet and text on his page. Each look of the desk at it is a leaf there.
//! - A sheet that nobody brought back, or nobody confirmed, is removed.
//!
//! Table: `yard_paper`. Tells: `paper.entered`. Job: `paper.sweep`.

mod actions;
mod grounds;
mod http;
mod jobs;
mod refusal;
mod rules;
mod store;
mod views;

pub use actions::held;
pub use grounds::checks;
pub use http::routes;
pub use jobs::jobs;
pub use refusal::Refusal;
pub use store::PaperRow;

use ground::{Erasure, Export, TableDecl};

use crate::erasure::{Eraser, Work};

ground::id! {
    /// One sheet of paper.
    pub struct PaperId => "paper"
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[TableDecl {
    name: "yard_paper",
    owner: "person",
    lifetime: "until the account is cancelled; what was not confirmed for thirty days, removed by paper.sweep",
    export: Export::Person,
    erasure: Erasure::Rows,
    plain: &[
        "id",
        "person",
        "what",
        "purpose",
        "asks",
        "version",
        "lang",
        "state",
        "printed_by",
        "printed_at",
        "scanned_by",
        "scanned_at",
        "witnessed_by",
        "witnessed_at",
        "request",
    ],
    sealed: &["sheet"],
}];

/// What becomes of this table when somebody is erased.
pub fn erasers() -> Vec<Eraser> {
    vec![Eraser { table: "yard_paper", work: Work::AtEnd(store::erase) }]
}
