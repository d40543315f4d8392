//! The wire: where I am mentioned, and what the owner of a group leaves to everybody.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use axum::http::StatusCode;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, Path, SignedIn};

use super::{Left, actions};
use crate::conversation::ConversationId;
use crate::log::{ConversationPath, Found};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/conversation-mentions",
            get_with(list, |op| op.id("mention.list").summary("Messages that mention me.")),
        )
        .api_route(
            "/conversations/{conversation}/left",
            get_with(left, |op| {
                op.id("conversation.left").summary("What the owner of a group leaves to everybody.")
            })
            .put_with(leave, |op| {
                op.id("conversation.leave_to_all")
                    .summary("Leave it to everybody, or no longer.")
                    .response::<204, ()>()
            }),
        )
}

/// Messages that mention me.
#[derive(Serialize, JsonSchema)]
struct MentionList {
    /// The newest first, 100 at most.
    items: Vec<MentionView>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
struct MentionView {
    /// In which conversation.
    conversation: ConversationId,
    /// Its number.
    seq: i64,
    /// Who wrote it.
    by: PersonId,
    /// When.
    at: Timestamp,
    /// What it says now.
    text: String,
    /// Whether I read that far.
    read: bool,
}

impl From<(Found, bool)> for MentionView {
    fn from((Found { event, body }, read): (Found, bool)) -> Self {
        let text = body.told();
        Self { conversation: event.conversation, seq: event.seq, by: event.actor, at: event.at, text, read }
    }
}

async fn list(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<MentionList>, Problem> {
    let items = actions::list(&house, who).await?.into_iter().map(MentionView::from).collect();
    Ok(Json(MentionList { items }))
}

/// What the owner of a group leaves to everybody.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LeftToAll {
    /// Mentioning all.
    mention_all: bool,
    /// Pinning messages.
    pin: bool,
}

async fn left(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<Json<LeftToAll>, Problem> {
    let Left { mention_all, pin } = actions::left(&house, who, at.conversation).await?;
    Ok(Json(LeftToAll { mention_all, pin }))
}

async fn leave(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
    Json(wish): Json<LeftToAll>,
) -> Result<StatusCode, Problem> {
    let left = Left { mention_all: wish.mention_all, pin: wish.pin };
    actions::leave(&house, who, at.conversation, left).await?;
    Ok(StatusCode::NO_CONTENT)
}
