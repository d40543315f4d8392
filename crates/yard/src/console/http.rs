//! The wire: coming into the console by a code.

use aide::axum::ApiRouter;
use aide::axum::routing::{post_with, put_with};
use axum::extract::State as Of;
use axum::http::StatusCode;
use ground::{OrgId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Entry, State};
use super::{ConsoleCodeId, number};
use crate::account::{Arrival, SessionView, answer};
use crate::identity::Proof;
use crate::netlog::{self, Act};
use crate::org::OrgBrief;
use crate::wire::{Address, Json, NewSession, NoStore, Path, SignedIn};
use crate::{House, risk, seal};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/console-password",
            put_with(set, |op| {
                op.id("console.password")
                    .with(seal::mark)
                    .summary("Set the password with which I come into the console of my organisations.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/console/codes",
            post_with(show, |op| {
                op.id("console.code")
                    .summary("A code for a screen where nobody is signed in.")
                    .response::<200, Json<ConsoleCode>>()
            }),
        )
        .api_route(
            "/console/codes/{console}/scan",
            post_with(scan, |op| {
                op.id("console.scan").summary("Scan a code: the organisations that I may choose.")
            }),
        )
        .api_route(
            "/console/codes/{console}/choose",
            post_with(choose, |op| {
                op.id("console.choose").summary("Choose the organisation.").response::<204, ()>()
            }),
        )
        .api_route(
            "/console/look",
            post_with(look, |op| {
                op.id("console.look")
                    .with(seal::mark)
                    .summary("How far a code is, for the screen that shows it.")
                    .response::<200, Json<ConsoleState>>()
            }),
        )
        .api_route(
            "/console/enter",
            post_with(enter, |op| {
                op.id("console.enter")
                    .with(seal::mark)
                    .summary("Come in with the password.")
                    .response::<200, Json<ConsoleEntered>>()
            }),
        )
}

/// A console password.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ConsolePasswordWish {
    /// The password.
    password: String,
    /// That it is I.
    proof: Proof,
}

async fn set(
    Of(house): Of<House>,
    Address(from): Address,
    SignedIn(who): SignedIn,
    Json(wish): Json<ConsolePasswordWish>,
) -> Result<StatusCode, Problem> {
    actions::set(&house, who, (wish.password, &wish.proof), from).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A code.
#[derive(Serialize, JsonSchema)]
struct ConsoleCode {
    /// What is shown, to be scanned.
    code: ConsoleCodeId,
    /// Four digits that are shown beside it; the phone that scans it shows the same.
    number: String,
    /// By what this screen proves that it showed it; it is not shown.
    secret: String,
    /// Until when it waits.
    expires_at: Timestamp,
}

async fn show(Of(house): Of<House>, Address(from): Address) -> Result<(NoStore, Json<ConsoleCode>), Problem> {
    risk::pass(&house, from).await?;
    let shown = actions::show(&house, from).await?;
    Ok((
        NoStore,
        Json(ConsoleCode {
            code: shown.id,
            number: number(shown.id),
            secret: shown.secret,
            expires_at: shown.expires_at,
        }),
    ))
}

/// A code.
#[derive(Deserialize, JsonSchema)]
struct ConsolePath {
    /// Which.
    console: ConsoleCodeId,
}

/// What I may choose.
#[derive(Serialize, JsonSchema)]
struct ConsoleOrgs {
    /// Four digits that the screen shows: where it shows others, it is not the one in front of me.
    number: String,
    /// The organisations that I administer.
    items: Vec<OrgBrief>,
}

async fn scan(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConsolePath>,
) -> Result<Json<ConsoleOrgs>, Problem> {
    Ok(Json(ConsoleOrgs { items: actions::scan(&house, who, at.console).await?, number: number(at.console) }))
}

/// Which organisation.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ConsoleChoice {
    /// One that I administer.
    org: OrgId,
}

async fn choose(
    Of(house): Of<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConsolePath>,
    Json(wish): Json<ConsoleChoice>,
) -> Result<StatusCode, Problem> {
    actions::choose(&house, who, at.console, wish.org).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which code, and that it is this screen's.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ConsoleLookWish {
    /// Which.
    code: ConsoleCodeId,
    /// Its secret.
    secret: String,
}

/// How far a code is.
#[derive(Serialize, JsonSchema)]
struct ConsoleState {
    /// How far.
    state: ConsoleStep,
}

/// How far a code is.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ConsoleStep {
    /// It waits to be scanned.
    Shown,
    /// It was scanned.
    Scanned,
    /// An organisation was chosen: the password is wanted.
    Chosen,
}

async fn look(
    Of(house): Of<House>,
    Json(wish): Json<ConsoleLookWish>,
) -> Result<(NoStore, Json<ConsoleState>), Problem> {
    let state = match actions::look(&house, wish.code, &wish.secret).await? {
        State::Shown => ConsoleStep::Shown,
        State::Scanned => ConsoleStep::Scanned,
        State::Chosen => ConsoleStep::Chosen,
    };
    Ok((NoStore, Json(ConsoleState { state })))
}

/// The password, with the code that was scanned.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ConsoleEntry {
    /// Which code.
    code: ConsoleCodeId,
    /// Its secret.
    secret: String,
    /// The console password.
    password: String,
    /// What the device calls itself, shown in the list of devices.
    device: Option<String>,
    /// True for a program: the token is told in the answer.
    #[serde(default)]
    bearer: bool,
}

/// I am in.
#[derive(Serialize, JsonSchema)]
struct ConsoleEntered {
    /// The session.
    session: SessionView,
    /// Into whose console.
    org: OrgId,
}

async fn enter(
    Of(house): Of<House>,
    Address(from): Address,
    Json(wish): Json<ConsoleEntry>,
) -> Result<(NewSession, Json<ConsoleEntered>), Problem> {
    risk::pass(&house, from).await?;
    let label = wish.device.as_deref().unwrap_or("?");
    let arrival = Arrival { label, from };
    let entry = Entry { id: wish.code, secret: &wish.secret, password: wish.password, arrival };
    let (opened, org) = actions::enter(&house, entry).await?;
    netlog::note(&house, opened.person, opened.session.device, Act::In, from).await?;
    let (session, Json(view)) = answer(&house, opened, wish.bearer);
    Ok((session, Json(ConsoleEntered { session: view, org })))
}
