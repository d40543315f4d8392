//! What this feature holds about a person.

use ground::{Caller, Fault, PersonId};
use policy::{Category, Purpose};
use std::pin::Pin;

use super::file::store as file_store;
use super::store;
use crate::House;
use crate::house::Held;

/// Tickets that the page "my data" lists.
const TICKETS_MAX: u32 = 100;
/// Files that it lists.
const FILES_MAX: u32 = 500;

/// What somebody wrote to the house, and how to reach him, as he said.
pub fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let rows = store::of_person(&mut view, person, None, TICKETS_MAX).await?;
        let mut written = Vec::with_capacity(rows.len());
        for row in &rows {
            written.push(store::messages(&mut view, row).await?);
        }
        let files = file_store::of_person(&mut view, person, FILES_MAX).await?;
        drop(view);
        let mut held = Vec::new();
        for (row, messages) in rows.iter().zip(&written) {
            let sealed = messages
                .iter()
                .map(|message| ("yard_ticket_message", message.at, &message.text))
                .chain(row.contact.iter().map(|contact| ("yard_ticket", row.opened_at, contact)))
                .chain(row.resolution.iter().map(|words| ("yard_ticket", row.opened_at, words)));
            for (table, collected_at, sealed) in sealed {
                let look = house.vault.look(caller, Purpose::OwnData).act("me.held");
                let value = Some(look.open(sealed).await?.into_inner());
                held.push(Held { category: Category::Feedback, table, value, collected_at });
            }
        }
        // Pictures and clips are listed by what they are; the archive and the ticket's page hold them whole.
        for file in files {
            let value = Some(format!("{}, {} B", file.media.word(), file.size));
            let (table, collected_at) = ("yard_ticket_file", file.at);
            held.push(Held { category: Category::Feedback, table, value, collected_at });
        }
        Ok(held)
    })
}
