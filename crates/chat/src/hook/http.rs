//! The wire: webhooks of a conversation, for who is in it, and the address of each, for whoever has it.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::slack::Payload;
use super::{Hook, HookId, actions};
use crate::conversation::ConversationId;
use crate::log::{Chat, ConversationPath};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/conversations/{conversation}/hooks",
            get_with(list, |op| op.id("hook.list").summary("Which webhooks speak in a conversation."))
                .post_with(make, |op| {
                    op.id("hook.make")
                        .summary("Make an address at which a program speaks in a group of mine.")
                        .response::<200, Json<HookMade>>()
                }),
        )
        .api_route(
            "/conversations/{conversation}/hooks/{hook}",
            delete_with(remove, |op| {
                op.id("hook.remove").summary("Take the address away.").response::<204, ()>()
            }),
        )
        .api_route(
            "/hooks/{secret}",
            post_with(post, |op| {
                op.id("hook.post")
                    .summary("Say something through a webhook, in the form that Slack made common.")
                    .response::<200, String>()
            }),
        )
}

/// Webhooks of a conversation.
#[derive(Serialize, JsonSchema)]
struct HookList {
    /// The first first.
    items: Vec<HookView>,
}

/// A webhook.
#[derive(Serialize, JsonSchema)]
struct HookView {
    /// Which.
    id: HookId,
    /// What the program is called.
    name: String,
    /// Who made it.
    made_by: PersonId,
    /// When.
    made_at: Timestamp,
    /// When something came through it last; null where nothing did.
    used_at: Option<Timestamp>,
    /// Whether it speaks: it does as long as who made it is in the conversation.
    speaks: bool,
}

impl From<(Hook, bool)> for HookView {
    fn from((hook, speaks): (Hook, bool)) -> Self {
        let Hook { id, name, made_by, made_at, used_at, .. } = hook;
        Self { id, name, made_by, made_at, used_at, speaks }
    }
}

/// A webhook was made.
#[derive(Serialize, JsonSchema)]
struct HookMade {
    /// Which.
    hook: HookView,
    /// Its address below that of the house, told this once. Whoever has it may speak through it.
    path: String,
}

/// A webhook to be made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct HookWish {
    /// What the program is called: small letters, digits, hyphens; 40 at most.
    name: String,
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<Json<HookList>, Problem> {
    let items = actions::list(&house, who, at.conversation).await?.into_iter().map(HookView::from).collect();
    Ok(Json(HookList { items }))
}

async fn make(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
    Json(wish): Json<HookWish>,
) -> Result<(NoStore, Json<HookMade>), Problem> {
    let made = actions::make(&house, who, at.conversation, &wish.name).await?;
    let path = format!("/api/v1/hooks/{}", made.secret);
    Ok((NoStore, Json(HookMade { hook: (made.hook, true).into(), path })))
}

/// A webhook of a conversation.
#[derive(Deserialize, JsonSchema)]
struct HookPath {
    /// The conversation.
    conversation: ConversationId,
    /// The webhook.
    hook: HookId,
}

async fn remove(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HookPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, at.conversation, at.hook).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The address of a webhook.
#[derive(Deserialize, JsonSchema)]
struct SecretPath {
    /// What was told when it was made.
    secret: String,
}

async fn post(
    State(house): State<House>,
    Extension(chat): Extension<Chat>,
    Path(at): Path<SecretPath>,
    headers: HeaderMap,
    payload: Payload,
) -> Result<String, Problem> {
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
    actions::post(&house, &chat, (&at.secret, key), &payload).await?;
    Ok("ok".to_owned())
}
