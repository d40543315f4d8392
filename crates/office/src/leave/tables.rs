//! The tables of leave: whose they are, how long their rows live, what becomes of them.

use ground::{Erasure, Export, TableDecl};

/// The tables of this feature.
pub(crate) const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "office_leave_kind",
        owner: "org",
        lifetime: "until the organisation ends; erasure.end_org",
        export: Export::Org,
        erasure: Erasure::Nothing,
        plain: &["id", "org", "arranged", "made_at", "ended_at"],
        sealed: &[],
    },
    TableDecl {
        name: "office_leave_book",
        owner: "person",
        lifetime: "for as long as there are lines of it; leave.sweep, erasure.end_org",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["org", "person", "lines", "due_day"],
        sealed: &[],
    },
    TableDecl {
        name: "office_leave_entry",
        owner: "person",
        lifetime: "until two years after its person left; leave.sweep, erasure.end_org",
        export: Export::Person,
        erasure: Erasure::Rows,
        plain: &["id", "org", "person", "number", "at", "made_by", "left_at"],
        sealed: &["line"],
    },
];
