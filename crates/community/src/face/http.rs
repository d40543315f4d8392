//! The wire: my face at the doors of a home of mine.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::{DefaultBodyLimit, State as Of};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::{AtDoor, Refusal, State, actions, rules};
use crate::agent::Eye;
use crate::place::{DoorId, HomeId};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/homes/{home}/face",
            get_with(get, |op| {
                op.id("face.get")
                    .summary("My face at the doors of a home of mine: whether it opens, and where.")
                    .response::<200, Json<FaceView>>()
            })
            .put_with(put, |op| {
                op.id("face.put").summary("Give a photo of my face, or another one.").response::<204, ()>()
            })
            .delete_with(remove, |op| {
                op.id("face.remove")
                    .summary("Take it back: here at once, at the doors within a minute.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/homes/{home}/face/photo",
            get_with(photo, |op| {
                op.id("face.photo").summary("The photo that I gave.").response::<200, Json<FacePhoto>>()
            }),
        )
        .layer(DefaultBodyLimit::max(rules::BYTES_MAX))
}

/// A home of mine.
#[derive(Deserialize, JsonSchema)]
struct HomePath {
    /// Which.
    home: HomeId,
}

/// My face at the doors of a home.
#[derive(Serialize, JsonSchema)]
struct FaceView {
    /// Since when there is a photo; null where there is none.
    given_at: Option<Timestamp>,
    /// Whether I agree that one is kept.
    agreed: bool,
    /// The doors of the home, the nearest first.
    doors: Vec<FaceDoor>,
}

/// A door, as far as my face goes.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FaceDoor {
    /// Which.
    door: DoorId,
    /// Its name.
    name: String,
    /// Its eye: `sees`, or `blind` (it has one that cannot see now); null where it has none.
    eye: Option<&'static str>,
    /// What came of the photo there: `sent`, `held` or `unfit` (no clear face in it); null where it was not handed over.
    photo: Option<&'static str>,
}

impl From<AtDoor> for FaceDoor {
    fn from((door, eye, state): AtDoor) -> Self {
        Self { door: door.id, name: door.name, eye: eye.map(Eye::word), photo: state.map(State::word) }
    }
}

/// A photo.
#[derive(Serialize, JsonSchema)]
struct FacePhoto {
    /// JPEG in base64.
    photo: String,
}

yard::upload!(Upload, Refusal::TooLarge, ["image/jpeg"]);

async fn get(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
) -> Result<(NoStore, Json<FaceView>), Problem> {
    let own = actions::get(&house, who, at.home).await?;
    let doors = own.shown.doors.into_iter().map(FaceDoor::from).collect();
    Ok((NoStore, Json(FaceView { given_at: own.shown.given_at, agreed: own.has_agreed, doors })))
}

async fn put(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
    Upload(bytes): Upload,
) -> Result<StatusCode, Problem> {
    actions::put(&house, who, at.home, &bytes).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn photo(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
) -> Result<(NoStore, Json<FacePhoto>), Problem> {
    let photo = STANDARD.encode(actions::photo(&house, who, at.home).await?);
    Ok((NoStore, Json(FacePhoto { photo })))
}

async fn remove(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, at.home).await?;
    Ok(StatusCode::NO_CONTENT)
}
