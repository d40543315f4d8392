//! The wire: what my organisation ordered for its conversations.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{InOrg, Json, Path};

use super::{By, Ordered, actions};
use crate::directory::InPath;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/orgs/{org}/chat-rules",
        get_with(look, |op| {
            op.id("governing.get").summary("What my organisation ordered for its conversations.")
        })
        .put_with(set, |op| {
            op.id("governing.set")
                .summary(
                    "Say who makes groups there, whether links lead into them, and which words are refused.",
                )
                .response::<204, ()>()
        }),
    )
}

/// What an organisation ordered.
#[derive(Serialize, JsonSchema)]
struct ChatRules {
    /// Who makes groups in it.
    groups_by: By,
    /// Whether links lead into them.
    links: bool,
    /// Whether the house looks at the pages that messages link to.
    previews: bool,
    /// Whether this house does that at all.
    previews_here: bool,
    /// Words that nobody writes in them; every member sees the list.
    words: Vec<String>,
    /// When that was ordered; null where nothing was.
    set_at: Option<Timestamp>,
}

async fn look(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<ChatRules>, Problem> {
    let Ordered { groups_by, links, previews, words, set_at } = actions::look(&house, who).await?;
    let previews_here = house.egress.previews_links();
    Ok(Json(ChatRules { groups_by, links, previews, previews_here, words, set_at }))
}

/// What it is to be.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ChatRulesWish {
    /// Who makes groups in it.
    groups_by: By,
    /// Whether links lead into them.
    links: bool,
    /// Whether the house looks at the pages that messages link to; not unless it is said.
    #[serde(default)]
    previews: bool,
    /// Words that nobody writes in them: 500 at most, each of 2 to 40 characters.
    words: Vec<String>,
}

async fn set(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
    Json(wish): Json<ChatRulesWish>,
) -> Result<StatusCode, Problem> {
    actions::set(&house, who, (wish.groups_by, (wish.links, wish.previews), &wish.words)).await?;
    Ok(StatusCode::NO_CONTENT)
}
