//! What those of a home do: see which of its vehicles passed.

use ground::{Person, View};
use yard::House;

use super::{Passage, PassageId, Refusal, store};
use crate::household::{self, store as households};
use crate::opening::sees;
use crate::place::{HomeId, store as places};

/// Entries on a page.
pub(super) const PAGE: u32 = 50;

/// A passage with the name of its door.
pub(super) struct Seen {
    pub row: Passage,
    pub door: String,
}

/// What passed by the rights of the caller's home since he lives there, and where the next page begins.
pub(super) async fn passages(
    house: &House,
    who: Person,
    (home, before): (HomeId, Option<PassageId>),
) -> Result<(Vec<Seen>, Option<PassageId>), Refusal> {
    let mut view: View = house.db.view().await?;
    let (people, now) = (households::of_home(&mut view, home).await?, view.now());
    let own = people.iter().find(|one| one.person == Some(who.person) && one.lives(now));
    let own = own.ok_or(Refusal::Home)?;
    view.permit(who, "home.read", &household::resource(home, &people, now))?;
    let rows = store::of_home(&mut view, home, own.from_at, (before, PAGE)).await?;
    let next = rows.last().filter(|_| rows.len() >= PAGE as usize).map(|last| last.id);
    let doors = places::door_names(&mut view, own.org).await?;
    let is_seen = |row: &Passage| {
        let by = row.resident.and_then(|id| people.iter().find(|one| one.id == id));
        by.is_some_and(|by| sees(own, by, &people))
    };
    let seen = |row: Passage| Seen { door: doors.get(&row.door).cloned().unwrap_or_default(), row };
    Ok((rows.into_iter().filter(is_seen).map(seen).collect(), next))
}
