//! What somebody does with his face: give a photo, look at it, see where it opens, take it back.

use ground::{Caller, Ctx, Fault, Person, PersonId, Timestamp, View};
use policy::{Category, Purpose};
use vault::{OpenRefused, SealedBlob, Subject};
use yard::House;
use yard::account::{Bound, store as accounts};
use yard::consent::store::{self as consents, Scope};

use super::{Face, FaceId, PHOTO, Refusal, State, ending, rules, store};
use crate::agent::{self, Eye};
use crate::household::{self, Resident, store as households};
use crate::pass;
use crate::place::HomeId;

/// Photos that one person gives within a day.
const OF_DAY: Bound = Bound { kind: "face.put.person", span_s: 86_400, most: 20 };

/// The caller's row in a home whose doors he may open.
async fn may(view: &mut View, who: Person, home: HomeId) -> Result<Resident, Refusal> {
    let people = households::of_home(view, home).await?;
    let now = view.now();
    let asked = view.permit(who, "home.open", &household::resource(home, &people, now));
    Ok(household::opener(people, who, now, asked)?)
}

/// The same within a unit of work.
async fn may_now(cx: &mut Ctx, who: Person, home: HomeId) -> Result<Resident, Refusal> {
    let people = households::of_home_now(cx, home).await?;
    let now = cx.now();
    let asked = cx.permit(who, "home.open", &household::resource(home, &people, now));
    Ok(household::opener(people, who, now, asked)?)
}

/// Whether somebody agreed, by itself, that a photo of his face is kept to open doors.
pub(super) async fn agreed(view: &mut View, person: PersonId) -> Result<bool, Fault> {
    consents::stands_for(view, person, Purpose::DoorFace, Scope::Category(Category::FacePhoto)).await
}

/// Where somebody's face opens.
pub(super) struct Own {
    pub given_at: Option<Timestamp>,
    pub has_agreed: bool,
    /// The doors of the home: which, what eye is there, and what came of the photo.
    pub doors: Vec<(pass::store::Door, Option<Eye>, Option<State>)>,
}

/// Looks at it.
pub(super) async fn get(house: &House, who: Person, home: HomeId) -> Result<Own, Refusal> {
    let mut view = house.db.view().await?;
    let own = may(&mut view, who, home).await?;
    let face = store::of(&mut view, own.org, who.person).await?;
    let has_agreed = agreed(&mut view, who.person).await?;
    let at = match &face {
        Some(face) => store::at_doors(&mut view, face.id).await?,
        None => Vec::new(),
    };
    let mut doors = Vec::new();
    for door in pass::store::doors_of_home(&mut view, home).await? {
        let eye = agent::eye_at(&mut view, door.id).await?;
        let state = at.iter().find(|(id, _)| *id == door.id).map(|(_, state)| *state);
        doors.push((door, eye, state));
    }
    Ok(Own { given_at: face.map(|face| face.given_at), has_agreed, doors })
}

/// Keeps a photo; the one before it goes, here and at the doors.
pub(super) async fn put(house: &House, who: Person, home: HomeId, bytes: &[u8]) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    may(&mut view, who, home).await?;
    let photo = rules::photo(bytes)?;
    if !agreed(&mut view, who.person).await? {
        return Err(Refusal::Consent);
    }
    let lives = households::of_person(&mut view, who.person).await?;
    drop(view);
    let (id, subject) = (FaceId::fresh(&house.clock), Subject::Person(who.person));
    let blob = house.vault.put_blob(&house.blobs, &PHOTO, subject, id.bytes(), &photo).await?;
    let saved = async {
        let mut cx = house.db.begin().await?;
        let own = may_now(&mut cx, who, home).await?;
        if accounts::count(&mut cx, OF_DAY, who.person.bytes()).await? > i64::from(OF_DAY.most) {
            return Err(Refusal::TooMany);
        }
        if let Some(before) = store::of_now(&mut cx, own.org, who.person).await? {
            ending::end(&mut cx, &before).await?;
        }
        let given_at = cx.now();
        let new = Face { id, org: own.org, person: who.person, photo: blob.name().to_owned(), given_at };
        store::add(&mut cx, &new).await?;
        // A pass for each home there, so that each ends with its own right; a list asks that row, whatever stands here.
        for one in lives.iter().filter(|one| one.org == own.org && one.rights.open && one.lives(given_at)) {
            pass::with_face(house, &mut cx, one).await?;
        }
        agent::wake_all(&mut cx, own.org);
        Ok(cx.commit().await?)
    };
    if let Err(refusal) = saved.await {
        house.blobs.delete(blob.name()).await?;
        return Err(refusal);
    }
    Ok(())
}

/// One's own photo.
pub(super) async fn photo(house: &House, who: Person, home: HomeId) -> Result<Vec<u8>, Refusal> {
    let mut view = house.db.view().await?;
    let own = may(&mut view, who, home).await?;
    let face = store::of(&mut view, own.org, who.person).await?.ok_or(Refusal::None)?;
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::DoorFace).act("face.photo");
    match look.open_blob(&house.blobs, &sealed(&face)).await {
        Ok(bytes) => Ok(bytes.into_inner()),
        Err(OpenRefused::Fault(fault)) => Err(fault.into()),
        Err(_) => Err(Refusal::None),
    }
}

/// The file of a face, as it lies in the store.
pub(super) fn sealed(face: &Face) -> SealedBlob {
    SealedBlob::stored(&PHOTO, Subject::Person(face.person), face.id.bytes(), face.photo.clone())
}

/// Takes it back: here at once, at the doors as soon as they hear of it.
pub(super) async fn remove(house: &House, who: Person, home: HomeId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let own = may_now(&mut cx, who, home).await?;
    if store::of_now(&mut cx, own.org, who.person).await?.is_none() {
        return Err(Refusal::None);
    }
    pass::end_faces(&mut cx, own.org, who.person).await?;
    ending::passless(&mut cx, own.org, who.person).await?;
    Ok(cx.commit().await?)
}
