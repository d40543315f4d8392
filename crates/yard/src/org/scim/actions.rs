//! What administrators do: make a connection, renew its token, end it; see which there are.

use ground::{Member, Person, Timestamp};
use std::time::Duration;

use super::ScimId;
use super::refusal::Refusal;
use super::store::{self, Connection};
use crate::org::upload::{self, Attestation, Attested};
use crate::org::{self, Line, administering, store as orgs};
use crate::{House, factor, token};

/// Connections of an organisation.
const CONNECTIONS_MAX: i64 = 10;
/// Days for which a token is good.
const DAYS_MAX: u64 = 366;
/// Signs of a name.
const NAME_MAX: usize = 60;

/// A connection with how much it names, and whether it rests.
pub(super) struct Listed {
    pub row: Connection,
    pub users: i64,
    pub groups: i64,
    pub rests: bool,
}

/// A token that was made: told this once.
pub(super) struct Made {
    pub id: ScimId,
    pub token: String,
    pub ends_at: Timestamp,
}

/// The connections of an organisation.
pub(super) async fn list(house: &House, who: Member) -> Result<Vec<Listed>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &org::resource(who.org))?;
    let rows = store::of_org(&mut view, who.org).await?;
    let counts = store::counts(&mut view, who.org).await?;
    let mut listed = Vec::with_capacity(rows.len());
    for row in rows {
        let role = orgs::role_of(&mut view, who.org, row.made_by).await?;
        let rests = role != Some(org::Role::Administrator) || row.ends_at <= view.now();
        let (users, groups) = counts.get(&row.id).copied().unwrap_or_default();
        listed.push(Listed { row, users, groups, rests });
    }
    Ok(listed)
}

/// Whoever has a second factor gives it first, as before a passkey is added: a token outlives what it was made with.
async fn proved(house: &House, who: Member) -> Result<(), Refusal> {
    let person = Person { person: who.person, device: who.device, keeper: false, limited: false };
    factor::adding(house, &person).await.map_err(|no| Refusal::Factor(Box::new(no)))
}

fn ends(house: &House, days: u64) -> Result<Timestamp, Refusal> {
    if !(1..=DAYS_MAX).contains(&days) {
        return Err(Refusal::Days);
    }
    Ok(house.clock.now().plus(Duration::from_secs(days * 86_400)))
}

/// Makes a connection. What is attested for it everybody reads whom it names.
pub(super) async fn connect(
    house: &House,
    who: Member,
    (name, days): (&str, u64),
    attestation: &Attestation,
) -> Result<Made, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &org::resource(who.org))?;
    let name = Line::read(name, NAME_MAX).map_err(|_| Refusal::Name)?.as_str().to_owned();
    let ends_at = ends(house, days)?;
    if store::count_of(&mut cx, who.org).await? >= CONNECTIONS_MAX {
        return Err(Refusal::Many);
    }
    drop(cx);
    proved(house, who).await?;
    let (token, hash) = token::fresh(house, &store::TOKEN)?;
    let Attested(upload) = upload::attested(house, who, attestation).await?;
    let id = ScimId::fresh(&house.clock);
    let mut cx = house.db.begin().await?;
    let who = administering(&mut cx, who).await?;
    if store::count_of(&mut cx, who.org).await? >= CONNECTIONS_MAX {
        return Err(Refusal::Many);
    }
    let made_at = cx.now();
    let row =
        Connection { id, org: who.org, name, upload, made_by: who.person, made_at, ends_at, used_at: None };
    store::add(&mut cx, &row, hash).await?;
    org::note_act(&mut cx, &who, "org.scim.connect", None).await?;
    cx.commit().await?;
    Ok(Made { id, token, ends_at })
}

/// Gives one a new token; the one before is good no longer. Whoever does it answers for it from now on.
pub(super) async fn renew(house: &House, who: Member, id: ScimId, days: u64) -> Result<Made, Refusal> {
    let cx = house.db.view().await?;
    cx.permit(who, "org.administer", &org::resource(who.org))?;
    drop(cx);
    proved(house, who).await?;
    let (token, hash) = token::fresh(house, &store::TOKEN)?;
    let mut cx = house.db.begin().await?;
    let who = administering(&mut cx, who).await?;
    store::find(&mut cx, who.org, id).await?.ok_or(Refusal::Unknown)?;
    let ends_at = ends(house, days)?;
    store::renew(&mut cx, (who.org, id), (hash, who.person), ends_at).await?;
    org::note_act(&mut cx, &who, "org.scim.renew", None).await?;
    cx.commit().await?;
    Ok(Made { id, token, ends_at })
}

/// Ends one: its list is taken back with it. Who accepted stays a member, and departments stay.
pub(super) async fn end(house: &House, who: Member, id: ScimId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &org::resource(who.org))?;
    let who = administering(&mut cx, who).await?;
    let one = store::find(&mut cx, who.org, id).await?.ok_or(Refusal::Unknown)?;
    upload::take_back(&mut cx, who.org, one.upload).await?;
    org::note_act(&mut cx, &who, "org.scim.end", None).await?;
    Ok(cx.commit().await?)
}
