//! The wire: the devices of a home of mine, and the answer to the token of a new one.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with, put_with};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use things::{Command, Kind};
use yard::House;
use yard::seal;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::provision::{self, Credential, Invited};
use super::views::{Device, Entry, Shown};
use super::{Link, PartId, ThingEventId, ThingId, actions, codes};
use crate::place::HomeId;

/// The routes of a home's devices.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/homes/{home}/devices",
            get_with(list, |op| {
                op.id("home.device.list")
                    .summary("The devices of my home, with what they say.")
                    .response::<200, Json<DeviceList>>()
            })
            .post_with(invite, |op| {
                op.id("home.device.invite")
                    .with(seal::mark)
                    .summary("A token by which one new device is added, within a quarter of an hour.")
                    .response::<200, Json<InviteView>>()
            }),
        )
        .api_route(
            "/homes/{home}/devices/log",
            get_with(log, |op| {
                op.id("home.device.log")
                    .summary("What was done with the devices of my home, and what happened.")
                    .response::<200, Json<EntryList>>()
            }),
        )
        .api_route(
            "/homes/{home}/devices/watch",
            put_with(watch, |op| {
                op.id("home.device.watch")
                    .summary("Watch my home: motion and doors raise an alarm, too.")
                    .response::<204, ()>()
            }),
        )
        .merge(of_one())
}

/// The routes of one device, and of one that is new.
fn of_one() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/homes/{home}/devices/{thing}",
            delete_with(remove, |op| {
                op.id("home.device.remove").summary("Remove a device at once.").response::<204, ()>()
            }),
        )
        .api_route(
            "/homes/{home}/devices/{thing}/parts/{part}",
            post_with(command, |op| {
                op.id("home.device.command")
                    .with(seal::mark)
                    .summary("Have a device do something.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/homes/{home}/devices/{thing}/parts/{part}/codes",
            post_with(code, |op| {
                op.id("home.device.code")
                    .with(seal::mark)
                    .summary("A code that unlocks once, at a keypad of the home.")
                    .response::<200, Json<CodeView>>()
            }),
        )
        .api_route(
            "/devices/bind",
            post_with(bind, |op| {
                op.id("home.device.bind")
                    .with(seal::mark)
                    .summary("A new device shows its token, once, and gets what it signs in with.")
                    .response::<200, Json<CredentialView>>()
            }),
        )
}

/// A home of mine.
#[derive(Deserialize, JsonSchema)]
pub(super) struct HomePath {
    /// Which.
    pub home: HomeId,
}

/// A device of it.
#[derive(Deserialize, JsonSchema)]
struct ThingPath {
    /// Which home.
    home: HomeId,
    /// Which device.
    thing: ThingId,
}

/// A part of a device of it.
#[derive(Deserialize, JsonSchema)]
struct PartPath {
    /// Which home.
    home: HomeId,
    /// Which device.
    thing: ThingId,
    /// Which part.
    part: PartId,
}

/// Devices.
#[derive(Serialize, JsonSchema)]
struct DeviceList {
    /// The longest there first.
    items: Vec<DeviceView>,
    /// Since when the home is watched; null where it is not.
    watched_since: Option<Timestamp>,
    /// Whether devices of a maker's cloud can be linked here.
    has_cloud: bool,
}

/// A device, by its credential.
#[derive(Serialize, JsonSchema)]
pub(super) struct DeviceView {
    /// Which.
    id: ThingId,
    /// How those of the home call it.
    name: Option<String>,
    /// When it was added.
    added_at: Timestamp,
    /// What it has; behind a gateway that of all devices.
    parts: Vec<PartView>,
    /// Whether one can look through its camera.
    camera: bool,
}

/// One thing of a device that can be read or set.
#[derive(Serialize, JsonSchema)]
struct PartView {
    /// Which.
    id: PartId,
    /// What it is.
    kind: Kind,
    /// What it measures or guards, by Home Assistant's words.
    class: Option<String>,
    /// How it calls itself; empty where it is all of its device.
    name: String,
    /// What it is measured in.
    unit: Option<String>,
    /// How its device calls itself.
    device: String,
    /// Who made it.
    maker: Option<String>,
    /// Which model.
    model: Option<String>,
    /// Whether it is behind a gateway.
    via: bool,
    /// The words of the commands that it takes.
    does: Vec<String>,
    /// What may be chosen, where it has modes or words.
    choices: Vec<String>,
    /// What is so: `on`, `brightness`, `color`, `position`, `cover`, `locked`, `mode`, `target`, `current`, `value`.
    state: BTreeMap<String, Value>,
    /// Since when.
    state_at: Option<Timestamp>,
    /// Whether it can be reached; null where it does not say.
    online: Option<bool>,
}

impl From<Shown> for PartView {
    fn from(part: Shown) -> Self {
        Self {
            id: part.id,
            kind: part.kind,
            class: part.class,
            name: part.name,
            unit: part.unit,
            device: part.device,
            maker: part.maker,
            model: part.model,
            via: part.via,
            does: part.does.into_iter().map(str::to_owned).collect(),
            choices: part.choices,
            state: part.state,
            state_at: part.state_at,
            online: part.online,
        }
    }
}

impl From<Device> for DeviceView {
    fn from(Device { row, name, parts, has_camera }: Device) -> Self {
        let parts = parts.into_iter().map(PartView::from).collect();
        Self { id: row.id, name, added_at: row.added_at, parts, camera: has_camera }
    }
}

async fn list(
    State(house): State<House>,
    Extension(link): Extension<Link>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
) -> Result<(NoStore, Json<DeviceList>), Problem> {
    let listed = actions::list(&house, who, at.home).await?;
    let items = listed.devices.into_iter().map(DeviceView::from).collect();
    let (watched_since, has_cloud) = (listed.watched_since, link.has_cloud());
    Ok((NoStore, Json(DeviceList { items, watched_since, has_cloud })))
}

/// The log.
#[derive(Serialize, JsonSchema)]
pub(super) struct EntryList {
    /// The newest first, at most a hundred.
    pub items: Vec<EntryView>,
}

/// An entry of the log.
#[derive(Serialize, JsonSchema)]
pub(super) struct EntryView {
    /// Which.
    id: ThingEventId,
    /// At which device.
    thing: Option<ThingId>,
    /// What: `added`, `removed`, `command`, `alarm`, `rang`, `armed`, `disarmed`, `code`, `code_used`, `code_wrong`, `scene`, `rule`,
    /// `rule_stopped` or `looked`.
    what: String,
    /// Of what, in the words of the device.
    detail: Option<String>,
    /// By whom; null where it happened by itself.
    by: Option<String>,
    /// When.
    at: Timestamp,
}

impl From<Entry> for EntryView {
    fn from(Entry { id, thing, what, detail, by, at }: Entry) -> Self {
        Self { id, thing, what, detail, by, at }
    }
}

async fn log(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
) -> Result<(NoStore, Json<EntryList>), Problem> {
    let items = actions::log(&house, who, at.home).await?.into_iter().map(EntryView::from).collect();
    Ok((NoStore, Json(EntryList { items })))
}

/// A new device.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InviteBody {
    /// How it will be called, up to 40 characters.
    pub name: String,
}

/// A token, shown once.
#[derive(Serialize, JsonSchema)]
pub(super) struct InviteView {
    /// The token.
    token: String,
    /// Until when it waits.
    until: Timestamp,
}

impl From<Invited> for InviteView {
    fn from(Invited { token, until_at }: Invited) -> Self {
        Self { token, until: until_at }
    }
}

async fn invite(
    State(house): State<House>,
    Extension(link): Extension<Link>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
    Json(body): Json<InviteBody>,
) -> Result<(NoStore, Json<InviteView>), Problem> {
    let invited = provision::invite(&house, &link, who, at.home, &body.name).await?;
    Ok((NoStore, Json(invited.into())))
}

/// What a new device shows.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BindBody {
    /// Its token.
    token: String,
    /// Its MAC, where it runs Tasmota and announces itself by it.
    mac: Option<String>,
}

