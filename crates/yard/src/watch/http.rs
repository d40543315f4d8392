//! One operation: end the session that a message told of.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use axum::http::StatusCode;
use ground::Problem;
use schemars::JsonSchema;
use serde::Deserialize;

use super::actions;
use crate::House;
use crate::wire::Json;

/// The routes of this feature, below `/api/v1`.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/session/disown",
        post_with(disown, |op| {
            op.id("session.disown").summary("That was not me: end one session, by the link of a message.")
        }),
    )
}

/// A link.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DisownWish {
    /// What stands behind `#` in the link.
    mark: String,
}

async fn disown(State(house): State<House>, Json(wish): Json<DisownWish>) -> Result<StatusCode, Problem> {
    actions::disown(&house, &wish.mark).await?;
    Ok(StatusCode::NO_CONTENT)
}
