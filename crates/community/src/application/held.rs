//! What somebody finds of his applications when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House, own};

use super::store;

/// What he wrote in his applications.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let rows = store::of_person(&mut house.db.view().await?, person).await?;
        let look = || own::look(house, caller).delivery();
        let (written, card) = (Category::HomeApplication, Category::IdentityNumber);
        let of = |category| (category, "community_application");
        let reasons = rows.iter().filter_map(|row| row.reason.as_ref().map(|line| (row.made_at, line)));
        let lines: Vec<_> = rows.iter().map(|row| (row.made_at, &row.name)).chain(reasons).collect();
        let mut held = own::opened(look(), of(written), lines, |line| line.as_str().to_owned()).await?;
        let phones = rows.iter().map(|row| (row.made_at, &row.phone));
        held.extend(own::opened(look(), of(written), phones, |phone| phone.e164().to_owned()).await?);
        let cards = rows.iter().filter_map(|row| row.identity.as_ref().map(|number| (row.made_at, number)));
        held.extend(own::opened(look(), of(card), cards, |number| number.as_str().to_owned()).await?);
        Ok(held)
    })
}
