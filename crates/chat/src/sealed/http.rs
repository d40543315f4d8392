//! The wire: devices, what lets them in, groups, and the archive; all that is encrypted goes as base64.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, post_with};
use axum::Extension;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::wire::{Json, Path, SignedIn};

use super::actions::{self, ChangeWish};
use super::{Device, SealedDeviceId, archive, rules};
use crate::conversation::ConversationId;
use crate::log::{Chat, ConversationPath, WrittenView};

/// A body is an archive in base64, and a little beside it.
const BODY_MAX: usize = 2 * rules::ARCHIVE_MAX;

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/sealed/archive",
            get_with(archive_get, |op| {
                op.id("sealed.archive").summary("What only my recovery key opens, where there is such.")
            })
            .put_with(archive_put, |op| op.id("sealed.archive_put").summary("Replace it.")),
        )
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .merge(of_devices())
        .merge(of_groups())
}

fn of_devices() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/sealed/devices",
            get_with(devices, |op| {
                op.id("sealed.devices").summary("My devices that take part in sealed conversations.")
            })
            .post_with(add, |op| op.id("sealed.device_add").summary("Let a device of mine take part.")),
        )
        .api_route(
            "/sealed/devices/{sealer}",
            delete_with(remove, |op| {
                op.id("sealed.device_remove").summary("Let it take part no longer.").response::<204, ()>()
            }),
        )
        .api_route(
            "/sealed/devices/{sealer}/packages",
            post_with(put_packages, |op| {
                op.id("sealed.packages_put")
                    .summary("Lay key packages there for whoever lets a device of mine in.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/sealed/devices/{sealer}/welcomes",
            get_with(welcomes, |op| {
                op.id("sealed.welcomes").summary("What lets a device of mine in, and was not taken.")
            }),
        )
        .api_route(
            "/sealed/devices/{sealer}/welcomes/{conversation}",
            delete_with(took, |op| {
                op.id("sealed.welcome_took").summary("The device is in.").response::<204, ()>()
            }),
        )
        .api_route(
            "/sealed/people/{person}/devices",
            get_with(devices_of, |op| {
                op.id("sealed.devices_of").summary("The devices of somebody to whom I can write.")
            }),
        )
        .api_route(
            "/sealed/people/{person}/packages",
            post_with(take, |op| {
                op.id("sealed.packages_take").summary("Take a key package of each of these devices.")
            }),
        )
}

fn of_groups() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/conversations/sealed",
            post_with(begin, |op| op.id("sealed.begin").summary("Write to somebody, sealed.")),
        )
        .api_route(
            "/conversations/{conversation}/sealed",
            get_with(group, |op| {
                op.id("sealed.group").summary("How the group of a sealed conversation stands.")
            }),
        )
        .api_route(
            "/conversations/{conversation}/sealed/messages",
            post_with(send, |op| op.id("sealed.send").summary("Say something that the house cannot read.")),
        )
        .api_route(
            "/conversations/{conversation}/sealed/changes",
            post_with(change, |op| op.id("sealed.change").summary("Let devices in, or put them out.")),
        )
}

/// A device of mine.
#[derive(Deserialize, JsonSchema)]
struct SealerPath {
    /// Which.
    sealer: SealedDeviceId,
}

/// A device of mine in a conversation.
#[derive(Deserialize, JsonSchema)]
struct WelcomePath {
    /// Which.
    sealer: SealedDeviceId,
    /// Where.
    conversation: ConversationId,
}

/// Somebody.
#[derive(Deserialize, JsonSchema)]
struct PersonPath {
    /// Who.
    person: PersonId,
}

/// A device.
#[derive(Serialize, JsonSchema)]
struct SealerView {
    /// Its id; the groups know it by that.
    id: SealedDeviceId,
    /// Whose.
    person: PersonId,
    /// The public key by which it signs (Ed25519).
    signs: String,
    /// Since when.
    made_at: Timestamp,
}

