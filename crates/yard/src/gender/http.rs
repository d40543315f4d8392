//! The wire: what I say of myself.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use axum::http::StatusCode;
use ground::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Gender, actions};
use crate::House;
use crate::seal;
use crate::wire::{Json, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/me/gender",
        get_with(get, |op| op.id("me.gender.get").summary("What I said of my gender; only I see it."))
            .put_with(put, |op| {
                op.id("me.gender").summary("Say it, if I wish.").response::<204, ()>().with(seal::mark)
            })
            .delete_with(remove, |op| {
                op.id("me.gender.remove").summary("Take it back.").response::<204, ()>()
            }),
    )
}

/// What I said.
#[derive(Serialize, JsonSchema)]
struct GenderView {
    /// Null where I said nothing.
    gender: Option<Gender>,
}

/// What I say.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GenderWish {
    /// One of three.
    gender: Gender,
}

async fn get(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<GenderView>, Problem> {
    Ok(Json(GenderView { gender: actions::get(&house, who).await? }))
}

async fn put(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<GenderWish>,
) -> Result<StatusCode, Problem> {
    actions::put(&house, who, Some(wish.gender)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(State(house): State<House>, SignedIn(who): SignedIn) -> Result<StatusCode, Problem> {
    actions::put(&house, who, None).await?;
    Ok(StatusCode::NO_CONTENT)
}
