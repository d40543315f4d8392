//! What administrators do: end the organisation, see when it ends, call it off.

use ground::{Caller, Job, Member, Person, PersonId};
use policy::Purpose;
use serde_json::json;
use std::net::IpAddr;

use super::jobs::Tell;
use super::store::{self, ClosingRow};
use super::{Refusal, WAIT};
use crate::House;
use crate::identity::{self, Proof};
use crate::org::actions::tell_administrators;
use crate::org::store as orgs;
use crate::org::{act, administering, resource};

/// Ends the organisation in a week: whoever asks proves that it is he and says its name.
pub(super) async fn close(
    house: &House,
    (person, who): (Person, Member),
    (name, proof): (&str, &Proof),
    from: IpAddr,
) -> Result<ClosingRow, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let org = orgs::find(&mut view, who.org).await?.ok_or(Refusal::Unknown)?;
    if store::of(&mut view, who.org).await?.is_some() {
        return Err(Refusal::Already);
    }
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Organisation).act("org.close");
    if look.open(&org.legal_name).await?.as_str() != name.trim() {
        return Err(Refusal::Name);
    }
    identity::prove(house, person, proof, from).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let who = administering(&mut cx, who).await?;
    let (asked_at, due_at) = (cx.now(), cx.now().plus(WAIT));
    if !store::add(&mut cx, who.org, who.person, due_at).await? {
        return Err(Refusal::Already);
    }
    act::note(&mut cx, &who, "org.close", None).await?;
    cx.later(Tell::NAME, &Tell { org: who.org, after: PersonId::from_bytes([0; 16]) }).await?;
    cx.commit().await?;
    Ok(ClosingRow { asked_by: Some(who.person), asked_at, due_at })
}

/// When the organisation ends; members may know.
pub(super) async fn state(house: &House, who: Member) -> Result<Option<ClosingRow>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.read", &resource(who.org))?;
    Ok(store::of(&mut view, who.org).await?)
}

/// Calls it off, until its day: from then on people are put out, and what was ended is not half an organisation.
pub(super) async fn withdraw(house: &House, who: Member) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let who = administering(&mut cx, who).await?;
    let due_at = store::due_of(&mut cx, who.org).await?.ok_or(Refusal::Unknown)?;
    // By the clock, not by the unit of work: it may have waited for the organisation beyond that day.
    if due_at <= house.clock.now() {
        return Err(Refusal::Due);
    }
    store::remove(&mut cx, who.org).await?;
    act::note(&mut cx, &who, "org.close.withdraw", None).await?;
    tell_administrators(&mut cx, who.org, "org.closing_withdrawn", &json!({ "org": who.org })).await?;
    Ok(cx.commit().await?)
}
