//! What somebody finds of visitors' messages when he asks what is held: those that were left at his homes since he lives there. They
//! are heard and seen at `intercom.message` and `intercom.picture`.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House};

use super::{Left, store};
use crate::household::store as households;

/// When something was left, and of what length.
pub(crate) fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let (mut found, now) = (Vec::new(), view.now());
        for own in households::of_person(&mut view, person).await? {
            if crate::intercom::is_asked(&own, now) {
                found.extend(store::of_home(&mut view, own.home, own.from_at).await?);
            }
        }
        Ok(found.iter().map(one).collect())
    })
}

fn one(left: &Left) -> Held {
    let value =
        if left.is_said { format!("message · {} s", left.length_ms / 1_000) } else { "picture".into() };
    Held {
        category: Category::DoorMessage,
        table: "community_door_message",
        value: Some(value),
        collected_at: left.made_at,
    }
}
