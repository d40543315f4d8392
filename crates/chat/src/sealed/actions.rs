//! What people do: let devices take part, take what lets somebody's devices in, begin, write, and change a group.

use ground::{Ctx, Person, PersonId, View, uuid::Uuid};
use yard::House;
use yard::access::the_house;
use yard::account::{Bound, store as accounts};

use super::store::Waiting;
use super::{Change, Device, Refusal, SealedDeviceId, rules, store};
use crate::conversation::{self, ConversationId, store as conversations};
use crate::friend;
use crate::log::{self, Body, Chat, Draft, What, Written};

/// Conversations into which a device is let, of one list.
const WELCOMES_LIST: i64 = 100;

/// A device of the caller, and how many packages of it wait.
pub(super) async fn devices(house: &House, who: Person) -> Result<Vec<(Device, i64)>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "conversation.list")?;
    let mut devices = Vec::new();
    for device in store::devices(&mut view, who.person).await? {
        let left = store::count_packages(&mut view, device.id).await?;
        devices.push((device, left));
    }
    Ok(devices)
}

/// Lets a device of the caller take part.
pub(super) async fn add_device(house: &House, who: Person, signs: &str) -> Result<SealedDeviceId, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "conversation.start", &the_house())?;
    let signs = rules::signing_key(signs)?;
    // The counter is held until this unit of work ends: two who add at once do not pass the bound together.
    bounded(&mut cx, who, rules::ADDS).await?;
    if store::count_devices(&mut cx, who.person).await? >= rules::DEVICES_MAX {
        return Err(Refusal::Devices);
    }
    let id = SealedDeviceId::fresh(cx.clock());
    let device = Device { id, person: who.person, signs, made_at: cx.now() };
    if !store::add_device(&mut cx, &device).await? {
        return Err(Refusal::KeyTaken);
    }
    cx.commit().await?;
    Ok(id)
}

/// A device of the caller takes part no longer; the devices that stay put it out of the groups.
pub(super) async fn remove_device(house: &House, who: Person, id: SealedDeviceId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "conversation.start", &the_house())?;
    if !store::remove_device(&mut cx, id, who.person).await? {
        return Err(Refusal::DeviceUnknown);
    }
    Ok(cx.commit().await?)
}

/// Lays packages there for whoever lets a device of the caller into a group.
pub(super) async fn put_packages(
    house: &House,
    who: Person,
    device: SealedDeviceId,
    (packages, lasting): (&[String], Option<&str>),
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "conversation.start", &the_house())?;
    if !store::hold(&mut cx, device, who.person).await? {
        return Err(Refusal::DeviceUnknown);
    }
    let there = store::count_waiting(&mut cx, device).await?;
    if there + i64::try_from(packages.len()).unwrap_or(i64::MAX) > rules::PACKAGES_MAX {
        return Err(Refusal::Form("packages"));
    }
    for package in packages {
        let at = (*Uuid::now_v7().as_bytes(), device);
        store::put_package(&mut cx, at, rules::package(package)?, false).await?;
    }
    if let Some(lasting) = lasting {
        store::drop_lasting(&mut cx, device).await?;
        let at = (*Uuid::now_v7().as_bytes(), device);
        store::put_package(&mut cx, at, rules::package(lasting)?, true).await?;
    }
    Ok(cx.commit().await?)
}

/// Oneself, and those to whom one can write.
async fn known(view: &mut View, one: PersonId, other: PersonId) -> Result<(), Refusal> {
    let is_known = one == other
        || yard::org::store::share_one(view, one, other).await?
        || friend::store::are(view, one, other).await?
        || conversations::share_one(view, one, other).await?;
    if is_known { Ok(()) } else { Err(Refusal::PersonUnknown) }
}

/// The devices of somebody to whom the caller can write.
pub(super) async fn devices_of(house: &House, who: Person, person: PersonId) -> Result<Vec<Device>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "conversation.start", &the_house())?;
    known(&mut view, who.person, person).await?;
    Ok(store::devices(&mut view, person).await?)
}

/// Takes a package of each device of somebody to whom the caller can write; nothing for a device that has none.
pub(super) async fn take_packages(
    house: &House,
    who: Person,
    person: PersonId,
) -> Result<Vec<(Device, Option<Vec<u8>>)>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "conversation.start", &the_house())?;
    known(&mut view, who.person, person).await?;
    let devices = store::devices(&mut view, person).await?;
    drop(view);
    let mut cx = house.db.begin().await?;
    bounded(&mut cx, who, rules::TAKES).await?;
    let mut taken = Vec::with_capacity(devices.len());
    for device in devices {
        let package = store::take_package(&mut cx, device.id).await?;
        taken.push((device, package));
    }
    cx.commit().await?;
    Ok(taken)
}

