//! The wire: a conversation as a signed file.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ground::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::actions;
use crate::log::ConversationPath;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/conversations/{conversation}/archive",
        post_with(make, |op| {
            op.id("conversation.archive")
                .summary("Take along what I may read of a conversation, signed.")
                .response::<200, Json<ConversationArchive>>()
        }),
    )
}

/// Which part.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ArchiveWish {
    /// The part ends before this number; without it it is the newest.
    before: Option<i64>,
}

/// A conversation, or a part of it.
#[derive(Serialize, JsonSchema)]
struct ConversationArchive {
    /// `courtyard-conversation-1`.
    format: &'static str,
    /// The content: JSON, as the exact bytes that are signed.
    content: String,
    /// Ed25519 over `courtyard conversation 1`, a line feed and the content; base64.
    signature: String,
    /// The key, the one that signs the log; base64.
    key: String,
    /// The number before which there is more to take along; null where this is the beginning.
    before: Option<i64>,
}

async fn make(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
    Json(wish): Json<ArchiveWish>,
) -> Result<(NoStore, Json<ConversationArchive>), Problem> {
    let made = actions::make(&house, who, at.conversation, wish.before).await?;
    let view = ConversationArchive {
        format: actions::FORMAT,
        content: made.content,
        signature: BASE64.encode(made.signature),
        key: BASE64.encode(made.key),
        before: made.before,
    };
    Ok((NoStore, Json(view)))
}
