//! The wire: writing for later.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, Path, SignedIn};

use super::ScheduledId;
use super::actions::{self, Later, Shown};
use crate::conversation::ConversationId;
use crate::log::ConversationPath;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/conversation-scheduled",
            get_with(list, |op| op.id("scheduled.list").summary("What I wrote to be sent later.")),
        )
        .api_route(
            "/conversations/{conversation}/scheduled",
            post_with(add, |op| op.id("scheduled.add").summary("Write something to be sent later.")),
        )
        .api_route(
            "/conversations/{conversation}/scheduled/{scheduled}",
            put_with(change, |op| {
                op.id("scheduled.change").summary("Change what is sent later, or when.").response::<204, ()>()
            })
            .delete_with(remove, |op| {
                op.id("scheduled.remove").summary("Send it not at all.").response::<204, ()>()
            }),
        )
}

/// What waits.
#[derive(Serialize, JsonSchema)]
struct ScheduledList {
    /// The next first.
    items: Vec<ScheduledView>,
}

/// A message that waits for its time.
#[derive(Serialize, JsonSchema)]
struct ScheduledView {
    /// Which.
    id: ScheduledId,
    /// For which conversation.
    conversation: ConversationId,
    /// When it is sent.
    due_at: Timestamp,
    /// Whether it could not be sent, since I am in the conversation no longer.
    refused: bool,
    /// What it says.
    text: String,
}

impl From<Shown> for ScheduledView {
    fn from(Shown { row, text }: Shown) -> Self {
        let (id, conversation) = (row.id, row.conversation);
        Self { id, conversation, due_at: row.due_at, refused: row.refused, text }
    }
}

async fn list(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<ScheduledList>, Problem> {
    let items = actions::list(&house, who).await?.into_iter().map(ScheduledView::from).collect();
    Ok(Json(ScheduledList { items }))
}

/// What is sent later.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ScheduledPut {
    /// What: Markdown, 20,000 characters at most.
    text: String,
    /// When: within a year.
    due_at: Timestamp,
}

/// A message that waits now.
#[derive(Serialize, JsonSchema)]
struct Kept {
    /// Which.
    id: ScheduledId,
}

async fn add(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
    Json(wish): Json<ScheduledPut>,
) -> Result<Json<Kept>, Problem> {
    let later = Later { text: &wish.text, due_at: wish.due_at };
    Ok(Json(Kept { id: actions::put(&house, who, at.conversation, (None, later)).await? }))
}

/// A message that waits.
#[derive(Deserialize, JsonSchema)]
struct ScheduledPath {
    /// For which conversation.
    conversation: ConversationId,
    /// Which.
    scheduled: ScheduledId,
}

async fn change(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ScheduledPath>,
    Json(wish): Json<ScheduledPut>,
) -> Result<StatusCode, Problem> {
    let later = Later { text: &wish.text, due_at: wish.due_at };
    actions::put(&house, who, at.conversation, (Some(at.scheduled), later)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ScheduledPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, at.conversation, at.scheduled).await?;
    Ok(StatusCode::NO_CONTENT)
}
