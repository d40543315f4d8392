//! What somebody finds of his reports when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House, own};

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
        let reports = store::by(&mut house.db.view().await?, person, HELD_MAX).await?;
        let rows = reports.iter().filter_map(|one| Some((one.at, one.note.as_ref()?)));
        let of = (Category::MessageContent, "chat_report");
        own::opened(own::look(house, caller).delivery(), of, rows, |note| note.into_inner()).await
    })
}
