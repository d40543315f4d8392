//! What somebody finds of his vehicles when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House, own};

use super::store;

/// The plates that he entered, each with whose it is and until when.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let rows = store::of_person(&mut house.db.view().await?, person).await?;
        let look = own::look(house, caller).delivery();
        let plates = rows.iter().map(|row| (row.entered_at, &row.plate));
        let of = (Category::VehiclePlate, "community_vehicle");
        let mut held = own::opened(look, of, plates, |plate| plate.as_str().to_owned()).await?;
        for (one, row) in held.iter_mut().zip(&rows) {
            let until = row.until_at.map(|until| format!(" – {}", until.rfc3339())).unwrap_or_default();
            let plate = one.value.take().unwrap_or_default();
            one.value = Some(format!("{plate} · {} · {}{until}", row.kind.word(), row.from_at.rfc3339()));
        }
        Ok(held)
    })
}
