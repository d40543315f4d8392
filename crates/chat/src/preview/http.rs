//! The wire: taking a preview away. It is shown with its message.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use axum::http::StatusCode;
use ground::Problem;
use yard::House;
use yard::wire::{Path, SignedIn};

use super::actions;
use crate::log::MessagePath;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/conversations/{conversation}/messages/{seq}/unpreview",
        post_with(remove, |op| {
            op.id("preview.remove")
                .summary("Take the preview of a link away from a message; it does not come back.")
                .response::<204, ()>()
        }),
    )
}

async fn remove(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<MessagePath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, (at.conversation, at.seq)).await?;
    Ok(StatusCode::NO_CONTENT)
}
