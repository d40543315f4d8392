//! The wire: passkeys. What goes to and comes from the authenticator is WebAuthn's own JSON.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Because, Fault, Problem, Timestamp};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::actions::{self, Way};
use super::party::At;
use super::rules::Limited;
use super::{Label, PasskeyId, Refusal};
use crate::House;
use crate::account::{Arrival, SessionView, answer, answer_here};
use crate::netlog::{self, Act};
use crate::seal;
use crate::wire::{Address, Anyone, Json, NewSession, Path, SignedIn, SignedInAtAll};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/passkeys/begin",
            post_with(begin, |op| op.id("passkey.begin").summary("Begin to add a passkey.")),
        )
        .api_route(
            "/me/passkeys",
            post_with(add, |op| {
                op.id("passkey.add").with(seal::mark).summary("Add the passkey that the device made.")
            })
            .get_with(list, |op| op.id("passkey.list").summary("My passkeys.")),
        )
        .api_route(
            "/me/passkeys/{id}",
            delete_with(remove, |op| {
                op.id("passkey.remove").summary("Remove a passkey.").response::<204, ()>()
            }),
        )
        .api_route(
            "/session/passkey/begin",
            post_with(begin_open, |op| {
                op.id("session.passkey.begin").summary("Begin to sign in by passkey.")
            }),
        )
        .api_route(
            "/session/passkey",
            post_with(open, |op| {
                op.id("session.passkey.open")
                    .with(seal::mark)
                    .summary("Sign in by passkey.")
                    .response::<200, Json<SessionView>>()
            }),
        )
}

/// A ceremony that waits for the device.
#[derive(Serialize, JsonSchema)]
struct CeremonyView {
    /// Its name, told again with the device's answer; good for five minutes and once.
    ceremony: String,
    /// What `navigator.credentials` is given: WebAuthn's JSON with the member `publicKey`.
    options: serde_json::Value,
}

fn ceremony(name: String, options: &impl Serialize) -> Result<Json<CeremonyView>, Fault> {
    let options = serde_json::to_value(options).because("writing what an authenticator is asked")?;
    Ok(Json(CeremonyView { ceremony: name, options }))
}

fn read<T: DeserializeOwned>(mut credential: serde_json::Value) -> Result<T, Refusal> {
    // Some pages write the extensions by both of their names; one is enough, two are an error to the reader.
    if let Some(members) = credential.as_object_mut()
        && members.contains_key("clientExtensionResults")
    {
        members.remove("extensions");
    }
    serde_json::from_value(credential).map_err(|_| Refusal::CredentialWrong)
}

async fn begin(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    at: At,
) -> Result<Json<CeremonyView>, Problem> {
    let (name, options) = actions::begin(&house, who, &at).await?;
    Ok(ceremony(name, &options)?)
}

/// A passkey that the device made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PasskeyWish {
    /// The ceremony.
    ceremony: String,
    /// WebAuthn's JSON of the new credential.
    credential: serde_json::Value,
    /// What I call it.
    label: String,
}

/// A passkey by name.
#[derive(Serialize, JsonSchema)]
struct PasskeyBrief {
    /// The passkey.
    id: PasskeyId,
    /// What I call it.
    label: String,
}

async fn add(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<PasskeyWish>,
) -> Result<Json<PasskeyBrief>, Problem> {
    let label = Label::read(&wish.label)?;
    let id = actions::add(&house, who, &wish.ceremony, &read(wish.credential)?, &label).await?;
    Ok(Json(PasskeyBrief { id, label: label.as_str().to_owned() }))
}

/// My passkeys.
#[derive(Serialize, JsonSchema)]
struct PasskeyList {
    /// Oldest first.
    items: Vec<PasskeyView>,
}

/// One passkey.
#[derive(Serialize, JsonSchema)]
struct PasskeyView {
    /// The passkey.
    id: PasskeyId,
    /// What I call it.
    label: String,
    /// Since when.
    created_at: Timestamp,
    /// When somebody last signed in by it; null where nobody did.
    used_at: Option<Timestamp>,
}

async fn list(
    State(house): State<House>,
    SignedInAtAll(who): SignedInAtAll,
) -> Result<Json<PasskeyList>, Problem> {
    let rows = actions::list(&house, who).await?;
    let items = rows.into_iter().map(|(row, label)| PasskeyView {
        id: row.id,
        label: label.as_str().to_owned(),
        created_at: row.created_at,
        used_at: row.used_at,
    });
    Ok(Json(PasskeyList { items: items.collect() }))
}

/// One of my passkeys.
#[derive(Deserialize, JsonSchema)]
struct PasskeyPath {
    /// The passkey.
    id: PasskeyId,
}

async fn remove(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<PasskeyPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, who, at.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn begin_open(
    State(house): State<House>,
    Address(from): Address,
    at: At,
) -> Result<Json<CeremonyView>, Problem> {
    let (name, options) = actions::begin_open(&house, &at, from).await?;
    Ok(ceremony(name, &options)?)
}

/// What the device said.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OpenWish {
    /// The ceremony.
    ceremony: String,
    /// WebAuthn's JSON of the assertion.
    credential: serde_json::Value,
    /// What the device calls itself, shown in the list of devices.
    device: Option<String>,
    /// True for a program: the token is told in the answer.
    #[serde(default)]
    bearer: bool,
}

async fn open(
    State(house): State<House>,
    Anyone(caller): Anyone,
    Address(from): Address,
    Json(wish): Json<OpenWish>,
) -> Result<(Option<NewSession>, Json<SessionView>), Problem> {
    let arrival = Arrival { label: wish.device.as_deref().unwrap_or("?"), from };
    Ok(
        match actions::open(&house, Limited::of(&caller), &wish.ceremony, &read(wish.credential)?, arrival)
            .await?
        {
            Way::Opened(opened) => {
                netlog::note(&house, opened.person, opened.session.device, Act::In, from).await?;
                let (cookie, view) = answer(&house, opened, wish.bearer);
                (Some(cookie), view)
            }
            Way::Lifted { person, name } => (None, answer_here(person, &name)),
        },
    )
}
