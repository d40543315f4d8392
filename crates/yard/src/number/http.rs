//! The wire: a code to a new number, and the appeal.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Wish};
use crate::House;
use crate::account::Phone;
use crate::identity::Proof;
use crate::rights::RequestId;
use crate::seal;
use crate::wire::{Address, Json, Reads, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/number/code",
            post_with(code, |op| {
                op.id("number.code")
                    .with(seal::mark)
                    .summary("Have a code sent to a number that is to become mine.")
            }),
        )
        .api_route(
            "/me/number/appeal",
            post_with(appeal, |op| {
                op.id("number.appeal").with(seal::mark).summary(
                    "Ask that my account move to a number that I prove, also where another account holds it.",
                )
            }),
        )
}

/// The number that is to become mine.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NumberCodeWish {
    /// E.164, or eleven digits of a mainland mobile number.
    phone: String,
}

/// A code is on its way.
#[derive(Serialize, JsonSchema)]
struct NumberCode {
    /// Until when it is good.
    expires_at: Timestamp,
}

async fn code(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Address(from): Address,
    Reads(lang): Reads,
    Json(wish): Json<NumberCodeWish>,
) -> Result<Json<NumberCode>, Problem> {
    let phone = Phone::required(&wish.phone)?;
    let expires_at = actions::send(&house, who, &phone, (from, lang)).await?;
    Ok(Json(NumberCode { expires_at }))
}

/// An appeal.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AppealWish {
    /// The number that is to become mine.
    phone: String,
    /// The code that was sent to it.
    code: String,
    /// What happened, in my words; 2000 characters at most.
    words: String,
    /// That it is me.
    proof: Proof,
}

/// An appeal was made.
#[derive(Serialize, JsonSchema)]
struct Appealed {
    /// The request; it is answered in time and stands among my requests.
    id: RequestId,
}

async fn appeal(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Address(from): Address,
    Json(wish): Json<AppealWish>,
) -> Result<Json<Appealed>, Problem> {
    let phone = Phone::required(&wish.phone)?;
    let wish = Wish { phone: &phone, code: wish.code.trim(), words: &wish.words, proof: &wish.proof };
    Ok(Json(Appealed { id: actions::appeal(&house, who, &wish, from).await? }))
}
