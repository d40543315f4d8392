//! What somebody finds of his visits when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House, own};

use super::store;

/// Whom he invited, each with from when to when.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let rows = store::of_person(&mut house.db.view().await?, person).await?;
        let of = (Category::Visitor, "community_visit");
        let names = rows.iter().map(|found| (found.row.made_at, &found.row.name));
        let look = own::look(house, caller).delivery();
        let mut held = own::opened(look, of, names, |line| line.as_str().to_owned()).await?;
        for (one, found) in held.iter_mut().zip(&rows) {
            let name = one.value.take().unwrap_or_default();
            let (from, until) = (found.row.from_at.rfc3339(), found.row.until_at.rfc3339());
            one.value = Some(format!("{name} · {} · {from} – {until}", found.row.kind.word()));
        }
        let phones = rows.iter().filter_map(|found| Some((found.row.made_at, found.row.phone.as_ref()?)));
        let look = own::look(house, caller).delivery();
        held.extend(own::opened(look, of, phones, |phone| phone.e164().to_owned()).await?);
        let reasons = rows.iter().filter_map(|found| Some((found.row.made_at, found.row.reason.as_ref()?)));
        let look = own::look(house, caller).delivery();
        held.extend(own::opened(look, of, reasons, |line| line.as_str().to_owned()).await?);
        Ok(held)
    })
}
