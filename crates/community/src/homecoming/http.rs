//! The wire: whether a guardian is told when a ward comes home.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::actions::{self, Ward};
use crate::household::ResidentId;
use crate::place::HomeId;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/homes/{home}/homecoming",
            get_with(get, |op| {
                op.id("homecoming.get")
                    .summary("Of which of my wards I am told that they came home, and who is told of me.")
                    .response::<200, Json<HomecomingView>>()
            }),
        )
        .api_route(
            "/homes/{home}/homecoming/{resident}",
            put_with(set, |op| {
                op.id("homecoming.set")
                    .summary("Be told when this ward of mine comes home, or no longer; he is told of it.")
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

/// A ward of mine in a home of mine.
#[derive(Deserialize, JsonSchema)]
struct WardPath {
    /// Which home.
    home: HomeId,
    /// As whom he lives there.
    resident: ResidentId,
}

/// What is told of coming home.
#[derive(Serialize, JsonSchema)]
struct HomecomingView {
    /// My wards who live there with me.
    wards: Vec<WardHere>,
    /// Who is told when I come home; null where nobody is.
    told: Option<ToldOfMe>,
}

/// A ward who lives in the same home.
#[derive(Serialize, JsonSchema)]
struct WardHere {
    /// As whom he lives there.
    resident: ResidentId,
    /// His name; null where his account rests.
    name: Option<String>,
    /// Since when I am told; null where I am not.
    since: Option<Timestamp>,
}

impl From<Ward> for WardHere {
    fn from(Ward { resident, name, since }: Ward) -> Self {
        Self { resident, name, since }
    }
}

/// Who is told of me.
#[derive(Serialize, JsonSchema)]
struct ToldOfMe {
    /// The name of my guardian; null where his account rests.
    name: Option<String>,
    /// Since when.
    since: Timestamp,
}

async fn get(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
) -> Result<(NoStore, Json<HomecomingView>), Problem> {
    let seen = actions::get(&house, who, at.home).await?;
    let wards = seen.wards.into_iter().map(WardHere::from).collect();
    let told = seen.told.map(|(name, since)| ToldOfMe { name, since });
    Ok((NoStore, Json(HomecomingView { wards, told })))
}

/// What I choose.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct HomecomingWish {
    /// Whether I am told.
    on: bool,
}

async fn set(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<WardPath>,
    Json(wish): Json<HomecomingWish>,
) -> Result<StatusCode, Problem> {
    actions::set(&house, who, (at.home, at.resident), wish.on).await?;
    Ok(StatusCode::NO_CONTENT)
}
