//! What somebody finds of his reports when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::{Category, Purpose};
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House};

use super::store;

/// Reports of one list; half a year of them at thirty a day would be more, and nobody writes so many.
const HELD_MAX: i64 = 1_000;

/// What he said of the messages that he reported. That he reported them his own list of reports says, too.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let reports = store::by(&mut view, person, HELD_MAX).await?;
        drop(view);
        let noted: Vec<_> = reports.iter().filter_map(|one| Some((one.at, one.note.as_ref()?))).collect();
        let look = house.vault.look(caller, Purpose::OwnData).act("me.held").delivery();
        let opened = look.open_each(noted.iter().map(|(_, note)| *note)).await;
        let opened = opened.map_err(|no| Fault::caused("opening reports of one's own", no))?;
        let held = noted.iter().zip(opened).map(|((at, _), note)| Held {
            category: Category::MessageContent,
            table: "chat_report",
            value: note.ok().map(|note| note.into_inner().into_inner()),
            collected_at: *at,
        });
        Ok(held.collect())
    })
}
