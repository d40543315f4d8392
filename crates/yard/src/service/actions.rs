//! What people do: make a service account, look at the list, revoke one. And whom a token stands for.

use aws_lc_rs::rand;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::{
    Caller, Ctx, Fault, OrgId, PersonId, Resource, Service, ServiceId, ServiceScope, Timestamp, View,
};
use serde_json::json;

use super::store::{self, ServiceRow};
use super::{Refusal, TOKEN_BEGINS, rules};
use crate::House;
use crate::access::the_house;
use crate::org;

/// A service account to be made.
pub(super) struct Wish {
    pub name: String,
    pub scopes: Vec<ServiceScope>,
    pub life: std::time::Duration,
}

/// One that was made: its token is told once.
pub(super) struct Made {
    pub row: ServiceRow,
    pub token: String,
}

/// What whoever runs the programs of an organisation, or of the house, must be allowed.
fn running(org: Option<OrgId>) -> (&'static str, Resource) {
    org.map_or_else(|| ("house.keep", the_house()), |org| ("org.administer", org::resource(org)))
}

/// A token and the keyed fingerprint by which the house will know it.
fn fresh_token(house: &House) -> Result<(String, [u8; 16]), Fault> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).map_err(|_| Fault::new("no randomness"))?;
    let token = format!("{TOKEN_BEGINS}{}", URL_SAFE_NO_PAD.encode(bytes));
    let hash = house.vault.index(&store::TOKEN, &token);
    Ok((token, hash))
}

/// Makes a service account.
pub(super) async fn create(
    house: &House,
    who: &Caller,
    org: Option<OrgId>,
    wish: Wish,
) -> Result<Made, Refusal> {
    let (act, thing) = running(org);
    let (token, token_hash) = fresh_token(house)?;
    let mut cx = house.db.begin().await?;
    cx.permit(who.clone(), act, &thing)?;
    if store::count(&mut cx, org).await? >= rules::MOST {
        return Err(Refusal::TooMany);
    }
    let row = ServiceRow {
        id: ServiceId::fresh(cx.clock()),
        org,
        name: wish.name,
        scopes: wish.scopes,
        created_by: who.person().ok_or(ground::Denied)?,
        created_at: cx.now(),
        expires_at: cx.now().plus(wish.life),
        used_at: None,
    };
    match store::add(&mut cx, &row, token_hash).await {
        Err(error) if error.is_unique_on("yard_service") => return Err(Refusal::NameTaken),
        other => other?,
    }
    tell(&mut cx, org, "org.service_created", row.id, &row.name).await?;
    cx.commit().await?;
    Ok(Made { row, token })
}

/// The service accounts of an organisation, or of the house.
pub(super) async fn list(
    house: &House,
    who: &Caller,
    org: Option<OrgId>,
) -> Result<Vec<ServiceRow>, Refusal> {
    let (act, thing) = running(org);
    let mut view = house.db.view().await?;
    view.permit(who.clone(), act, &thing)?;
    Ok(store::list(&mut view, org).await?)
}

/// Revokes one: from the commit on its token opens nothing, and an open stream of it ends.
pub(super) async fn revoke(
    house: &House,
    who: &Caller,
    org: Option<OrgId>,
    id: ServiceId,
) -> Result<(), Refusal> {
    let (act, thing) = running(org);
    let mut cx = house.db.begin().await?;
    cx.permit(who.clone(), act, &thing)?;
    let name = store::revoke(&mut cx, org, id).await?.ok_or(Refusal::Unknown)?;
    // The frame itself goes with the rest of its stream; that something is new wakes whoever listens.
    cx.tell(stream_of(id), "service", "service.revoked", &()).await?;
    ground::stream::forget(&mut cx, stream_of(id)).await?;
    tell(&mut cx, org, "org.service_revoked", id, &name).await?;
    Ok(cx.commit().await?)
}

/// Nobody gets a key to an organisation without its administrators hearing of it.
async fn tell(cx: &mut Ctx, org: Option<OrgId>, kind: &str, id: ServiceId, name: &str) -> Result<(), Fault> {
    let Some(org) = org else { return Ok(()) };
    let body = json!({ "org": org, "service": id, "name": name });
    for person in org::store::administrators(cx, org).await? {
        cx.tell(person, "org", kind, &body).await?;
    }
    Ok(())
}

/// The program that a token stands for; `None` where it stands for none (any longer).
///
/// # Errors
/// What the database says.
pub async fn by_token(house: &House, token: &str) -> Result<Option<Caller>, Fault> {
    if token.len() > 64 {
        return Ok(None);
    }
    let mut view = house.db.view().await?;
    let Some(row) = store::by_token(&mut view, house.vault.index(&store::TOKEN, token)).await? else {
        return Ok(None);
    };
    let now = view.now();
    drop(view);
    if row.used_at.is_none_or(|used| now.since(used) > rules::TOUCH) {
        let mut cx = house.db.begin().await?;
        store::touch(&mut cx, row.id).await?;
        cx.commit().await?;
    }
    let program = Service { id: row.id, org: row.org, name: row.name.into(), scopes: row.scopes.into() };
    Ok(Some(program.into()))
}

/// Until when a service account stands; `None` where it stands no more.
///
/// # Errors
/// What the database says.
pub async fn stands(view: &mut View, id: ServiceId) -> Result<Option<Timestamp>, Fault> {
    store::stands(view, id).await
}

/// The programs of an organisation that hear what happens in it, each by its stream.
///
/// # Errors
/// What the database says.
pub async fn listeners(cx: &mut Ctx, org: OrgId) -> Result<Vec<PersonId>, Fault> {
    let hears = |row: &ServiceRow| row.scopes.contains(&ServiceScope::OrgEvents);
    Ok(store::standing(cx, org).await?.iter().filter(|row| hears(row)).map(|row| stream_of(row.id)).collect())
}

/// A stream belongs to sixteen bytes; those of a service account are nobody else's.
pub const fn stream_of(id: ServiceId) -> PersonId {
    PersonId::from_bytes(id.bytes())
}
