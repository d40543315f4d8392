//! Mandates: a person names somebody who may act for him, in what and until when.
//!
//! - He proves that it is he, or signs a sheet that two witness; the other accepts with his own account.
//! - It covers what it names and nothing else: seeing what is held, each kind of request, consents. Never anything
//!   sensitive, never passwords and passkeys, never another mandate.
//! - Either ends it at once. It ends by itself on its day, and with either account.
//! - Every act under it stands on the person's page, with who, and he is told. It needs a fresh proof of the other.
//! - Minors have guardians ([`crate::minor`]), not mandates; and no minor acts for somebody else.
//!
//! Tables: `yard_mandate`, `yard_mandate_act`. Tells: `mandate.asked`, `mandate.accepted`, `mandate.ended`. Job:
//! `mandate.sweep`.

mod actions;
mod deeds;
mod grounds;
mod http;
mod jobs;
mod refusal;
mod rules;
mod store;
mod views;

pub(crate) use actions::{Terms, ask_on_paper, check as check_terms, signed};
pub use grounds::checks;
pub use http::routes;
pub use jobs::jobs;
pub use refusal::Refusal;
pub(crate) use store::unsigned;

use ground::{Erasure, Export, TableDecl};

use crate::erasure::{Eraser, Work};

ground::id! {
    /// One mandate.
    pub struct MandateId => "mandate"
}

/// The tables of this feature.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "yard_mandate",
        owner: "person",
        lifetime: "until either account is cancelled; what nobody accepted for thirty days, removed by mandate.sweep",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &[
            "id",
            "person",
            "holder",
            "scopes",
            "asked_at",
            "given_at",
            "accepted_at",
            "until_at",
            "ended_at",
            "ended_by",
            "paper",
        ],
        sealed: &["holder_index"],
    },
    TableDecl {
        name: "yard_mandate_act",
        owner: "person",
        lifetime: "as long as its mandate",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id", "mandate", "person", "act", "detail", "at"],
        sealed: &[],
    },
];

/// What becomes of these tables when somebody is erased: mandates go with either of the two.
pub fn erasers() -> Vec<Eraser> {
    vec![
        Eraser { table: "yard_mandate_act", work: Work::AtEnd(store::erase_acts) },
        Eraser { table: "yard_mandate", work: Work::AtEnd(store::erase) },
    ]
}
