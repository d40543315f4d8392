//! What somebody does who was entered: look at it, accept, refuse. And where he lives.

use ground::{Caller, Fault, Person, PersonId, Scope, View};
use policy::Purpose;
use std::collections::HashMap;
use yard::House;
use yard::access::account_of;
use yard::account::{self, Name, store as accounts};

use super::{Refusal, Resident, ResidentId, What, store};
use crate::place::{Community, Home, store as places};

/// A home of mine, or one in which somebody entered me.
pub(super) struct Mine {
    pub row: Resident,
    pub community: Community,
    pub home: Home,
    /// My name, as it was entered.
    pub name: Option<String>,
    /// Who entered me.
    pub by: Option<Name>,
    /// Whether I live there now.
    pub lives: bool,
}

async fn index_of(view: &mut View, person: PersonId) -> Result<Option<Vec<u8>>, Fault> {
    Ok(accounts::number_indexes(view, &[person]).await?.remove(&person))
}

/// Where I live, and where I was entered.
pub(super) async fn mine(house: &House, who: Person) -> Result<Vec<Mine>, Refusal> {
    let mut view = house.db.view().await?;
    let Scope::Own(person) = view.scope(who, "home.list")? else { return Ok(Vec::new()) };
    let mut rows = store::of_person(&mut view, person).await?;
    if let Some(index) = index_of(&mut view, person).await? {
        rows.extend(store::of_number(&mut view, &index).await?);
    }
    let now = view.now();
    let mut places = Vec::with_capacity(rows.len());
    for row in &rows {
        let home = places::find(&mut view, row.home).await?.ok_or(Refusal::Home)?;
        let community = places::of(&mut view, row.org).await?.ok_or(Refusal::Home)?;
        places.push((community, home));
    }
    drop(view);
    let caller = Caller::from(who);
    let mut by: Vec<PersonId> = rows.iter().filter_map(|row| row.entered_by).collect();
    by.sort();
    by.dedup();
    let mut names: HashMap<PersonId, Name> = HashMap::new();
    for person in by {
        let name = account::name_if_permitted(house, &caller, Purpose::Household, person).await?;
        names.extend(name.map(|name| (person, name)));
    }
    let look = house.vault.look(&caller, Purpose::Household).act("home.mine");
    let own = look.open_present(rows.iter().map(|row| &row.name)).await;
    let own = own.map_err(|no| Fault::caused("opening one's own homes", no))?;
    let mine = rows.into_iter().zip(places).zip(own).map(|((row, (community, home)), name)| Mine {
        lives: row.lives(now),
        by: row.entered_by.and_then(|person| names.get(&person).cloned()),
        name: name.map(|line| line.as_str().to_owned()),
        community,
        home,
        row,
    });
    Ok(mine.collect())
}

/// An entry that waits for the caller's own number.
async fn waiting(house: &House, who: Person, id: ResidentId) -> Result<Resident, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.change", &account_of(who.person))?;
    let index = index_of(&mut view, who.person).await?.ok_or(Refusal::Unknown)?;
    store::waiting(&mut view, id, &index).await?.ok_or(Refusal::Unknown)
}

/// Accepts: from now on I live there. What was entered of my number goes, my name stands under my own key.
pub(super) async fn accept(house: &House, who: Person, id: ResidentId) -> Result<(), Refusal> {
    let row = waiting(house, who, id).await?;
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Household).act("home.entry.accept");
    let name = look.open(&row.name).await.map_err(|no| no.or(Refusal::Unknown))?.into_inner();
    let sealed = house.vault.seal(&Resident::NAME, store::own(who.person), id.bytes(), &name).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.change", &account_of(who.person))?;
    if store::lives_now(&mut cx, row.home, who.person).await? {
        return Err(Refusal::Again);
    }
    if !store::accept(&mut cx, id, who.person, &sealed).await? {
        return Err(Refusal::Unknown);
    }
    store::note(&mut cx, &row, What::Begun).await?;
    if let Some(by) = row.entered_by {
        cx.tell(by, "home", "home.changed", &serde_json::json!({ "home": row.home })).await?;
    }
    Ok(cx.commit().await?)
}

/// Refuses: nothing of what was entered stays.
pub(super) async fn refuse(house: &House, who: Person, id: ResidentId) -> Result<(), Refusal> {
    let row = waiting(house, who, id).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.change", &account_of(who.person))?;
    if !store::remove(&mut cx, id).await? {
        return Err(Refusal::Unknown);
    }
    if let Some(by) = row.entered_by {
        cx.tell(by, "home", "home.changed", &serde_json::json!({ "home": row.home })).await?;
    }
    Ok(cx.commit().await?)
}
