//! What somebody does with his face: give a photo, look at it, see where it opens, take it back.

use ground::{Caller, Ctx, Fault, Person, PersonId, View};
use policy::{Category, Purpose};
use vault::OpenRefused;
use yard::House;
use yard::account::{Bound, store as accounts};
use yard::consent::store::{self as consents, Scope};

use super::{Refusal, Shown, ending, keeping, store};
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
    pub has_agreed: bool,
    pub shown: Shown,
}

/// Looks at it.
pub(super) async fn get(house: &House, who: Person, home: HomeId) -> Result<Own, Refusal> {
    let mut view = house.db.view().await?;
    let own = may(&mut view, who, home).await?;
    let has_agreed = agreed(&mut view, who.person).await?;
    let doors = pass::store::doors_of_home(&mut view, home).await?;
    let shown = keeping::shown(&mut view, (own.org, Some(who.person)), doors).await?;
    Ok(Own { has_agreed, shown })
}

/// Keeps a photo; the one before it goes, here and at the doors.
pub(super) async fn put(house: &House, who: Person, home: HomeId, bytes: &[u8]) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let own = may(&mut view, who, home).await?;
    if !agreed(&mut view, who.person).await? {
        return Err(Refusal::Consent);
    }
    let lives = households::of_person(&mut view, who.person).await?;
    drop(view);
    let new = keeping::sealed(house, (own.org, who.person), bytes).await?;
    let saved = async {
        let mut cx = house.db.begin().await?;
        let own = may_now(&mut cx, who, home).await?;
        if accounts::count(&mut cx, OF_DAY, who.person.bytes()).await? > i64::from(OF_DAY.most) {
            return Err(Refusal::TooMany);
        }
        if let Some(before) = store::of_now(&mut cx, own.org, who.person).await? {
            ending::end(&mut cx, &before).await?;
        }
        keeping::keep(&mut cx, &new).await?;
        let now = cx.now();
        // A pass for each home there, so that each ends with its own right; a list asks that row, whatever stands here.
        for one in lives.iter().filter(|one| one.org == own.org && one.rights.open && one.lives(now)) {
            pass::with_face(house, &mut cx, one).await?;
        }
        Ok(cx.commit().await?)
    };
    if let Err(refusal) = saved.await {
        house.blobs.delete(&new.photo).await?;
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
    match look.open_blob(&house.blobs, &keeping::file(&face)).await {
        Ok(bytes) => Ok(bytes.into_inner()),
        Err(OpenRefused::Fault(fault)) => Err(fault.into()),
        Err(_) => Err(Refusal::None),
    }
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