impl From<Device> for SealerView {
    fn from(Device { id, person, signs, made_at }: Device) -> Self {
        Self { id, person, signs: STANDARD.encode(signs), made_at }
    }
}

/// My devices.
#[derive(Serialize, JsonSchema)]
struct OwnSealerList {
    /// The oldest first.
    items: Vec<OwnSealerView>,
}

/// A device of mine.
#[derive(Serialize, JsonSchema)]
struct OwnSealerView {
    /// The device.
    device: SealerView,
    /// How many of its packages wait.
    packages: i64,
}

async fn devices(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<Json<OwnSealerList>, Problem> {
    let found = actions::devices(&house, who).await?;
    let items = found.into_iter().map(|(device, packages)| OwnSealerView { device: device.into(), packages });
    Ok(Json(OwnSealerList { items: items.collect() }))
}

/// A device that is to take part.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SealerAdd {
    /// The public key by which it signs: 32 bytes (Ed25519).
    signs: String,
}

/// A device that takes part.
#[derive(Serialize, JsonSchema)]
struct SealerAdded {
    /// Which.
    id: SealedDeviceId,
}

async fn add(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<SealerAdd>,
) -> Result<Json<SealerAdded>, Problem> {
    Ok(Json(SealerAdded { id: actions::add_device(&house, who, &wish.signs).await? }))
}

