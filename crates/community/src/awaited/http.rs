//! The wire: who is awaited.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with};
use axum::extract::State as Of;
use axum::http::StatusCode;
use ground::{OrgId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{InOrg, Json, NoStore, Path, Query};

use super::AwaitedId;
use super::actions::{self, Shown};
use crate::household::Relation;
use crate::place::http::InPath;

/// People on a page.
const PAGE: u32 = 200;

/// The routes of this feature.
pub(crate) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/awaited-residents",
            get_with(list, |op| {
                op.id("home.awaited")
                    .summary("Whom the lists of the property name and who did not come yet.")
                    .response::<200, Json<AwaitedList>>()
            }),
        )
        .api_route(
            "/orgs/{org}/awaited-residents/{awaited}",
            delete_with(remove, |op| {
                op.id("home.awaited.remove")
                    .summary("Remove what a list says of somebody.")
                    .response::<204, ()>()
            }),
        )
}

/// Which page.
#[derive(Deserialize, JsonSchema)]
struct AwaitedPage {
    /// `next` of the page before.
    after: Option<AwaitedId>,
}

/// Those who are awaited.
#[derive(Serialize, JsonSchema)]
struct AwaitedList {
    /// In the order in which they came.
    items: Vec<AwaitedView>,
    /// What comes after; null on the last page.
    next: Option<AwaitedId>,
}

/// Somebody who is awaited.
#[derive(Serialize, JsonSchema)]
struct AwaitedView {
    /// Which.
    id: AwaitedId,
    /// The public number of the home.
    home: String,
    /// As what.
    relation: Relation,
    /// His name; null where its key is gone.
    name: Option<String>,
    /// His number.
    phone: Option<String>,
    /// Until when; null where the list says no end.
    until: Option<Timestamp>,
}

impl From<Shown> for AwaitedView {
    fn from(Shown { row, name, phone }: Shown) -> Self {
        Self { id: row.id, home: row.home_number, relation: row.relation, name, phone, until: row.until_at }
    }
}

async fn list(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Query(page): Query<AwaitedPage>,
) -> Result<(NoStore, Json<AwaitedList>), Problem> {
    let rows = actions::list(&house, who, (page.after, PAGE)).await?;
    let next = rows.last().filter(|_| rows.len() >= PAGE as usize).map(|one| one.row.id);
    Ok((NoStore, Json(AwaitedList { items: rows.into_iter().map(AwaitedView::from).collect(), next })))
}

/// Somebody who is awaited.
#[derive(Deserialize, JsonSchema)]
struct AwaitedPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Who.
    awaited: AwaitedId,
}

async fn remove(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(at): Path<AwaitedPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, at.awaited).await?;
    Ok(StatusCode::NO_CONTENT)
}
