//! Member records: what an organisation keeps of a member for work (YZJ-009, YZJ-010, JJB-007).
//!
//! - The organisation controls a record: it lies under the membership and goes with it. The person's own account is another thing.
//! - Who sees a field is the organisation's rule, within and outside; where it said nothing, its person and those who keep the
//!   records alone. What is sensitive or of personnel no rule opens.
//! - Whoever keeps records sees of an identity-card number its first and last sign; the whole of it is opened with a reason.
//!   It is kept only while its person's own consent stands.
//! - Each look by somebody else is a leaf of the access log, which its person reads. He sees all of his record, from where
//!   each field came, and changes what is his to change.
//! - What somebody handed in for personnel matters is read by those charged with them (DB-016).
//!
//! Tables: `yard_member_field`, `yard_member_photo`, `yard_record_rule`. Tells: `org.record_changed`.

mod actions;
pub(in crate::org) mod filing;
mod grounds;
mod held;
mod http;
mod outside;
mod photo;
mod refusal;
pub(in crate::org) mod rules;
mod standing;
pub mod store;
mod views;

pub use grounds::{checks, many_checks};
pub use held::held;
pub(in crate::org) use http::routes;
pub use refusal::Refusal;
pub use rules::{Audience, Class, Field, Rule, Standing};

use ground::{Erasure, Export, TableDecl};

ground::id! {
    /// One field of somebody's record.
    pub struct FieldId => "field"
}

const LIFETIME: &str = "as long as the membership, or until it is emptied";

/// The tables of this room.
pub(in crate::org) const TABLES: [TableDecl; 3] = [
    TableDecl {
        name: "yard_member_field",
        owner: "org",
        lifetime: LIFETIME,
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id", "org", "person", "field", "source", "upload", "changed_at"],
        sealed: &["value", "id_number", "personnel"],
    },
    TableDecl {
        name: "yard_member_photo",
        owner: "org",
        lifetime: LIFETIME,
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["org", "person", "put_at"],
        sealed: &["photo"],
    },
    TableDecl {
        name: "yard_record_rule",
        owner: "org",
        lifetime: "as long as the organisation",
        export: Export::Org,
        erasure: Erasure::Nothing,
        plain: &["org", "field", "inside", "outside", "own"],
        sealed: &[],
    },
];
