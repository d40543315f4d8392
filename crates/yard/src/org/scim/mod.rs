//! The directory of a company keeps its people in step by SCIM 2.0 (RFC 7643, 7644).
//!
//! - A connection is a list that is attested once and brought all the time: whom it names is invited, reads what it says of him and for
//!   what, and refuses it as any list. Nobody becomes a member by it.
//! - It acts for the administrator who made it or renewed it last; where he is none any longer it rests.
//! - It reads what it brought itself, and nothing else that the house knows.
//! - Who is set inactive, or taken out, leaves as everybody leaves. What somebody wrote into his record himself stays his.
//! - Groups are departments. A token is told once, ends on a day, and is known by a keyed fingerprint.
//!
//! Tables: `yard_scim`, `yard_scim_user`, `yard_scim_group`, `yard_scim_member`. Decision: `docs/adr/0052-scim.md`.

mod actions;
mod ending;
mod filter;
mod groups;
mod http;
mod inside;
mod listing;
mod patch;
mod refusal;
mod saying;
mod schema;
pub(in crate::org) mod store;
mod users;
mod wire;
mod wrong;

pub use ending::held;
pub(in crate::org) use ending::{bound, erasers, moved};
pub(in crate::org) use http::routes;
pub use wire::outside;

use ground::{Erasure, Export, TableDecl};

ground::id! {
    /// A connection of a directory.
    pub struct ScimId => "scim"
}
ground::id! {
    /// Somebody whom one names.
    pub struct ScimUserId => "scimuser"
}
ground::id! {
    /// A group of one.
    pub struct ScimGroupId => "scimgroup"
}
ground::id! {
    /// That somebody is in a group.
    pub struct ScimMemberId => "scimmember"
}

/// The tables of this room.
pub(in crate::org) const TABLES: [TableDecl; 4] = [
    TableDecl {
        name: "yard_scim",
        owner: "org",
        lifetime: "until it is ended, its list is taken back, or the organisation ends",
        export: Export::Org,
        erasure: Erasure::Keys,
        plain: &["id", "org", "name", "upload", "made_by", "made_at", "ends_at", "used_at"],
        sealed: &["token_hash"],
    },
    TableDecl {
        name: "yard_scim_user",
        owner: "org",
        lifetime: "until its person answers, at most as long as his invitation, removed by org.sweep; of a member as long as \
                   the membership or the connection",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id", "connection", "named", "person", "version", "made_at", "changed_at", "expires_at"],
        sealed: &["name_index", "external_index", "waiting", "entry"],
    },
    TableDecl {
        name: "yard_scim_group",
        owner: "org",
        lifetime: "until the connection removes it or ends, or its department is removed",
        export: Export::Org,
        erasure: Erasure::Keys,
        plain: &["id", "connection", "department", "version", "made_at", "changed_at"],
        sealed: &["name_index", "external_index", "entry"],
    },
    TableDecl {
        name: "yard_scim_member",
        owner: "org",
        lifetime: "as long as the group and what is in it",
        export: Export::Org,
        erasure: Erasure::Nothing,
        plain: &["id", "of_group", "named", "below"],
        sealed: &[],
    },
];
