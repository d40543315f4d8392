//! What somebody finds of calendars elsewhere when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use yard::{Held, House, own};

use super::store;

/// To which he subscribes, what he calls each, and that something was brought: what it says he sees in his calendar.
pub(in crate::calendar) async fn held(
    house: &House,
    caller: &Caller,
    person: PersonId,
) -> Result<Vec<Held>, Fault> {
    let rows = store::of(&mut house.db.view().await?, person).await?;
    let table = "office_subscription";
    let look = || own::look(house, caller).delivery();
    let of = (Category::CalendarAddress, table);
    let mut held =
        own::opened(look(), of, rows.iter().map(|row| (row.made_at, &row.address)), |text| text).await?;
    held.extend(own::opened(look(), of, rows.iter().map(|row| (row.made_at, &row.name)), |text| text).await?);
    let marks = rows.iter().filter_map(|row| Some((row.made_at, row.marks.as_ref()?)));
    held.extend(own::opened(look(), of, marks, |text| text).await?);
    let brought = rows.iter().filter_map(|row| row.file.as_ref().and(row.brought_at));
    held.extend(brought.map(|at| Held {
        category: Category::CalendarEntry,
        table,
        value: None,
        collected_at: at,
    }));
    Ok(held)
}
