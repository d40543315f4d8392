//! What somebody finds of devices when he asks what is held about him: what he had them do.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House};

use super::store;

/// What he did, with its instant. Of what, is the home's.
pub(crate) fn held<'a>(
    house: &'a House,
    _caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let rows = store::log_of_person(&mut house.db.view().await?, person).await?;
        let held = |row: &super::Happening| Held {
            category: Category::HomeDeviceLog,
            table: "community_thing_event",
            value: Some(row.what.clone()),
            collected_at: row.at,
        };
        Ok(rows.iter().map(held).collect())
    })
}
