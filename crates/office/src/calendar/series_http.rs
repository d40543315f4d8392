//! The wire: how an event or some of its times are changed and taken out.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use axum::http::StatusCode;
use ground::Problem;
use schemars::JsonSchema;
use serde::Deserialize;
use yard::House;
use yard::seal;
use yard::wire::{Json, Path, SignedIn};

use super::changing::{self, At};
use super::http::{EventMade, EventPath, EventWish};
use super::rules::Which;

/// The routes.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/events/{event}/change",
            post_with(change, |op| {
                op.id("event.change")
                    .with(seal::mark)
                    .summary("Change an event: one of its times, the rest from one on, or all.")
                    .response::<200, Json<EventMade>>()
            }),
        )
        .api_route(
            "/me/events/{event}/remove",
            post_with(remove, |op| {
                op.id("event.remove")
                    .summary("Take an event out: one of its times, the rest from one on, or all.")
                    .response::<204, ()>()
            }),
        )
}

/// A change.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EventChange {
    /// Which of its times; without a series always all.
    which: Which,
    /// Of a series the time that it is about, as the list says it.
    #[serde(default)]
    at: Option<String>,
    /// How it is from now on.
    event: EventWish,
}

async fn change(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<EventPath>,
    Json(wish): Json<EventChange>,
) -> Result<Json<EventMade>, Problem> {
    let which = At { which: wish.which, at: wish.at.as_deref() };
    let id = changing::change(&house, who, (at.event, which), wish.event.wish()).await?;
    Ok(Json(EventMade { id }))
}

/// What is taken out.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EventRemoval {
    /// Which of its times.
    which: Which,
    /// Of a series the time that it is about.
    #[serde(default)]
    at: Option<String>,
}

async fn remove(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<EventPath>,
    Json(wish): Json<EventRemoval>,
) -> Result<StatusCode, Problem> {
    let which = At { which: wish.which, at: wish.at.as_deref() };
    changing::remove(&house, who, (at.event, which), None).await?;
    Ok(StatusCode::NO_CONTENT)
}
