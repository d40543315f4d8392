//! The wire: pinning, and what is pinned.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Extension;
use axum::extract::State;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;
use yard::House;
use yard::wire::{Json, Path, SignedIn};

use super::actions;
use crate::log::{Chat, ConversationPath, Found, Marked, MessagePath, Program, WrittenView};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/conversations/{conversation}/messages/{seq}/pin",
            post_with(pin, |op| op.id("message.pin").summary("Pin a message for all of the conversation.")),
        )
        .api_route(
            "/conversations/{conversation}/messages/{seq}/unpin",
            post_with(unpin, |op| op.id("message.unpin").summary("Pin it no longer.")),
        )
        .api_route(
            "/conversations/{conversation}/pins",
            get_with(list, |op| op.id("pin.list").summary("What is pinned in a conversation.")),
        )
}

/// What is pinned.
#[derive(Serialize, JsonSchema)]
struct PinList {
    /// The last pinned first.
    items: Vec<PinView>,
}

/// A pinned message.
#[derive(Serialize, JsonSchema)]
struct PinView {
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

impl From<Found> for PinView {
    fn from(Found { event, body }: Found) -> Self {
        let text = body.told();
        Self { seq: event.seq, by: event.actor, at: event.at, text, program: body.program }
    }
}

async fn pin(
    State(house): State<House>,
    Extension(chat): Extension<Chat>,
    SignedIn(who): SignedIn,
    Path(at): Path<MessagePath>,
    Json(wish): Json<Marked>,
) -> Result<Json<WrittenView>, Problem> {
    Ok(Json(actions::turn(&house, &chat, who, (at.conversation, at.seq), (&wish.mark, true)).await?.into()))
}

async fn unpin(
    State(house): State<House>,
    Extension(chat): Extension<Chat>,
    SignedIn(who): SignedIn,
    Path(at): Path<MessagePath>,
    Json(wish): Json<Marked>,
) -> Result<Json<WrittenView>, Problem> {
    Ok(Json(actions::turn(&house, &chat, who, (at.conversation, at.seq), (&wish.mark, false)).await?.into()))
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<Json<PinList>, Problem> {
    let items = actions::list(&house, who, at.conversation).await?.into_iter().map(PinView::from).collect();
    Ok(Json(PinList { items }))
}
