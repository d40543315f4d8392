//! The wire: carrying messages on.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::Extension;
use axum::extract::State;
use ground::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, Path, SignedIn};

use super::actions::{self, Carry};
use crate::conversation::ConversationId;
use crate::log::{Chat, ConversationPath};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/conversations/{conversation}/forward",
        post_with(forward, |op| {
            op.id("message.forward").summary("Copy messages into other conversations that I am in.")
        }),
    )
}

/// What is carried on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Forward {
    /// What the client calls this act: at most 60 signs.
    mark: String,
    /// The numbers of the messages: 100 at most.
    seqs: Vec<i64>,
    /// Where to: 20 conversations at most.
    to: Vec<ConversationId>,
    /// Whether they become one record; else each is a message.
    record: bool,
}

/// What was written.
#[derive(Serialize, JsonSchema)]
struct Forwarded {
    /// Each message.
    items: Vec<ForwardedView>,
}

/// A message that was written.
#[derive(Serialize, JsonSchema)]
struct ForwardedView {
    /// In which conversation.
    conversation: ConversationId,
    /// Its number.
    seq: i64,
}

async fn forward(
    State(house): State<House>,
    Extension(chat): Extension<Chat>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
    Json(wish): Json<Forward>,
) -> Result<Json<Forwarded>, Problem> {
    let Forward { mark, seqs, to, record } = &wish;
    let carry = Carry { from: at.conversation, seqs, to, as_record: *record, mark };
    let carried = actions::carry(&house, &chat, who, carry).await?;
    let items = carried.into_iter().map(|(conversation, seq)| ForwardedView { conversation, seq }).collect();
    Ok(Json(Forwarded { items }))
}
