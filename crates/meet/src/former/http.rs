//! The wire: organisations that I left, and what their meetings keep of me.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::org::leaver::pseudonym;
use yard::wire::{Json, Path, SignedIn};

use super::actions::{self, Former};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/former",
            get_with(mine, |op| {
                op.id("me.former").summary("Organisations that I left, and what their meetings keep of me.")
            }),
        )
        .api_route(
            "/me/former/{org}/erase",
            post_with(erase, |op| {
                op.id("me.former.erase")
                    .summary("Erase what the meetings of an organisation that I left keep of me.")
                    .response::<204, ()>()
            }),
        )
}

/// Organisations that I left.
#[derive(Serialize, JsonSchema)]
struct FormerList {
    /// Newest first.
    items: Vec<FormerView>,
}

/// An organisation that I left.
#[derive(Serialize, JsonSchema)]
struct FormerView {
    /// Which.
    org: OrgId,
    /// When I left.
    left_at: Timestamp,
    /// How its records call me now.
    pseudonym: String,
    /// When they are cut off from me for good.
    until: Timestamp,
    /// The meetings that keep when I came and went, newest first.
    meetings: Vec<KeptView>,
}

/// A meeting that keeps something of me.
#[derive(Serialize, JsonSchema)]
struct KeptView {
    /// When it began.
    started_at: Timestamp,
    /// When it ended; null while it goes on.
    ended_at: Option<Timestamp>,
    /// Whether I was its host.
    hosted: bool,
}

impl From<Former> for FormerView {
    fn from(one: Former) -> Self {
        let Former { leaver, kept } = one;
        let meetings = kept.into_iter().map(|one| KeptView {
            started_at: one.started_at,
            ended_at: one.ended_at,
            hosted: one.hosted,
        });
        Self {
            org: leaver.org,
            left_at: leaver.left_at,
            pseudonym: pseudonym(leaver.alias),
            until: leaver.due_at,
            meetings: meetings.collect(),
        }
    }
}

async fn mine(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<FormerList>, Problem> {
    let items = actions::mine(&house, who).await?.into_iter().map(FormerView::from).collect();
    Ok(Json(FormerList { items }))
}

/// An organisation that I left.
#[derive(Deserialize, JsonSchema)]
struct FormerPath {
    /// Which.
    org: OrgId,
}

async fn erase(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<FormerPath>,
) -> Result<StatusCode, Problem> {
    actions::erase(&house, who, at.org).await?;
    Ok(StatusCode::NO_CONTENT)
}
