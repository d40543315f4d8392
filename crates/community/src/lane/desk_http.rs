//! The wire: lanes, the room for vehicles, and the log of passages, for the property.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::wire::{InOrg, Json, NoStore, Path, Query};
use yard::{House, seal};

use super::desk::{self, Logged, Shown};
use super::rules::{Direction, Done, Ways};
use super::{LaneId, Parking, PassageId};
use crate::place::DoorId;
use crate::place::http::InPath;
use crate::vehicle::Kind;

/// The routes of the desk.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/lanes",
            get_with(lanes, |op| {
                op.id("lane.list").summary("The lanes of the community with their cameras.")
            })
            .post_with(make, |op| {
                op.id("lane.make")
                    .summary("Make a door a lane; the address of its camera is told once.")
                    .response::<200, Json<LaneMade>>()
            }),
        )
        .api_route(
            "/orgs/{org}/lanes/{lane}",
            delete_with(remove, |op| {
                op.id("lane.remove").summary("Take the camera away.").response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/parking",
            get_with(parking, |op| op.id("lane.parking").summary("How much room there is for vehicles."))
                .put_with(set_parking, |op| {
                    op.id("lane.parking.set")
                        .summary("Say how much room there is, and how many are there.")
                        .response::<204, ()>()
                }),
        )
        .api_route(
            "/orgs/{org}/passages",
            get_with(log, |op| {
                op.id("lane.log")
                    .summary("What came to the lanes, with masked plates; each look is recorded.")
                    .response::<200, Json<LaneLog>>()
            }),
        )
        .api_route(
            "/orgs/{org}/passages/{passage}/look",
            post_with(look, |op| {
                op.id("lane.look")
                    .with(seal::mark)
                    .summary("The whole plate behind a passage, with a reason that its holder reads.")
                    .response::<200, Json<PlateSeen>>()
            }),
        )
}

/// Lanes.
#[derive(Serialize, JsonSchema)]
struct LaneList {
    /// The oldest first.
    items: Vec<LaneView>,
}

/// A lane.
#[derive(Serialize, JsonSchema)]
struct LaneView {
    /// Which.
    id: LaneId,
    /// Its door.
    door: DoorId,
    /// How that is called.
    name: String,
    /// Which ways it leads.
    ways: Ways,
    /// Since when.
    since: Timestamp,
    /// When its camera was heard last; null where it was not yet.
    seen: Option<Timestamp>,
}

async fn lanes(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<LaneList>, Problem> {
    let view = |Shown { row, door }: Shown| LaneView {
        id: row.id,
        door: row.door,
        name: door,
        ways: row.ways,
        since: row.made_at,
        seen: row.seen_at,
    };
    Ok(Json(LaneList { items: desk::lanes(&house, who).await?.into_iter().map(view).collect() }))
}

/// A lane to be made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LaneWish {
    /// Which door of the community.
    door: DoorId,
    /// Which ways it leads.
    ways: Ways,
}

/// It is one.
#[derive(Serialize, JsonSchema)]
struct LaneMade {
    /// Which.
    id: LaneId,
    /// The address of its camera below that of the house, told this once.
    path: String,
}

async fn make(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<LaneWish>,
) -> Result<(NoStore, Json<LaneMade>), Problem> {
    let made = desk::make(&house, who, wish.door, wish.ways).await?;
    let path = format!("/api/v1/lanes/{}", made.secret);
    Ok((NoStore, Json(LaneMade { id: made.id, path })))
}

/// A lane of the community.
#[derive(Deserialize, JsonSchema)]
struct LanePath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    lane: LaneId,
}

async fn remove(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<LanePath>,
) -> Result<StatusCode, Problem> {
    desk::remove(&house, who, at.lane).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How much room there is.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ParkingRoom {
    /// For how many vehicles; null where nobody counts. When it is full, visitors are turned away and those of homes come in.
    capacity: Option<i64>,
    /// How many are there by what passed; those that left unseen are taken off by saying so.
    present: i64,
}

async fn parking(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<ParkingRoom>, Problem> {
    let Parking { capacity, present } = desk::parking(&house, who).await?;
    Ok(Json(ParkingRoom { capacity, present }))
}

async fn set_parking(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<ParkingRoom>,
) -> Result<StatusCode, Problem> {
    let to = Parking { capacity: wish.capacity, present: wish.present };
    desk::set_parking(&house, who, to).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which page.
#[derive(Deserialize, JsonSchema)]
struct LogPage {
    /// `next` of the page before.
    before: Option<PassageId>,
}

/// What came to the lanes.
#[derive(Serialize, JsonSchema)]
struct LaneLog {
    /// The newest first.
    items: Vec<LoggedView>,
    /// What came before; null on the last page.
    next: Option<PassageId>,
}

/// A vehicle that came.
#[derive(Serialize, JsonSchema)]
struct LoggedView {
    /// Which passage.
    id: PassageId,
    /// At which door.
    door: String,
    /// Which way.
    direction: Direction,
    /// What came of it.
    done: Done,
    /// Why the barrier stayed shut.
    reason: Option<String>,
    /// Whose vehicle it was; null where no home knows it.
    kind: Option<Kind>,
    /// The public number of the home.
    home: Option<String>,
    /// The first two signs of its plate and the last; null where it is gone.
    plate: Option<String>,
    /// When.
    at: Timestamp,
}

async fn log(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Query(page): Query<LogPage>,
) -> Result<(NoStore, Json<LaneLog>), Problem> {
    let (logged, next) = desk::log(&house, who, page.before).await?;
    let view = |Logged { row, door, home, masked }: Logged| LoggedView {
        id: row.id,
        door,
        direction: row.direction,
        done: row.what,
        reason: row.reason,
        kind: row.kind,
        home,
        plate: masked,
        at: row.at,
    };
    Ok((NoStore, Json(LaneLog { items: logged.into_iter().map(view).collect(), next })))
}

/// A passage of the community.
#[derive(Deserialize, JsonSchema)]
struct PassagePath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    passage: PassageId,
}

/// Why the whole is wanted.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PlateWish {
    /// 2 to 200 characters.
    #[serde(default)]
    reason: Option<String>,
}

/// The whole plate.
#[derive(Serialize, JsonSchema)]
struct PlateSeen {
    /// The plate.
    plate: String,
}

async fn look(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<PassagePath>,
    Json(wish): Json<PlateWish>,
) -> Result<(NoStore, Json<PlateSeen>), Problem> {
    let plate = desk::look_closer(&house, who, (at.passage, wish.reason.as_deref())).await?;
    Ok((NoStore, Json(PlateSeen { plate })))
}
