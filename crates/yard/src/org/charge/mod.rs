//! Charges: what an administrator lets somebody do in the console who is no administrator, within a department or everywhere.
//!
//! - A charge names rights, and a department with all below it; without a department it covers the organisation.
//! - Whoever has one acts within it and nowhere else; to whom it reaches is asked of the rows each time.
//! - It ends with the membership, with the department, or when an administrator takes it back. Both are told.
//!
//! Table: `yard_charge`. Tells: `org.charged`, `org.discharged`.

mod actions;
mod http;
mod rules;
pub(in crate::org) mod store;

pub(in crate::org) use http::routes;
pub use rules::Right;
pub(in crate::org) use store::{covering, erase, holders, reaching};

use ground::{Attr, Erasure, Export, OrgId, PersonId, Resource, TableDecl};

ground::id! {
    /// One charge.
    pub struct ChargeId => "charge"
}

/// The table of this room.
pub(in crate::org) const TABLE: TableDecl = TableDecl {
    name: "yard_charge",
    owner: "org",
    lifetime: "until it is taken back, or its person leaves, or the organisation ends",
    export: Export::Org,
    erasure: Erasure::Rows,
    plain: &["id", "org", "person", "department", "rights", "named_by", "named_at"],
    sealed: &["title"],
};

/// What a right covers, as the policies see it.
pub(in crate::org) fn resource(org: OrgId, holders: &[PersonId]) -> Resource {
    Resource {
        kind: "Charge",
        id: org.to_string(),
        attrs: vec![
            ("org", Attr::Id(org.to_string())),
            ("holders", Attr::Ids(holders.iter().map(ToString::to_string).collect())),
        ],
    }
}
