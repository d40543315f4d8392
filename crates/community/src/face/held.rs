//! What somebody finds of his face when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House};

use super::store;
use crate::place::store as places;

/// In which communities his photo is, since when, and at how many doors. The photo itself is at `face.photo`.
pub(crate) fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let mut held = Vec::new();
        for face in store::of_person(&mut view, person).await? {
            let community = places::of(&mut view, face.org).await?.map(|one| one.name).unwrap_or_default();
            let doors = store::at_doors(&mut view, face.id).await?.len();
            held.push(Held {
                category: Category::FacePhoto,
                table: "community_face",
                value: Some(format!("{community} · {doors}")),
                collected_at: face.given_at,
            });
        }
        Ok(held)
    })
}
