//! What people do: see which communities there are; open one, and write what stands in it.

use aws_lc_rs::rand;
use ground::{Ctx, Fault, Member, OrgId, Person, View};
use yard::House;
use yard::access::the_house;

use super::{BuildingId, Community, Door, DoorId, Home, HomeId, Refusal, UnitId, resource, rules, store};
use crate::household;

/// Draws of a number before the house gives up.
const DRAWS_MAX: u32 = 16;

/// All communities of the house.
pub(super) async fn list(house: &House, who: Person) -> Result<Vec<Community>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "community.look", &the_house())?;
    Ok(store::all(&mut view).await?)
}

/// What is written of a community.
pub(super) struct Written<'a> {
    pub name: &'a str,
    pub address: &'a str,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
}

/// Opens the community of an organisation, or changes what is written of it.
pub(super) async fn put(house: &House, who: Member, written: Written<'_>) -> Result<Community, Refusal> {
    let mut cx = begin(house, who).await?;
    let number = match store::of_now(&mut cx, who.org).await? {
        Some(there) => there.number,
        None => fresh_number(&mut cx).await?,
    };
    let new = Community {
        org: who.org,
        number,
        name: rules::line("name", written.name, 60)?,
        address: rules::line("address", written.address, 200)?,
        point: rules::point(written.latitude, written.longitude)?,
    };
    store::put(&mut cx, &new).await?;
    cx.commit().await?;
    Ok(new)
}

/// A unit of work of those who run the organisation.
async fn begin(house: &House, who: Member) -> Result<Ctx, Refusal> {
    let cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    Ok(cx)
}

/// The same where the community is open.
async fn within(house: &House, who: Member) -> Result<Ctx, Refusal> {
    let mut cx = begin(house, who).await?;
    if store::of_now(&mut cx, who.org).await?.is_none() {
        return Err(Refusal::Closed);
    }
    Ok(cx)
}

/// Eight digits that no community has.
async fn fresh_number(cx: &mut Ctx) -> Result<String, Refusal> {
    for _ in 0..DRAWS_MAX {
        let mut bytes = [0; 4];
        rand::fill(&mut bytes).map_err(|_| Fault::new("no randomness"))?;
        let number = format!("{:08}", u32::from_be_bytes(bytes) % 100_000_000);
        if !store::is_taken(cx, &number).await? {
            return Ok(number);
        }
    }
    Err(Fault::new("no number for a community was free").into())
}

/// All that stands in a community but its homes.
pub(super) struct Plan {
    pub community: Community,
    pub buildings: Vec<(BuildingId, String)>,
    pub units: Vec<(UnitId, BuildingId, String)>,
    pub doors: Vec<Door>,
}

/// A look of those who run the organisation.
async fn look(house: &House, who: Member) -> Result<View, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    Ok(view)
}

/// Looks at it.
pub(super) async fn plan(house: &House, who: Member) -> Result<Plan, Refusal> {
    let mut view = look(house, who).await?;
    Ok(Plan {
        community: store::of(&mut view, who.org).await?.ok_or(Refusal::Closed)?,
        buildings: store::buildings(&mut view, who.org).await?,
        units: store::units(&mut view, who.org).await?,
        doors: store::doors(&mut view, who.org).await?,
    })
}

/// Homes after one of them.
pub(super) async fn homes(
    house: &House,
    who: Member,
    after: Option<HomeId>,
    limit: u32,
) -> Result<Vec<Home>, Refusal> {
    let mut view = look(house, who).await?;
    Ok(store::homes(&mut view, who.org, after, limit).await?)
}

/// Adds a building.
pub(super) async fn add_building(house: &House, who: Member, name: &str) -> Result<BuildingId, Refusal> {
    let mut cx = within(house, who).await?;
    let id = BuildingId::fresh(cx.clock());
    store::add_building(&mut cx, who.org, (id, &rules::line("name", name, 40)?)).await?;
    cx.commit().await?;
    Ok(id)
}

