//! What a stranger does at a poster: see where he stands, say whom he wants to see, wait. He learns of no home whether it is there.

use std::net::IpAddr;
use yard::account::{Bound, store as accounts};
use yard::{House, token};

use super::rules::{self, State};
use super::{POSTER, Refusal, WAITING, asking, store};
use crate::place::store as places;
use crate::visit::{ADDRESS, rules::network};
use ground::{OrgId, Timestamp};

/// Where a poster hangs.
pub(super) struct Place {
    pub community: String,
    pub door: String,
}

/// The community and the door of a poster.
async fn behind(house: &House, poster: &str) -> Result<(OrgId, crate::place::DoorId), Refusal> {
    if poster.len() != token::SIGNS {
        return Err(Refusal::Link);
    }
    let verifier = house.vault.index(&POSTER, poster);
    store::poster(&mut house.db.view().await?, verifier).await?.ok_or(Refusal::Link)
}

/// Counts one who asks from a network.
async fn counted(house: &House, bound: Bound, from: IpAddr) -> Result<(), Refusal> {
    let key = house.vault.index(&ADDRESS, &network(from));
    let mut cx = house.db.begin().await?;
    let count = accounts::count(&mut cx, bound, key).await?;
    cx.commit().await?;
    if count > i64::from(bound.most) { Err(Refusal::TooMany) } else { Ok(()) }
}

/// Says where it hangs.
pub(super) async fn look(house: &House, from: IpAddr, poster: &str) -> Result<Place, Refusal> {
    counted(house, rules::LOOKS, from).await?;
    let (org, door) = behind(house, poster).await?;
    let mut view = house.db.view().await?;
    let community = places::of(&mut view, org).await?.ok_or(Refusal::Link)?.name;
    let door = crate::pass::store::door_at(&mut view, door).await?.ok_or(Refusal::Link)?.name;
    Ok(Place { community, door })
}

/// What a stranger writes.
pub(super) struct Wish<'a> {
    pub poster: &'a str,
    pub home: &'a str,
    pub name: &'a str,
    pub reason: Option<&'a str>,
}

/// Asks the home, where there is one; answers with what the stranger's page waits by, and until when.
pub(super) async fn knock(
    house: &House,
    from: IpAddr,
    wish: Wish<'_>,
) -> Result<(String, Timestamp), Refusal> {
    let (org, door) = behind(house, wish.poster).await?;
    let said = rules::said(Some(wish.name), wish.reason, true)?;
    counted(house, rules::OF_ADDRESS, from).await?;
    let mut view = house.db.view().await?;
    let home = places::home_numbered(&mut view, org, wish.home.trim()).await?;
    let asked = match &home {
        Some(home) => asking::reachable(&mut view, home.id).await?,
        None => 0,
    };
    drop(view);
    let mut row = asking::row(house, (org, home.as_ref(), Some(door)), &said, asked).await?;
    (row.by_poster, row.until_at) = (true, row.made_at.plus(rules::STRANGER));
    let (token, verifier) = token::fresh(house, &WAITING)?;
    let mut cx = house.db.begin().await?;
    let count = accounts::count(&mut cx, rules::OF_POSTER, door.bytes()).await?;
    if count > i64::from(rules::OF_POSTER.most) {
        return Err(Refusal::TooMany);
    }
    let there = store::of_org_now(&mut cx, org).await?;
    if there.iter().filter(|one| one.by_poster).count() >= rules::OF_POSTERS {
        return Err(Refusal::Many);
    }
    store::add(&mut cx, &row, Some(verifier)).await?;
    // A home that is beset is asked no more, and the stranger hears what he hears of a home that is not there.
    let now = cx.now();
    match home.as_ref().filter(|home| !asking::is_beset(&there, home.id, now)) {
        Some(home) => asking::ask(house, &mut cx, &row, home).await?,
        None => asking::changed(&mut cx, org).await?,
    }
    cx.commit().await?;
    Ok((token, row.made_at.plus(rules::WAITS)))
}

/// How it stands with whoever waits.
pub(super) async fn wait(house: &House, from: IpAddr, waiting: &str) -> Result<State, Refusal> {
    if waiting.len() != token::SIGNS {
        return Err(Refusal::Unknown);
    }
    counted(house, rules::LOOKS, from).await?;
    let verifier = house.vault.index(&WAITING, waiting);
    let mut view = house.db.view().await?;
    let one = store::waiting(&mut view, verifier).await?.ok_or(Refusal::Unknown)?;
    Ok(rules::state(&one, view.now()))
}
