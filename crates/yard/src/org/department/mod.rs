//! Departments of an organisation: a forest that administrators draw.
//!
//! - A department never stands below itself; a forest has at most 2000 departments, 16 deep.
//! - Who and what was in a removed department moves up to where it stood.
//!
//! Table: `yard_department`.

mod actions;
mod http;
mod rules;
mod store;

pub(super) use actions::{Wish, create, list, named};
pub(super) use http::routes;
pub(super) use rules::{DEPARTMENTS_MAX, DEPTH_MAX, name, place};
pub(super) use store::{
    DepartmentRow, add, below, erase_head, exists, find, head_left, put_member, remove as undraw, save, tree,
};

use ground::{Erasure, Export, TableDecl};

ground::id! {
    /// One department.
    pub struct DepartmentId => "department"
}

/// The table of departments.
pub(super) const TABLE: TableDecl = TableDecl {
    name: "yard_department",
    owner: "org",
    lifetime: "until an administrator removes it, or the organisation is closed",
    export: Export::Org,
    erasure: Erasure::Keys,
    plain: &["id", "org", "parent", "head", "place", "created_at"],
    sealed: &["name", "external_id", "external_index"],
};
