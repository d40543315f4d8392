//! What somebody finds of his applications when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::{Category, Purpose};
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House};

use super::store;

/// What he wrote in his applications.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let rows = store::of_person(&mut house.db.view().await?, person).await?;
        let look = house.vault.look(caller, Purpose::OwnData).act("me.held").delivery();
        let shut = |no| Fault::caused("opening one's own applications", no);
        let mut held = Vec::new();
        let table = "community_application";
        for row in rows {
            let lines: Vec<_> = std::iter::once(&row.name).chain(&row.reason).collect();
            for line in look.open_present(lines).await.map_err(shut)? {
                held.push(Held {
                    category: Category::HomeApplication,
                    table,
                    value: line.map(|line| line.as_str().to_owned()),
                    collected_at: row.made_at,
                });
            }
            for phone in look.open_present([&row.phone]).await.map_err(shut)? {
                held.push(Held {
                    category: Category::HomeApplication,
                    table,
                    value: phone.map(|phone| phone.e164().to_owned()),
                    collected_at: row.made_at,
                });
            }
            for number in look.open_present(&row.identity).await.map_err(shut)? {
                held.push(Held {
                    category: Category::IdentityNumber,
                    table,
                    value: number.map(|number| number.as_str().to_owned()),
                    collected_at: row.made_at,
                });
            }
        }
        Ok(held)
    })
}
