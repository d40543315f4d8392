//! The wire: what was done in the console.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::ActId;
use super::actions;
use super::store::ActRow;
use crate::House;
use crate::org::administrator::Administrator;
use crate::org::http::OrgPath;
use crate::org::page::Page;
use crate::wire::{Json, Path, Query};

/// The routes of this room.
pub(in crate::org) fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/orgs/{org}/acts",
        get_with(list, |op| {
            op.id("org.acts").summary("What each of those who run the organisation did in its console.")
        }),
    )
}

/// What was done.
#[derive(Serialize, JsonSchema)]
struct ActList {
    /// The last first.
    items: Vec<ActView>,
    /// To be given as `after` for the next page; null on the last.
    next: Option<ActId>,
}

/// One act.
#[derive(Serialize, JsonSchema)]
struct ActView {
    /// Which.
    id: ActId,
    /// Who did it.
    person: PersonId,
    /// What: the id of the operation.
    act: String,
    /// About whom, where it was about somebody.
    about: Option<PersonId>,
    /// When.
    at: Timestamp,
}

impl From<ActRow> for ActView {
    fn from(ActRow { id, person, act, about, at }: ActRow) -> Self {
        Self { id, person, act, about, at }
    }
}

async fn list(
    State(house): State<House>,
    Administrator(who): Administrator,
    Path(_): Path<OrgPath>,
    Query(page): Query<Page<ActId>>,
) -> Result<Json<ActList>, Problem> {
    let rows = actions::list(&house, who, page.after, page.limit()).await?;
    let next = page.next(&rows, |one| one.id);
    Ok(Json(ActList { items: rows.into_iter().map(ActView::from).collect(), next }))
}
