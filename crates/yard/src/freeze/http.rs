//! The wire: freeze, and lift it.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use axum::http::StatusCode;
use ground::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions;
use crate::House;
use crate::account::{CodeSent, ProofGiven, Reached};
use crate::seal;
use crate::wire::{Address, ClearSession, Json, Reads, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/freeze",
            post_with(freeze, |op| {
                op.id("me.freeze")
                    .summary("Somebody else may be using my account: stop everything.")
                    .response::<200, Json<FrozenView>>()
            }),
        )
        .api_route(
            "/session/thaw/code",
            post_with(code, |op| {
                op.id("session.thaw.code").with(seal::mark).summary("Have a code sent that lifts a freeze.")
            }),
        )
        .api_route(
            "/session/thaw",
            post_with(thaw, |op| {
                op.id("session.thaw")
                    .with(seal::mark)
                    .summary("Lift a freeze by a fresh proof; it opens no session.")
                    .response::<204, ()>()
            }),
        )
}

/// What makes somebody think so.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FreezeWish {
    /// In his words, 4000 characters at most; may be left out.
    words: Option<String>,
}

/// The account is frozen.
#[derive(Serialize, JsonSchema)]
struct FrozenView {
    /// The number of the case that was opened.
    number: String,
}

async fn freeze(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<FreezeWish>,
) -> Result<(ClearSession, Json<FrozenView>), Problem> {
    let number = actions::freeze(&house, who, wish.words.as_deref()).await?;
    Ok((ClearSession { secure: house.is_reached_by_https() }, Json(FrozenView { number })))
}

/// Where the code is to go.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ThawCodeWish {
    /// The account's number.
    #[serde(default)]
    phone: String,
    /// In place of a number: the account's mail address.
    mail: Option<String>,
    /// The proof of work.
    proof: ProofGiven,
}

async fn code(
    State(house): State<House>,
    Address(from): Address,
    Reads(lang): Reads,
    Json(wish): Json<ThawCodeWish>,
) -> Result<Json<CodeSent>, Problem> {
    let to = Reached::read(&wish.phone, wish.mail.as_deref())?;
    wish.proof.check(&house)?;
    Ok(Json(CodeSent::until(actions::send(&house, &to, (from, lang)).await?)))
}

/// The fresh proof.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ThawWish {
    /// The number the code was sent to.
    #[serde(default)]
    phone: String,
    /// In place of a number: the mail address the code was sent to.
    mail: Option<String>,
    /// The code.
    code: String,
}

async fn thaw(State(house): State<House>, Json(wish): Json<ThawWish>) -> Result<StatusCode, Problem> {
    let to = Reached::read(&wish.phone, wish.mail.as_deref())?;
    actions::thaw(&house, &to, wish.code.trim()).await?;
    Ok(StatusCode::NO_CONTENT)
}
