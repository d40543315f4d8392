//! With `--dev` alone: what would have been sent, and a clock that can be moved.

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;

/// The routes of `--dev`.
pub(crate) fn routes(house: House) -> Router {
    Router::new().route("/dev/outbox", get(outbox)).route("/dev/clock", post(clock)).with_state(house)
}

#[derive(Serialize)]
struct Outbox {
    items: Vec<egress::Message>,
}

async fn outbox(State(house): State<House>) -> Json<Outbox> {
    Json(Outbox { items: house.egress.outbox().map(egress::Outbox::messages).unwrap_or_default() })
}

#[derive(Deserialize)]
struct Advance {
    advance_s: u32,
}

#[derive(Serialize)]
struct Now {
    now: ground::Timestamp,
}

async fn clock(State(house): State<House>, Json(by): Json<Advance>) -> Json<Now> {
    house.clock.advance(Duration::from_secs(by.advance_s.into()));
    Json(Now { now: house.clock.now() })
}