/// What it signs in with, shown once.
#[derive(Serialize, JsonSchema)]
struct CredentialView {
    /// Which device it is.
    id: ThingId,
    /// The broker's address.
    address: String,
    /// By which name it signs in.
    user: String,
    /// With which password.
    password: String,
    /// Before which topics of its own stand; it announces itself below `homeassistant/` there.
    root: String,
}

impl From<Credential> for CredentialView {
    fn from(Credential { id, address, user, password, root }: Credential) -> Self {
        Self { id, address, user, password, root }
    }
}

async fn bind(
    State(house): State<House>,
    Extension(link): Extension<Link>,
    Json(body): Json<BindBody>,
) -> Result<(NoStore, Json<CredentialView>), Problem> {
    let bound = provision::bind(&house, &link, &body.token, body.mac.as_deref()).await?;
    Ok((NoStore, Json(bound.into())))
}

async fn command(
    State(house): State<House>,
    Extension(link): Extension<Link>,
    SignedIn(who): SignedIn,
    Path(at): Path<PartPath>,
    Json(body): Json<Command>,
) -> Result<StatusCode, Problem> {
    actions::command(&house, &link, who, (at.home, at.thing, at.part), &body).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// For how long a code is made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CodeBody {
    /// Hours, up to 168; a day where it is absent.
    hours: Option<u16>,
}

/// A code, shown once.
#[derive(Serialize, JsonSchema)]
struct CodeView {
    /// Six digits.
    code: String,
    /// Until when it unlocks.
    until: Timestamp,
}

async fn code(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<PartPath>,
    Json(body): Json<CodeBody>,
) -> Result<(NoStore, Json<CodeView>), Problem> {
    let (code, until) = codes::make(&house, who, (at.home, at.thing, at.part), body.hours).await?;
    Ok((NoStore, Json(CodeView { code, until })))
}

/// Whether a home is watched.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WatchBody {
    /// From now on.
    on: bool,
}

async fn watch(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<HomePath>,
    Json(body): Json<WatchBody>,
) -> Result<StatusCode, Problem> {
    actions::watch(&house, who, at.home, body.on).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(house): State<House>,
    Extension(link): Extension<Link>,
    SignedIn(who): SignedIn,
    Path(at): Path<ThingPath>,
) -> Result<StatusCode, Problem> {
    actions::remove(&house, &link, who, (at.home, at.thing)).await?;
    Ok(StatusCode::NO_CONTENT)
}
