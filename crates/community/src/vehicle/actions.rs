//! What those of a home do: see its vehicles, enter, change and remove their own, and take a visit into their calendar.

use ground::{Caller, Ctx, Person, Timestamp, View};
use policy::{Lang, Purpose};
use yard::House;
use yard::account::{Bound, store as accounts};

use super::views::{Shown, shown};
use super::{Kind, Plate, Refusal, Vehicle, VehicleId, calendar, index, rules, store};
use crate::household::{self, Resident, store as households};
use crate::lane;
use crate::opening::sees;
use crate::place::{HomeId, store as places};

/// What one person enters and changes within a day.
const OF_DAY: Bound = Bound { kind: "vehicle.enter.person", span_s: 86_400, most: rules::OF_DAY };

/// The people of a home and the caller's own place among them.
async fn look(view: &mut View, who: Person, home: HomeId) -> Result<(Vec<Resident>, usize), Refusal> {
    let (people, now) = (households::of_home(view, home).await?, view.now());
    let own = own(&people, who, now)?;
    view.permit(who, "home.read", &household::resource(home, &people, now))?;
    Ok((people, own))
}

/// The same within a unit of work.
async fn begin(house: &House, who: Person, home: HomeId) -> Result<(Ctx, Resident), Refusal> {
    let mut cx = house.db.begin().await?;
    let (mut people, now) = (households::of_home_now(&mut cx, home).await?, cx.now());
    let own = own(&people, who, now)?;
    cx.permit(who, "home.read", &household::resource(home, &people, now))?;
    Ok((cx, people.swap_remove(own)))
}

fn own(people: &[Resident], who: Person, now: Timestamp) -> Result<usize, Refusal> {
    people.iter().position(|one| one.person == Some(who.person) && one.lives(now)).ok_or(Refusal::Home)
}

/// Whether somebody's rights reach as far as a vehicle of this kind.
const fn reach(own: &Resident, kind: Kind) -> Result<(), Refusal> {
    let may = match kind {
        Kind::Own => own.rights.open,
        Kind::Visitor => own.rights.invite,
    };
    if may { Ok(()) } else { Err(Refusal::Rights) }
}

/// The vehicles of a home that the caller may see.
pub(super) async fn list(house: &House, who: Person, home: HomeId) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    let (people, own) = look(&mut view, who, home).await?;
    let (own, now) = (&people[own], view.now());
    let mut rows = Vec::new();
    for row in store::of_home(&mut view, home).await? {
        let Some(by) = store::by(&people, row.resident) else { continue };
        if sees(own, by, &people) && row.until_at.is_none_or(|until| until > now) {
            let passes = row.passes(by, now) && row.is_awaited(now);
            rows.push((row, passes));
        }
    }
    let mut bars = store::bars_of_home(&mut view, home).await?;
    bars.retain(|id, _| rows.iter().any(|(row, _)| row.id == *id));
    drop(view);
    shown(house, &Caller::from(who), rows, bars).await
}

/// What is written of a vehicle.
pub(super) struct Wish<'a> {
    pub kind: Kind,
    pub plate: &'a str,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub tells: bool,
}

/// The row that is written, sealed under the key of whoever writes it.
async fn row(
    house: &House,
    own: &Resident,
    who: Person,
    id: VehicleId,
    wish: &Wish<'_>,
) -> Result<(Vehicle, [u8; 16]), Refusal> {
    let now = house.clock.now();
    let plate = Plate::read(wish.plate).ok_or(Refusal::Plate)?;
    let (from_at, until_at) = rules::window(wish.kind, (wish.from, wish.until), now)?;
    let vehicle = Vehicle {
        id,
        org: own.org,
        home: own.home,
        resident: own.id,
        person: who.person,
        kind: wish.kind,
        plate: house.vault.seal(&Vehicle::PLATE, who.person, id.bytes(), &plate).await?,
        from_at,
        until_at,
        tells: wish.tells,
        entered_at: now,
    };
    Ok((vehicle, index(house, own.org, &plate)))
}

