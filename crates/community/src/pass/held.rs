//! What somebody finds of his passes when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House, own};

use super::{Kind, Row, rules, store};
use crate::place::store as places;

/// Which ways in he has, where and since when, with the numbers of his cards. His PIN and the key of his codes are not shown:
/// whoever reads over his shoulder would open by them.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let (category, table) = (Category::DoorPass, "community_pass");
        let mut view = house.db.view().await?;
        let rows = store::of_person(&mut view, person).await?;
        let mut places_of = Vec::with_capacity(rows.len());
        for row in &rows {
            let home = match row.home {
                Some(home) => places::find(&mut view, home).await?.map(|home| home.number),
                None => None,
            };
            let community = places::of(&mut view, row.org).await?.map(|one| one.name);
            places_of.push(format!("{} {}", community.unwrap_or_default(), home.unwrap_or_default()));
        }
        drop(view);
        let cards: Vec<&Row> = rows.iter().filter(|row| row.kind == Kind::Card).collect();
        let sealed = cards.iter().filter_map(|row| row.secret.as_ref());
        let look = own::look(house, caller).delivery();
        let numbers = look.open_present(sealed).await;
        let numbers = numbers.map_err(|no| Fault::caused("opening one's own cards", no))?;
        let number = |row: &Row| {
            let at = cards.iter().position(|card| card.id == row.id)?;
            let kept = String::from_utf8(numbers.get(at)?.clone()?).ok()?;
            Some(kept.split_once(':').map_or(kept.clone(), |(_, number)| number.to_owned()))
        };
        let line = |(row, place): (&Row, &String)| {
            let number = number(row).map(|number| format!(" · {number}")).unwrap_or_default();
            let cut = rules::cut_word(row.cut);
            Held {
                category,
                table,
                value: Some(format!("{place} · {} · {cut}{number}", row.kind.word())),
                collected_at: row.made_at,
            }
        };
        Ok(rows.iter().zip(&places_of).map(line).collect())
    })
}
