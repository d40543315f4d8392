//! The wire: lifts for those of a home, and the address of each controller for whoever has it.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with, put_with};
use axum::extract::State as Of;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;
use yard::wire::{Json, NoStore, Path, Query, SignedIn};

use super::rules::State;
use super::{Lift, LiftId, Ride, RideId, actions, equipment};
use crate::place::HomeId;

/// The routes of homes and controllers.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/homes/{home}/lifts",
            get_with(lifts, |op| {
                op.id("lift.list")
                    .summary("The lifts of my staircase, and what I asked of them.")
                    .response::<200, Json<LiftsOfHome>>()
            })
            .put_with(automatic, |op| {
                op.id("lift.automatic")
                    .summary("Have the lift come by itself when a door of my staircase opened for me.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/homes/{home}/lifts/{lift}/rides",
            post_with(ask, |op| op.id("lift.call").summary("Go to my own floor, or down from it.")),
        )
        .api_route(
            "/lifts/{secret}/rides",
            get_with(rides, |op| {
                op.id("lift.rides")
                    .summary("The controller of a lift asks which rides wait; each is given out once.")
                    .response::<200, Json<RidesWaiting>>()
            }),
        )
        .api_route(
            "/lifts/{secret}/rides/{ride}",
            post_with(done, |op| {
                op.id("lift.done").summary("The controller says what came of a ride.").response::<204, ()>()
            }),
        )
        .api_route(
            "/lifts/{secret}/alarm",
            put_with(alarm, |op| {
                op.id("lift.alarm.equipment")
                    .summary("The equipment says whether there is a fire alarm.")
                    .response::<204, ()>()
            }),
        )
}

/// A home of mine.
#[derive(Deserialize, JsonSchema)]
struct HomePath {
    /// Which.
    home: HomeId,
}

/// The lifts of a home.
#[derive(Serialize, JsonSchema)]
struct LiftsOfHome {
    /// By name.
    items: Vec<LiftOfHome>,
    /// My own floor; null where the property has not said it.
    floor: Option<i64>,
    /// Whether one comes by itself when a door of my staircase opened for me.
    automatic: bool,
    /// What I asked for, the newest first.
    rides: Vec<RideView>,
}

/// A lift.
#[derive(Serialize, JsonSchema)]
struct LiftOfHome {
    /// Which.
    id: LiftId,
    /// How it is called.
    name: String,
    /// The floor of the entrance.
    ground: i64,
    /// Whether there is a fire alarm: it takes nobody.
    alarm: bool,
}

/// A ride.
#[derive(Serialize, JsonSchema)]
struct RideView {
    /// Which.
    id: RideId,
    /// Which lift.
    lift: LiftId,
    /// From which floor.
    from: i64,
    /// To which.
    to: i64,
    /// How far it is.
    state: State,
    /// When.
    at: Timestamp,
}

async fn lifts(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
) -> Result<(NoStore, Json<LiftsOfHome>), Problem> {
    let seen = actions::lifts(&house, who, at.home).await?;
    let lift = |one: Lift| LiftOfHome { id: one.id, name: one.name, ground: one.ground, alarm: one.alarm };
    let ride = |one: Ride| RideView {
        id: one.id,
        lift: one.lift,
        from: one.from,
        to: one.to,
        state: one.state,
        at: one.at,
    };
    let view = LiftsOfHome {
        items: seen.lifts.into_iter().map(lift).collect(),
        floor: seen.home.floor,
        automatic: seen.is_automatic,
        rides: seen.rides.into_iter().map(ride).collect(),
    };
    Ok((NoStore, Json(view)))
}

/// Whether it comes by itself.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AutomaticWish {
    /// True where it does.
    on: bool,
}

async fn automatic(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
    Json(wish): Json<AutomaticWish>,
) -> Result<StatusCode, Problem> {
    actions::set_automatic(&house, who, (at.home, wish.on)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A lift of a home of mine.
#[derive(Deserialize, JsonSchema)]
struct LiftPath {
    /// The home.
    home: HomeId,
    /// The lift.
    lift: LiftId,
}

/// Where I go.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RideWish {
    /// My own floor, or that of the entrance; my own where it is absent.
    #[serde(default)]
    to: Option<i64>,
}

/// It was asked for.
#[derive(Serialize, JsonSchema)]
struct RideMade {
    /// Which.
    id: RideId,
}

async fn ask(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<LiftPath>,
    Json(wish): Json<RideWish>,
) -> Result<Json<RideMade>, Problem> {
    Ok(Json(RideMade { id: actions::ask(&house, who, (at.home, at.lift), wish.to).await? }))
}

/// The address of a controller.
#[derive(Deserialize, JsonSchema)]
struct SecretPath {
    /// What was told when the lift was added.
    secret: String,
}

/// How long it waits.
#[derive(Deserialize, JsonSchema)]
struct Waiting {
    /// Seconds, ten at most; none where it is absent.
    #[serde(default)]
    wait: u64,
}

/// What waits.
#[derive(Serialize, JsonSchema)]
struct RidesWaiting {
    /// The oldest first.
    items: Vec<RideWaiting>,
}

/// A ride as a controller hears of it: two floors, and nobody's name.
#[derive(Serialize, JsonSchema)]
struct RideWaiting {
    /// Which.
    id: RideId,
    /// Where it is called to.
    from: i64,
    /// Where it goes.
    to: i64,
    /// Until when it is to be begun.
    until: Timestamp,
}

async fn rides(
    Of(house): Of<House>,
    Path(at): Path<SecretPath>,
    Query(waiting): Query<Waiting>,
) -> Result<(NoStore, Json<RidesWaiting>), Problem> {
    let rides = equipment::rides(&house, &at.secret, Duration::from_secs(waiting.wait)).await?;
    let ride = |one: Ride| RideWaiting { id: one.id, from: one.from, to: one.to, until: one.until_at };
    Ok((NoStore, Json(RidesWaiting { items: rides.into_iter().map(ride).collect() })))
}

/// A ride of a controller.
#[derive(Deserialize, JsonSchema)]
struct RidePath {
    /// The address.
    secret: String,
    /// The ride.
    ride: RideId,
}

/// What came of it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RideDone {
    /// False where the lift did not do it.
    done: bool,
}

async fn done(
    Of(house): Of<House>,
    Path(at): Path<RidePath>,
    Json(said): Json<RideDone>,
) -> Result<StatusCode, Problem> {
    equipment::done(&house, (&at.secret, at.ride), said.done).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether there is a fire alarm.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AlarmWish {
    /// True where there is one.
    pub on: bool,
}

async fn alarm(
    Of(house): Of<House>,
    Path(at): Path<SecretPath>,
    Json(said): Json<AlarmWish>,
) -> Result<StatusCode, Problem> {
    equipment::alarm(&house, &at.secret, said.on).await?;
    Ok(StatusCode::NO_CONTENT)
}
