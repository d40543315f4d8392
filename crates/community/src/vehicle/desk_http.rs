//! The wire: vehicles that the property turns away.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{InOrg, Json, NoStore, Path};

use super::BarId;
use super::desk::{self, Barred};
use crate::place::http::InPath;

/// The routes of the desk.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/bars",
            get_with(bars, |op| {
                op.id("vehicle.bars")
                    .summary("Which vehicles the community turns away; each look is recorded.")
                    .response::<200, Json<BarList>>()
            })
            .post_with(bar, |op| {
                op.id("vehicle.bar")
                    .with(seal::mark)
                    .summary("Turn a vehicle away, with a reason that its holder reads.")
            }),
        )
        .api_route(
            "/orgs/{org}/bars/{bar}",
            delete_with(lift, |op| op.id("vehicle.lift").summary("Let it in again.").response::<204, ()>()),
        )
}

/// Vehicles that are turned away.
#[derive(Serialize, JsonSchema)]
struct BarList {
    /// The newest first.
    items: Vec<BarView>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
struct BarView {
    /// Which.
    id: BarId,
    /// The plate.
    plate: Option<String>,
    /// Why.
    reason: Option<String>,
    /// Since when.
    since: Timestamp,
    /// Until when.
    until: Timestamp,
}

async fn bars(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<(NoStore, Json<BarList>), Problem> {
    let view = |Barred { row, plate, reason }: Barred| BarView {
        id: row.id,
        plate,
        reason,
        since: row.made_at,
        until: row.until_at,
    };
    let items = desk::bars(&house, who).await?.into_iter().map(view).collect();
    Ok((NoStore, Json(BarList { items })))
}

/// Which vehicle, why and until when.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BarWish {
    /// The plate.
    plate: String,
    /// 2 to 200 characters.
    #[serde(default)]
    reason: Option<String>,
    /// A year at most.
    until: Timestamp,
}

/// It is turned away.
#[derive(Serialize, JsonSchema)]
struct BarMade {
    /// Which.
    id: BarId,
}

async fn bar(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<BarWish>,
) -> Result<Json<BarMade>, Problem> {
    let what = (wish.plate.as_str(), wish.reason.as_deref());
    Ok(Json(BarMade { id: desk::bar(&house, who, what, wish.until).await? }))
}

/// One of the community.
#[derive(Deserialize, JsonSchema)]
struct BarPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    bar: BarId,
}

async fn lift(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<BarPath>,
) -> Result<StatusCode, Problem> {
    desk::lift(&house, who, at.bar).await?;
    Ok(StatusCode::NO_CONTENT)
}
