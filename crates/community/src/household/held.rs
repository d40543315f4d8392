//! What somebody finds of his homes when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::{Category, Purpose};
use std::future::Future;
use std::pin::Pin;
use yard::account::store as accounts;
use yard::{Held, House};

use super::store;

/// Under which name he lives where, and that somebody entered his number.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let (category, table) = (Category::HomeResidence, "community_resident");
        let mut view = house.db.view().await?;
        let rows = store::of_person(&mut view, person).await?;
        let index = accounts::number_indexes(&mut view, &[person]).await?.remove(&person);
        let waiting = match index {
            Some(index) => store::of_number(&mut view, &index).await?,
            None => Vec::new(),
        };
        drop(view);
        let look = house.vault.look(caller, Purpose::OwnData).act("me.held").delivery();
        let names = look.open_present(rows.iter().map(|row| &row.name)).await;
        let names = names.map_err(|no| Fault::caused("opening one's own homes", no))?;
        let mut held: Vec<Held> = rows
            .iter()
            .zip(names)
            .map(|(row, name)| Held {
                category,
                table,
                value: name.map(|line| line.as_str().to_owned()),
                collected_at: row.entered_at,
            })
            .collect();
        held.extend(waiting.iter().map(|row| Held {
            category,
            table,
            value: None,
            collected_at: row.entered_at,
        }));
        Ok(held)
    })
}
