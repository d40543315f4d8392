//! What the house does: note who came and left. And what its person sees of it.

use ground::{Caller, DeviceId, Fault, PersonId};
use policy::{Category, Purpose};
use std::net::IpAddr;
use std::pin::Pin;
use vault::Subject;

use super::{Act, LogRow, store};
use crate::House;
use crate::house::Held;

/// Rows shown on the page of one's own data.
const SHOWN_MAX: i64 = 500;

/// Notes that somebody came in or left; durable when this returns.
pub(crate) async fn note(
    house: &House,
    person: PersonId,
    device: DeviceId,
    act: Act,
    from: IpAddr,
) -> Result<(), Fault> {
    let id = DeviceId::fresh(&house.clock).bytes();
    let address = house.vault.seal(&LogRow::ADDRESS, Subject::Person(person), id, &from.to_string()).await?;
    let mut cx = house.db.begin().await?;
    store::add(&mut cx, (id, person, device), act, &address).await?;
    cx.commit().await
}

/// What this feature holds about a person.
pub fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let rows = store::of(&mut view, person, SHOWN_MAX).await?;
        drop(view);
        let look = house.vault.look(caller, Purpose::OwnData).act("me.held");
        let opened = look.open_many(rows.iter().map(|row| &row.address)).await?;
        let held = rows.iter().zip(opened).map(|(row, address)| Held {
            category: Category::SessionNetwork,
            table: "yard_netlog",
            value: Some(format!("{} {}", row.act, *address)),
            collected_at: row.at,
        });
        Ok(held.collect())
    })
}
