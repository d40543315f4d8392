//! What people do: let themselves be found, look for a number, compare a book.

use aws_lc_rs::rand;
use ground::{Because, Fault, Person, PersonId, View};
use policy::Purpose;
use std::collections::{HashMap, HashSet};
use yard::House;
use yard::access::the_house;
use yard::account::{self, Bound, NumberRow, Phone, store as accounts};

use super::blind::{Blind, ELEMENTS_MAX, ENTRY};
use super::{TICKET, store};
use crate::block;
use crate::friend::Refusal;
use crate::friend::actions::counted;

/// Numbers that one person looks for in an hour.
const FINDS: Bound = Bound { kind: "contact.find.hour", span_s: 3_600, most: 20 };
/// Pages of a book, of a hundred numbers each, that one person compares in a day.
const BLINDS: Bound = Bound { kind: "contact.blind.day", span_s: 86_400, most: 20 };
/// People in the published set, at most.
const SET_MAX: i64 = 200_000;

/// Whether the caller lets himself be found.
pub(super) async fn choice(house: &House, who: Person) -> Result<bool, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "friend.ask", &the_house())?;
    Ok(store::is_findable(&mut view, who.person).await?)
}

/// Lets himself be found by his number, or no longer.
pub(super) async fn choose(house: &House, who: Person, by_phone: bool) -> Result<(), Refusal> {
    if !by_phone {
        let mut cx = house.db.begin().await?;
        cx.permit(who, "friend.ask", &the_house())?;
        store::forget(&mut cx, who.person).await?;
        return Ok(cx.commit().await?);
    }
    let mut view = house.db.view().await?;
    view.permit(who, "friend.ask", &the_house())?;
    let number = accounts::number(&mut view, who.person).await?.ok_or(Refusal::NoNumber)?;
    drop(view);
    let caller = who.into();
    let look = house.vault.look(&caller, Purpose::Contacts).act("contact.choose");
    let phone = look.open(&number.phone).await.because("opening a number of one's own")?;
    let mut ticket = [0; 16];
    rand::fill(&mut ticket).map_err(|_| Fault::new("no randomness"))?;
    let entry = blind(house)?.entry(phone.e164(), ticket)?;
    let index = house.vault.index(&NumberRow::PHONE, phone.e164());
    let mut cx = house.db.begin().await?;
    cx.permit(who, "friend.ask", &the_house())?;
    store::save(&mut cx, who.person, index, (&entry, ticket)).await?;
    Ok(cx.commit().await?)
}

/// The key of the comparison is made of the vault's, and so is the same as long as the house stands.
fn blind(house: &House) -> Result<Blind, Fault> {
    let mut seed = [0; 32];
    for (half, place) in ["first", "second"].iter().zip(seed.chunks_mut(16)) {
        place.copy_from_slice(&house.vault.index(&TICKET, &format!("seed of the book, {half} half")));
    }
    Blind::of(seed)
}

/// Somebody who was found.
pub(super) type Found = (PersonId, Option<String>);

/// Whose number this is, where he allows being found. That there is nobody, and that he does not allow it, is one answer.
pub(super) async fn find(house: &House, who: Person, phone: &Phone) -> Result<Found, Refusal> {
    counted(house, who, FINDS).await?;
    let index = house.vault.index(&NumberRow::PHONE, phone.e164());
    let mut cx = house.db.begin().await?;
    cx.permit(who, "friend.ask", &the_house())?;
    let row = accounts::person_by_phone(&mut cx, index).await?;
    drop(cx);
    let person = row.map(|row| row.id).filter(|person| *person != who.person).ok_or(Refusal::NotFound)?;
    let mut view = house.db.view().await?;
    let is_open = store::is_findable(&mut view, person).await?
        && !block::store::blocks(&mut view, person, who.person).await?
        && house.vault.held(person).is_none();
    drop(view);
    if !is_open {
        return Err(Refusal::NotFound);
    }
    named(house, who, vec![person]).await?.pop().ok_or(Refusal::NotFound)
}

/// Evaluates a page of a book, blind.
pub(super) async fn evaluate(
    house: &House,
    who: Person,
    elements: &[Vec<u8>],
) -> Result<Vec<Vec<u8>>, Refusal> {
    if elements.is_empty() || elements.len() > ELEMENTS_MAX {
        return Err(Refusal::Elements);
    }
    house.db.view().await?.permit(who, "friend.ask", &the_house())?;
    counted(house, who, BLINDS).await?;
    blind(house)?.evaluate(elements)
}

/// The set of all who let themselves be found: entries, one behind the other, that say nothing without an outcome.
pub(super) async fn set(house: &House, who: Person) -> Result<Vec<u8>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "friend.ask", &the_house())?;
    let all = store::all(&mut view, SET_MAX).await?;
    let standing = standing(&mut view, &all).await?;
    let mut set = Vec::with_capacity(all.len() * ENTRY);
    for one in all.iter().filter(|one| standing.contains(&one.person)) {
        set.extend_from_slice(&one.entry);
    }
    Ok(set)
}

/// Who of these still has the number of which his entry was made.
async fn standing(view: &mut View, all: &[store::Findable]) -> Result<HashSet<PersonId>, Fault> {
    let people: Vec<PersonId> = all.iter().map(|one| one.person).collect();
    let numbers: HashMap<PersonId, Vec<u8>> = accounts::number_indexes(view, &people).await?;
    let holds = |one: &&store::Findable| numbers.get(&one.person) == Some(&one.phone_index);
    Ok(all.iter().filter(holds).map(|one| one.person).collect())
}

/// Whose tickets these are: of people who still allow it, and do not block the caller.
pub(super) async fn found(house: &House, who: Person, tickets: &[Vec<u8>]) -> Result<Vec<Found>, Refusal> {
    if tickets.is_empty() || tickets.len() > ELEMENTS_MAX {
        return Err(Refusal::Elements);
    }
    let mut view = house.db.view().await?;
    view.permit(who, "friend.ask", &the_house())?;
    let blocking = block::store::blocking(&mut view, who.person).await?;
    let mut people = Vec::new();
    for ticket in tickets {
        if let Some(person) = store::of_ticket(&mut view, ticket).await? {
            let is_open = !blocking.contains(&person) && house.vault.held(person).is_none();
            if person != who.person && is_open {
                people.push(person);
            }
        }
    }
    drop(view);
    named(house, who, people).await
}

async fn named(house: &House, who: Person, people: Vec<PersonId>) -> Result<Vec<Found>, Refusal> {
    let mut names = account::names_of(house, &who.into(), Purpose::Contacts, &people).await?;
    let named = |person| (person, names.remove(&person).map(|name| name.as_str().to_owned()));
    Ok(people.into_iter().map(named).collect())
}
