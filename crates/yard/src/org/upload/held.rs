//! What somebody finds of lists that name him when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;

use super::store;
use crate::{Held, House};

/// That a list names him, and with which fields; what it says of him stands on the page of lists, or in his record.
pub fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let rows = store::of_person(&mut house.db.view().await?, person).await?;
        let held = rows.into_iter().map(|row| Held {
            category: Category::UploadedMember,
            table: "yard_upload_row",
            value: Some(row.fields),
            collected_at: row.at,
        });
        Ok(held.collect())
    })
}
