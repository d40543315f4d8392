//! The wire: signing in by password, and setting one.

use aide::axum::ApiRouter;
use aide::axum::routing::{post_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::Problem;
use schemars::JsonSchema;
use serde::Deserialize;

use super::actions::{self, Attempt, Change};
use crate::House;
use crate::account::{Arrival, SessionView, answer};
use crate::netlog::{self, Act};
use crate::risk;
use crate::seal;
use crate::wire::{Address, Json, NewSession, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/session/password",
            post_with(open, |op| {
                op.id("session.password")
                    .with(seal::mark)
                    .summary("Sign in by password.")
                    .response::<200, Json<SessionView>>()
            }),
        )
        .api_route(
            "/me/password",
            put_with(change, |op| {
                op.id("password.set")
                    .with(seal::mark)
                    .summary("Set or change a keeper's password.")
                    .response::<204, ()>()
            }),
        )
}

/// Login and password.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PasswordWish {
    /// The login name.
    login: String,
    /// The password.
    password: String,
    /// What the device calls itself, shown in the list of devices.
    device: Option<String>,
    /// True for a program: the token is told in the answer.
    #[serde(default)]
    bearer: bool,
}

async fn open(
    State(house): State<House>,
    Address(from): Address,
    Json(wish): Json<PasswordWish>,
) -> Result<(NewSession, Json<SessionView>), Problem> {
    let label = wish.device.as_deref().unwrap_or("?");
    let attempt = Attempt { login: &wish.login, password: wish.password, arrival: Arrival { label, from } };
    risk::pass(&house, from).await?;
    let opened = actions::open(&house, attempt).await?;
    netlog::note(&house, opened.person, opened.session.device, Act::In, from).await?;
    Ok(answer(&house, opened, wish.bearer))
}

/// A new password.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PasswordChange {
    /// The present one, where there is one.
    current: Option<String>,
    /// The login name; needed where there is none yet.
    login: Option<String>,
    /// The new one.
    password: String,
}

async fn change(
    State(house): State<House>,
    Address(from): Address,
    SignedIn(who): SignedIn,
    Json(wish): Json<PasswordChange>,
) -> Result<StatusCode, Problem> {
    let change = Change { current: wish.current, login: wish.login, password: wish.password, from };
    actions::change(&house, who, change).await?;
    Ok(StatusCode::NO_CONTENT)
}
