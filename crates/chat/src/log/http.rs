//! The wire: what was said after a number, and saying more.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with, put_with};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, Path, Query, SignedIn};

use super::actions::{self, Wish};
use super::body::{Body, Card};
use super::event_view::EventView;
use super::views::{self, PAGE_MAX, Part};
use super::{Chat, writer::Written};
use crate::conversation::ConversationId;
use crate::file::FileId;
use crate::program::ProgramId;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/conversations/{conversation}/events",
            get_with(page, |op| {
                op.id("message.after").summary("What comes after a number, or before one, in order.")
            }),
        )
        .api_route(
            "/conversations/{conversation}/messages",
            post_with(say, |op| op.id("message.send").summary("Say something.")),
        )
        .api_route(
            "/conversations/{conversation}/messages/{seq}",
            put_with(edit, |op| op.id("message.edit").summary("Change what a message says.")),
        )
        .api_route(
            "/conversations/{conversation}/messages/{seq}/recall",
            post_with(recall, |op| {
                op.id("message.recall").summary("Take a message back: what it said is destroyed.")
            }),
        )
        .api_route(
            "/conversations/{conversation}/messages/{seq}/history",
            get_with(history, |op| {
                op.id("message.history")
                    .summary("What a message said first, and each time that it was changed.")
            }),
        )
        .api_route(
            "/conversations/{conversation}/read",
            post_with(read, |op| op.id("message.read").summary("Note how far I read.").response::<204, ()>()),
        )
}

/// A conversation.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct ConversationPath {
    /// Which.
    pub conversation: ConversationId,
}

/// A message of a conversation.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct MessagePath {
    /// The conversation.
    pub conversation: ConversationId,
    /// The message's number.
    pub seq: i64,
}

/// From where on.
#[derive(Deserialize, JsonSchema)]
struct Stretch {
    /// The last number that the client has; 0 for the beginning.
    after: Option<i64>,
    /// The first number that the client has: the page ends before it. Without either the page is the newest.
    before: Option<i64>,
    /// Events on the page: 200 where it is absent, and at most.
    limit: Option<u32>,
}

/// Events of a conversation.
#[derive(Serialize, JsonSchema)]
struct EventList {
    /// In order, without a gap. A page that is not full is the last.
    items: Vec<EventView>,
}

async fn page(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
    Query(from): Query<Stretch>,
) -> Result<Json<EventList>, Problem> {
    let part = match (from.after, from.before) {
        (Some(after), _) => Part::After(after),
        (None, before) => Part::Before(before.unwrap_or(i64::MAX)),
    };
    let page = (part, from.limit.unwrap_or(PAGE_MAX));
    let shown = views::page(&house, who, at.conversation, page).await?;
    Ok(Json(EventList { items: shown.into_iter().map(EventView::from).collect() }))
}

/// What a message said.
#[derive(Serialize, JsonSchema)]
struct HistoryList {
    /// The first first.
    items: Vec<SaidView>,
}

/// What it said from then on.
#[derive(Serialize, JsonSchema)]
struct SaidView {
    /// The number of the message or of the edit.
    seq: i64,
    /// When.
    at: Timestamp,
    /// What; null where it is gone.
    text: Option<String>,
}

async fn history(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<MessagePath>,
) -> Result<Json<HistoryList>, Problem> {
    let said = views::history(&house, who, at.conversation, at.seq).await?;
    let items =
        said.into_iter().map(|(event, text)| SaidView { seq: event.seq, at: event.at, text }).collect();
    Ok(Json(HistoryList { items }))
}

/// Where an event stands; it is durable.
#[derive(Serialize, JsonSchema)]
pub(crate) struct WrittenView {
    /// Its number.
    seq: i64,
    /// When.
    at: Timestamp,
}

impl From<Written> for WrittenView {
    fn from(written: Written) -> Self {
        Self { seq: written.seq, at: written.at }
    }
}

/// A message to be sent.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MessageSend {
    /// What the client calls it: 8 to 64 letters, digits, `-` and `_`, fresh for each. Sent again it is stored once.
    mark: String,
    /// What: Markdown, 20,000 characters at most; may be empty where files are sent.
    text: String,
    /// The number of the message that it replies to.
    reply_to: Option<i64>,
    /// The number of a message of the topic to which it belongs; the first of a topic is any message.
    #[serde(default)]
    topic: Option<i64>,
    /// Whom it mentions: 100 people at most.
    #[serde(default)]
    mentions: Vec<PersonId>,
    /// Whether it mentions everybody, where one may.
    #[serde(default)]
    all: bool,
    /// Which programs of the conversation it mentions, 5 at most: each hears this message, where it hears mentions and I agreed.
    #[serde(default)]
    programs: Vec<ProgramId>,
    /// A place or somebody, attached by whoever writes.
    #[serde(default)]
    card: Option<Card>,
    /// Files that I uploaded here, 30 at most.
    #[serde(default)]
    files: Vec<FileId>,
    /// Whether its links are left without a preview, where the organisation has them made.
    #[serde(default)]
    bare: bool,
}

async fn say(
    State(house): State<House>,
    Extension(chat): Extension<Chat>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
    Json(wish): Json<MessageSend>,
) -> Result<Json<WrittenView>, Problem> {
    let more = Body {
        mentions: wish.mentions,
        all: wish.all,
        programs: wish.programs,
        card: wish.card,
        files: wish.files,
        ..Body::default()
    };
    let body = Body::read(&wish.text, more)?;
    chat.pace(&house, who)?;
    let (reply_to, topic, bare) = (wish.reply_to, wish.topic, wish.bare);
    let say = Wish::Say { body, reply_to, topic, bare };
    Ok(Json(actions::write(&house, &chat, who, at.conversation, (&wish.mark, say)).await?.into()))
}

/// What a message says from now on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MessageEdit {
    /// What the client calls this change.
    mark: String,
    /// What: Markdown, 20,000 characters at most.
    text: String,
    /// Whom it mentions now.
    #[serde(default)]
    mentions: Vec<PersonId>,
    /// Whether it mentions everybody, where one may.
    #[serde(default)]
    all: bool,
}

async fn edit(
    State(house): State<House>,
    Extension(chat): Extension<Chat>,
    SignedIn(who): SignedIn,
    Path(at): Path<MessagePath>,
    Json(wish): Json<MessageEdit>,
) -> Result<Json<WrittenView>, Problem> {
    let more = Body { mentions: wish.mentions, all: wish.all, ..Body::default() };
    chat.pace(&house, who)?;
    let edit = Wish::Edit { target: at.seq, body: Body::read(&wish.text, more)? };
    Ok(Json(actions::write(&house, &chat, who, at.conversation, (&wish.mark, edit)).await?.into()))
}

/// What the client calls it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Marked {
    /// 8 to 64 letters, digits, `-` and `_`, fresh for each.
    pub mark: String,
}

async fn recall(
    State(house): State<House>,
    Extension(chat): Extension<Chat>,
    SignedIn(who): SignedIn,
    Path(at): Path<MessagePath>,
    Json(wish): Json<Marked>,
) -> Result<Json<WrittenView>, Problem> {
    let recall = Wish::Recall { target: at.seq };
    Ok(Json(actions::write(&house, &chat, who, at.conversation, (&wish.mark, recall)).await?.into()))
}

/// How far somebody read.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReadTo {
    /// The number of the last event that was read.
    seq: i64,
}

async fn read(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
    Json(to): Json<ReadTo>,
) -> Result<StatusCode, Problem> {
    actions::read(&house, who, at.conversation, to.seq).await?;
    Ok(StatusCode::NO_CONTENT)
}
