//! What the link of a box asks and says of faces: the photo that it is handed, what it made of it, and that it is gone.

use ground::{Caller, Ctx, Fault, OrgId, PersonId};
use policy::Purpose;
use std::collections::BTreeSet;
use vault::OpenRefused;
use yard::House;
use yard::notice::{self, Notice};

use super::{At, State, keeping, of_doors, store};
use crate::place::store as places;
use crate::visit;

/// A photo on its way to a box, which is noted first; nothing where there is none, it was of no use there, its owner rests or agrees no longer.
pub(crate) async fn picture(house: &House, at: At, face: ::pass::FaceId) -> Result<Option<Vec<u8>>, Fault> {
    let id = of_doors(face);
    let mut view = house.db.view().await?;
    let found = store::find(&mut view, at.org, id).await?;
    if store::is_unfit(&mut view, id, at).await? {
        return Ok(None);
    }
    drop(view);
    let Some(found) = found else { return Ok(None) };
    let caller = Caller::Program("face.hand");
    let look = house.vault.look(&caller, Purpose::DoorFace).act("face.hand");
    let bytes = match look.open_blob(&house.blobs, &keeping::file(&found)).await {
        Ok(bytes) => bytes.into_inner(),
        Err(OpenRefused::Fault(fault)) => return Err(fault),
        Err(_) => return Ok(None),
    };
    let mut cx = house.db.begin().await?;
    store::hand(&mut cx, id, at).await?;
    cx.commit().await?;
    Ok(Some(bytes))
}

/// A photo on its way to the library of a terminal, and whose it is; nothing where there is none, its owner rests or agrees no longer
/// that one is kept. Whether it may go there is asked besides.
pub(crate) async fn of_library(
    house: &House,
    org: OrgId,
    face: ::pass::FaceId,
) -> Result<Option<(Vec<u8>, PersonId)>, Fault> {
    let found = store::find(&mut house.db.view().await?, org, of_doors(face)).await?;
    let Some(found) = found else { return Ok(None) };
    let caller = Caller::Program("face.hand");
    let look = house.vault.look(&caller, Purpose::DoorFace).act("face.hand");
    match look.open_blob(&house.blobs, &keeping::file(&found)).await {
        Ok(bytes) => Ok(Some((bytes.into_inner(), found.person))),
        Err(OpenRefused::Fault(fault)) => Err(fault),
        Err(_) => Ok(None),
    }
}

/// Whether a face of a community is there still, within a unit of work.
pub(crate) async fn stands_now(cx: &mut Ctx, org: OrgId, face: ::pass::FaceId) -> Result<bool, Fault> {
    Ok(store::find_now(cx, org, of_doors(face)).await?.is_some())
}

/// What a box has as a conversation begins: whatever was handed to it and is not there is gone.
pub(crate) async fn said(house: &House, at: At, holds: &BTreeSet<::pass::FaceId>) -> Result<(), Fault> {
    let mut cx = house.db.begin().await?;
    for id in store::at_agent_now(&mut cx, at.agent).await? {
        if !holds.contains(&super::at_doors(id)) {
            store::gone(&mut cx, id, at).await?;
        }
    }
    cx.commit().await
}

/// What a box made of photos, and which faces it has no longer. Whoever lives here and gave a photo without a face in
/// it is told once; a visitor's page shows it.
pub(crate) async fn heard(
    house: &House,
    at: At,
    (held, unfit, gone): (&[::pass::FaceId], &[::pass::FaceId], &[::pass::FaceId]),
) -> Result<(), Fault> {
    let mut cx = house.db.begin().await?;
    for face in held {
        store::made(&mut cx, of_doors(*face), at, State::Held).await?;
    }
    for face in unfit {
        let id = of_doors(*face);
        if store::made(&mut cx, id, at, State::Unfit).await?
            && let Some(person) = store::whose(&mut cx, id).await?
            && !visit::is_guest(&mut cx, person).await?
        {
            let door = places::door_now(&mut cx, at.door).await?;
            let told =
                Notice::new("face.unfit").with("door", door.map(|(_, door)| door.name).unwrap_or_default());
            notice::tell(&mut cx, house, person, &told).await?;
        }
    }
    for face in gone {
        store::gone(&mut cx, of_doors(*face), at).await?;
    }
    cx.commit().await
}