/// Adds a unit to a building.
pub(super) async fn add_unit(
    house: &House,
    who: Member,
    building: BuildingId,
    name: &str,
) -> Result<UnitId, Refusal> {
    let mut cx = within(house, who).await?;
    if !store::has_building(&mut cx, who.org, building).await? {
        return Err(Refusal::Unknown);
    }
    let id = UnitId::fresh(cx.clock());
    store::add_unit(&mut cx, who.org, (id, building, &rules::line("name", name, 40)?)).await?;
    cx.commit().await?;
    Ok(id)
}

/// What is written of a home.
pub(super) struct HomeWritten<'a> {
    pub unit: UnitId,
    pub number: &'a str,
    pub room: &'a str,
    pub floor: Option<i64>,
}

async fn read(cx: &mut Ctx, org: OrgId, id: HomeId, written: &HomeWritten<'_>) -> Result<Home, Refusal> {
    if store::building_of(cx, org, written.unit).await?.is_none() {
        return Err(Refusal::Unknown);
    }
    if written.floor.is_some_and(|floor| !(-20..=200).contains(&floor)) {
        return Err(Refusal::Field("floor"));
    }
    Ok(Home {
        id,
        org,
        unit: written.unit,
        number: rules::line("number", written.number, 20)?,
        room: rules::line("room", written.room, 20)?,
        floor: written.floor,
    })
}

/// Adds a home.
pub(super) async fn add_home(
    house: &House,
    who: Member,
    written: HomeWritten<'_>,
) -> Result<HomeId, Refusal> {
    let mut cx = within(house, who).await?;
    let id = HomeId::fresh(cx.clock());
    let new = read(&mut cx, who.org, id, &written).await?;
    store::add_home(&mut cx, &new).await?;
    cx.commit().await?;
    Ok(id)
}

/// Changes what is written of a home.
pub(super) async fn change_home(
    house: &House,
    who: Member,
    id: HomeId,
    written: HomeWritten<'_>,
) -> Result<(), Refusal> {
    let mut cx = within(house, who).await?;
    let before = store::find_now(&mut cx, id).await?.filter(|home| home.org == who.org);
    let before = before.ok_or(Refusal::Unknown)?;
    let home = read(&mut cx, who.org, id, &written).await?;
    store::save_home(&mut cx, &home).await?;
    if home.unit != before.unit {
        household::moved(&mut cx, id).await?;
    }
    Ok(cx.commit().await?)
}

/// Adds a door to a unit, a building or the whole community.
pub(super) async fn add_door(
    house: &House,
    who: Member,
    (building, unit): (Option<BuildingId>, Option<UnitId>),
    name: &str,
) -> Result<DoorId, Refusal> {
    let mut cx = within(house, who).await?;
    let of_unit = match unit {
        Some(unit) => Some(store::building_of(&mut cx, who.org, unit).await?.ok_or(Refusal::Unknown)?),
        None => None,
    };
    let building = match (building, of_unit) {
        (Some(named), Some(own)) if named != own => return Err(Refusal::Unknown),
        (named, own) => own.or(named),
    };
    if let Some(id) = building
        && !store::has_building(&mut cx, who.org, id).await?
    {
        return Err(Refusal::Unknown);
    }
    let id = DoorId::fresh(cx.clock());
    let door = Door { id, building, unit, name: rules::line("name", name, 40)? };
    store::add_door(&mut cx, who.org, &door).await?;
    cx.commit().await?;
    Ok(id)
}

/// What is removed.
#[derive(Clone, Copy)]
pub(super) enum What {
    Building(BuildingId),
    Unit(UnitId),
    Home(HomeId),
    Door(DoorId),
}

/// Removes what nothing hangs on.
pub(super) async fn remove(house: &House, who: Member, what: What) -> Result<(), Refusal> {
    let mut cx = begin(house, who).await?;
    match what {
        What::Building(id) => store::remove_building(&mut cx, who.org, id).await?,
        What::Unit(id) => store::remove_unit(&mut cx, who.org, id).await?,
        What::Home(id) => store::remove_home(&mut cx, who.org, id).await?,
        What::Door(id) => store::remove_door(&mut cx, who.org, id).await?,
    }
    Ok(cx.commit().await?)
}
