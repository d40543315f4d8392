//! What people do: look at their choices, change them.

use ground::Person;
use ground::bus::Subject;
use yard::House;
use yard::access::the_house;

use super::store;
use crate::log::Refusal;

/// Whether others see how far the caller read.
pub(super) async fn get(house: &House, who: Person) -> Result<bool, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "conversation.start", &the_house())?;
    Ok(store::shows(&mut view, who.person).await?)
}

/// Lets others see it from now on, or no longer.
pub(super) async fn put(house: &House, who: Person, receipts: bool) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "conversation.start", &the_house())?;
    store::save(&mut cx, who.person, receipts).await?;
    cx.commit().await?;
    let frame = crate::hint("conversation.choices", &crate::frames::Nothing {});
    house.db.bus().pass(Subject::Person(who.person), &frame);
    Ok(())
}
