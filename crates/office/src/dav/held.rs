//! What somebody finds of his devices' calendars when he asks what is held about him.

use ground::{Caller, Fault, PersonId, Timestamp};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House, own};

use super::{Which, store};

/// The names and numbers that his devices gave, and what they call his lists.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut held = Vec::new();
        for which in Which::ALL {
            let mut view = house.db.view().await?;
            let rows = store::of(&mut view, person, which).await?;
            let list = store::list(&mut view, person, which).await?;
            let now: Timestamp = view.now();
            drop(view);
            let mut texts = Vec::new();
            for row in &rows {
                texts.extend(row.name.iter().chain(&row.uid).map(|text| (now, text)));
            }
            let called: Vec<_> = list.name.iter().map(|text| (now, text)).collect();
            let look = || own::look(house, caller).delivery();
            let of = |table| (Category::CalendarSync, table);
            held.extend(own::opened(look(), of("office_dav"), texts, |text| text).await?);
            held.extend(own::opened(look(), of("office_dav_list"), called, |text| text).await?);
        }
        Ok(held)
    })
}
