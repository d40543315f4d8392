//! The wire: how I have a conversation.

use aide::axum::ApiRouter;
use aide::axum::routing::put_with;
use axum::extract::State;
use axum::http::StatusCode;
use ground::Problem;
use schemars::JsonSchema;
use serde::Deserialize;
use yard::House;
use yard::wire::{Json, Path, SignedIn};

use super::{Setting, actions};
use crate::log::ConversationPath;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/conversations/{conversation}/setting",
        put_with(put, |op| {
            op.id("conversation.set").summary("How I have a conversation in my list.").response::<204, ()>()
        }),
    )
}

/// How I have a conversation.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SettingPut {
    /// Whether it tells me of nothing but mentions.
    muted: bool,
    /// Whether it stands at the top.
    top: bool,
    /// Whether it is out of sight until something comes.
    hidden: bool,
    /// Whether it is marked as unread.
    unread: bool,
}

async fn put(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
    Json(wish): Json<SettingPut>,
) -> Result<StatusCode, Problem> {
    let SettingPut { muted, top, hidden, unread } = wish;
    let setting = Setting { muted, top, unread, hidden_seq: None };
    actions::put(&house, who, at.conversation, (setting, hidden)).await?;
    Ok(StatusCode::NO_CONTENT)
}
