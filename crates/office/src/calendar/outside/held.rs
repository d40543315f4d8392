//! What somebody finds of people outside whom he invited when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use yard::{Held, House, own};

use super::store;

/// Whom he invited: where the mail goes, what he calls them, what they answered, and what they were told.
pub(in crate::calendar) async fn held(
    house: &House,
    caller: &Caller,
    person: PersonId,
) -> Result<Vec<Held>, Fault> {
    let rows = store::of_person(&mut house.db.view().await?, person).await?;
    let table = "office_outsider";
    let look = || own::look(house, caller).delivery();
    let guests = (Category::OutsideGuest, table);
    let addresses = rows.iter().map(|row| (row.made_at, &row.address));
    let mut held = own::opened(look(), guests, addresses, |text| text).await?;
    for (one, row) in held.iter_mut().zip(&rows) {
        let address = one.value.take().unwrap_or_default();
        one.value = Some(format!("{address} · {} · {}", row.event, row.reply.word()));
    }
    let names = rows.iter().filter_map(|row| Some((row.made_at, row.name.as_ref()?)));
    held.extend(own::opened(look(), guests, names, |text| text).await?);
    let told = rows.iter().filter_map(|row| Some((row.told_at?, row.told.as_ref()?)));
    held.extend(own::opened(look(), (Category::CalendarEntry, table), told, |text| text).await?);
    Ok(held)
}
