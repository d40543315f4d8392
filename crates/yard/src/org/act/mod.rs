//! What those who run an organisation did in it: who, what, about whom, when. No value stands here, only ids.
//!
//! - Each act of the console is noted in its own unit of work: what did not happen is not noted.
//! - Administrators read it; whom it names reads it of himself. It goes after half a year.
//!
//! Table: `yard_org_act`. Job: `org.sweep`.

mod actions;
mod http;
pub(in crate::org) mod store;

pub(in crate::org) use http::routes;
pub(crate) use store::{erase, note, sweep};

use ground::{Erasure, Export, TableDecl};
use std::time::Duration;

ground::id! {
    /// One act of the console.
    pub struct ActId => "act"
}

/// How long an act stays.
pub(super) const KEPT: Duration = Duration::from_secs(183 * 86_400);

/// The table of this room.
pub(in crate::org) const TABLE: TableDecl = TableDecl {
    name: "yard_org_act",
    owner: "org",
    lifetime: "half a year, or until whoever it names is erased or the organisation ends; removed by org.sweep",
    export: Export::Org,
    erasure: Erasure::Rows,
    plain: &["id", "org", "person", "act", "about", "at"],
    sealed: &[],
};
