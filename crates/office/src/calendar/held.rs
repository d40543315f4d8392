//! What somebody finds of his calendar when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House, own};

use super::store;

/// What he organises: of each what it is, where, what else was written, and when.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let rows = store::organised(&mut house.db.view().await?, person).await?;
        let of = (Category::CalendarEntry, "office_event");
        let titles = rows.iter().map(|event| (event.made_at, &event.title));
        let look = || own::look(house, caller).delivery();
        let mut held = own::opened(look(), of, titles, |title| title).await?;
        for (one, event) in held.iter_mut().zip(&rows) {
            let title = one.value.take().unwrap_or_default();
            let rule = event.when.rule.as_deref().unwrap_or_default();
            one.value = Some(format!("{title} · {} · {rule}", event.when.told(event.when.begins)));
        }
        for text in [|event: &super::Event| event.place.clone(), |event: &super::Event| event.notes.clone()] {
            let texts: Vec<_> = rows.iter().filter_map(|event| Some((event.made_at, text(event)?))).collect();
            let texts = texts.iter().map(|(at, text)| (*at, text));
            held.extend(own::opened(look(), of, texts, |text| text).await?);
        }
        Ok(held)
    })
}
