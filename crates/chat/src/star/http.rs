//! The wire: keeping a message, and what I keep.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;
use yard::House;
use yard::wire::{Json, Path, SignedIn};

use super::actions;
use crate::conversation::ConversationId;
use crate::log::{Found, MessagePath, Program};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/conversation-stars",
            get_with(list, |op| op.id("star.list").summary("Messages that I keep.")),
        )
        .api_route(
            "/conversations/{conversation}/messages/{seq}/star",
            put_with(put, |op| op.id("star.put").summary("Keep a message for me.").response::<204, ()>())
                .delete_with(remove, |op| {
                    op.id("star.remove").summary("Keep it no longer.").response::<204, ()>()
                }),
        )
}

/// What I keep.
#[derive(Serialize, JsonSchema)]
struct StarList {
    /// The last kept first.
    items: Vec<StarView>,
}

/// A message that I keep.
#[derive(Serialize, JsonSchema)]
struct StarView {
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
    /// The program that says it, where it is none of the people.
    program: Option<Program>,
}

impl From<Found> for StarView {
    fn from(Found { event, body }: Found) -> Self {
        let (text, program) = (body.told(), body.program);
        Self {
            conversation: event.conversation,
            seq: event.seq,
            by: event.actor,
            at: event.at,
            text,
            program,
        }
    }
}

async fn list(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<StarList>, Problem> {
    let items = actions::list(&house, who).await?.into_iter().map(StarView::from).collect();
    Ok(Json(StarList { items }))
}

async fn put(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<MessagePath>,
) -> Result<StatusCode, Problem> {
    actions::turn(&house, who, (at.conversation, at.seq), true).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<MessagePath>,
) -> Result<StatusCode, Problem> {
    actions::turn(&house, who, (at.conversation, at.seq), false).await?;
    Ok(StatusCode::NO_CONTENT)
}
