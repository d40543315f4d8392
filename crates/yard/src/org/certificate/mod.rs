//! Certification: an organisation proves that it is the company it says (YZJ-027).
//!
//! - It sends a picture of its business licence, its credit code once more (GB 32100), and a contact. Whoever runs the house
//!   compares them with what it was founded with and decides; each opening is a leaf of the access log, with a reason.
//! - Once certified, everybody who belongs to it or is invited sees the mark. Who changes nothing keeps it.
//! - The evidence goes with the decision; what nobody decides within thirty days goes, too.
//!
//! Table: `yard_org_certificate`. Tells (notice): `org.certified`, `org.not_certified`. Job: `org.sweep`.

mod actions;
mod desk;
mod desk_http;
mod grounds;
mod http;
mod refusal;
pub(in crate::org) mod store;

pub use grounds::checks;
pub use refusal::Refusal;
pub(in crate::org) use store::{among, is_certified, rows_of_day, sweep};

use aide::axum::ApiRouter;
use ground::{Erasure, Export, TableDecl};
use schemars::JsonSchema;
use serde::Serialize;

use crate::House;

ground::id! {
    /// One certification of an organisation.
    pub struct CertificateId => "certificate"
}

/// The routes of this room.
pub(in crate::org) fn routes() -> ApiRouter<House> {
    http::routes().merge(desk_http::routes())
}

/// The table of this room.
pub(in crate::org) const TABLE: TableDecl = TableDecl {
    name: "yard_org_certificate",
    owner: "org",
    lifetime: "as long as the organisation; the evidence until the decision, at most thirty days, removed by org.sweep",
    export: Export::Org,
    erasure: Erasure::Keys,
    plain: &["org", "id", "state", "sent_by", "sent_at", "decided_at"],
    sealed: &["contact_name", "contact_phone", "licence", "reason"],
};

/// How far a certification is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "CertificateState")]
pub enum State {
    /// A picture is here, and nothing was sent yet.
    Draft,
    /// It waits to be compared.
    Waiting,
    /// It is the company it says.
    Certified,
    /// It was not shown to be.
    Refused,
}

impl State {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Waiting => "waiting",
            Self::Certified => "certified",
            Self::Refused => "refused",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Draft, Self::Waiting, Self::Certified, Self::Refused]
            .into_iter()
            .find(|one| one.word() == word)
    }
}
