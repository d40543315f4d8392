//! Face to face: people who stand together type the same four digits and land in one group.
//!
//! - Near is who comes from the same network as the house sees it: one address of IPv4, one /64 of IPv6. No place is
//!   asked for and none is sent. Two who stand together on different networks do not find one another, and two who are
//!   far apart behind one address do; the page says so.
//! - The first who types opens a circle for three minutes; who types later, or elsewhere, opens another.
//! - With the second the group begins; each who comes is let in. What remains is the group.
//!
//! Tables: `chat_nearby`, `chat_near`: the place is a keyed fingerprint of network and digits.

mod actions;
mod http;
mod jobs;
mod rules;
pub(crate) mod store;

pub use http::routes;
pub(crate) use jobs::jobs;

use ground::{Erasure, Export, TableDecl};
use policy::Category;
use vault::Field;

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "chat_nearby",
        owner: "house",
        lifetime: "three minutes; removed when the next circle opens, or within ten minutes",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["id", "opened_at", "conversation"],
        sealed: &["place"],
    },
    TableDecl {
        name: "chat_near",
        owner: "person",
        lifetime: "as long as the circle",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["circle", "person", "at"],
        sealed: &[],
    },
];

/// What a place is known by.
pub(crate) const PLACE: Field<String> = Field::declare("chat_nearby", "place", Category::ContactCode);
