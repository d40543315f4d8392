//! An order of the desk as it is kept.

use ground::{Fault, Member};
use yard::House;
use yard::org::Line;

use super::{Order, OrderId};
use crate::place::DoorId;

/// An order of the desk that is about to be given, sealed.
pub(crate) async fn order(house: &House, who: Member, door: DoorId, why: &Line) -> Result<Order, Fault> {
    let (id, at) = (OrderId::fresh(&house.clock), house.clock.now());
    let reason = house.vault.seal(&Order::REASON, who.person, id.bytes(), why).await?;
    Ok(Order { id, org: who.org, door, person: who.person, reason, at })
}
