//! Minors: who is below the age lines, which guardian agreed and how, and what the house does until then.
//!
//! - Somebody below a line states his year of birth once; the band and the day on which he is surely grown are kept,
//!   the year is not. From then on his account does nothing but look at itself, until a guardian agreed.
//! - The guardian is asked at a number that the minor gives; only its keyed index is kept. Whoever has proved that
//!   number and is no minor himself answers: by saying so, by a fresh proof of who he is, or with a signed sheet, as the
//!   doorplate asks. Where nobody answers within fourteen days, or he refuses, the account ends and its data are erased.
//! - The guardian sees and takes along what is held, asks for the minor, closes parts of the service to him, and has
//!   removed what was more than needed. Each look of his is a leaf on the minor's page.
//! - A minor's data leave the house for what the account needs until the guardian agreed, and never to a recipient who
//!   hands work on to others.
//! - Those who run the house open a minor's data only after one has asked, naming a reason, and another has approved.
//!
//! Tables: `yard_minor`, `yard_minor_opening`. Tells: `minor.guardian_asked`, `minor.recognised`, `minor.agreed`,
//! `minor.limits`, `minor.opened`. Knows nothing of what features hold.

mod actions;
mod care;
mod grounds;
mod http;
mod jobs;
mod openings;
mod refusal;
mod rules;
mod store;
mod views;

pub use actions::{awaken, held, waits_for};
pub use care::ward;
pub use grounds::{checks, may_leave, may_staff_open};
pub use http::routes;
pub use jobs::jobs;
pub use refusal::Refusal;
pub(crate) use rules::is_sheet;
pub use rules::{Band, gate};
pub(crate) use store::unask;
pub use store::{Guarded, MinorRow, Standing, guarded, guarded_now, standing};

use ground::{Erasure, Export, TableDecl};

use crate::erasure::{Eraser, Work};

ground::id! {
    /// One opening of a minor's data that was asked for.
    pub struct OpeningId => "opening"
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "yard_minor",
        owner: "person",
        lifetime: "until the account is cancelled",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &[
            "person",
            "band",
            "state",
            "stated_at",
            "grown_at",
            "guardian",
            "told_at",
            "agreed_at",
            "proof",
            "version",
            "closed",
        ],
        sealed: &["guardian_index", "sheet"],
    },
    TableDecl {
        name: "yard_minor_opening",
        owner: "person",
        lifetime: "until the account is cancelled",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id", "person", "reason", "asked_by", "asked_at", "approved_by", "approved_at", "until_at"],
        sealed: &[],
    },
];

/// What becomes of these tables when somebody is erased.
pub fn erasers() -> Vec<Eraser> {
    vec![
        Eraser { table: "yard_minor", work: Work::AtEnd(store::erase) },
        Eraser { table: "yard_minor_opening", work: Work::AtEnd(store::erase_openings) },
    ]
}
