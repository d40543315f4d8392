//! The wire: looking for what was said. The search travels in the body, so that no address tells it.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, SignedIn};

use super::actions;
use crate::conversation::ConversationId;
use crate::log::{Found, Program};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/conversation-search",
        post_with(search, |op| op.id("message.search").summary("Look for what was said where I am.")),
    )
}

/// What is looked for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Search {
    /// Words; 100 characters at most. All must be there: Chinese as it stands, others as the beginning of a word.
    text: String,
    /// In which conversation; without it in all of mine.
    conversation: Option<ConversationId>,
}

/// What was found.
#[derive(Serialize, JsonSchema)]
struct FoundList {
    /// The newest first, 50 at most.
    items: Vec<FoundView>,
}

/// A message that was found.
#[derive(Serialize, JsonSchema)]
struct FoundView {
    /// In which conversation.
    conversation: ConversationId,
    /// Its number.
    seq: i64,
    /// Who wrote it.
    by: PersonId,
    /// When.
    at: Timestamp,
    /// What it says now, with the names of what it carries.
    text: String,
    /// The program that says it, where it is none of the people.
    program: Option<Program>,
}

impl From<Found> for FoundView {
    fn from(Found { event, body }: Found) -> Self {
        let (text, program) = (body.words(), body.program);
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

async fn search(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(search): Json<Search>,
) -> Result<Json<FoundList>, Problem> {
    let found = actions::search(&house, who, &search.text, search.conversation).await?;
    Ok(Json(FoundList { items: found.into_iter().map(FoundView::from).collect() }))
}
