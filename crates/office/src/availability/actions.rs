//! What people do: say who sees how much, look at a colleague's calendar, find a time that suits several.

use ground::{Caller, Fault, Member, OrgId, Person, PersonId, Timestamp};
use policy::Purpose;
use std::collections::HashSet;
use yard::House;
use yard::access::account_of;
use yard::org::store as orgs;

use super::Refusal;
use super::busy::busy;
use super::rules::{self, Block, Level};
use super::store::{self, SHARES_MAX, Viewer};
use crate::calendar::rules::{Budget, Occurrence, stretch, zone};
use crate::calendar::{self, Event, of_org};

/// People who are asked for at once.
const PEOPLE_MAX: usize = 20;

/// Whom somebody shows how much.
pub(super) async fn shares(house: &House, who: Person) -> Result<Vec<(Viewer, Level)>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    Ok(store::shares(&mut view, who.person).await?)
}

/// Says whom one shows how much: colleagues, and organisations that one belongs to.
pub(super) async fn share(
    house: &House,
    who: Person,
    shares: Vec<(Option<PersonId>, Option<OrgId>, Level)>,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "calendar.keep", &account_of(who.person))?;
    let mut all: Vec<(Viewer, Level)> = Vec::with_capacity(shares.len().min(SHARES_MAX));
    if shares.len() > SHARES_MAX {
        return Err(Refusal::Shares);
    }
    // Who was a colleague once and is so no longer sees nothing from now on; whoever says the rest anew is not held up by it.
    let before = store::shares(&mut view, who.person).await?;
    for (person, org, level) in shares {
        let (viewer, is_known) = match (person, org) {
            (Some(person), None) => {
                (Viewer::Person(person), orgs::share_one(&mut view, who.person, person).await?)
            }
            (None, Some(org)) => (Viewer::Org(org), orgs::membership(&mut view, &who, org).await?.is_some()),
            _ => return Err(Refusal::Shares),
        };
        if all.iter().any(|(one, _)| *one == viewer) {
            return Err(Refusal::Shares);
        }
        if is_known {
            all.push((viewer, level));
        } else if !before.iter().any(|(one, _)| *one == viewer) {
            return Err(Refusal::Shares);
        }
    }
    drop(view);
    let mut cx = house.db.begin().await?;
    cx.permit(who, "calendar.keep", &account_of(who.person))?;
    store::share(&mut cx, who.person, &all).await?;
    Ok(cx.commit().await?)
}

/// A time at which a colleague is busy, with what the caller may know of it.
pub(super) struct Seen {
    pub time: Occurrence,
    pub title: Option<String>,
    pub place: Option<String>,
}

/// What a colleague shows of his calendar.
pub(super) async fn colleague(
    house: &House,
    who: Member,
    person: PersonId,
    (from, until): (Timestamp, Timestamp),
) -> Result<(Level, Vec<Seen>), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "calendar.plan", &of_org(who.org))?;
    let stretch = stretch(from, until)?;
    orgs::role_of(&mut view, who.org, person).await?.ok_or(Refusal::Unknown)?;
    let level = if person == who.person {
        Level::All
    } else {
        store::seen(&mut view, person, (who.person, who.org)).await?
    };
    if level == Level::Nothing {
        return Ok((level, Vec::new()));
    }
    let events = busy(&mut view, person, (stretch, &mut Budget::whole())).await?;
    drop(view);
    // Of what he is invited to, whoever invited him says who may know; it shows as busy.
    let is_told = |event: &Event| level == Level::All && !event.is_private && event.person == Some(person);
    let caller = Caller::from(who);
    let shut = |no: vault::OpenRefused| Fault::caused("opening a colleague's calendar", no);
    let told = || events.iter().map(|(event, _)| event).filter(|event| is_told(event));
    let look = || house.vault.look(&caller, Purpose::Calendar).act("calendar.colleague");
    let (mut titles, mut places) = (Vec::new().into_iter(), Vec::new().into_iter());
    if told().next().is_some() {
        titles = look().open_present(told().map(|event| &event.title)).await.map_err(shut)?.into_iter();
        let sealed = told().filter_map(|event| event.place.as_ref());
        places = look().open_present(sealed).await.map_err(shut)?.into_iter();
    }
    let mut seen = Vec::new();
    for (event, times) in &events {
        let is_told = is_told(event);
        let title: Option<String> = if is_told { titles.next().flatten() } else { None };
        let place: Option<String> =
            if is_told && event.place.is_some() { places.next().flatten() } else { None };
        let one = |time: &Occurrence| Seen { time: *time, title: title.clone(), place: place.clone() };
        seen.extend(times.iter().map(one));
    }
    seen.sort_by_key(|one| one.time);
    Ok((level, seen))
}

/// When several people are busy, as far as each lets the caller know, and times that suit all of those.
pub(super) struct Free {
    pub people: Vec<(PersonId, Level, Vec<Block>)>,
    pub slots: Vec<Block>,
}

/// Finds times that suit several people.
pub(super) async fn free(
    house: &House,
    who: Member,
    people: &[PersonId],
    ((from, until), minutes, named): ((Timestamp, Timestamp), u32, &str),
) -> Result<Free, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "calendar.plan", &of_org(who.org))?;
    let stretch = stretch(from, until)?;
    let zone = zone(named).ok_or(calendar::Refusal::Zone)?;
    if people.is_empty() || people.len() > PEOPLE_MAX {
        return Err(Refusal::People);
    }
    let mut seen = HashSet::new();
    let people: Vec<PersonId> = people.iter().copied().filter(|one| seen.insert(*one)).collect();
    if !(5..=1_440).contains(&minutes) {
        return Err(Refusal::Minutes);
    }
    let (mut all, mut together, mut budget) = (Vec::with_capacity(people.len()), Vec::new(), Budget::whole());
    for person in &people {
        orgs::role_of(&mut view, who.org, *person).await?.ok_or(Refusal::People)?;
        let level = if *person == who.person {
            Level::All
        } else {
            store::seen(&mut view, *person, (who.person, who.org)).await?
        };
        let mut blocks = Vec::new();
        if level != Level::Nothing {
            for (_, times) in busy(&mut view, *person, (stretch, &mut budget)).await? {
                blocks.extend(times.iter().map(|time| (time.from, time.until)));
            }
        }
        let blocks = rules::merged(blocks);
        together.extend_from_slice(&blocks);
        all.push((*person, level, blocks));
    }
    let slots = rules::slots(&rules::merged(together), stretch, minutes, &zone);
    Ok(Free { people: all, slots })
}
