//! The wire: departments.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Change, Placed, Wish};
use super::{DepartmentId, rules};
use crate::House;
use crate::org::administrator::Administrator;
use crate::org::http::{OrgPath, given, line};
use crate::org::page::Page;
use crate::org::rules::external_id;
use crate::wire::{Json, Path, Query, WithinOrg};

/// The routes of departments.
pub(in crate::org) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/departments",
            get_with(list, |op| {
                op.id("org.departments").summary("The departments of an organisation of mine.")
            })
            .post_with(create, |op| op.id("org.department.create").summary("Add a department.")),
        )
        .api_route(
            "/orgs/{org}/tree",
            get_with(tree, |op| {
                op.id("org.tree")
                    .summary("All departments of an organisation of mine, with how many stand in each.")
            }),
        )
        .api_route(
            "/orgs/{org}/departments/{department}",
            put_with(change, |op| op.id("org.department.update").summary("Rename or move a department."))
                .delete_with(remove, |op| op.id("org.department.remove").summary("Remove a department.")),
        )
}

/// The departments of an organisation.
#[derive(Serialize, JsonSchema)]
struct DepartmentList {
    /// Oldest first.
    items: Vec<DepartmentView>,
    /// To be given as `after` for the next page; null on the last.
    next: Option<DepartmentId>,
}

/// One department.
#[derive(Serialize, JsonSchema)]
struct DepartmentView {
    /// The department.
    id: DepartmentId,
    /// Its name.
    name: String,
    /// Below which department.
    parent: Option<DepartmentId>,
    /// What another system of the organisation calls it.
    external_id: Option<String>,
    /// Who heads it.
    head: Option<PersonId>,
    /// Its place among those beside it, the smallest first; by their names where they have the same.
    place: i64,
}

/// The tree of an organisation.
#[derive(Serialize, JsonSchema)]
struct DepartmentTree {
    /// Each before those below it.
    items: Vec<BranchView>,
    /// How many people stand in no department.
    outside: i64,
}

/// A department in the tree.
#[derive(Serialize, JsonSchema)]
struct BranchView {
    /// The department.
    id: DepartmentId,
    /// Its name.
    name: String,
    /// Below which department.
    parent: Option<DepartmentId>,
    /// Who heads it.
    head: Option<PersonId>,
    /// Its place among those beside it.
    place: i64,
    /// How many people stand in it.
    own: i64,
    /// How many stand in it and all below it.
    all: i64,
}

impl From<Placed> for BranchView {
    fn from(Placed { listed, own, all }: Placed) -> Self {
        let row = listed.row;
        Self { id: row.id, name: listed.name, parent: row.parent, head: row.head, place: row.place, own, all }
    }
}

async fn tree(
    State(house): State<House>,
    WithinOrg { caller, org }: WithinOrg,
    Path(_): Path<OrgPath>,
) -> Result<Json<DepartmentTree>, Problem> {
    let (placed, outside) = actions::tree(&house, &caller, org).await?;
    Ok(Json(DepartmentTree { items: placed.into_iter().map(BranchView::from).collect(), outside }))
}

async fn list(
    State(house): State<House>,
    WithinOrg { caller, org }: WithinOrg,
    Path(_): Path<OrgPath>,
    Query(page): Query<Page<DepartmentId>>,
) -> Result<Json<DepartmentList>, Problem> {
    let rows = actions::list(&house, &caller, org, page.after, page.limit()).await?;
    let next = page.next(&rows, |one| one.row.id);
    let items = rows.into_iter().map(|one| DepartmentView {
        id: one.row.id,
        name: one.name,
        parent: one.row.parent,
        external_id: one.external_id,
        head: one.row.head,
        place: one.row.place,
    });
    Ok(Json(DepartmentList { items: items.collect(), next }))
}

/// A department to be added.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DepartmentWish {
    /// Its name.
    #[serde(default)]
    name: String,
    /// Below which department.
    parent: Option<DepartmentId>,
    /// What another system of the organisation calls it; no two departments have the same.
    external_id: Option<String>,
}

async fn create(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
    Json(wish): Json<DepartmentWish>,
) -> Result<Json<DepartmentView>, Problem> {
    let name = rules::name(&wish.name)?;
    let external_id = line(Some(wish.external_id), external_id)?.flatten();
    let shown = name.as_str().to_owned();
    let called = external_id.as_ref().map(|line| line.as_str().to_owned());
    let row = actions::create(&house, who, Wish { name, parent: wish.parent, external_id }).await?;
    Ok(Json(DepartmentView {
        id: row.id,
        name: shown,
        parent: row.parent,
        external_id: called,
        head: row.head,
        place: row.place,
    }))
}

/// One department of an organisation.
#[derive(Deserialize, JsonSchema)]
struct DepartmentPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `Administrator` reads it")]
    org: OrgId,
    /// The department.
    department: DepartmentId,
}

/// What is changed of a department; what is absent stays, null takes away.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DepartmentChange {
    /// Its name.
    name: Option<String>,
    /// Below which department; null for the top.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<DepartmentId>")]
    parent: Option<Option<DepartmentId>>,
    /// What another system of the organisation calls it.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<String>")]
    external_id: Option<Option<String>>,
    /// Who heads it: a member; null for nobody.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<PersonId>")]
    head: Option<Option<PersonId>>,
    /// Its place among those beside it, the smallest first.
    place: Option<i64>,
}

async fn change(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<DepartmentPath>,
    Json(wish): Json<DepartmentChange>,
) -> Result<StatusCode, Problem> {
    let change = Change {
        name: wish.name.as_deref().map(rules::name).transpose()?,
        parent: wish.parent,
        external_id: line(wish.external_id, external_id)?,
        head: wish.head,
        place: wish.place,
    };
    actions::change(&house, who, at.department, change).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(at): Path<DepartmentPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, at.department).await?;
    Ok(StatusCode::NO_CONTENT)
}
