//! What somebody finds of libraries when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House};

use super::rules::Kind;
use super::store;
use crate::pass::store as passes;

/// In the libraries of which doors something of his is, or was, and since when it is gone.
pub(crate) fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let mut held = Vec::new();
        for place in store::of_anywhere(&mut view, person).await? {
            let door =
                passes::door_at(&mut view, place.door).await?.map(|door| door.name).unwrap_or_default();
            let state = if place.gone_at.is_some() { "gone" } else { place.state.word() };
            let category = if place.kind == Kind::Face { Category::FacePhoto } else { Category::DoorPass };
            held.push(Held {
                category,
                table: "community_terminal_held",
                value: Some(format!("{door} · {} · {state}", place.kind.word())),
                collected_at: place.handed_at,
            });
        }
        Ok(held)
    })
}
