//! The wire: whether this device is woken, and by whom.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{DeviceId, Problem, Timestamp};
use policy::Purpose;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Standing};
use super::rules::Place;
use crate::House;
use crate::house::InLanguage;
use crate::wire::{Json, Query, SignedIn};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/push",
            get_with(standing, |op| op.id("push.standing").summary("Which of my devices are woken."))
                .delete_with(end, |op| {
                    op.id("push.end").summary("Wake this device no longer.").response::<204, ()>()
                }),
        )
        .api_route(
            "/me/push/browser",
            put_with(subscribe, |op| {
                op.id("push.subscribe").summary("Wake this browser.").response::<204, ()>()
            }),
        )
        .api_route(
            "/me/push/device",
            put_with(register, |op| {
                op.id("push.register").summary("Wake this device of a maker.").response::<204, ()>()
            }),
        )
        .api_route(
            "/me/push/try",
            post_with(attempt, |op| {
                op.id("push.try")
                    .summary("Wake this device once, to see whether it works.")
                    .response::<204, ()>()
            }),
        )
}

/// How I stand to being woken.
#[derive(Serialize, JsonSchema)]
struct StandingView {
    /// Whether my consent stands.
    on: bool,
    /// Why it is asked for.
    why: String,
    /// Who gets what.
    who: String,
    /// The key that a browser wants to hear, base64url; null where this house wakes no browsers.
    key: Option<String>,
    /// The makers whose devices this house wakes.
    brands: Vec<&'static str>,
    /// Whether this device is woken.
    here: bool,
    /// My devices that are woken, oldest first.
    devices: Vec<DeviceView>,
    /// The version of the policy, to be given when asking to be woken.
    policy_version: String,
}

/// One device.
#[derive(Serialize, JsonSchema)]
struct DeviceView {
    /// The device, as in the list of signed-in devices.
    device: DeviceId,
    /// `web`, or its maker.
    brand: String,
    /// Since when.
    since: Timestamp,
    /// When it was woken last.
    told_at: Option<Timestamp>,
}

async fn standing(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Query(query): Query<InLanguage>,
) -> Result<Json<StandingView>, Problem> {
    let Standing { on, key, brands, rows } = actions::standing(&house, who).await?;
    let facts = house.policy.purpose(Purpose::Push);
    let say =
        |text: Option<&policy::Both>| text.map(|one| one.lang(query.lang()).to_owned()).unwrap_or_default();
    let here = rows.iter().any(|row| row.device == who.device);
    let devices = rows.into_iter().map(|row| DeviceView {
        device: row.device,
        brand: row.brand,
        since: row.since,
        told_at: row.told_at,
    });
    Ok(Json(StandingView {
        on,
        why: say(facts.map(|facts| &facts.why)),
        who: say(facts.map(|facts| &facts.who)),
        key,
        brands,
        here,
        devices: devices.collect(),
        policy_version: house.policy.version().to_owned(),
    }))
}

/// A browser, as its `PushSubscription` says.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BrowserWish {
    /// The address of its push service: `endpoint`.
    address: String,
    /// Its public key: `keys.p256dh`.
    p256dh: String,
    /// The shared secret: `keys.auth`.
    auth: String,
    /// The version of the policy that was shown.
    version: String,
}

async fn subscribe(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<BrowserWish>,
) -> Result<StatusCode, Problem> {
    let place = Place::browser(wish.address, wish.p256dh, wish.auth)?;
    actions::begin(&house, who, place, &wish.version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A device of a maker.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DeviceWish {
    /// `apple`, `google`, `huawei`, `xiaomi`, `oppo`, `vivo`, `meizu` or `honor`.
    brand: String,
    /// What the maker calls the device.
    token: String,
    /// The version of the policy that was shown.
    version: String,
}

async fn register(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<DeviceWish>,
) -> Result<StatusCode, Problem> {
    let place = Place::device(&wish.brand, wish.token)?;
    actions::begin(&house, who, place, &wish.version).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end(State(house): State<House>, SignedIn(who): SignedIn) -> Result<StatusCode, Problem> {
    actions::end(&house, who).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn attempt(State(house): State<House>, SignedIn(who): SignedIn) -> Result<StatusCode, Problem> {
    actions::attempt(&house, who).await?;
    Ok(StatusCode::NO_CONTENT)
}
