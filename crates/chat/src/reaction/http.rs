//! The wire: putting a sign to a message.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::Extension;
use axum::extract::State;
use ground::Problem;
use schemars::JsonSchema;
use serde::Deserialize;
use yard::House;
use yard::wire::{Json, Path, SignedIn};

use super::actions;
use crate::log::{Chat, MessagePath, WrittenView};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/conversations/{conversation}/messages/{seq}/react",
            post_with(react, |op| op.id("message.react").summary("Put a sign to a message.")),
        )
        .api_route(
            "/conversations/{conversation}/messages/{seq}/unreact",
            post_with(unreact, |op| op.id("message.unreact").summary("Take a sign of mine away.")),
        )
}

/// A sign.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Sign {
    /// What the client calls this act.
    mark: String,
    /// One to eight characters, such as `👍`.
    sign: String,
}

async fn react(
    State(house): State<House>,
    Extension(chat): Extension<Chat>,
    SignedIn(who): SignedIn,
    Path(at): Path<MessagePath>,
    Json(wish): Json<Sign>,
) -> Result<Json<WrittenView>, Problem> {
    let sign = (wish.mark.as_str(), wish.sign.as_str(), true);
    Ok(Json(actions::turn(&house, &chat, who, (at.conversation, at.seq), sign).await?.into()))
}

async fn unreact(
    State(house): State<House>,
    Extension(chat): Extension<Chat>,
    SignedIn(who): SignedIn,
    Path(at): Path<MessagePath>,
    Json(wish): Json<Sign>,
) -> Result<Json<WrittenView>, Problem> {
    let sign = (wish.mark.as_str(), wish.sign.as_str(), false);
    Ok(Json(actions::turn(&house, &chat, who, (at.conversation, at.seq), sign).await?.into()))
}
