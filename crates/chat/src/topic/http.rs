//! The wire: the topics of a conversation.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, Path, SignedIn};

use super::actions;
use super::store::Topic;
use crate::conversation::ConversationId;
use crate::log::{ConversationPath, EventView, span_of};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/conversations/{conversation}/topics",
            get_with(list, |op| op.id("topic.list").summary("The topics of a conversation.")),
        )
        .api_route(
            "/conversations/{conversation}/topics/{topic}",
            get_with(get, |op| {
                op.id("topic.get").summary("What was said in a topic, its first message first.")
            }),
        )
        .api_route(
            "/conversations/{conversation}/topics/{topic}/read",
            post_with(read, |op| {
                op.id("topic.read").summary("Note how far I read in a topic.").response::<204, ()>()
            }),
        )
}

/// A topic of a conversation.
#[derive(Deserialize, JsonSchema)]
struct TopicPath {
    /// The conversation.
    conversation: ConversationId,
    /// The number of the topic's first message.
    topic: i64,
}

/// The topics of a conversation.
#[derive(Serialize, JsonSchema)]
struct TopicList {
    /// The liveliest first.
    items: Vec<TopicView>,
}

/// A topic.
#[derive(Serialize, JsonSchema)]
struct TopicView {
    /// The number of its first message.
    topic: i64,
    /// Messages in it after the first.
    count: i64,
    /// The number of the last.
    last_seq: i64,
    /// When that was said.
    last_at: Timestamp,
    /// Those of others that I have not read.
    unread: i64,
}

impl From<Topic> for TopicView {
    fn from(Topic { topic, count, last_seq, last_at, unread }: Topic) -> Self {
        Self { topic, count, last_seq, last_at, unread }
    }
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<Json<TopicList>, Problem> {
    let items = actions::list(&house, who, at.conversation).await?.into_iter().map(TopicView::from).collect();
    Ok(Json(TopicList { items }))
}

/// What was said in a topic.
#[derive(Serialize, JsonSchema)]
struct SaidList {
    /// The first message, and of what follows the newest 200, in order.
    items: Vec<EventView>,
}

async fn get(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<TopicPath>,
) -> Result<Json<SaidList>, Problem> {
    let items = span_of(&house, who, at.conversation, at.topic).await?;
    Ok(Json(SaidList { items: items.into_iter().map(EventView::from).collect() }))
}

/// How far somebody read.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TopicReadTo {
    /// The number of the last message that was read.
    seq: i64,
}

async fn read(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<TopicPath>,
    Json(to): Json<TopicReadTo>,
) -> Result<StatusCode, Problem> {
    actions::read(&house, who, (at.conversation, at.topic), to.seq).await?;
    Ok(StatusCode::NO_CONTENT)
}