/// Enters a vehicle; it passes from its beginning on.
pub(super) async fn add(
    house: &House,
    who: Person,
    home: HomeId,
    wish: Wish<'_>,
) -> Result<VehicleId, Refusal> {
    let mut view = house.db.view().await?;
    let (people, own) = look(&mut view, who, home).await?;
    drop(view);
    reach(&people[own], wish.kind)?;
    let (new, index) = row(house, &people[own], who, VehicleId::fresh(&house.clock), &wish).await?;
    let (mut cx, own) = begin(house, who, home).await?;
    // His rights may have become less meanwhile.
    reach(&own, wish.kind)?;
    counted(&mut cx, who).await?;
    let (there, now) = (store::of_home_now(&mut cx, home).await?, cx.now());
    let is_there = |one: &&Vehicle| one.kind == wish.kind && one.until_at.is_none_or(|until| until > now);
    if there.iter().filter(is_there).count() >= wish.kind.most() {
        return Err(Refusal::Many);
    }
    if !store::add(&mut cx, &new, index).await? {
        return Err(Refusal::Again);
    }
    cx.commit().await?;
    Ok(new.id)
}

async fn counted(cx: &mut Ctx, who: Person) -> Result<(), Refusal> {
    let count = accounts::count(cx, OF_DAY, who.person.bytes()).await?;
    if count > i64::from(OF_DAY.most) { Err(Refusal::TooMany) } else { Ok(()) }
}

/// Changes a vehicle that the caller entered; what it was before passes no longer.
pub(super) async fn change(
    house: &House,
    who: Person,
    (home, id): (HomeId, VehicleId),
    wish: Wish<'_>,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let (people, own) = look(&mut view, who, home).await?;
    let before = entered(store::find(&mut view, id).await?, who, home)?;
    drop(view);
    // A window that is not moved stays where it was.
    let begins = if before.kind == Kind::Visitor { wish.from.or(Some(before.from_at)) } else { wish.from };
    let wish = Wish { kind: before.kind, from: begins, ..wish };
    reach(&people[own], wish.kind)?;
    let (new, index) = row(house, &people[own], who, id, &wish).await?;
    let (mut cx, own) = begin(house, who, home).await?;
    reach(&own, wish.kind)?;
    counted(&mut cx, who).await?;
    if store::of_home_now(&mut cx, home).await?.iter().all(|one| one.id != id) {
        return Err(Refusal::Unknown);
    }
    let stays = store::with_plate(&mut cx, own.org, index).await?.iter().any(|one| one.id == id);
    if !store::save(&mut cx, &new, index).await? {
        return Err(Refusal::Again);
    }
    // What passed before passed with another plate; the log does not say the new one of it.
    if !stays {
        lane::parted(&mut cx, home, id).await?;
    }
    Ok(cx.commit().await?)
}

/// One that the caller entered for this home.
fn entered(found: Option<Vehicle>, who: Person, home: HomeId) -> Result<Vehicle, Refusal> {
    found.filter(|one| one.person == who.person && one.home == home).ok_or(Refusal::Unknown)
}

/// Removes one that the caller entered, or anybody of the home where he enters people himself.
pub(super) async fn remove(
    house: &House,
    who: Person,
    (home, id): (HomeId, VehicleId),
) -> Result<(), Refusal> {
    let (mut cx, own) = begin(house, who, home).await?;
    let people = households::of_home_now(&mut cx, home).await?;
    let there = store::of_home_now(&mut cx, home).await?.into_iter().find(|one| one.id == id);
    let may = |one: &Vehicle| {
        let by = store::by(&people, one.resident);
        one.person == who.person || own.rights.add && by.is_some_and(|by| sees(&own, by, &people))
    };
    if !there.is_some_and(|one| may(&one)) || !store::remove(&mut cx, id).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// The window of a visitor's vehicle as an entry for the caller's calendar.
pub(super) async fn into_calendar(
    house: &House,
    who: Person,
    (home, id): (HomeId, VehicleId),
    lang: Lang,
) -> Result<String, Refusal> {
    let mut view = house.db.view().await?;
    let (people, _) = look(&mut view, who, home).await?;
    let one = entered(store::find(&mut view, id).await?, who, home)?;
    let community = places::of(&mut view, people[0].org).await?.ok_or(Refusal::Home)?;
    let number = places::find(&mut view, home).await?.ok_or(Refusal::Home)?.number;
    let now = view.now();
    drop(view);
    let until = one.until_at.ok_or(Refusal::NoWindow)?;
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::VehicleAccess).act("vehicle.calendar");
    let plate = look.open(&one.plate).await.map_err(|no| no.or(Refusal::Unknown))?;
    let place = format!("{} {number}, {}", community.name, community.address);
    let what = if lang == Lang::ZhCn { "访客车辆" } else { "A visitor's vehicle" };
    let visit = calendar::Visit {
        id: id.to_string(),
        what: &format!("{what} {}", plate.as_str()),
        place: &place,
        from: one.from_at,
        until,
        now,
    };
    Ok(calendar::entry(&visit))
}
