//! What somebody finds of his tasks when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House, own};

use super::store;

/// What he made: each with its notes and its steps.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let rows = store::made_by(&mut house.db.view().await?, person).await?;
        let mut texts = Vec::new();
        for task in &rows {
            texts.push((task.made_at, &task.title));
            texts.extend(task.notes.iter().chain(&task.steps).map(|text| (task.made_at, text)));
        }
        let look = own::look(house, caller).delivery();
        own::opened(look, (Category::TaskEntry, "office_task"), texts, |text| text).await
    })
}
