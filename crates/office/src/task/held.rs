//! What somebody finds of his tasks when he asks what is held about him.

use ground::{Caller, Fault, PersonId, Timestamp};
use policy::Category;
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House, own};

use super::{TaskId, store};

/// Tasks of a page.
const PAGE: i64 = 500;

/// What he made: each with its notes, its steps and who is to do it; and what he is to do for others.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let (mut held, mut after) = (Vec::new(), None);
        loop {
            let mut view = house.db.view().await?;
            let rows = store::made_by(&mut view, person, (after, PAGE)).await?;
            let ids: Vec<TaskId> = rows.iter().map(|task| task.id).collect();
            let doers = store::doers(&mut view, &ids).await?;
            drop(view);
            let Some(last) = ids.last() else { break };
            after = Some(*last);
            let mut texts = Vec::new();
            for task in &rows {
                texts.push((task.made_at, &task.title));
                texts.extend(task.notes.iter().chain(&task.steps).map(|text| (task.made_at, text)));
            }
            let look = own::look(house, caller).delivery();
            held.extend(own::opened(look, (Category::TaskEntry, "office_task"), texts, |text| text).await?);
            let made_at: HashMap<TaskId, Timestamp> =
                rows.iter().map(|task| (task.id, task.made_at)).collect();
            held.extend(
                doers
                    .iter()
                    .filter_map(|(task, doer)| Some(one(*made_at.get(task)?, format!("{task} · {doer}")))),
            );
        }
        held.extend(to_do(house, person).await?);
        Ok(held)
    })
}

fn one(collected_at: Timestamp, value: String) -> Held {
    Held { category: Category::TaskEntry, table: "office_doer", value: Some(value), collected_at }
}

/// What he is to do for others, page by page; what it is, whoever asked him says.
async fn to_do(house: &House, person: PersonId) -> Result<Vec<Held>, Fault> {
    let (mut held, mut after) = (Vec::new(), None);
    loop {
        let page = store::to_do_of(&mut house.db.view().await?, person, (after, PAGE)).await?;
        let Some((last, _)) = page.last() else { return Ok(held) };
        after = Some(*last);
        held.extend(page.iter().map(|(task, made_at)| one(*made_at, task.to_string())));
    }
}
