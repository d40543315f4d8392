//! What people see: their friends, who asks, a friend's profile, and whose card it is.

use ground::{Person, PersonId, Timestamp};
use policy::Purpose;
use yard::House;
use yard::account::{self, store as accounts};

use super::{Refusal, rules, store};
use crate::block;

/// What somebody is to the caller.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Friend,
    /// The caller asked.
    Asked,
    /// The caller is asked.
    Asks,
}

/// Somebody in the list.
pub(super) struct Shown {
    pub person: PersonId,
    pub name: Option<String>,
    pub state: State,
    pub since: Option<Timestamp>,
    /// Whether the two share no organisation.
    pub is_external: bool,
}

/// The caller's friends and requests; whom he blocked is not among those who ask.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "friend.list")?;
    let bonds = store::of(&mut view, who.person, rules::FRIENDS_MAX).await?;
    let blocked = block::store::blocked_by(&mut view, who.person).await?;
    let colleagues = yard::org::store::colleagues_among(
        &mut view,
        who.person,
        &bonds.iter().map(|bond| bond.other(who.person)).collect::<Vec<_>>(),
    )
    .await?;
    drop(view);
    let people: Vec<PersonId> = bonds.iter().map(|bond| bond.other(who.person)).collect();
    let mut names = account::names_of(house, &who.into(), Purpose::Contacts, &people).await?;
    let mut shown = Vec::with_capacity(bonds.len());
    for bond in bonds {
        let person = bond.other(who.person);
        let state = match bond.since {
            Some(_) => State::Friend,
            None if bond.asker == who.person => State::Asked,
            None if blocked.contains(&person) => continue,
            None => State::Asks,
        };
        let name = names.remove(&person).map(|name| name.as_str().to_owned());
        let is_external = !colleagues.contains(&person);
        shown.push(Shown { person, name, state, since: bond.since, is_external });
    }
    Ok(shown)
}

/// A friend's public profile.
pub(super) struct Profile {
    pub id: PersonId,
    pub name: Option<String>,
    pub has_picture: bool,
}

/// What a friend may see: picture, name and id.
pub(super) async fn profile(house: &House, who: Person, person: PersonId) -> Result<Profile, Refusal> {
    let mut view = house.db.view().await?;
    view.scope(who, "friend.list")?;
    if !store::are(&mut view, who.person, person).await? {
        return Err(Refusal::Unknown);
    }
    let row = accounts::person(&mut view, person).await?.ok_or(Refusal::Unknown)?;
    drop(view);
    let mut names = account::names_of(house, &who.into(), Purpose::Contacts, &[person]).await?;
    let name = names.remove(&person).map(|name| name.as_str().to_owned());
    Ok(Profile { id: person, name, has_picture: row.avatar.is_some() })
}

/// Somebody with his name.
pub(super) async fn named(house: &House, who: Person, person: PersonId) -> Result<Option<String>, Refusal> {
    let mut names = account::names_of(house, &who.into(), Purpose::Contacts, &[person]).await?;
    Ok(names.remove(&person).map(|name| name.as_str().to_owned()))
}
