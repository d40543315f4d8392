//! What those who run the house do before they open a minor's data: one asks, another approves.

use ground::{Person, PersonId};
use serde_json::json;

use super::store::{self, OpeningRow};
use super::{OpeningId, Refusal, rules};
use crate::House;
use crate::access::the_house;

/// Openings shown at once.
const SHOWN_MAX: i64 = 200;

/// Asks for an opening of a minor's data.
pub(super) async fn ask(
    house: &House,
    who: Person,
    minor: PersonId,
    reason: &str,
) -> Result<OpeningId, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    let reason = rules::REASONS.iter().find(|known| **known == reason).ok_or(Refusal::ReasonUnknown)?;
    let id = OpeningId::fresh(cx.clock());
    let mut view = house.db.view().await?;
    store::standing(&mut view, minor).await?.ok_or(Refusal::Unknown)?;
    drop(view);
    store::ask_opening(&mut cx, id, minor, reason, who.person).await?;
    cx.commit().await?;
    Ok(id)
}

/// The openings there are, newest first.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<OpeningRow>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    Ok(store::openings(&mut view, SHOWN_MAX).await?)
}

/// Approves what another one asked for; it stands for a day, and the minor is told.
pub(super) async fn approve(house: &House, who: Person, id: OpeningId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    let (asked_by, minor) = store::waiting_opening(&mut cx, id).await?.ok_or(Refusal::OpeningUnknown)?;
    if asked_by == who.person {
        return Err(Refusal::SamePerson);
    }
    let until = cx.now().plus(rules::OPENING_LIFE);
    if !store::approve(&mut cx, id, who.person, until).await? {
        return Err(Refusal::OpeningUnknown);
    }
    cx.tell(minor, "minor", "minor.opened", &json!({ "opening": id })).await?;
    Ok(cx.commit().await?)
}
