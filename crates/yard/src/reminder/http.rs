//! The wire: of which events I am told.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use axum::http::StatusCode;
use ground::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions;
use super::rules::Event;
use crate::House;
use crate::wire::{Json, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/me/reminders",
        get_with(mine, |op| op.id("reminder.list").summary("Of which events at home I am told."))
            .put_with(set, |op| {
                op.id("reminder.set").summary("Be told of an event, or not.").response::<204, ()>()
            }),
    )
}

/// Events at home.
#[derive(Serialize, JsonSchema)]
struct ReminderList {
    /// All of them.
    items: Vec<Reminder>,
}

/// An event, and whether I am told of it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reminder {
    /// Which.
    event: Event,
    /// Whether I am told.
    on: bool,
}

async fn mine(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<ReminderList>, Problem> {
    let items = actions::mine(&house, who).await?;
    Ok(Json(ReminderList { items: items.into_iter().map(|(event, on)| Reminder { event, on }).collect() }))
}

async fn set(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<Reminder>,
) -> Result<StatusCode, Problem> {
    actions::set(&house, who, (wish.event, wish.on)).await?;
    Ok(StatusCode::NO_CONTENT)
}
