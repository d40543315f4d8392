//! The wire: personnel matters.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State as Of;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::actions::{self, Stands};
use super::rules::{State, Step};
use crate::House;
use crate::org::department::DepartmentId;
use crate::org::http::OrgPath;
use crate::org::page::Page;
use crate::org::record::Field;
use crate::wire::{InOrg, Json, NoStore, Path, Query};

/// The routes of this room.
pub(in crate::org) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/personnel",
            get_with(list, |op| {
                op.id("org.personnel")
                    .summary("Who joins, works, moves or leaves, of those whom I see to.")
                    .response::<200, Json<PersonnelList>>()
            }),
        )
        .api_route(
            "/orgs/{org}/personnel/{person}",
            get_with(get, |op| {
                op.id("org.personnel.get")
                    .summary("What a member handed in for personnel matters.")
                    .response::<200, Json<PersonnelView>>()
            }),
        )
        .api_route(
            "/orgs/{org}/personnel/{person}/step",
            post_with(step, |op| {
                op.id("org.personnel.step")
                    .summary("Let somebody begin, move or leave.")
                    .response::<204, ()>()
            }),
        )
}

/// Who stands where.
#[derive(Serialize, JsonSchema)]
struct PersonnelList {
    /// In the order of their accounts.
    items: Vec<PersonnelBrief>,
    /// To be given as `after` for the next page; null on the last.
    next: Option<PersonId>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
struct PersonnelBrief {
    /// Who.
    person: PersonId,
    /// The name others see; null where the account is closed.
    name: Option<String>,
    /// Where he stands.
    state: State,
    /// To which department he is moved.
    department: Option<DepartmentId>,
    /// Since when.
    changed_at: Timestamp,
}

impl From<Stands> for PersonnelBrief {
    fn from(Stands { row, name }: Stands) -> Self {
        Self {
            person: row.person,
            name,
            state: row.state,
            department: row.department,
            changed_at: row.changed_at,
        }
    }
}

async fn list(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<OrgPath>,
    Query(page): Query<Page<PersonId>>,
) -> Result<(NoStore, Json<PersonnelList>), Problem> {
    let (items, next) = actions::list(&house, who, page.after, page.limit()).await?;
    let items = items.into_iter().map(PersonnelBrief::from).collect();
    Ok((NoStore, Json(PersonnelList { items, next })))
}

/// One member of an organisation.
#[derive(Deserialize, JsonSchema)]
struct PersonnelPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Who.
    person: PersonId,
}

/// What somebody handed in.
#[derive(Serialize, JsonSchema)]
struct PersonnelView {
    /// Where he stands.
    state: State,
    /// To which department he is moved.
    department: Option<DepartmentId>,
    /// Since when.
    changed_at: Timestamp,
    /// By field.
    fields: BTreeMap<Field, String>,
}

async fn get(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<PersonnelPath>,
) -> Result<(NoStore, Json<PersonnelView>), Problem> {
    let (row, fields) = actions::look(&house, who, at.person).await?;
    let fields = fields.into_iter().collect();
    let view =
        PersonnelView { state: row.state, department: row.department, changed_at: row.changed_at, fields };
    Ok((NoStore, Json(view)))
}

/// A step.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PersonnelWish {
    /// What is done.
    step: Step,
    /// To which department, where he is moved.
    department: Option<DepartmentId>,
}

async fn step(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<PersonnelPath>,
    Json(wish): Json<PersonnelWish>,
) -> Result<StatusCode, Problem> {
    actions::step(&house, who, at.person, (wish.step, wish.department)).await?;
    Ok(StatusCode::NO_CONTENT)
}
