//! The wire: the sides of my card, as pictures and not as JSON.

use aide::axum::ApiRouter;
use aide::axum::routing::put_with;
use axum::extract::{DefaultBodyLimit, State as Of};
use axum::http::StatusCode;
use ground::Problem;
use schemars::JsonSchema;
use serde::Deserialize;

use super::rules::Side;
use super::{Refusal, actions};
use crate::House;
use crate::avatar::Kind;
use crate::wire::{Path, SignedIn};

/// Bytes of a picture, as an avatar may have.
const BYTES_MAX: usize = 1 << 20;
const KINDS: [Kind; 3] = [Kind::Png, Kind::Jpeg, Kind::Webp];

/// The routes of this part.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/real-name/photos/{side}",
            put_with(put, |op| {
                op.id("real_name.photo").summary("A side of my identity card.").response::<204, ()>()
            }),
        )
        .layer(DefaultBodyLimit::max(BYTES_MAX))
}

crate::upload!(Upload, Refusal::TooLarge, KINDS.map(Kind::media_type));

/// Which side.
#[derive(Deserialize, JsonSchema)]
struct SidePath {
    /// `front` (with the face) or `back` (with the emblem).
    side: Side,
}

async fn put(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<SidePath>,
    Upload(bytes): Upload,
) -> Result<StatusCode, Problem> {
    actions::put_photo(&house, who, at.side, &bytes).await?;
    Ok(StatusCode::NO_CONTENT)
}
