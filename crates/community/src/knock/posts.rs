//! What those who run the community do: appoint and dismiss guards, put posters up and take them down.

use ground::{Ctx, Member, PersonId, View};
use yard::org::store as orgs;
use yard::{House, token};

use super::{POSTER, Refusal, store};
use crate::place::{self, DoorId, store as places};

async fn look(house: &House, who: Member) -> Result<View, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "org.administer", &place::resource(who.org))?;
    Ok(view)
}

async fn begin(house: &House, who: Member) -> Result<Ctx, Refusal> {
    let cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &place::resource(who.org))?;
    Ok(cx)
}

/// Guards, and doors with a poster.
pub(super) async fn list(house: &House, who: Member) -> Result<(Vec<PersonId>, Vec<DoorId>), Refusal> {
    let mut view = look(house, who).await?;
    Ok((store::guards(&mut view, who.org).await?, store::posters(&mut view, who.org).await?))
}

/// Appoints a member as a guard.
pub(super) async fn appoint(house: &House, who: Member, person: PersonId) -> Result<(), Refusal> {
    let mut view = look(house, who).await?;
    let role = orgs::role_of(&mut view, who.org, person).await?;
    drop(view);
    role.ok_or(Refusal::Guard)?;
    let mut cx = begin(house, who).await?;
    places::of_now(&mut cx, who.org).await?.ok_or(Refusal::Closed)?;
    store::appoint(&mut cx, who.org, person).await?;
    Ok(cx.commit().await?)
}

/// Dismisses one; he sees nothing of the gate any more.
pub(super) async fn dismiss(house: &House, who: Member, person: PersonId) -> Result<(), Refusal> {
    let mut cx = begin(house, who).await?;
    if !store::dismiss(&mut cx, who.org, person).await? {
        return Err(Refusal::Guard);
    }
    Ok(cx.commit().await?)
}

/// Puts a poster up; what it shows is told this once, and what hung there before is good no longer.
pub(super) async fn put_up(house: &House, who: Member, door: DoorId) -> Result<String, Refusal> {
    let mut cx = begin(house, who).await?;
    if !places::has_door(&mut cx, who.org, door).await? {
        return Err(Refusal::Door);
    }
    let (token, verifier) = token::fresh(house, &POSTER)?;
    store::put_up(&mut cx, (who.org, door), verifier).await?;
    cx.commit().await?;
    Ok(token)
}

/// Takes it down.
pub(super) async fn take_down(house: &House, who: Member, door: DoorId) -> Result<(), Refusal> {
    let mut cx = begin(house, who).await?;
    if !store::take_down(&mut cx, who.org, door).await? {
        return Err(Refusal::NoPoster);
    }
    Ok(cx.commit().await?)
}
