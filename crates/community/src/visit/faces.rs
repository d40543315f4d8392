//! The face of whoever is expected: he adds it himself by his link, by a yes of his own, and it opens within his window.
//!
//! He has no account: the number under which his photo and his yes are kept is drawn for this photo alone. It stands in the row of
//! his visit, and goes with it.

use ground::{Fault, PersonId, View};
use policy::{Category, Lang, Purpose};
use std::net::IpAddr;
use yard::House;
use yard::account::store as accounts;
use yard::consent::{self, GuestYes};

use super::store::{self, Found};
use super::{Refusal, guest, rules};
use crate::{face, pass};

/// Where his face may open: at doors that have an eye, for who is expected by a home and comes as often as he likes.
///
/// # Errors
/// What the database says.
pub(super) async fn of(house: &House, view: &mut View, found: &Found) -> Result<Option<face::Shown>, Fault> {
    let row = &found.row;
    if found.uses.is_some() || row.home.is_none() || house.policy.purpose(Purpose::DoorFace).is_none() {
        return Ok(None);
    }
    let Some(doors) = pass::doors_of(view, (row.org, row.pass)).await? else { return Ok(None) };
    let mut shown = face::shown(view, (row.org, row.guest), doors).await?;
    shown.doors.retain(|(_, eye, _)| eye.is_some());
    Ok((!shown.doors.is_empty()).then_some(shown))
}

/// A photo with the yes to keep it.
pub(super) struct Wish<'a> {
    pub link: &'a str,
    pub version: &'a str,
    pub lang: Lang,
    pub categories: &'a [Category],
    pub photo: &'a [u8],
}

/// Keeps his photo and his yes, and gives him a pass by it beside his own; those before go, here and at the doors.
pub(super) async fn give(house: &House, from: IpAddr, wish: Wish<'_>) -> Result<(), Refusal> {
    guest::counted(house, from).await?;
    let seen = guest::behind(house, wish.link).await?;
    let row = &seen.found.row;
    let mut view = house.db.view().await?;
    of(house, &mut view, &seen.found).await?.ok_or(Refusal::NoFace)?;
    drop(view);
    let guest = PersonId::fresh(&house.clock);
    let new = face::sealed(house, (row.org, guest), wish.photo).await?;
    let saved = async {
        let mut cx = house.db.begin().await?;
        // The visit may have ended meanwhile.
        let found = store::find_now(&mut cx, row.id).await?.ok_or(Refusal::Link)?;
        if accounts::count(&mut cx, rules::FACES, row.id.bytes()).await? > i64::from(rules::FACES.most) {
            return Err(Refusal::TooMany);
        }
        let (purpose, categories) = (Purpose::DoorFace, wish.categories);
        let yes = GuestYes { guest, purpose, categories, version: wish.version, lang: wish.lang };
        consent::guest_gives(&mut cx, house, yes).await?;
        if let Some(before) = found.row.guest {
            pass::end_faces(&mut cx, row.org, before).await?;
        }
        store::set_guest(&mut cx, row.id, guest).await?;
        face::keep(&mut cx, &new).await?;
        if !pass::beside(house, &mut cx, (row.org, row.pass), guest).await? {
            return Err(Refusal::Link);
        }
        Ok(cx.commit().await?)
    };
    if let Err(refusal) = saved.await {
        // Without the key the photo is nothing, whether or not its file goes.
        house.vault.destroy_all(guest).await?;
        house.blobs.delete(&new.photo).await?;
        return Err(refusal);
    }
    Ok(())
}

/// Takes it back: here at once, at the doors as soon as they hear of it.
pub(super) async fn remove(house: &House, from: IpAddr, link: &str) -> Result<(), Refusal> {
    guest::counted(house, from).await?;
    let seen = guest::behind(house, link).await?;
    let guest = seen.found.row.guest.ok_or(Refusal::NoFace)?;
    let mut cx = house.db.begin().await?;
    pass::end_faces(&mut cx, seen.found.row.org, guest).await?;
    Ok(cx.commit().await?)
}
