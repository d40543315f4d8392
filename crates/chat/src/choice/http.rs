//! The wire: my choices for all conversations.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use axum::http::StatusCode;
use ground::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, SignedIn};

use super::actions;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/conversation-choices",
        get_with(get, |op| op.id("conversation.choices").summary("What I chose for all my conversations."))
            .put_with(put, |op| op.id("conversation.choose").summary("Choose for all my conversations.")),
    )
}

/// What I chose.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Choices {
    /// Whether others see how far I read.
    receipts: bool,
}

async fn get(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<Choices>, Problem> {
    Ok(Json(Choices { receipts: actions::get(&house, who).await? }))
}

async fn put(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(choices): Json<Choices>,
) -> Result<StatusCode, Problem> {
    actions::put(&house, who, choices.receipts).await?;
    Ok(StatusCode::NO_CONTENT)
}
