//! One operation: give a second factor on this device.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Given};
use crate::House;
use crate::identity::PasskeyProof;
use crate::seal;
use crate::wire::{Address, Json, SignedIn};

/// The routes of this feature, below `/api/v1`.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/me/factor",
        post_with(prove, |op| {
            op.id("me.factor")
                .with(seal::mark)
                .summary("Give a second factor on this device, before data of others are shown to staff.")
        }),
    )
}

/// A second factor: a passkey, or password and code together.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FactorWish {
    /// What my passkey said, asked by `session.passkey.begin`.
    passkey: Option<PasskeyProof>,
    /// My password.
    password: Option<String>,
    /// The code that `me.identity.code` sent.
    code: Option<String>,
}

/// It stands.
#[derive(Serialize, JsonSchema)]
struct FactorView {
    /// Until when.
    until: Timestamp,
}

async fn prove(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Address(from): Address,
    Json(wish): Json<FactorWish>,
) -> Result<Json<FactorView>, Problem> {
    let given = Given { passkey: wish.passkey, password: wish.password, code: wish.code };
    Ok(Json(FactorView { until: actions::prove(&house, who, given, from).await? }))
}
