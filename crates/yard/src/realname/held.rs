//! What somebody finds of his verification when he asks what is held about him.

use ground::{Caller, Fault, Person, PersonId};
use policy::{Category, Purpose};
use std::future::Future;
use std::pin::Pin;

use super::store;
use crate::{Held, House, own};

/// Name, number, the reason where it did not pass, and which sides of the card are there.
pub fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let row = store::of(&mut view, person).await?;
        let sides = store::sides(&mut view, person).await?;
        drop(view);
        let of = (Category::RealName, "yard_real_name");
        let look = || own::look(house, caller);
        let mut held = Vec::new();
        if let Some(row) = &row {
            let lines = row.name.iter().chain(&row.reason).map(|line| (row.sent_at, line));
            held.extend(own::opened(look(), of, lines, |line| line.as_str().to_owned()).await?);
            let numbers = row.number.iter().map(|number| (row.sent_at, number));
            held.extend(own::opened(look(), of, numbers, |number| number.as_str().to_owned()).await?);
        }
        held.extend(sides.into_iter().map(|(side, put_at)| Held {
            category: Category::IdentityPhoto,
            table: "yard_identity_photo",
            value: Some(side.word().to_owned()),
            collected_at: put_at,
        }));
        Ok(held)
    })
}

/// The sides of one's own card, for one's own archive: category, media type and bytes.
pub(crate) async fn own_photos(
    house: &House,
    who: Person,
) -> Result<Vec<(Category, &'static str, Vec<u8>)>, Fault> {
    let rows = store::photos(&mut house.db.view().await?, who.person).await?;
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::OwnData).act("me.archive");
    let photos = look.open_present(rows.iter().map(|row| &row.photo)).await;
    let photos = photos.map_err(|refusal| Fault::caused("opening one's own pictures", refusal))?;
    let file = |bytes: Vec<u8>| {
        let kind = crate::avatar::Kind::of(&bytes)
            .map_or("application/octet-stream", crate::avatar::Kind::media_type);
        (Category::IdentityPhoto, kind, bytes)
    };
    Ok(photos.into_iter().flatten().map(file).collect())
}
