//! The wire: a poster, for whoever scans it.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{Address, Json, NoStore};

use super::poster::{self, Wish};
use super::rules::State as Standing;

/// The routes of those without an account.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/visits/poster",
            post_with(look, |op| {
                op.id("knock.poster")
                    .summary("Where the poster hangs that I scanned.")
                    .response::<200, Json<PosterPlace>>()
            }),
        )
        .api_route(
            "/visits/knock",
            post_with(knock, |op| {
                op.id("knock.knock")
                    .with(seal::mark)
                    .summary("Say whom I want to see; the home is asked, where there is one.")
                    .response::<200, Json<Knocked>>()
            }),
        )
        .api_route(
            "/visits/wait",
            post_with(wait, |op| {
                op.id("knock.wait").summary("What the home said.").response::<200, Json<KnockWait>>()
            }),
        )
}

/// What a poster shows.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PosterLink {
    /// The part behind the `#`.
    token: String,
}

/// Where a poster hangs.
#[derive(Serialize, JsonSchema)]
struct PosterPlace {
    /// At which community.
    community: String,
    /// At which door.
    door: String,
}

async fn look(
    State(house): State<House>,
    Address(from): Address,
    Json(link): Json<PosterLink>,
) -> Result<Json<PosterPlace>, Problem> {
    let place = poster::look(&house, from, &link.token).await?;
    Ok(Json(PosterPlace { community: place.community, door: place.door }))
}

/// Whom I want to see.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PosterWish {
    /// What the poster shows.
    token: String,
    /// The number of the home.
    home: String,
    /// How I am called.
    name: String,
    /// Why I come.
    #[serde(default)]
    reason: Option<String>,
}

/// It was said; whether there is such a home, is not.
#[derive(Serialize, JsonSchema)]
struct Knocked {
    /// By what my page asks again.
    waiting: String,
    /// Until when the home can answer.
    until: Timestamp,
}

async fn knock(
    State(house): State<House>,
    Address(from): Address,
    Json(wish): Json<PosterWish>,
) -> Result<(NoStore, Json<Knocked>), Problem> {
    let PosterWish { token, home, name, reason } = &wish;
    let wish = Wish { poster: token, home, name, reason: reason.as_deref() };
    let (waiting, until) = poster::knock(&house, from, wish).await?;
    Ok((NoStore, Json(Knocked { waiting, until })))
}

/// My page asks again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WaitWish {
    /// By what.
    waiting: String,
}

/// How it stands.
#[derive(Serialize, JsonSchema)]
struct KnockWait {
    /// What the home said.
    state: Standing,
}

async fn wait(
    State(house): State<House>,
    Address(from): Address,
    Json(wish): Json<WaitWish>,
) -> Result<(NoStore, Json<KnockWait>), Problem> {
    Ok((NoStore, Json(KnockWait { state: poster::wait(&house, from, &wish.waiting).await? })))
}
