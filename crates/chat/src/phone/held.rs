//! What somebody finds of telephone calls when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House, own};

use super::store;

/// Entries that are shown, the newest.
const SHOWN_MAX: u32 = 1_000;

/// The numbers that he dialled.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let legs = store::of_person(&mut house.db.view().await?, person, SHOWN_MAX).await?;
        let rows = legs.iter().map(|leg| (leg.begun_at, &leg.number));
        let of = (Category::PhoneCall, "chat_phone_leg");
        own::opened(own::look(house, caller), of, rows, |number| number.as_str().to_owned()).await
    })
}
