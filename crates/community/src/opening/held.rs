//! What somebody finds of the logs of doors when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House, own};

use super::store;
use crate::pass::store as passes;
use crate::place::DoorId;

/// Which door he opened when and how, where he lives; and what he ordered at a desk.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let category = Category::DoorRecord;
        let mut view = house.db.view().await?;
        let rows = store::of_person(&mut view, person).await?;
        let orders = store::orders_of(&mut view, person).await?;
        let mut held = Vec::with_capacity(rows.len() + orders.len());
        let mut doors: HashMap<DoorId, String> = HashMap::new();
        for row in rows {
            let door = match doors.entry(row.door) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(free) => {
                    let found = passes::door_at(&mut view, row.door).await?;
                    free.insert(found.map(|door| door.name).unwrap_or_default())
                }
            };
            let (way, reason) = (row.way.unwrap_or_default(), row.reason.unwrap_or_default());
            let value = format!("{door} · {} · {way} · {reason}", row.what.word());
            held.push(Held {
                category,
                table: "community_opening",
                value: Some(value.trim_end_matches([' ', '·']).to_owned()),
                collected_at: row.at,
            });
        }
        drop(view);
        let reasons = orders.iter().map(|order| (order.at, &order.reason));
        let look = own::look(house, caller).delivery();
        let of = (category, "community_order");
        held.extend(own::opened(look, of, reasons, |line| line.as_str().to_owned()).await?);
        Ok(held)
    })
}
