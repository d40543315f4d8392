//! What somebody finds of lists that name him, and what becomes of it when he is erased.

use ground::{Caller, Ctx, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::account::{number_index_now, store as accounts};
use yard::erasure::Working;
use yard::{Held, House};

use super::store;
use crate::place::store as places;

/// That a list names his number, for which home, as what and until when; the name in it is the community's.
pub(crate) fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let Some(index) = accounts::number_indexes(&mut view, &[person]).await?.remove(&person) else {
            return Ok(Vec::new());
        };
        let mut held = Vec::new();
        for row in store::of_number(&mut view, &index).await? {
            let community = places::of(&mut view, row.org).await?.map(|one| one.name).unwrap_or_default();
            let until = row.until_at.map(|until| until.rfc3339()).unwrap_or_default();
            let place = format!("{community} {}", row.home_number);
            held.push(Held {
                category: Category::HomeResidence,
                table: "community_awaited",
                value: Some(format!("{place} · {} – {until}", row.relation.word())),
                collected_at: row.made_at,
            });
        }
        Ok(held)
    })
}

/// What names a number goes before it is somebody else's.
pub(crate) fn freed<'a>(
    cx: &'a mut Ctx,
    index: &'a [u8],
) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + 'a>> {
    Box::pin(async move { store::drop_of_number(cx, index).await.map(drop) })
}

/// What names the number of an erased person goes: who is erased without having closed his account has it still.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        match number_index_now(cx, person).await? {
            Some(index) => store::drop_of_number(cx, &index).await,
            None => Ok(0),
        }
    })
}
