//! What somebody finds of his calendar when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House, own};

use super::rules::written;
use super::{outside, store, subscribed};
use crate::availability;

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
        let uids = rows.iter().filter_map(|event| Some((event.made_at, event.uid.as_ref()?)));
        held.extend(own::opened(look(), of, uids, |uid| uid).await?);
        held.extend(subscribed::held(house, caller, person).await?);
        held.extend(outside::held(house, caller, person).await?);
        held.extend(bare(house, person).await?);
        Ok(held)
    })
}

/// What is kept of him by number: what he said to invitations, when he is reminded, and who sees how much of his calendar.
async fn bare(house: &House, person: PersonId) -> Result<Vec<Held>, Fault> {
    let mut view = house.db.view().await?;
    let one = |table, value, collected_at| Held {
        category: Category::CalendarEntry,
        table,
        value: Some(value),
        collected_at,
    };
    let mut held = Vec::new();
    for (event, guest, at) in store::answers(&mut view, person).await? {
        let proposed = guest.proposed.map(|at| format!(" · {}", written(at))).unwrap_or_default();
        held.push(one("office_guest", format!("{event} · {}{proposed}", guest.reply.word()), at));
    }
    for (event, minutes, at) in store::wished(&mut view, person).await? {
        held.push(one("office_reminder", format!("{event} · {minutes} min"), at));
    }
    let now = view.now();
    for shown in availability::told(&mut view, person).await? {
        held.push(one("office_share", shown, now));
    }
    Ok(held)
}
