//! What guardian and ward find of it when they ask what is held about them.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House};

use super::store;

/// That it was chosen, and since when.
pub(crate) fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let rows = store::of_person(&mut view, person).await?;
        let held = rows.into_iter().map(|row| Held {
            category: Category::HomeResidence,
            table: "community_homecoming",
            value: Some(if row.is_ward { "ward" } else { "guardian" }.to_owned()),
            collected_at: row.chosen_at,
        });
        Ok(held.collect())
    })
}
