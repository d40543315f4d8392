//! What those of a home do: see the lifts of their staircase, ask for one, and have it come by itself.

use ground::{Ctx, Fault, OrgId, Person, Timestamp, View};
use yard::House;
use yard::account::store as accounts;

use super::rules::{self, State};
use super::{Lift, LiftId, Refusal, Ride, RideId, store};
use crate::household::{self, Resident, ResidentId, store as households};
use crate::place::{DoorId, Home, HomeId, store as places};

/// The caller's row in a home whose doors he may open.
async fn may(view: &mut View, who: Person, home: HomeId) -> Result<Resident, Refusal> {
    let (people, now) = (households::of_home(view, home).await?, view.now());
    let asked = view.permit(who, "home.open", &household::resource(home, &people, now));
    Ok(household::opener(people, who, now, asked)?)
}

/// The same within a unit of work.
async fn may_now(cx: &mut Ctx, who: Person, home: HomeId) -> Result<Resident, Refusal> {
    let (people, now) = (households::of_home_now(cx, home).await?, cx.now());
    let asked = cx.permit(who, "home.open", &household::resource(home, &people, now));
    Ok(household::opener(people, who, now, asked)?)
}

/// The lifts of a home, what was asked of them, and whether they come by themselves.
pub(super) struct Lifts {
    pub home: Home,
    pub lifts: Vec<Lift>,
    pub rides: Vec<Ride>,
    pub is_automatic: bool,
}

/// Looks at them; of rides one sees one's own.
pub(super) async fn lifts(house: &House, who: Person, home: HomeId) -> Result<Lifts, Refusal> {
    let mut view = house.db.view().await?;
    let own = may(&mut view, who, home).await?;
    let there = places::find(&mut view, home).await?.ok_or(Refusal::Home)?;
    let mut rides = store::of_home(&mut view, home, own.from_at).await?;
    rides.retain(|ride| ride.resident == own.id);
    Ok(Lifts {
        lifts: store::of_unit(&mut view, there.unit).await?,
        rides,
        is_automatic: store::wishes(&mut view, own.id).await?,
        home: there,
    })
}

/// Asks a lift of the caller's staircase to take him to his own floor, or down from it.
pub(super) async fn ask(
    house: &House,
    who: Person,
    (home, lift): (HomeId, LiftId),
    to: Option<i64>,
) -> Result<RideId, Refusal> {
    let mut cx = house.db.begin().await?;
    let own = may_now(&mut cx, who, home).await?;
    let there = places::find_now(&mut cx, home).await?.ok_or(Refusal::Home)?;
    let lifts = store::of_unit_now(&mut cx, there.unit).await?;
    let lift = lifts.iter().find(|one| one.id == lift).ok_or(Refusal::Unknown)?;
    let floors = rules::ride(there.floor, lift.ground, to)?;
    if lift.alarm {
        return Err(Refusal::Alarm);
    }
    if accounts::count(&mut cx, rules::RIDES, who.person.bytes()).await? > i64::from(rules::RIDES.most) {
        return Err(Refusal::TooMany);
    }
    let id = asked(&mut cx, lift, &own, floors).await?;
    cx.commit().await?;
    Ok(id)
}

async fn asked(cx: &mut Ctx, lift: &Lift, by: &Resident, (from, to): (i64, i64)) -> Result<RideId, Fault> {
    let (id, at) = (RideId::fresh(cx.clock()), cx.now());
    let ride = Ride {
        id,
        org: lift.org,
        lift: lift.id,
        home: by.home,
        resident: by.id,
        from,
        to,
        at,
        until_at: at.plus(rules::GOOD_FOR),
        state: State::Waiting,
    };
    store::add_ride(cx, &ride).await?;
    Ok(id)
}

/// Has the lift come by itself when a door of the staircase opened for the caller, or no longer.
pub(super) async fn set_automatic(
    house: &House,
    who: Person,
    (home, is_on): (HomeId, bool),
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let own = may_now(&mut cx, who, home).await?;
    store::set_wish(&mut cx, (own.org, own.id), is_on).await?;
    Ok(cx.commit().await?)
}

/// A door opened by somebody's right: where he wishes it, and it is one of his staircase and happened just now, the lift comes.
pub(crate) async fn opened(
    cx: &mut Ctx,
    (org, door): (OrgId, DoorId),
    (resident, home): (ResidentId, HomeId),
    at: Timestamp,
) -> Result<(), Fault> {
    let now = cx.now();
    if at < now.minus(rules::GOOD_FOR) || !store::wishes_now(cx, resident).await? {
        return Ok(());
    }
    let by = households::find_now(cx, resident).await?.filter(|by| by.lives(now) && by.rights.open);
    let (Some(by), Some(there)) = (by, places::find_now(cx, home).await?) else { return Ok(()) };
    let is_own = matches!(places::door_now(cx, door).await?, Some((of, door)) if of == org && door.unit == Some(there.unit));
    if !is_own || by.home != home {
        return Ok(());
    }
    let lifts = store::of_unit_now(cx, there.unit).await?;
    let Some(lift) = lifts.iter().find(|lift| !lift.alarm) else { return Ok(()) };
    if let Ok(floors) = rules::ride(there.floor, lift.ground, None) {
        asked(cx, lift, &by, floors).await?;
    }
    Ok(())
}
