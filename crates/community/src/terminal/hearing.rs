//! What the link of a box says of the terminal there: whether it is reached, who is in its library, and who is gone from it.

use ::pass::LibraryKey;
use ground::{Ctx, Fault, PersonId};
use std::collections::BTreeSet;
use yard::House;
use yard::notice::{self, Notice};

use super::rules::{Kind, Maker, State};
use super::{At, store, teaching};
use crate::place::{DoorId, store as places};
use crate::visit;

/// A conversation begins, and nothing was said of a terminal yet.
pub(crate) async fn away(house: &House, at: &At) -> Result<(), Fault> {
    let mut cx = house.db.begin().await?;
    store::blind(&mut cx, at).await?;
    cx.commit().await
}

/// How the terminal is; where it was reached, whatever was written into the library of this very device and is not there is gone. What
/// another device has that stood there before should be gone, and waits.
pub(crate) async fn said(
    house: &House,
    at: &At,
    maker: Maker,
    (reached, holds, removed): (bool, &BTreeSet<LibraryKey>, u32),
) -> Result<(), Fault> {
    let mut cx = house.db.begin().await?;
    store::see(&mut cx, at, maker, (reached, holds.len(), removed)).await?;
    if reached {
        store::end_others(&mut cx, at).await?;
        // What ended because another device stood here for a while, and this one has rightly, has not ended.
        for key in store::ended_now(&mut cx, at).await?.into_iter().filter(|key| holds.contains(key)) {
            if teaching::may_be_there(&mut cx, at, maker, key).await? {
                store::reopen(&mut cx, at, key).await?;
            }
        }
        for key in store::there_now(&mut cx, at).await? {
            if !holds.contains(&key) {
                gone(house, &mut cx, at, key, Lost::Found).await?;
            }
        }
    }
    cx.commit().await
}

/// What became of the library. Whoever gave a photo that the terminal does not take is told once, and so is whose photo is gone from it.
pub(crate) async fn heard(
    house: &House,
    at: &At,
    (held, unfit, left): (&[LibraryKey], &[LibraryKey], &[LibraryKey]),
) -> Result<(), Fault> {
    let mut cx = house.db.begin().await?;
    for key in held {
        store::made(&mut cx, at, *key, State::Held).await?;
    }
    for key in unfit {
        if let Some((Some(person), Kind::Face)) = store::made(&mut cx, at, *key, State::Unfit).await? {
            tell(house, &mut cx, person, ("face.unfit", at.door)).await?;
        }
    }
    for key in left {
        gone(house, &mut cx, at, *key, Lost::Removed).await?;
    }
    cx.commit().await
}

/// How it came out that something is in a library no more.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lost {
    /// The box looked, and it was not there.
    Found,
    /// The box took it out and asked for it. It may have had the list that wants it gone before the sweep here ended it.
    Removed,
}

async fn gone(house: &House, cx: &mut Ctx, at: &At, key: LibraryKey, lost: Lost) -> Result<(), Fault> {
    match store::gone(cx, at, key).await? {
        Some(((Some(person), Kind::Face), was_awaited)) if was_awaited || lost == Lost::Removed => {
            tell(house, cx, person, ("terminal.gone", at.door)).await
        }
        _ => Ok(()),
    }
}

async fn tell(
    house: &House,
    cx: &mut Ctx,
    person: PersonId,
    (code, door): (&'static str, DoorId),
) -> Result<(), Fault> {
    // A visitor has no account; her page shows it.
    if visit::is_guest(cx, person).await? {
        return Ok(());
    }
    let door = places::door_now(cx, door).await?.map(|(_, door)| door.name).unwrap_or_default();
    notice::tell(cx, house, person, &Notice::new(code).with("door", door)).await?;
    Ok(())
}
