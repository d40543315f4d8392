//! What people do: register an application, change it, switch it on and off, remove it; see which there are; take back what one let
//! one have.

use ground::{Ctx, Member, Person};

use super::rules::{APPLICATIONS_MAX, Kind, Said};
use super::store::{self, Grant};
use super::{Application, ApplicationId, Refusal};
use crate::access::account_of;
use crate::org::{self, administering};
use crate::{House, openid, token};

/// An application that was registered: its secret is told once.
pub(super) struct Made {
    pub id: ApplicationId,
    pub secret: Option<String>,
}

/// The applications of an organisation, for its administrators.
pub(super) async fn list(house: &House, who: Member) -> Result<Vec<Application>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &org::resource(who.org))?;
    Ok(store::of_org(&mut view, who.org).await?)
}

/// Those that are on, for every member; what is off is not there.
pub(super) async fn offered(house: &House, who: Member) -> Result<Vec<Application>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.read", &org::resource(who.org))?;
    let mut all = store::of_org(&mut view, who.org).await?;
    all.retain(|one| one.is_on);
    Ok(all)
}

/// Registers one; it is off until it is switched on.
pub(super) async fn register(
    house: &House,
    who: Member,
    (kind, keeps_secret): (Kind, bool),
    said: Said,
) -> Result<Made, Refusal> {
    let said = said.checked(house.dev)?;
    let (secret, secret_hash) =
        keeps_secret.then(|| token::fresh(house, &store::SECRET)).transpose()?.unzip();
    let id = ApplicationId::fresh(&house.clock);
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &org::resource(who.org))?;
    let who = administering(&mut cx, who).await?;
    if !house.egress.lets_applications_in() {
        return Err(Refusal::Off);
    }
    if store::count(&mut cx, who.org).await? >= APPLICATIONS_MAX {
        return Err(Refusal::Many);
    }
    let new = Application {
        id,
        org: who.org,
        kind,
        name: said.name,
        runner: said.runner,
        policy: said.policy,
        start: said.start,
        redirects: said.redirects,
        logouts: said.logouts,
        scopes: said.scopes,
        secret_hash,
        is_on: false,
        made_at: cx.now(),
    };
    store::put(&mut cx, &new).await?;
    org::note_act(&mut cx, &who, "org.application.register", None).await?;
    cx.commit().await?;
    Ok(Made { id, secret })
}

/// Loads one to change it, as an administrator.
async fn held(cx: &mut Ctx, who: Member, id: ApplicationId) -> Result<(Member, Application), Refusal> {
    let who = administering(cx, who).await?;
    let one = store::find_now(cx, who.org, id).await?.ok_or(Refusal::Unknown)?;
    Ok((who, one))
}

/// Changes what is said of one. Where somebody else runs it now, or other rules hold there, or it may ask for less, its tokens end and
/// everybody is asked anew.
pub(super) async fn change(house: &House, who: Member, id: ApplicationId, said: Said) -> Result<(), Refusal> {
    let said = said.checked(house.dev)?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &org::resource(who.org))?;
    let (who, mut one) = held(&mut cx, who, id).await?;
    let is_other = one.runner != said.runner || one.policy != said.policy;
    let is_less = one.scopes.iter().any(|scope| !said.scopes.contains(scope));
    let Said { name, runner, policy, start, redirects, logouts, scopes } = said;
    one = Application { name, runner, policy, start, redirects, logouts, scopes, ..one };
    store::put(&mut cx, &one).await?;
    if is_other || is_less {
        store::ask_anew(&mut cx, id).await?;
        openid::end_of_application(&mut cx, id).await?;
    }
    org::note_act(&mut cx, &who, "org.application.change", None).await?;
    Ok(cx.commit().await?)
}

/// Switches one on or off; off, its codes and tokens are gone when this returns.
pub(super) async fn switch(house: &House, who: Member, id: ApplicationId, on: bool) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &org::resource(who.org))?;
    let (who, mut one) = held(&mut cx, who, id).await?;
    if on && !house.egress.lets_applications_in() {
        return Err(Refusal::Off);
    }
    one.is_on = on;
    store::put(&mut cx, &one).await?;
    if !on {
        openid::end_of_application(&mut cx, id).await?;
    }
    let act = if on { "org.application.on" } else { "org.application.off" };
    org::note_act(&mut cx, &who, act, None).await?;
    Ok(cx.commit().await?)
}

/// Gives one a new secret, told once; the one before is good no longer.
pub(super) async fn renew(house: &House, who: Member, id: ApplicationId) -> Result<String, Refusal> {
    let (secret, hash) = token::fresh(house, &store::SECRET)?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &org::resource(who.org))?;
    let (who, mut one) = held(&mut cx, who, id).await?;
    if one.secret_hash.is_none() {
        return Err(Refusal::NoSecret);
    }
    one.secret_hash = Some(hash);
    store::put(&mut cx, &one).await?;
    org::note_act(&mut cx, &who, "org.application.secret", None).await?;
    cx.commit().await?;
    Ok(secret)
}

/// Removes one, with all that people let it have.
pub(super) async fn remove(house: &House, who: Member, id: ApplicationId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &org::resource(who.org))?;
    let (who, one) = held(&mut cx, who, id).await?;
    store::remove(&mut cx, who.org, one.id).await?;
    org::note_act(&mut cx, &who, "org.application.remove", None).await?;
    Ok(cx.commit().await?)
}

/// What somebody let applications have.
pub(super) async fn mine(house: &House, who: Person) -> Result<Vec<(Application, Grant)>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    Ok(store::of_person(&mut view, who.person).await?)
}

/// Takes back what one let an application have; its tokens are gone when this returns.
pub(super) async fn end(house: &House, who: Person, id: ApplicationId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "consent.change", &account_of(who.person))?;
    if !store::take_back(&mut cx, id, who.person).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}
