//! The wire: my status, who sees it, who is there, and that I write.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, put_with};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, Path, SignedIn};

use super::rules::{self, Shows};
use super::views::{self, Own, Says, Seen};
use super::{actions, typing};
use crate::log::{Chat, ConversationPath};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/conversation-status",
            get_with(own, |op| op.id("status.own").summary("What I say about myself, and who sees it."))
                .put_with(say, |op| {
                    op.id("status.put")
                        .summary("Say something about myself, or nothing.")
                        .response::<204, ()>()
                }),
        )
        .api_route(
            "/conversation-status/choices",
            put_with(choose, |op| {
                op.id("status.choose").summary("Choose who sees whether I am there.").response::<204, ()>()
            }),
        )
        .api_route(
            "/conversation-status/rest",
            put_with(rest, |op| {
                op.id("status.rest").summary("Be left alone until then, or no longer.").response::<204, ()>()
            }),
        )
        .api_route(
            "/conversation-status/watch",
            put_with(watch, |op| {
                op.id("status.watch").summary("Whom this page shows, and how they are there.")
            }),
        )
        .api_route(
            "/conversations/{conversation}/typing",
            put_with(types, |op| {
                op.id("conversation.type").summary("That I write just now.").response::<204, ()>()
            }),
        )
}

/// What I chose, and what I say.
#[derive(Serialize, JsonSchema)]
struct OwnView {
    /// Who sees whether I am there, and my status.
    shows: Shows,
    /// Whether it is told that I write; where not, I am not told of others.
    typing: bool,
    /// Until when I am left alone.
    rest_until: Option<Timestamp>,
    /// What I say.
    status: Option<SaysView>,
}

/// What somebody says about himself.
#[derive(Serialize, JsonSchema)]
struct SaysView {
    /// A sign, such as an emoji; empty where there is none.
    sign: String,
    /// A few words; empty where there are none.
    text: String,
    /// Until when; null where it has no end.
    until: Option<Timestamp>,
}

impl From<Says> for SaysView {
    fn from(Says { words, until }: Says) -> Self {
        Self { sign: words.sign, text: words.text, until }
    }
}

async fn own(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<OwnView>, Problem> {
    let Own { shows, typing, rest_until, says } = views::own(&house, who).await?;
    Ok(Json(OwnView { shows, typing, rest_until, status: says.map(Into::into) }))
}

/// What I say about myself.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StatusPut {
    /// A sign of eight characters at most.
    #[serde(default)]
    sign: String,
    /// 80 characters at most. Where both are empty, I say nothing any longer.
    #[serde(default)]
    text: String,
    /// Until when; within a year.
    #[serde(default)]
    until: Option<Timestamp>,
}

async fn say(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<StatusPut>,
) -> Result<StatusCode, Problem> {
    actions::say(&house, who, (&wish.sign, &wish.text), wish.until).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What I choose.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StatusChoose {
    /// Who sees whether I am there, and my status.
    shows: Shows,
    /// Whether it is told that I write; null leaves that as it was: told where I chose nothing and am not hidden from all.
    #[serde(default)]
    typing: Option<bool>,
}

async fn choose(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<StatusChoose>,
) -> Result<StatusCode, Problem> {
    actions::choose(&house, who, (wish.shows, wish.typing)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Until when I am left alone.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RestPut {
    /// Within 31 days; null ends it.
    until: Option<Timestamp>,
}

async fn rest(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<RestPut>,
) -> Result<StatusCode, Problem> {
    actions::rest(&house, who, wish.until).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whom a page shows.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WatchPut {
    /// What the page calls itself: 8 to 64 letters and digits, made anew with the page.
    page: String,
    /// Whether I am at it.
    active: bool,
    /// 100 people at most, in place of those of before.
    people: Vec<PersonId>,
}

/// How those are there.
#[derive(Serialize, JsonSchema)]
struct PresenceList {
    /// Who is there or says something, and lets me see it. Changes come on the stream, for 90 seconds.
    items: Vec<PresenceView>,
}

/// How somebody is there.
#[derive(Serialize, JsonSchema)]
struct PresenceView {
    /// Who.
    person: PersonId,
    /// How.
    state: rules::State,
    /// What he says about himself.
    status: Option<SaysView>,
}

async fn watch(
    State(house): State<House>,
    Extension(chat): Extension<Chat>,
    SignedIn(who): SignedIn,
    Json(wish): Json<WatchPut>,
) -> Result<Json<PresenceList>, Problem> {
    let WatchPut { page, active, people } = wish;
    let seen = views::watch(&house, chat.watching(), who, (&page, active, &people)).await?;
    let view = |Seen { person, state, says }| PresenceView { person, state, status: says.map(Into::into) };
    Ok(Json(PresenceList { items: seen.into_iter().map(view).collect() }))
}

async fn types(
    State(house): State<House>,
    Extension(chat): Extension<Chat>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<StatusCode, Problem> {
    typing::tell(&house, chat.watching(), who, at.conversation).await?;
    Ok(StatusCode::NO_CONTENT)
}
