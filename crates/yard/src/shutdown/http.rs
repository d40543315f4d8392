//! The wire: announcing the end, and calling it off.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ShutdownId, actions};
use crate::House;
use crate::wire::{Json, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/desk/shutdown",
        post_with(announce, |op| op.id("shutdown.announce").summary("Announce the end of the service."))
            .delete_with(cancel, |op| op.id("shutdown.cancel").summary("Call the end of the service off.")),
    )
}

/// The last day.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ShutdownWish {
    /// When the service ends, RFC 3339 in UTC; not nearer than the policy promises.
    #[schemars(with = "String")]
    ends_at: Timestamp,
}

/// It is announced.
#[derive(Serialize, JsonSchema)]
struct Announced {
    /// The announcement.
    id: ShutdownId,
}

async fn announce(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<ShutdownWish>,
) -> Result<Json<Announced>, Problem> {
    Ok(Json(Announced { id: actions::announce(&house, who, wish.ends_at).await? }))
}

async fn cancel(State(house): State<House>, SignedIn(who): SignedIn) -> Result<StatusCode, Problem> {
    actions::cancel(&house, who).await?;
    Ok(StatusCode::NO_CONTENT)
}
