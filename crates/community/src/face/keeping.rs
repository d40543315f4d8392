//! How a photo is kept, whoever gave it, and where it opens: for those who live here, and for whom they expect.

use ground::{Ctx, Fault, OrgId, PersonId, Timestamp, View};
use vault::{SealedBlob, Subject};
use yard::House;

use super::{Face, FaceId, PHOTO, Refusal, State, rules, store};
use crate::agent::{self, Eye};
use crate::pass::store::Door;

/// Seals a photo into the store of files under its owner's key. Whoever cannot keep its row removes the file.
///
/// # Errors
/// No photo, or too large; what the vault or the store says.
pub(crate) async fn sealed(
    house: &House,
    (org, person): (OrgId, PersonId),
    bytes: &[u8],
) -> Result<Face, Refusal> {
    let photo = rules::photo(bytes)?;
    let id = FaceId::fresh(&house.clock);
    let subject = Subject::Person(person);
    let blob = house.vault.put_blob(&house.blobs, &PHOTO, subject, id.bytes(), &photo).await?;
    Ok(Face { id, org, person, photo: blob.name().to_owned(), given_at: house.clock.now() })
}

/// Keeps its row, and wakes the doors.
///
/// # Errors
/// What the database says.
pub(crate) async fn keep(cx: &mut Ctx, new: &Face) -> Result<(), Fault> {
    store::add(cx, new).await?;
    agent::wake_all(cx, new.org);
    Ok(())
}

/// The file of a face, as it lies in the store.
pub(super) fn file(face: &Face) -> SealedBlob {
    SealedBlob::stored(&PHOTO, Subject::Person(face.person), face.id.bytes(), face.photo.clone())
}

/// A door, what eye is there, and what came of the photo.
pub(crate) type AtDoor = (Door, Option<Eye>, Option<State>);

/// Where a face opens.
pub(crate) struct Shown {
    /// Since when there is a photo.
    pub given_at: Option<Timestamp>,
    /// The doors that were asked for.
    pub doors: Vec<AtDoor>,
}

/// How it stands with somebody's face at these doors.
///
/// # Errors
/// What the database says.
pub(crate) async fn shown(
    view: &mut View,
    (org, person): (OrgId, Option<PersonId>),
    of: Vec<Door>,
) -> Result<Shown, Fault> {
    let face = match person {
        Some(person) => store::of(view, org, person).await?,
        None => None,
    };
    let at = match &face {
        Some(face) => store::at_doors(view, face.id).await?,
        None => Vec::new(),
    };
    let mut doors = Vec::with_capacity(of.len());
    for door in of {
        let eye = agent::eye_at(view, door.id).await?;
        let state = at.iter().find(|(id, _)| *id == door.id).map(|(_, state)| *state);
        doors.push((door, eye, state));
    }
    Ok(Shown { given_at: face.map(|face| face.given_at), doors })
}
