//! The wire: how long a conversation keeps what is said in it.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use axum::http::StatusCode;
use ground::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, Path, SignedIn};

use super::{Days, Set, actions};
use crate::log::ConversationPath;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/conversations/{conversation}/keeping",
        get_with(look, |op| {
            op.id("conversation.keeping").summary("How long a conversation keeps what is said in it.")
        })
        .put_with(keep, |op| {
            op.id("conversation.keep")
                .summary("Have a group keep it for a shorter time, or only pass it on.")
                .response::<204, ()>()
        }),
    )
}

/// Days after which something goes; null where it stays until it is taken back.
#[derive(Serialize, JsonSchema)]
struct DaysView {
    /// What messages say, and all that hangs on them.
    messages: Option<u32>,
    /// Files.
    files: Option<u32>,
}

impl From<Days> for DaysView {
    fn from(Days { messages, files }: Days) -> Self {
        Self { messages, files }
    }
}

/// How long a conversation keeps what is said in it.
#[derive(Serialize, JsonSchema)]
struct KeepingView {
    /// What holds.
    holds: DaysView,
    /// Whether it only passes on: a message goes when all have read it, and within the hour.
    relay: bool,
    /// What its owner set.
    own: DaysView,
    /// What the organisation set in which it is held; null where it is held in none.
    org: Option<DaysView>,
}

async fn look(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<Json<KeepingView>, Problem> {
    let found = actions::look(&house, who, at.conversation).await?;
    Ok(Json(KeepingView {
        holds: found.in_force.into(),
        relay: found.own.relay,
        own: found.own.days.into(),
        org: found.is_of_org.then(|| found.org.into()),
    }))
}

/// How long it is to be from now on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct KeepWish {
    /// Days after which what messages say goes: from one to what the organisation sets; null for that.
    message_days: Option<u32>,
    /// The same of files.
    file_days: Option<u32>,
    /// Whether the group only passes on.
    relay: bool,
}

async fn keep(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
    Json(wish): Json<KeepWish>,
) -> Result<StatusCode, Problem> {
    let days = Days { messages: wish.message_days, files: wish.file_days };
    actions::set(&house, who, at.conversation, Set { days, relay: wish.relay }).await?;
    Ok(StatusCode::NO_CONTENT)
}
