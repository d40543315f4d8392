//! The wire: whom I do not hear.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{PersonId, Problem};
use schemars::JsonSchema;
use serde::Serialize;
use yard::House;
use yard::wire::{Json, Path, SignedIn};

use super::actions;
use crate::friend::PersonPath;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route("/blocks", get_with(list, |op| op.id("block.list").summary("Whom I do not hear.")))
        .api_route(
            "/blocks/{person}",
            put_with(block, |op| {
                op.id("block.put").summary("Hear somebody no longer; he is not told.").response::<204, ()>()
            })
            .delete_with(unblock, |op| {
                op.id("block.remove").summary("Hear somebody again.").response::<204, ()>()
            }),
        )
}

/// Whom I do not hear.
#[derive(Serialize, JsonSchema)]
struct BlockList {
    /// In no order that means anything.
    items: Vec<BlockedView>,
}

/// Somebody whom I do not hear.
#[derive(Serialize, JsonSchema)]
struct BlockedView {
    /// Who.
    person: PersonId,
    /// The name; null where the account is closed.
    name: Option<String>,
}

async fn list(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<BlockList>, Problem> {
    let items = actions::list(&house, who).await?;
    let items = items.into_iter().map(|(person, name)| BlockedView { person, name }).collect();
    Ok(Json(BlockList { items }))
}

async fn block(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<PersonPath>,
) -> Result<StatusCode, Problem> {
    actions::block(&house, who, at.person).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn unblock(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<PersonPath>,
) -> Result<StatusCode, Problem> {
    actions::unblock(&house, who, at.person).await?;
    Ok(StatusCode::NO_CONTENT)
}
