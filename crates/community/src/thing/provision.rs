//! Adding a device: a token for one, and what whoever shows it gets in return.

use aws_lc_rs::{digest, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::{Ctx, Fault, Member, OrgId, Person, PersonId, Timestamp};
use things::broker;
use yard::House;
use yard::org::Line;

use super::link::Link;
use super::{Invite, InviteId, Refusal, Thing, ThingId, actions, hearing, rules, store};
use crate::place::{self, HomeId};

/// Signs of a token: 24 bytes in base64.
const TOKEN_SIGNS: usize = 32;

/// A token in the open, once.
pub(super) struct Invited {
    pub token: String,
    pub until_at: Timestamp,
}

/// What a device needs to speak, shown once.
pub(super) struct Credential {
    pub id: ThingId,
    /// Where the broker is.
    pub address: String,
    /// By which name the device signs in; also its client id.
    pub user: String,
    pub password: String,
    /// Before which topics of its own stand.
    pub root: String,
}

fn random<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).map_err(|_| Fault::new("no randomness"))?;
    Ok(bytes)
}

fn hash(token: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
    hash
}

/// A token for one device of a home.
pub(super) async fn invite(
    house: &House,
    link: &Link,
    who: Person,
    home: HomeId,
    name: &str,
) -> Result<Invited, Refusal> {
    let org = actions::at(house, who, home, "home.manage").await?;
    let name = Line::read(name, 40).map_err(|_| Refusal::Field("name"))?;
    let (new, token) = fresh(house, link, (org, Some(home)), (who.person, &name)).await?;
    let mut cx = house.db.begin().await?;
    actions::still(&mut cx, who, home, "home.manage").await?;
    keep(&mut cx, &new, &token).await?;
    cx.commit().await?;
    Ok(Invited { token, until_at: new.until_at })
}

/// A token for one piece of equipment.
pub(super) async fn invite_equipment(
    house: &House,
    link: &Link,
    who: Member,
    name: &str,
) -> Result<Invited, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "org.administer", &place::resource(who.org))?;
    drop(view);
    let name = Line::read(name, 40).map_err(|_| Refusal::Field("name"))?;
    let (new, token) = fresh(house, link, (who.org, None), (who.person, &name)).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &place::resource(who.org))?;
    if place::store::of_now(&mut cx, who.org).await?.is_none() {
        return Err(Refusal::Home);
    }
    keep(&mut cx, &new, &token).await?;
    cx.commit().await?;
    Ok(Invited { token, until_at: new.until_at })
}

async fn fresh(
    house: &House,
    link: &Link,
    (org, home): (OrgId, Option<HomeId>),
    (invited_by, name): (PersonId, &Line),
) -> Result<(Invite, String), Refusal> {
    if !link.is_there() {
        return Err(Refusal::NoBroker);
    }
    waits(house, (org, home), (invited_by, name)).await
}

/// The same for what a maker's cloud is linked by.
pub(super) async fn waiting(
    house: &House,
    place: (OrgId, Option<HomeId>),
    (invited_by, name): (PersonId, &str),
) -> Result<(Invite, String), Refusal> {
    let name = Line::read(name, 40).map_err(|_| Refusal::Field("name"))?;
    waits(house, place, (invited_by, &name)).await
}

async fn waits(
    house: &House,
    (org, home): (OrgId, Option<HomeId>),
    (invited_by, name): (PersonId, &Line),
) -> Result<(Invite, String), Refusal> {
    let id = InviteId::fresh(&house.clock);
    let token = URL_SAFE_NO_PAD.encode(random::<24>()?);
    let name = house.vault.seal(&Invite::NAME, org, id.bytes(), name).await?;
    let until_at = house.clock.now().plus(rules::INVITED);
    Ok((Invite { id, org, home, name, invited_by, until_at }, token))
}

/// Keeps a token in a unit of work.
pub(super) async fn keep(cx: &mut Ctx, new: &Invite, token: &str) -> Result<(), Refusal> {
    if store::invites_now(cx, new.org, new.home).await? >= rules::INVITES_MAX {
        return Err(Refusal::Many);
    }
    Ok(store::invite(cx, new, hash(token)).await?)
}

/// Binds a new device to what its token was made for: once, and before it is over. Whoever holds the token is its witness; nobody
/// needs to be signed in.
pub(super) async fn bind(
    house: &House,
    link: &Link,
    token: &str,
    mac: Option<&str>,
) -> Result<Credential, Refusal> {
    // A token of another kind is none.
    if token.len() != TOKEN_SIGNS {
        return Err(Refusal::Token);
    }
    let invite = invited(house, token).await?;
    let mac = match mac {
        Some(typed) => Some(rules::mac(typed).ok_or(Refusal::Field("mac"))?),
        None => None,
    };
    let (thing, name) = device(house, &invite, 't').await?;
    let password = URL_SAFE_NO_PAD.encode(random::<24>()?);
    link.admit(&thing.token, &password, mac.clone()).await?;
    let bound = bound(house, &invite, &thing, mac, name).await;
    if bound.is_err() {
        link.dismiss(vec![thing.token.clone()]);
    }
    bound?;
    link.greet(&thing.token);
    let set = &house.config.things;
    let address = set.address.as_ref().or(set.broker.as_ref()).cloned().unwrap_or_default();
    let root = broker::root(&thing.token);
    Ok(Credential { id: thing.id, address, user: thing.token, password, root })
}

/// What a token was made for, while it waits.
pub(super) async fn invited(house: &House, token: &str) -> Result<Invite, Refusal> {
    store::invited(&mut house.db.view().await?, hash(token)).await?.ok_or(Refusal::Token)
}

/// A token is used, in a unit of work, for one more device of its place.
pub(super) async fn used(cx: &mut Ctx, invite: &Invite) -> Result<(), Refusal> {
    if !store::use_invite(cx, invite.id).await? {
        return Err(Refusal::Token);
    }
    if store::count_now(cx, invite.org, invite.home).await? >= rules::THINGS_MAX {
        return Err(Refusal::Many);
    }
    Ok(())
}

/// The row of a new device, whose name on the wire begins with a mark, and its name for the log.
pub(super) async fn device(house: &House, invite: &Invite, mark: char) -> Result<(Thing, String), Refusal> {
    let program = ground::Caller::Program("home.device.bind");
    let look = house.vault.look(&program, policy::Purpose::HomeDevices).act("home.device.bind").delivery();
    let name = look.open(&invite.name).await.map_err(|no| no.or(Refusal::Token))?.into_inner();
    let id = ThingId::fresh(&house.clock);
    let digits: String = random::<16>()?.iter().map(|byte| format!("{byte:02x}")).collect();
    let thing = Thing {
        id,
        org: invite.org,
        home: invite.home,
        token: format!("{mark}{digits}"),
        name: house.vault.seal(&Thing::NAME, invite.org, id.bytes(), &name).await?,
        added_by: Some(invite.invited_by),
        added_at: house.clock.now(),
    };
    Ok((thing, name.as_str().to_owned()))
}

/// The token is used and the device is there, in one unit of work.
async fn bound(
    house: &House,
    invite: &Invite,
    thing: &Thing,
    mac: Option<String>,
    name: String,
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    used(&mut cx, invite).await?;
    let mark = mac.map(|mac| house.vault.index(&Thing::NAME, &mac));
    if !store::add(&mut cx, thing, mark).await? {
        return Err(Refusal::Field("mac"));
    }
    let of = (Some(thing.id), Some(invite.invited_by));
    hearing::log(&mut cx, house, (thing.org, thing.home), of, ("added", Some(name))).await?;
    Ok(cx.commit().await?)
}
