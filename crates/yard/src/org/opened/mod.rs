//! What an organisation opened of what it need not have: until its administrators open it, nothing is collected for it and
//! nothing of it is shown (DB-014).
//!
//! Table: `yard_org_opened`.

mod actions;
mod http;
mod store;

pub(in crate::org) use http::routes;
pub(in crate::org) use store::is_open;

use ground::{Erasure, Export, TableDecl};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The table of this room.
pub(in crate::org) const TABLE: TableDecl = TableDecl {
    name: "yard_org_opened",
    owner: "org",
    lifetime: "until it is closed, or the organisation ends",
    export: Export::Org,
    erasure: Erasure::Nothing,
    plain: &["org", "service"],
    sealed: &[],
};

/// What may be opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "OrgServiceKind")]
pub(in crate::org) enum Service {
    /// Personnel matters.
    Personnel,
}

impl Service {
    /// All of them.
    pub(in crate::org) const ALL: [Self; 1] = [Self::Personnel];

    /// The word in the table.
    pub(in crate::org) const fn word(self) -> &'static str {
        match self {
            Self::Personnel => "personnel",
        }
    }
}
