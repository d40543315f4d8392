//! The wire: guards and posters, for those who run the community.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{InOrg, Json, NoStore, Path};

use super::posts;
use crate::place::DoorId;
use crate::place::http::InPath;

/// The routes of those who run it.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/orgs/{org}/gate",
            get_with(list, |op| {
                op.id("gate.get")
                    .summary("Who keeps the gate, and which doors have a poster.")
                    .response::<200, Json<GatePosts>>()
            }),
        )
        .api_route(
            "/orgs/{org}/guards/{person}",
            put_with(appoint, |op| {
                op.id("gate.guard.appoint").summary("Let a member keep the gate.").response::<204, ()>()
            })
            .delete_with(dismiss, |op| {
                op.id("gate.guard.dismiss").summary("He keeps the gate no longer.").response::<204, ()>()
            }),
        )
        .api_route(
            "/orgs/{org}/doors/{door}/poster",
            put_with(put_up, |op| {
                op.id("gate.poster.put")
                    .summary("A poster for visitors; what hung there before is good no longer.")
                    .response::<200, Json<PosterMade>>()
            })
            .delete_with(take_down, |op| {
                op.id("gate.poster.remove").summary("Take it down.").response::<204, ()>()
            }),
        )
}

/// A gate.
#[derive(Serialize, JsonSchema)]
struct GatePosts {
    /// Its guards.
    guards: Vec<PersonId>,
    /// Doors with a poster.
    posters: Vec<DoorId>,
}

async fn list(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(_): Path<InPath>,
) -> Result<Json<GatePosts>, Problem> {
    let (guards, posters) = posts::list(&house, who).await?;
    Ok(Json(GatePosts { guards, posters }))
}

/// A guard.
#[derive(Deserialize, JsonSchema)]
struct GuardPath {
    /// Of which organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Who.
    person: PersonId,
}

async fn appoint(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<GuardPath>,
) -> Result<StatusCode, Problem> {
    posts::appoint(&house, who, at.person).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn dismiss(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<GuardPath>,
) -> Result<StatusCode, Problem> {
    posts::dismiss(&house, who, at.person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A door.
#[derive(Deserialize, JsonSchema)]
struct PosterPath {
    /// Of which organisation.
    #[expect(dead_code, reason = "the path is documented by it; `InOrg` reads it")]
    org: OrgId,
    /// Which.
    door: DoorId,
}

/// What the poster shows, this once.
#[derive(Serialize, JsonSchema)]
struct PosterMade {
    /// The part behind the `#` of its link.
    token: String,
}

async fn put_up(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<PosterPath>,
) -> Result<(NoStore, Json<PosterMade>), Problem> {
    Ok((NoStore, Json(PosterMade { token: posts::put_up(&house, who, at.door).await? })))
}

async fn take_down(
    State(house): State<House>,
    InOrg(who): InOrg,
    Path(at): Path<PosterPath>,
) -> Result<StatusCode, Problem> {
    posts::take_down(&house, who, at.door).await?;
    Ok(StatusCode::NO_CONTENT)
}
