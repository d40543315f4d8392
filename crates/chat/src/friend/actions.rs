//! What people do: ask, accept, part; show their card and look at another's.

use ground::{Ctx, Person, PersonId, View};
use serde_json::json;
use yard::House;
use yard::access::the_house;
use yard::account::Bound;
use yard::account::store as accounts;

use super::{CODE, Refusal, rules, store};
use crate::{block, conversation, finding, status};

/// Counts one more try of somebody; refuses where there were too many.
pub(crate) async fn counted(house: &House, who: Person, bound: Bound) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "friend.ask", &the_house())?;
    let count = accounts::count(&mut cx, bound, who.person.bytes()).await?;
    cx.commit().await?;
    if count > i64::from(bound.most) { Err(Refusal::TooOften(u64::from(bound.span_s))) } else { Ok(()) }
}

/// Whom somebody asks, and how he knows of him.
pub(super) enum Whom<'a> {
    Person(PersonId),
    Card(&'a str),
}

/// Asks somebody; where the other asked already, it is a yes.
pub(super) async fn ask(house: &House, who: Person, whom: Whom<'_>) -> Result<PersonId, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "friend.ask", &the_house())?;
    let (person, shown) = match whom {
        Whom::Person(person) => (person, false),
        Whom::Card(code) => (of_card(house, &mut view, code).await?, true),
    };
    if person == who.person {
        return Err(Refusal::Yourself);
    }
    if !shown && !may_ask(&mut view, who.person, person).await? {
        return Err(Refusal::Unknown);
    }
    let is_heard = !block::store::blocks(&mut view, person, who.person).await?;
    drop(view);
    counted(house, who, rules::ASKS).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "friend.ask", &the_house())?;
    if store::count(&mut cx, who.person).await? >= rules::FRIENDS_MAX {
        return Err(Refusal::Many);
    }
    if store::accept(&mut cx, person, who.person).await? {
        tell(&mut cx, person, "friend.accepted", who.person).await?;
    } else if store::ask(&mut cx, who.person, person).await? && is_heard {
        tell(&mut cx, person, "friend.asked", who.person).await?;
    }
    cx.commit().await?;
    Ok(person)
}

/// Whoever shares something with somebody, or may find him, may ask him.
async fn may_ask(view: &mut View, one: PersonId, other: PersonId) -> Result<bool, Refusal> {
    Ok(yard::org::store::share_one(view, one, other).await?
        || store::between(view, one, other).await?.is_some()
        || finding::store::findable(view, &[other]).await?.contains(&other)
        || conversation::store::share_one(view, one, other).await?)
}

async fn tell(cx: &mut Ctx, person: PersonId, kind: &str, about: PersonId) -> Result<(), Refusal> {
    Ok(cx.tell(person, "contact", kind, &json!({ "person": about })).await?)
}

/// Says yes to who asked.
pub(super) async fn accept(house: &House, who: Person, person: PersonId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "friend.ask", &the_house())?;
    if !store::accept(&mut cx, person, who.person).await? {
        return Err(Refusal::NotAsked);
    }
    tell(&mut cx, person, "friend.accepted", who.person).await?;
    cx.commit().await?;
    status::turned_both(house, (who.person, person));
    Ok(())
}

/// Refuses a request, takes one back, or ends a friendship. Whoever asked in vain is not told.
pub(super) async fn remove(house: &House, who: Person, person: PersonId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "friend.ask", &the_house())?;
    let was = store::remove(&mut cx, who.person, person).await?.ok_or(Refusal::NotAsked)?;
    if was.is_some() {
        tell(&mut cx, person, "friend.removed", who.person).await?;
    }
    cx.commit().await?;
    status::turned_both(house, (who.person, person));
    Ok(())
}

/// One's own card; the first look makes it, a wish for a new one ends the old.
pub(super) async fn card(house: &House, who: Person, is_new: bool) -> Result<String, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "friend.ask", &the_house())?;
    let there = store::card(&mut view, who.person).await?;
    drop(view);
    let number = match there {
        Some(number) if !is_new => return Ok(code_of(house, who.person, number)),
        there => there.unwrap_or_default() + 1,
    };
    let code = code_of(house, who.person, number);
    let mut cx = house.db.begin().await?;
    cx.permit(who, "friend.ask", &the_house())?;
    store::save_card(&mut cx, who.person, number, house.vault.index(&CODE, &code)).await?;
    cx.commit().await?;
    Ok(code)
}

/// The code of a card: nobody guesses it without the keys of the house.
fn code_of(house: &House, person: PersonId, number: i64) -> String {
    rules::code(house.vault.index(&CODE, &format!("card of {person}, {number}")))
}

/// Whose card it is.
pub(super) async fn look(house: &House, who: Person, code: &str) -> Result<PersonId, Refusal> {
    counted(house, who, rules::CARDS).await?;
    let mut view = house.db.view().await?;
    view.permit(who, "friend.ask", &the_house())?;
    of_card(house, &mut view, code).await
}

async fn of_card(house: &House, view: &mut View, code: &str) -> Result<PersonId, Refusal> {
    let code = rules::read_code(code).ok_or(Refusal::CardUnknown)?;
    let person = store::of_code(view, house.vault.index(&CODE, &code)).await?;
    let person = person.filter(|person| house.vault.held(*person).is_none());
    person.ok_or(Refusal::CardUnknown)
}