async fn remove(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<SealerPath>,
) -> Result<StatusCode, Problem> {
    actions::remove_device(&house, who, at.sealer).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Key packages.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PackagesPut {
    /// Each is taken once; a hundred wait at most.
    packages: Vec<String>,
    /// The one that is given out when no other is left.
    #[serde(default)]
    lasting: Option<String>,
}

async fn put_packages(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<SealerPath>,
    Json(wish): Json<PackagesPut>,
) -> Result<StatusCode, Problem> {
    let packages = (&wish.packages[..], wish.lasting.as_deref());
    actions::put_packages(&house, who, at.sealer, packages).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What lets a device in.
#[derive(Serialize, JsonSchema)]
struct WelcomeList {
    /// One for each conversation.
    items: Vec<WelcomeView>,
}

/// What lets a device into a conversation.
#[derive(Serialize, JsonSchema)]
struct WelcomeView {
    /// Into which.
    conversation: ConversationId,
    /// The number of the change by which it is in.
    seq: i64,
    /// The welcome.
    welcome: String,
}

async fn welcomes(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<SealerPath>,
) -> Result<Json<WelcomeList>, Problem> {
    let found = actions::welcomes(&house, who, at.sealer).await?;
    let items = found.into_iter().map(|one| WelcomeView {
        conversation: one.conversation,
        seq: one.seq,
        welcome: STANDARD.encode(one.welcome),
    });
    Ok(Json(WelcomeList { items: items.collect() }))
}

async fn took(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<WelcomePath>,
) -> Result<StatusCode, Problem> {
    actions::took(&house, who, (at.sealer, at.conversation)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Devices.
#[derive(Serialize, JsonSchema)]
struct SealerList {
    /// The oldest first.
    items: Vec<SealerView>,
}

async fn devices_of(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<PersonPath>,
) -> Result<Json<SealerList>, Problem> {
    let found = actions::devices_of(&house, who, at.person).await?;
    Ok(Json(SealerList { items: found.into_iter().map(SealerView::from).collect() }))
}

/// Packages that were taken.
#[derive(Serialize, JsonSchema)]
struct TakenList {
    /// One for each device.
    items: Vec<TakenView>,
}

/// A package that was taken.
#[derive(Serialize, JsonSchema)]
struct TakenView {
    /// Of which device.
    device: SealerView,
    /// The package; null where none waited.
    package: Option<String>,
}

async fn take(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<PersonPath>,
) -> Result<Json<TakenList>, Problem> {
    let found = actions::take_packages(&house, who, at.person).await?;
    let items = found.into_iter().map(|(device, package)| TakenView {
        device: device.into(),
        package: package.map(|it| STANDARD.encode(it)),
    });
    Ok(Json(TakenList { items: items.collect() }))
}

/// Whom to write to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SealedWith {
    /// Somebody of my organisations, or a friend.
    person: PersonId,
}

/// A sealed conversation that there is now.
#[derive(Serialize, JsonSchema)]
struct SealedBegun {
    /// Which.
    id: ConversationId,
}

async fn begin(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<SealedWith>,
) -> Result<Json<SealedBegun>, Problem> {
    Ok(Json(SealedBegun { id: actions::begin(&house, who, wish.person).await? }))
}

/// How a group stands.
#[derive(Serialize, JsonSchema)]
struct GroupView {
    /// Its epoch; 0 where nobody has begun it.
    epoch: i64,
    /// What a device comes in by from outside; null where nobody has begun it, or one of the two was erased.
    info: Option<String>,
    /// The devices of the two.
    devices: Vec<SealerView>,
}

async fn group(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<Json<GroupView>, Problem> {
    let found = actions::group(&house, who, at.conversation).await?;
    let devices = found.devices.into_iter().map(SealerView::from).collect();
    Ok(Json(GroupView { epoch: found.epoch, info: found.info.map(|info| STANDARD.encode(info)), devices }))
}

/// What is said.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SealedSend {
    /// What the client calls it: 8 to 64 letters, digits, `-` and `_`, fresh for each. Sent again it is stored once.
    mark: String,
    /// A private message of MLS, made in the epoch in which the group is.
    cipher: String,
}

async fn send(
    State(house): State<House>,
    Extension(chat): Extension<Chat>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
    Json(wish): Json<SealedSend>,
) -> Result<Json<WrittenView>, Problem> {
    let wish = (wish.mark.as_str(), wish.cipher);
    Ok(Json(actions::send(&house, &chat, who, at.conversation, wish).await?.into()))
}

/// A change of the group.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SealedChange {
    /// What the client calls it.
    mark: String,
    /// A commit of MLS, made in the epoch in which the group is.
    cipher: String,
    /// What a device comes in by from outside, once the change stands.
    info: String,
    /// What lets new devices in: 20 at most.
    #[serde(default)]
    welcomes: Vec<WelcomePut>,
}

/// What lets a device in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WelcomePut {
    /// Which.
    device: SealedDeviceId,
    /// The welcome.
    welcome: String,
}

async fn change(
    State(house): State<House>,
    Extension(chat): Extension<Chat>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
    Json(wish): Json<SealedChange>,
) -> Result<Json<WrittenView>, Problem> {
    let SealedChange { mark, cipher, info, welcomes } = wish;
    let welcomes = welcomes.into_iter().map(|one| (one.device, one.welcome)).collect();
    let wish = ChangeWish { cipher, info, welcomes };
    Ok(Json(actions::change(&house, &chat, who, at.conversation, (&mark, wish)).await?.into()))
}

/// What only my recovery key opens.
#[derive(Serialize, JsonSchema)]
struct ArchiveView {
    /// Counts each time that it is replaced; 0 where there is none.
    version: i64,
    /// When that was last.
    at: Option<Timestamp>,
    /// What it holds.
    content: Option<String>,
}

async fn archive_get(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<Json<ArchiveView>, Problem> {
    let found = archive::get(&house, who).await?;
    Ok(Json(found.map_or(ArchiveView { version: 0, at: None, content: None }, |held| ArchiveView {
        version: held.version,
        at: Some(held.at),
        content: Some(STANDARD.encode(held.content)),
    })))
}

/// What is to stand there.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ArchivePut {
    /// The version that the client knows; 0 where there is none.
    version: i64,
    /// What it holds: 2 MiB at most.
    content: String,
}

/// What stands there now.
#[derive(Serialize, JsonSchema)]
struct ArchiveKept {
    /// Its version.
    version: i64,
}

async fn archive_put(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<ArchivePut>,
) -> Result<Json<ArchiveKept>, Problem> {
    Ok(Json(ArchiveKept { version: archive::put(&house, who, (wish.version, &wish.content)).await? }))
}
