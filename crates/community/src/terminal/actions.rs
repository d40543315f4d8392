//! What people do: the property sets the terminal at a door and sees how it is; whoever lives there sees what of his is in which.

use ground::{Ctx, Member, Person};
use policy::Recipient;
use yard::House;

use super::rules::{Kind, Maker};
use super::{Known, Place, Refusal, Setting, store, teaching};
use crate::agent::is_linked;
use crate::household::{self, store as households};
use crate::pass::store as passes;
use crate::place::{DoorId, HomeId, resource, store as places};

/// A terminal, for the desk.
pub(super) struct AtDesk {
    pub set: Option<Setting>,
    /// Whether whoever runs the house allowed its maker.
    pub is_allowed: bool,
    pub known: Option<Known>,
    pub is_linked: bool,
    pub counts: Vec<(Kind, u64)>,
    pub waiting: (u64, Option<ground::Timestamp>),
    pub ended: Vec<Place>,
    /// Makers that whoever runs the house allowed.
    pub makers: Vec<Maker>,
}

/// How the terminal at a door is.
pub(super) async fn get(house: &House, who: Member, door: DoorId) -> Result<AtDesk, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    passes::door_at(&mut view, door).await?.filter(|there| there.org == who.org).ok_or(Refusal::Door)?;
    let set = store::at_door(&mut view, door).await?;
    let allowed = |maker: &Maker| teaching::is_declared(house, maker.recipient());
    Ok(AtDesk {
        is_allowed: set.is_some_and(|set| allowed(&set.maker)),
        known: store::known(&mut view, door).await?,
        is_linked: is_linked(house, door),
        counts: store::counts(&mut view, door).await?,
        waiting: store::waiting(&mut view, door).await?,
        ended: store::ended_at(&mut view, door).await?,
        makers: Maker::ALL.into_iter().filter(allowed).collect(),
        set,
    })
}

async fn begin(house: &House, who: Member, door: DoorId) -> Result<Ctx, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let there = places::door_now(&mut cx, door).await?;
    if there.is_some_and(|(org, _)| org == who.org) { Ok(cx) } else { Err(Refusal::Door) }
}

/// Sets the terminal at a door: of a maker that whoever runs the house allowed. With another maker, or without faces, what is in the
/// library and should be no longer is awaited. What a terminal did not take is tried again.
pub(super) async fn set(
    house: &House,
    who: Member,
    door: DoorId,
    (maker, faces): (Maker, bool),
) -> Result<(), Refusal> {
    let mut cx = begin(house, who, door).await?;
    teaching::declared(house, maker)?;
    let set_at = cx.now();
    let before = store::at_door_now(&mut cx, door).await?;
    store::set(&mut cx, who.org, &Setting { door, maker, faces, set_at }).await?;
    if before.is_some_and(|before| before.maker != maker) {
        store::end_at(&mut cx, door).await?;
    } else if !faces {
        store::end_faces_at(&mut cx, door).await?;
    }
    store::retry(&mut cx, door).await?;
    crate::agent::wake(&mut cx, &[door]);
    Ok(cx.commit().await?)
}

/// Takes it away: its library is emptied.
pub(super) async fn remove(house: &House, who: Member, door: DoorId) -> Result<(), Refusal> {
    let mut cx = begin(house, who, door).await?;
    if !store::unset(&mut cx, who.org, door).await? {
        return Err(Refusal::None);
    }
    store::end_at(&mut cx, door).await?;
    store::retry(&mut cx, door).await?;
    crate::agent::wake(&mut cx, &[door]);
    Ok(cx.commit().await?)
}

/// A terminal at a door of a home of mine.
pub(super) struct Mine {
    pub door: DoorId,
    pub name: String,
    /// As it is set; nothing where it was taken away, or is of a maker that is not allowed any more, and something of mine is not
    /// said to be gone from it.
    pub set: Option<(Setting, Recipient)>,
    /// Whether I agreed that my photo goes to its maker.
    pub has_agreed: bool,
    pub known: Option<Known>,
    /// What of mine is in its library, or was.
    pub places: Vec<Place>,
}

/// Those at the doors of a home of mine, and those that were taken away and still have something of mine.
pub(super) async fn mine(house: &House, who: Person, home: HomeId) -> Result<Vec<Mine>, Refusal> {
    let mut view = house.db.view().await?;
    let people = households::of_home(&mut view, home).await?;
    let now = view.now();
    let asked = view.permit(who, "home.open", &household::resource(home, &people, now));
    let own = household::opener(people, who, now, asked)?;
    let set = store::of_org(&mut view, own.org).await?;
    let mut places = store::of_person(&mut view, own.org, who.person).await?;
    let mut mine = Vec::new();
    for door in passes::doors_of_home(&mut view, home).await? {
        let there: Vec<Place> = places.extract_if(.., |one| one.door == door.id).collect();
        let set = set.iter().find(|set| set.door == door.id).map(|set| (*set, set.maker.recipient()));
        let set = set.filter(|(_, recipient)| teaching::is_declared(house, *recipient));
        if set.is_none() && there.iter().all(|one| one.gone_at.is_some()) {
            continue;
        }
        let has_agreed = match set {
            Some((_, recipient)) => teaching::agreed(&mut view, who.person, recipient).await?,
            None => false,
        };
        let known = store::known(&mut view, door.id).await?;
        mine.push(Mine { door: door.id, name: door.name, set, has_agreed, known, places: there });
    }
    Ok(mine)
}
