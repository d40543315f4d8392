//! The wire: the address of each camera, for whoever has it, and what passed, for those of a home.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use aide::openapi::Operation;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Request, State};
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{self, Json, NoStore, Path, Query, SignedIn};

use super::mine::{self, Seen};
use super::rules::{Direction, Done};
use super::{Lane, PassageId, Plates, actions};
use crate::place::HomeId;
use crate::vehicle::{Kind, VehicleId};

/// Bytes of what a camera says with its pictures.
const BODY_MAX: usize = 8 << 20;

/// The routes of cameras and homes.
pub(super) fn routes() -> ApiRouter<House> {
    let cameras = ApiRouter::new()
        .api_route(
            "/lanes/{secret}",
            post_with(event, |op| {
                op.id("lane.event")
                    .summary("A camera says what it saw: Hikvision's or Dahua's form, a plate in JSON, or a picture.")
                    .response::<200, String>()
            }),
        )
        .layer(DefaultBodyLimit::max(BODY_MAX));
    ApiRouter::new().merge(cameras).api_route(
        "/homes/{home}/passages",
        get_with(passages, |op| {
            op.id("lane.mine")
                .summary("Which vehicles of my home passed, and when.")
                .response::<200, Json<PassageList>>()
        }),
    )
}

/// The address of a camera.
#[derive(Deserialize, JsonSchema)]
struct SecretPath {
    /// What was told when the lane was made.
    secret: String,
}

/// What a camera says, in its own form. Nothing is read of what comes to an address that leads nowhere.
struct Spoken {
    lane: Lane,
    body: Bytes,
}

impl FromRequest<House> for Spoken {
    type Rejection = Problem;

    async fn from_request(request: Request, house: &House) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let Path(at) = Path::<SecretPath>::from_request_parts(&mut parts, house).await?;
        let lane = actions::lane(house, &at.secret).await?;
        let body = wire::bytes(Request::from_parts(parts, body), house, wire::too_large).await?;
        Ok(Self { lane, body })
    }
}

impl aide::OperationInput for Spoken {
    fn operation_input(cx: &mut aide::generate::GenContext, operation: &mut Operation) {
        let kinds = ["multipart/form-data", "application/xml", "image/jpeg", "application/octet-stream"];
        wire::document_bytes(cx, operation, kinds);
    }
}

async fn event(
    State(house): State<House>,
    Extension(plates): Extension<Plates>,
    Path(_): Path<SecretPath>,
    Spoken { lane, body }: Spoken,
) -> Result<String, Problem> {
    actions::event(&house, &plates, lane, &body).await?;
    Ok("ok".to_owned())
}

/// A home of mine.
#[derive(Deserialize, JsonSchema)]
struct HomePath {
    /// Which.
    home: HomeId,
}

/// Which page.
#[derive(Deserialize, JsonSchema)]
struct PassagePage {
    /// `next` of the page before.
    before: Option<PassageId>,
}

/// What passed.
#[derive(Serialize, JsonSchema)]
struct PassageList {
    /// The newest first.
    items: Vec<PassageView>,
    /// What came before; null on the last page.
    next: Option<PassageId>,
}

/// One passage.
#[derive(Serialize, JsonSchema)]
struct PassageView {
    /// Which.
    id: PassageId,
    /// Which of the home's vehicles; it may be removed since.
    vehicle: Option<VehicleId>,
    /// Whose it was.
    kind: Option<Kind>,
    /// At which door.
    door: String,
    /// Which way.
    direction: Direction,
    /// What came of it.
    done: Done,
    /// Why the barrier stayed shut.
    reason: Option<String>,
    /// When.
    at: Timestamp,
}

async fn passages(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
    Query(page): Query<PassagePage>,
) -> Result<(NoStore, Json<PassageList>), Problem> {
    let (seen, next) = mine::passages(&house, who, (at.home, page.before)).await?;
    let view = |Seen { row, door }: Seen| PassageView {
        id: row.id,
        vehicle: row.vehicle,
        kind: row.kind,
        door,
        direction: row.direction,
        done: row.what,
        reason: row.reason,
        at: row.at,
    };
    Ok((NoStore, Json(PassageList { items: seen.into_iter().map(view).collect(), next })))
}
