//! The wire: my face where my group takes faces, and what those who run the organisation order.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Extension;
use axum::extract::{DefaultBodyLimit, State as Of};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use faces::gaze::Side;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::wire::{InOrg, Json, NoStore, Path};
use yard::{House, seal};

use super::super::Refusal;
use super::super::actions::Done;
use super::super::http::{InPath, PunchMade};
use super::super::proof::Challenge;
use super::Eyes;
use super::actions::{self, Own, Sent};
use super::rules::{PICTURE_BYTES_MAX, PICTURES};

/// Bytes of a body: as many pictures as there may be, in base64, and what stands beside them.
const BODY_MAX: usize = 8 * PICTURE_BYTES_MAX / 3 * 4 + 8 * 1_024;

/// The routes of this room.
pub(in crate::attendance) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/attendance/face",
            get_with(get, |op| {
                op.id("attendance.face.get")
                    .summary("How it stands with clocking by my face.")
                    .response::<200, Json<ClockFace>>()
            })
            .put_with(put, |op| {
                op.id("attendance.face.put")
                    .with(seal::mark)
                    .summary("Give my face to clock by, or give it anew.")
                    .response::<204, ()>()
            })
            .delete_with(remove, |op| {
                op.id("attendance.face.remove").summary("Take my face back.").response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/face/photo",
            get_with(photo, |op| {
                op.id("attendance.face.photo")
                    .summary("The photo of me that is kept.")
                    .response::<200, Json<ClockPhoto>>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/face/challenge",
            post_with(challenge, |op| {
                op.id("attendance.face.challenge")
                    .summary("To which side I turn my head, and a question that is answered within a minute, once.")
                    .response::<200, Json<FaceChallenge>>()
            }),
        )
        .api_route(
            "/orgs/{org}/attendance/face/punches",
            post_with(punch, |op| op.id("attendance.face.punch").with(seal::mark).summary("Clock by my face.")),
        )
        .api_route(
            "/orgs/{org}/attendance/faces",
            get_with(given, |op| {
                op.id("attendance.faces.get")
                    .summary("Whether people can clock by face here, and how many gave theirs.")
                    .response::<200, Json<ClockFaces>>()
            })
            .delete_with(remove_all, |op| {
                op.id("attendance.faces.remove")
                    .summary("Remove every face that the organisation has.")
                    .response::<204, ()>()
            }),
        )
        .layer(DefaultBodyLimit::max(BODY_MAX))
}

/// How it stands with clocking by my face.
#[derive(Serialize, JsonSchema)]
struct ClockFace {
    /// Whether this house knows faces.
    here: bool,
    /// Whether my group takes them.
    taken: bool,
    /// Whether I agreed in this organisation.
    agreed: bool,
    /// Since when mine is kept; null where it is not.
    given_at: Option<Timestamp>,
}

async fn get(
    Of(house): Of<House>,
    Extension(eyes): Extension<Eyes>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<(NoStore, Json<ClockFace>), Problem> {
    let Own { is_taken: (here, taken), has_agreed: agreed, given_at } =
        actions::get(&house, &eyes, who).await?;
    Ok((NoStore, Json(ClockFace { here, taken, agreed, given_at })))
}

/// To which side a head is turned, as its owner sees it.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum TurnTo {
    /// To his left.
    Left,
    /// To his right.
    Right,
}

impl From<Side> for TurnTo {
    fn from(side: Side) -> Self {
        match side {
            Side::Left => Self::Left,
            Side::Right => Self::Right,
        }
    }
}

/// What is asked.
#[derive(Serialize, JsonSchema)]
struct FaceChallenge {
    /// The question.
    challenge: Challenge,
    /// To which side.
    turn: TurnTo,
}

async fn challenge(
    Of(house): Of<House>,
    Extension(eyes): Extension<Eyes>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<(NoStore, Json<FaceChallenge>), Problem> {
    let (challenge, side) = actions::challenge(&house, &eyes, who).await?;
    Ok((NoStore, Json(FaceChallenge { challenge, turn: side.into() })))
}

/// Some pictures of me, the first of which is kept.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FaceWish {
    /// The question that they answer.
    challenge: Challenge,
    /// Five to eight, each a JPEG of at most 26 KB in base64: ahead, turned to the side, ahead again.
    pictures: Vec<String>,
}

/// The pictures of a wish.
fn decoded(pictures: &[String]) -> Result<Vec<Vec<u8>>, Refusal> {
    if !PICTURES.contains(&pictures.len()) {
        return Err(Refusal::Frames);
    }
    pictures.iter().map(|one| STANDARD.decode(one).map_err(|_| Refusal::Frames)).collect()
}

async fn put(
    Of(house): Of<House>,
    Extension(eyes): Extension<Eyes>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<FaceWish>,
) -> Result<StatusCode, Problem> {
    let pictures = decoded(&wish.pictures)?;
    actions::put(&house, &eyes, who, (&wish.challenge, &pictures)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A photo.
#[derive(Serialize, JsonSchema)]
struct ClockPhoto {
    /// JPEG in base64.
    photo: String,
}

async fn photo(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<(NoStore, Json<ClockPhoto>), Problem> {
    let photo = STANDARD.encode(actions::photo(&house, who).await?);
    Ok((NoStore, Json(ClockPhoto { photo })))
}

/// Some pictures of me, none of which is kept.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FacePunch {
    /// The question that they answer.
    challenge: Challenge,
    /// Five to eight, each a JPEG of at most 26 KB in base64: ahead, turned to the side, ahead again.
    pictures: Vec<String>,
    /// The signature of the device over the question and the pictures, in base64url.
    signature: String,
}

async fn punch(
    Of(house): Of<House>,
    Extension(eyes): Extension<Eyes>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<FacePunch>,
) -> Result<Json<PunchMade>, Problem> {
    let pictures = decoded(&wish.pictures)?;
    let sent = Sent { challenge: &wish.challenge, pictures: &pictures, signature: &wish.signature };
    let Done { id, at, verdict } = actions::punch(&house, &eyes, who, sent).await?;
    Ok(Json(PunchMade { id, at, verdict }))
}

/// Faces of an organisation, of which only the number is known.
#[derive(Serialize, JsonSchema)]
struct ClockFaces {
    /// Whether this house knows faces; where it does not, no group can choose them.
    here: bool,
    /// How many people gave theirs.
    given: u64,
}

async fn given(
    Of(house): Of<House>,
    Extension(eyes): Extension<Eyes>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<(NoStore, Json<ClockFaces>), Problem> {
    let (here, given) = actions::given(&house, &eyes, who).await?;
    Ok((NoStore, Json(ClockFaces { here, given })))
}

async fn remove_all(
    Of(house): Of<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<StatusCode, Problem> {
    actions::remove_all(&house, who).await?;
    Ok(StatusCode::NO_CONTENT)
}
