//! The wire: what a meeting keeps of me, for whoever was a guest.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Anyone, Json, NoStore};

use super::actions;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/meetings/guest/held",
            post_with(held, |op| {
                op.id("meeting.guest.held")
                    .with(yard::seal::mark)
                    .summary("What a meeting keeps of a guest, by the key that he was given.")
                    .response::<200, Json<GuestHeld>>()
            }),
        )
        .api_route(
            "/meetings/guest/erase",
            post_with(erase, |op| {
                op.id("meeting.guest.erase")
                    .with(yard::seal::mark)
                    .summary("Erase what a meeting that is over keeps of a guest.")
                    .response::<204, ()>()
            }),
        )
}

/// The key that the browser was given at the door.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GuestKey {
    /// The key.
    key: String,
}

/// What is kept of a guest.
#[derive(Serialize, JsonSchema)]
struct GuestHeld {
    /// What I called myself; null where it is gone already.
    name: Option<String>,
    /// When I was let in.
    admitted_at: Timestamp,
    /// When the meeting ended; null while it goes on.
    ended_at: Option<Timestamp>,
    /// When I was there.
    stays: Vec<GuestStay>,
}

/// Once that a guest was there.
#[derive(Serialize, JsonSchema)]
struct GuestStay {
    /// From when.
    joined_at: Timestamp,
    /// Until when; null while it goes on.
    left_at: Option<Timestamp>,
}

async fn held(
    State(house): State<House>,
    Anyone(caller): Anyone,
    Json(wish): Json<GuestKey>,
) -> Result<(NoStore, Json<GuestHeld>), Problem> {
    let shown = actions::held(&house, caller, wish.key.trim()).await?;
    let stays = shown.stays.into_iter().map(|(joined_at, left_at)| GuestStay { joined_at, left_at });
    let view = GuestHeld {
        name: shown.name,
        admitted_at: shown.admitted_at,
        ended_at: shown.ended_at,
        stays: stays.collect(),
    };
    Ok((NoStore, Json(view)))
}

async fn erase(
    State(house): State<House>,
    Anyone(caller): Anyone,
    Json(wish): Json<GuestKey>,
) -> Result<StatusCode, Problem> {
    actions::erase(&house, caller, wish.key.trim()).await?;
    Ok(StatusCode::NO_CONTENT)
}
