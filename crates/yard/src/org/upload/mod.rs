//! Lists of members, as any organisation has them: a sheet with a telephone in each row, and what else it keeps for work.
//!
//! - Nothing comes in before the organisation attests, for this list, that everybody on it agreed, for what, how far and for
//!   which use. Everybody on the list reads that before he answers and ever after, and may refuse it.
//! - Nobody becomes a member by being on a list: he is invited, and what the list says of him waits sealed under the organisation's
//!   key until he accepts. Of who is a member already it goes into his record at once, and he is told.
//! - Columns that a record has no field for are refused until whoever brings the list says to leave them out. Numbers of identity
//!   cards and what is of personnel come from their person alone.
//! - A dry run says what would follow; what is wrong in a row keeps that row out and goes back with its reason; a list is taken
//!   back as a whole, but for the memberships that people accepted.
//!
//! Tables: `yard_upload`, `yard_upload_row`, `yard_upload_refusal`. Tells: `org.upload_refused`; notice: `org.uploaded`.
//! Jobs: `org.upload.file`, `org.sweep`.

mod actions;
mod bringing;
pub(in crate::org) mod directory;
mod drawing;
mod grounds;
mod held;
mod http;
pub(in crate::org) mod jobs;
mod mine;
mod mine_http;
mod refusal;
mod rules;
pub(in crate::org) mod store;
mod views;

pub(in crate::org) use bringing::{Attested, attested, expiry, names, take_back};
pub use grounds::checks;
pub use held::held;
pub use refusal::Refusal;
pub(in crate::org) use rules::{Attestation, Details};
pub(in crate::org) use store::NamedRow;
pub(in crate::org) use views::AttestationWish;

use aide::axum::ApiRouter;
use ground::{Erasure, Export, TableDecl};

use crate::House;

ground::id! {
    /// A list that was brought in.
    pub struct UploadId => "upload"
}

ground::id! {
    /// One person on a list.
    pub struct UploadRowId => "uploaded"
}

/// The routes of this room.
pub(in crate::org) fn routes() -> ApiRouter<House> {
    http::routes().merge(mine_http::routes())
}

/// The tables of this room.
pub(in crate::org) const TABLES: [TableDecl; 3] = [
    TableDecl {
        name: "yard_upload",
        owner: "org",
        lifetime: "until it is taken back, or the organisation ends",
        export: Export::Org,
        erasure: Erasure::Keys,
        plain: &["id", "org", "made_by", "made_at"],
        sealed: &["purpose", "extent", "usage"],
    },
    TableDecl {
        name: "yard_upload_row",
        owner: "org",
        lifetime: "until its person answers, at most as long as his invitation, removed by org.sweep; that it was filed, \
                   as long as the membership or the list",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &[
            "id",
            "upload",
            "org",
            "person",
            "state",
            "fields",
            "department",
            "invited",
            "at",
            "expires_at",
        ],
        sealed: &["details", "phone_index"],
    },
    TableDecl {
        name: "yard_upload_refusal",
        owner: "person",
        lifetime: "until its person takes it back, or his account or the organisation ends; of a number without an \
                   account, until somebody signs up with it, whose it is then, or a year, removed by org.sweep",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["org", "person", "at"],
        sealed: &["phone_index"],
    },
];
