//! What somebody finds of his homes when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::account::store as accounts;
use yard::{Held, House, own};

use super::{Resident, store};
use crate::place::store as places;

/// Under which name he lives where, as what, with which rights and until when; and that somebody entered his number.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let of = (Category::HomeResidence, "community_resident");
        let mut view = house.db.view().await?;
        let rows = store::of_person(&mut view, person).await?;
        let index = accounts::number_indexes(&mut view, &[person]).await?.remove(&person);
        let waiting = match index {
            Some(index) => store::of_number(&mut view, &index).await?,
            None => Vec::new(),
        };
        let mut places = Vec::with_capacity(rows.len() + waiting.len());
        for row in rows.iter().chain(&waiting) {
            let home = places::find(&mut view, row.home).await?.map(|home| home.number).unwrap_or_default();
            let community = places::of(&mut view, row.org).await?.map(|one| one.name).unwrap_or_default();
            places.push(format!("{community} {home}"));
        }
        drop(view);
        let names = rows.iter().map(|row| (row.entered_at, &row.name));
        let look = own::look(house, caller).delivery();
        let mut held = own::opened(look, of, names, |name| name.as_str().to_owned()).await?;
        let (category, table) = of;
        let mut lines = places.iter().zip(rows.iter().chain(&waiting)).map(|(place, row)| line(place, row));
        for (one, facts) in held.iter_mut().zip(&mut lines) {
            let name = one.value.take().map(|name| format!("{name} · ")).unwrap_or_default();
            one.value = Some(format!("{name}{facts}"));
        }
        // The name and number that were entered for him are the community's until he answers.
        held.extend(waiting.iter().zip(lines).map(|(row, facts)| Held {
            category,
            table,
            value: Some(facts),
            collected_at: row.entered_at,
        }));
        Ok(held)
    })
}

/// Where, as what, what he may, from when to when.
fn line(place: &str, row: &Resident) -> String {
    let rights = [(row.rights.add, "add"), (row.rights.invite, "invite"), (row.rights.open, "open")];
    let rights: Vec<&str> = rights.into_iter().filter_map(|(may, word)| may.then_some(word)).collect();
    let until = row.until_at.map(|until| until.rfc3339()).unwrap_or_default();
    format!("{place} · {} · {} · {} – {until}", row.relation.word(), rights.join(", "), row.from_at.rfc3339())
}
