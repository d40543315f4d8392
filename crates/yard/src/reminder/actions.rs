//! What people do: see of which events they are told, and choose.

use ground::Person;

use super::rules::Event;
use super::{Refusal, store};
use crate::House;
use crate::access::account_of;

/// All events, each with whether the caller is told.
pub(super) async fn mine(house: &House, who: Person) -> Result<Vec<(Event, bool)>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "notice.read", &account_of(who.person))?;
    let off = store::off(&mut view, who.person).await?;
    let is_on = |event: Event| off.iter().all(|word| word != event.word());
    Ok(Event::ALL.map(|event| (event, is_on(event))).to_vec())
}

/// Switches one on or off.
pub(super) async fn set(house: &House, who: Person, (event, on): (Event, bool)) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "notice.change", &account_of(who.person))?;
    store::set(&mut cx, who.person, event, on).await?;
    Ok(cx.commit().await?)
}