/// Counts one more of what the caller does.
async fn bounded(cx: &mut Ctx, who: Person, bound: Bound) -> Result<(), Refusal> {
    let count = accounts::count(cx, bound, who.person.bytes()).await?;
    if count > i64::from(bound.most) { Err(Refusal::TooOften(u64::from(bound.span_s))) } else { Ok(()) }
}

/// Begins a sealed conversation of two, or answers the one that there is.
pub(super) async fn begin(house: &House, who: Person, with: PersonId) -> Result<ConversationId, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "conversation.start", &the_house())?;
    known(&mut view, who.person, with).await?;
    if store::archive(&mut view, who.person).await?.is_none() {
        return Err(Refusal::NoRecovery);
    }
    for person in [who.person, with] {
        if store::devices(&mut view, person).await?.is_empty() {
            return Err(Refusal::NoDevice);
        }
    }
    drop(view);
    Ok(conversation::begin_of_two(house, who, with, true).await?)
}

/// How a group stands.
pub(super) struct Group {
    pub epoch: i64,
    /// What a device comes back in by.
    pub info: Option<Vec<u8>>,
    /// The devices of those who are in it.
    pub devices: Vec<Device>,
}

/// How the group of a sealed conversation stands.
pub(super) async fn group(house: &House, who: Person, id: ConversationId) -> Result<Group, Refusal> {
    let mut view = house.db.view().await?;
    log::permits(&mut view, who, "message.seal", id).await?;
    let (epoch, info) = store::group(&mut view, id).await?.ok_or(Refusal::NotSealed)?;
    Ok(Group { epoch, info, devices: store::devices_in(&mut view, id).await? })
}

/// Writes what only the devices of the two open.
pub(super) async fn send(
    house: &House,
    chat: &Chat,
    who: Person,
    id: ConversationId,
    (mark, cipher): (&str, String),
) -> Result<Written, Refusal> {
    permitted(house, who, id).await?;
    chat.pace(house, who)?;
    let epoch = rules::said(&cipher, id.bytes())?;
    let body = Body::shut(cipher);
    let what = |body, live| What::Cipher { epoch, body, live };
    Ok(chat.append(Draft::shut(house, (id, who.person), (mark, body), what).await?).await?)
}

/// A change of the group as its device sends it.
pub(super) struct ChangeWish {
    pub cipher: String,
    pub info: String,
    pub welcomes: Vec<(SealedDeviceId, String)>,
}

/// Changes the group: devices come or go. It counts only where it names the epoch in which the group is.
pub(super) async fn change(
    house: &House,
    chat: &Chat,
    who: Person,
    id: ConversationId,
    (mark, wish): (&str, ChangeWish),
) -> Result<Written, Refusal> {
    permitted(house, who, id).await?;
    let epoch = rules::change(&wish.cipher, id.bytes())?;
    if wish.welcomes.len() > rules::WELCOMES_MAX {
        return Err(Refusal::Form("welcomes"));
    }
    let mut welcomes = Vec::with_capacity(wish.welcomes.len());
    for (device, welcome) in wish.welcomes {
        welcomes.push((device, rules::welcome(&welcome)?));
    }
    let change = Change { info: rules::info(&wish.info)?, welcomes };
    let body = Body::shut(wish.cipher);
    let what = |body, _| What::Change { epoch, body, change };
    Ok(chat.append(Draft::shut(house, (id, who.person), (mark, body), what).await?).await?)
}

/// Whether the caller writes there, and it is sealed.
async fn permitted(house: &House, who: Person, id: ConversationId) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (conversation, _) = log::permits(&mut view, who, "message.seal", id).await?;
    if conversation.is_sealed { Ok(()) } else { Err(Refusal::NotSealed) }
}

/// What lets a device of the caller into groups, and was not taken.
pub(super) async fn welcomes(
    house: &House,
    who: Person,
    device: SealedDeviceId,
) -> Result<Vec<Waiting>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "conversation.start", &the_house())?;
    if !store::devices(&mut view, who.person).await?.iter().any(|own| own.id == device) {
        return Err(Refusal::DeviceUnknown);
    }
    Ok(store::welcomes(&mut view, device, who.person, WELCOMES_LIST).await?)
}

/// A device of the caller is in: what let it in lies there no longer.
pub(super) async fn took(
    house: &House,
    who: Person,
    (device, id): (SealedDeviceId, ConversationId),
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "conversation.start", &the_house())?;
    if !store::is_of(&mut cx, device, who.person).await? || !store::taken(&mut cx, device, id).await? {
        return Err(Refusal::DeviceUnknown);
    }
    Ok(cx.commit().await?)
}
