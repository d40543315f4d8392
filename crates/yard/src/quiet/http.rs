//! The wire: my quiet hours.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use axum::http::StatusCode;
use ground::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions;
use super::rules::{Quiet, ZONES, written};
use crate::House;
use crate::wire::{Json, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/me/quiet",
        get_with(get, |op| op.id("quiet.get").summary("My quiet hours."))
            .put_with(put, |op| op.id("quiet.put").summary("Choose my quiet hours.").response::<204, ()>())
            .delete_with(end, |op| op.id("quiet.end").summary("Want none any longer.").response::<204, ()>()),
    )
}

/// My quiet hours.
#[derive(Serialize, JsonSchema)]
struct QuietView {
    /// The hours; null where I want none.
    hours: Option<Hours>,
    /// The places whose clocks can be chosen.
    zones: Vec<&'static str>,
}

/// Quiet hours.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Hours {
    /// When they begin, `22:00`.
    from: String,
    /// When they end, `07:00`; before the beginning means on the next day.
    until: String,
    /// The days on which they begin: 1 (Monday) to 7.
    days: Vec<u8>,
    /// By the clock of which place, `Asia/Shanghai`.
    zone: String,
}

impl From<Quiet> for Hours {
    fn from(quiet: Quiet) -> Self {
        let (from, until, days) = (written(quiet.from_min), written(quiet.until_min), quiet.days());
        Self { from, until, days, zone: quiet.zone }
    }
}

async fn get(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<QuietView>, Problem> {
    let hours = actions::get(&house, who).await?.map(Hours::from);
    Ok(Json(QuietView { hours, zones: ZONES.iter().map(|(name, _)| *name).collect() }))
}

async fn put(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<Hours>,
) -> Result<StatusCode, Problem> {
    let quiet = Quiet::read(&wish.from, &wish.until, &wish.days, &wish.zone)?;
    actions::put(&house, who, Some(quiet)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end(State(house): State<House>, SignedIn(who): SignedIn) -> Result<StatusCode, Problem> {
    actions::put(&house, who, None).await?;
    Ok(StatusCode::NO_CONTENT)
}
