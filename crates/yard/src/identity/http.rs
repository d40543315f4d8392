//! The wire: a code to one's own number, and what a proof looks like.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::wire::{Address, Json, Reads, SignedIn};
use crate::{House, account};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/me/identity/code",
        post_with(code, |op| {
            op.id("me.identity.code").summary("Have a code sent to my number, to prove that it is me.")
        }),
    )
}

/// A proof that it is really me; one of the three.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Proof {
    /// The code that `me.identity.code` sent.
    pub code: Option<String>,
    /// What my passkey said, asked by `session.passkey.begin`.
    pub passkey: Option<PasskeyProof>,
    /// My password, where I run the house.
    pub password: Option<String>,
}

/// What a passkey said.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasskeyProof {
    /// The ceremony.
    pub ceremony: String,
    /// WebAuthn's JSON of the assertion.
    pub credential: serde_json::Value,
}

/// A code is on its way.
#[derive(Serialize, JsonSchema)]
struct IdentityCode {
    /// Until when it is good.
    expires_at: Timestamp,
}

async fn code(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Address(from): Address,
    Reads(lang): Reads,
) -> Result<Json<IdentityCode>, Problem> {
    let expires_at = account::send_identity_code(&house, who, (from, lang)).await?;
    Ok(Json(IdentityCode { expires_at }))
}
