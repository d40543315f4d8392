//! The wire: the wizard of the first day, and recovery.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use ground::Problem;
use policy::{Lang, Policy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Return, Setup, Visitor};
use super::rules::{HouseWish, KeeperWish};
use crate::House;
use crate::account::{Arrival, Opened, SessionView, answer};
use crate::seal;
use crate::wire::{Address, Json, NewSession, Query};

/// Answers that hand out a session are kept nowhere.
type NoStore = [(HeaderName, &'static str); 1];
const NO_STORE: NoStore = [(header::CACHE_CONTROL, "no-store")];

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/setup",
            get_with(state, |op| op.id("setup.state").summary("Whether the first day is still to come."))
                .post_with(finish, |op| {
                    op.id("setup.finish")
                        .with(seal::mark)
                        .summary("Finish the first day: particulars, profile, first keeper.")
                        .response::<201, Json<FinishedView>>()
                }),
        )
        .api_route(
            "/setup/recover",
            post_with(recover, |op| {
                op.id("setup.recover")
                    .with(seal::mark)
                    .summary("Let a keeper in again by a one-time link.")
                    .response::<200, Json<SessionView>>()
            }),
        )
}

/// The key of the link, where there is one.
#[derive(Deserialize, JsonSchema)]
struct KeyQuery {
    /// The key.
    key: Option<String>,
}

/// What the wizard begins with.
#[derive(Serialize, JsonSchema)]
struct SetupView {
    /// True until the house is set up.
    needed: bool,
    /// The profiles to choose from; empty where nothing is needed.
    profiles: Vec<ProfileView>,
    /// The profile that the house runs under now.
    profile: String,
    /// How the first keeper can sign in: `password`, `passkey`.
    ways: Vec<String>,
}

/// One doorplate.
#[derive(Serialize, JsonSchema)]
struct ProfileView {
    /// Its id.
    id: String,
    /// Its name.
    title: String,
    /// Its name in English.
    title_en: String,
}

async fn state(
    State(house): State<House>,
    Query(query): Query<KeyQuery>,
) -> Result<Json<SetupView>, Problem> {
    let (needed, profile) = (!house.particulars().set_up, house.policy.profile().to_owned());
    if !needed {
        return Ok(Json(SetupView { needed, profiles: Vec::new(), profile, ways: Vec::new() }));
    }
    if let Some(key) = &query.key {
        actions::look(&house, key).await?;
    }
    let profiles = Policy::profiles()
        .into_iter()
        .filter_map(|id| {
            let policy = Policy::load(&id).ok()?;
            let (title, title_en) = (policy.title(Lang::ZhCn).to_owned(), policy.title(Lang::En).to_owned());
            Some(ProfileView { id, title, title_en })
        })
        .collect();
    Ok(Json(SetupView { needed, profiles, profile, ways: vec!["password".to_owned(), "passkey".to_owned()] }))
}

/// What the wizard ends with.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FinishWish {
    /// The key of the link.
    key: String,
    /// Who runs the house.
    house: HouseWish,
    /// The doorplate.
    profile: String,
    /// The first keeper.
    keeper: KeeperWish,
    /// What the device calls itself, shown in the list of devices.
    device: Option<String>,
}

/// The house is set up.
#[derive(Serialize, JsonSchema)]
struct FinishedView {
    /// The session of the first keeper.
    session: SessionView,
    /// True where another profile was chosen than the running one: the house starts anew, which takes a moment.
    restart: bool,
}

async fn finish(
    State(house): State<House>,
    Address(from): Address,
    Json(wish): Json<FinishWish>,
) -> Result<(StatusCode, NoStore, NewSession, Json<FinishedView>), Problem> {
    let FinishWish { key, house: stated, profile, keeper, device } = wish;
    let setup = Setup { house: stated, profile, keeper };
    let arrival = Arrival { label: device.as_deref().unwrap_or("?"), from };
    let visitor = Visitor { key: &key, arrival };
    let finished = actions::finish_with_key(&house, setup, visitor).await?;
    let session = finished.session.ok_or_else(|| ground::Fault::new("a set-up by link opened no session"))?;
    let opened = Opened { person: finished.keeper, name: finished.name, session, limited: false };
    let (cookie, Json(session)) = answer(&house, opened, false);
    Ok((StatusCode::CREATED, NO_STORE, cookie, Json(FinishedView { session, restart: finished.restart })))
}

/// A new password by a recovery link.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RecoverWish {
    /// The key of the link.
    key: String,
    /// The new password.
    password: String,
    /// A login name; needed where the keeper had none.
    login: Option<String>,
    /// What the device calls itself, shown in the list of devices.
    device: Option<String>,
}

async fn recover(
    State(house): State<House>,
    Address(from): Address,
    Json(wish): Json<RecoverWish>,
) -> Result<(NoStore, NewSession, Json<SessionView>), Problem> {
    let arrival = Arrival { label: wish.device.as_deref().unwrap_or("?"), from };
    let wish = Return { key: &wish.key, login: wish.login.as_deref(), password: wish.password, arrival };
    let opened = actions::recover(&house, wish).await?;
    let (cookie, session) = answer(&house, opened, false);
    Ok((NO_STORE, cookie, session))
}
