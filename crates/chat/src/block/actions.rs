//! What people do: hear somebody no longer, or again.

use ground::{Person, PersonId};
use policy::Purpose;
use yard::House;
use yard::access::the_house;
use yard::account::{self, store as accounts};

use super::store;
use crate::conversation::store as conversations;
use crate::friend::{self, Refusal};
use crate::status;

/// Stretches of one person, at most.
const BLOCKS_MAX: i64 = 2_000;

/// Whom the caller blocks, with names.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<(PersonId, Option<String>)>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "friend.list")?;
    let mut people: Vec<PersonId> = store::blocked_by(&mut view, who.person).await?.into_iter().collect();
    people.sort_unstable();
    drop(view);
    let mut names = account::names_of(house, &who.into(), Purpose::Contacts, &people).await?;
    let named = |person| (person, names.remove(&person).map(|name| name.as_str().to_owned()));
    Ok(people.into_iter().map(named).collect())
}

/// Hears somebody no longer: anybody of whom the caller knows.
pub(super) async fn block(house: &House, who: Person, person: PersonId) -> Result<(), Refusal> {
    if person == who.person {
        return Err(Refusal::Yourself);
    }
    let mut view = house.db.view().await?;
    view.permit(who, "friend.ask", &the_house())?;
    let is_known = yard::org::store::share_one(&mut view, who.person, person).await?
        || friend::store::between(&mut view, who.person, person).await?.is_some()
        || conversations::share_one(&mut view, who.person, person).await?;
    if !is_known || accounts::person(&mut view, person).await?.is_none() {
        return Err(Refusal::Unknown);
    }
    drop(view);
    let mut cx = house.db.begin().await?;
    cx.permit(who, "friend.ask", &the_house())?;
    if store::count(&mut cx, who.person).await? >= BLOCKS_MAX {
        return Err(Refusal::Many);
    }
    store::block(&mut cx, who.person, person).await?;
    cx.commit().await?;
    status::turned(house, who.person);
    Ok(())
}

/// Hears somebody again.
pub(super) async fn unblock(house: &House, who: Person, person: PersonId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "friend.ask", &the_house())?;
    if !store::unblock(&mut cx, who.person, person).await? {
        return Err(Refusal::Unknown);
    }
    cx.commit().await?;
    status::turned(house, who.person);
    Ok(())
}
