//! The wire: the camera of a bell of my home.

use aide::axum::ApiRouter;
use aide::axum::routing::{post_with, put_with};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use ground::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::{Link, ThingId, bells};
use crate::intercom::Intercom;
use crate::place::HomeId;

/// The routes of bells.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/homes/{home}/devices/{thing}/camera",
            put_with(put, |op| {
                op.id("home.device.camera")
                    .with(seal::mark)
                    .summary("Say where the camera of a bell is.")
                    .response::<204, ()>()
            })
            .delete_with(remove, |op| {
                op.id("home.device.camera.remove")
                    .summary("Forget the camera of a bell.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/homes/{home}/devices/{thing}/look",
            post_with(look, |op| {
                op.id("home.device.look")
                    .summary("Look through the camera of a bell, for three minutes.")
                    .response::<200, Json<LookView>>()
            }),
        )
}

/// A device of a home of mine.
#[derive(Deserialize, JsonSchema)]
struct BellPath {
    /// Which home.
    home: HomeId,
    /// Which device.
    thing: ThingId,
}

/// A camera.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CameraBody {
    /// Such as `rtsp://user:password@10.20.0.9:554/stream`: an address of a network that the keeper named, and no name.
    address: String,
}

async fn put(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<BellPath>,
    Json(body): Json<CameraBody>,
) -> Result<StatusCode, Problem> {
    bells::put(&house, who, (at.home, at.thing), &body.address).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<BellPath>,
) -> Result<StatusCode, Problem> {
    bells::remove(&house, who, (at.home, at.thing)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A place before a camera.
#[derive(Serialize, JsonSchema)]
struct LookView {
    /// What opens the room at the media engine.
    token: String,
}

async fn look(
    State(house): State<House>,
    Extension(intercom): Extension<Intercom>,
    Extension(link): Extension<Link>,
    SignedIn(who): SignedIn,
    Path(at): Path<BellPath>,
) -> Result<(NoStore, Json<LookView>), Problem> {
    let token = bells::look(&house, (&intercom, &link.looks), who, (at.home, at.thing)).await?;
    Ok((NoStore, Json(LookView { token })))
}
