//! The wire: what a community declares about visitors whom nobody answers, and what they left.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ground::{OrgId, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{InOrg, Json, NoStore, Path, SignedIn};

use super::{Keeping, Kind, Tongue, actions};
use crate::intercom::{Intercom, IntercomId};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/stations/keeping",
            get_with(keeping, |op| {
                op.id("station.keeping").summary("What the community keeps of visitors whom nobody answers.")
            })
            .put_with(declare, |op| {
                op.id("station.keep")
                    .summary("Declare what the community keeps of visitors whom nobody answers.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/intercom/{intercom}/message",
            get_with(message, |op| {
                op.id("intercom.message")
                    .summary("What a visitor said whom nobody answered.")
                    .response::<200, Json<LeftFile>>()
            })
            .delete_with(remove, |op| {
                op.id("intercom.forget")
                    .summary("Delete what a visitor left: his message and the picture of him.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/intercom/{intercom}/picture",
            get_with(picture, |op| {
                op.id("intercom.picture")
                    .summary("A picture of a visitor whom nobody answered.")
                    .response::<200, Json<LeftFile>>()
            }),
        )
}

/// The community.
#[derive(Deserialize, JsonSchema)]
struct InPath {
    /// The organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
}

/// A call from a door.
#[derive(Deserialize, JsonSchema)]
struct CallPath {
    /// Which.
    intercom: IntercomId,
}

/// What a community declared.
#[derive(Serialize, JsonSchema)]
struct KeepingView {
    /// Whether visitors may leave a message where nobody answers.
    messages: bool,
    /// Whether a picture is kept of a call that nobody answered.
    pictures: bool,
    /// What its doors speak.
    language: Tongue,
    /// Whether this house has a voice; without it no messages are taken, whatever is declared.
    speaks: bool,
}

async fn keeping(
    State(house): State<House>,
    Extension(intercom): Extension<Intercom>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<KeepingView>, Problem> {
    let (Keeping { messages, stills, tongue }, speaks) = actions::keeping(&house, &intercom, who).await?;
    Ok(Json(KeepingView { messages, pictures: stills, language: tongue, speaks }))
}

/// What a community declares.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct KeepingWish {
    /// Whether visitors may leave a message where nobody answers.
    messages: bool,
    /// Whether a picture is kept of a call that nobody answered.
    pictures: bool,
    /// What its doors speak.
    language: Tongue,
}

async fn declare(
    State(house): State<House>,
    Extension(intercom): Extension<Intercom>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<KeepingWish>,
) -> Result<StatusCode, Problem> {
    let KeepingWish { messages, pictures, language } = wish;
    let now = Keeping { messages, stills: pictures, tongue: language };
    actions::declare(&house, &intercom, who, now).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was left.
#[derive(Serialize, JsonSchema)]
struct LeftFile {
    /// What it is: `audio/wav`, or `video/mp4` of one frame.
    kind: &'static str,
    /// Its bytes in base64.
    file: String,
}

impl LeftFile {
    fn answer(kind: &'static str, bytes: &[u8]) -> (NoStore, Json<Self>) {
        (NoStore, Json(Self { kind, file: STANDARD.encode(bytes) }))
    }
}

async fn message(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<CallPath>,
) -> Result<(NoStore, Json<LeftFile>), Problem> {
    let bytes = actions::open(&house, who, at.intercom, (Kind::Said, "intercom.message")).await?;
    Ok(LeftFile::answer("audio/wav", &bytes))
}

async fn picture(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<CallPath>,
) -> Result<(NoStore, Json<LeftFile>), Problem> {
    let bytes = actions::open(&house, who, at.intercom, (Kind::Seen, "intercom.picture")).await?;
    Ok(LeftFile::answer("video/mp4", &bytes))
}

async fn remove(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<CallPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, at.intercom).await?;
    Ok(StatusCode::NO_CONTENT)
}
