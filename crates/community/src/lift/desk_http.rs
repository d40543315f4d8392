//! The wire: lifts, for the property.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{InOrg, Json, NoStore, Path};

use super::http::AlarmWish;
use super::{Lift, LiftId, desk};
use crate::place::UnitId;
use crate::place::http::InPath;

/// The routes of the desk.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/lifts",
            get_with(lifts, |op| op.id("lift.all").summary("The lifts of the community.")).post_with(
                make,
                |op| {
                    op.id("lift.make")
                        .summary("Add a lift to a unit; the address of its controller is told once.")
                        .response::<200, Json<LiftMade>>()
                },
            ),
        )
        .api_route(
            "/orgs/{org}/lifts/{lift}",
            delete_with(remove, |op| op.id("lift.remove").summary("Remove a lift.").response::<204, ()>()),
        )
        .api_route(
            "/orgs/{org}/lifts/{lift}/alarm",
            put_with(alarm, |op| {
                op.id("lift.alarm")
                    .summary("Say whether there is a fire alarm: then it takes nobody.")
                    .response::<204, ()>()
            }),
        )
}

/// Lifts.
#[derive(Serialize, JsonSchema)]
struct LiftList {
    /// By name.
    items: Vec<LiftView>,
}

/// A lift.
#[derive(Serialize, JsonSchema)]
struct LiftView {
    /// Which.
    id: LiftId,
    /// Of which unit.
    unit: UnitId,
    /// How it is called.
    name: String,
    /// The floor of the entrance.
    ground: i64,
    /// Whether there is a fire alarm.
    alarm: bool,
    /// When its controller was heard last; null where it was not yet.
    seen: Option<Timestamp>,
}

async fn lifts(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<LiftList>, Problem> {
    let view = |one: Lift| LiftView {
        id: one.id,
        unit: one.unit,
        name: one.name,
        ground: one.ground,
        alarm: one.alarm,
        seen: one.seen_at,
    };
    Ok(Json(LiftList { items: desk::lifts(&house, who).await?.into_iter().map(view).collect() }))
}

/// A lift to be added.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LiftWish {
    /// To which unit.
    unit: UnitId,
    /// How it is called: 40 characters at most.
    name: String,
    /// The floor of the entrance, from -20 to 200.
    ground: i64,
}

/// It was added.
#[derive(Serialize, JsonSchema)]
struct LiftMade {
    /// Which.
    id: LiftId,
    /// The address of its controller below that of the house, told this once.
    path: String,
}

async fn make(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<LiftWish>,
) -> Result<(NoStore, Json<LiftMade>), Problem> {
    let made = desk::make(&house, who, (wish.unit, &wish.name, wish.ground)).await?;
    let path = format!("/api/v1/lifts/{}", made.secret);
    Ok((NoStore, Json(LiftMade { id: made.id, path })))
}

/// A lift of the community.
#[derive(Deserialize, JsonSchema)]
struct LiftPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    lift: LiftId,
}

async fn remove(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<LiftPath>,
) -> Result<StatusCode, Problem> {
    desk::remove(&house, who, at.lift).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn alarm(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<LiftPath>,
    Json(wish): Json<AlarmWish>,
) -> Result<StatusCode, Problem> {
    desk::alarm(&house, who, (at.lift, wish.on)).await?;
    Ok(StatusCode::NO_CONTENT)
}
