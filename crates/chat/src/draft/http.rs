//! The wire: my drafts.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, Path, SignedIn};

use super::actions::{self, Shown};
use crate::conversation::ConversationId;
use crate::log::ConversationPath;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/conversation-drafts",
            get_with(list, |op| op.id("draft.list").summary("What I began to write and did not send.")),
        )
        .api_route(
            "/conversations/{conversation}/draft",
            put_with(put, |op| {
                op.id("draft.put").summary("Keep what I have written so far; nothing ends the draft.")
            }),
        )
}

/// My drafts.
#[derive(Serialize, JsonSchema)]
struct DraftList {
    /// The latest first.
    items: Vec<DraftView>,
}

/// A draft.
#[derive(Serialize, JsonSchema)]
struct DraftView {
    /// For which conversation.
    conversation: ConversationId,
    /// When it was last changed.
    at: Timestamp,
    /// What it says so far.
    text: String,
}

impl From<Shown> for DraftView {
    fn from(Shown { conversation, at, text }: Shown) -> Self {
        Self { conversation, at, text }
    }
}

async fn list(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<DraftList>, Problem> {
    let items = actions::list(&house, who).await?.into_iter().map(DraftView::from).collect();
    Ok(Json(DraftList { items }))
}

/// What I have written so far.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DraftPut {
    /// 20,000 characters at most; nothing where there is no draft any longer.
    text: String,
}

async fn put(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
    Json(draft): Json<DraftPut>,
) -> Result<StatusCode, Problem> {
    actions::put(&house, who, at.conversation, &draft.text).await?;
    Ok(StatusCode::NO_CONTENT)
}
