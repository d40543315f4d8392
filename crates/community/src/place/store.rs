//! Rows of places.

use ground::{Ctx, DbError, Fault, OrgId, Row, View, values};
use std::collections::HashMap;

use super::{BuildingId, Community, Door, DoorId, Home, HomeId, Refusal, UnitId};

/// Rows of one list, at most.
const LIST_MAX: i64 = 5_000;

macro_rules! homes {
    ($rest:literal) => {
        concat!("SELECT id, org, unit, number, room, floor FROM community_home ", $rest)
    };
}

macro_rules! communities {
    ($rest:literal) => {
        concat!("SELECT org, number, name, address, latitude, longitude FROM community_community ", $rest)
    };
}

fn community(row: &Row) -> Result<Community, Fault> {
    let (north, east): (Option<i64>, Option<i64>) = (row.get("latitude")?, row.get("longitude")?);
    Ok(Community {
        org: row.get("org")?,
        number: row.get("number")?,
        name: row.get("name")?,
        address: row.get("address")?,
        point: north.zip(east),
    })
}

fn home(row: &Row) -> Result<Home, Fault> {
    Ok(Home {
        id: row.get("id")?,
        org: row.get("org")?,
        unit: row.get("unit")?,
        number: row.get("number")?,
        room: row.get("room")?,
        floor: row.get("floor")?,
    })
}

/// Opens a community, or changes what is written of it; its number stays.
pub(super) async fn put(cx: &mut Ctx, new: &Community) -> Result<(), DbError> {
    let now = cx.now();
    let sql = "INSERT INTO community_community (org, number, name, address, latitude, longitude, opened_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org) DO UPDATE SET name = excluded.name, \
               address = excluded.address, latitude = excluded.latitude, longitude = excluded.longitude";
    let (north, east) = new.point.unzip();
    let values =
        values![new.org, new.number.as_str(), new.name.as_str(), new.address.as_str(), north, east, now];
    cx.run(sql, values).await?;
    Ok(())
}

/// Whether a public number of a community is taken.
pub(super) async fn is_taken(cx: &mut Ctx, number: &str) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM community_community WHERE number = $1";
    Ok(cx.opt(sql, values![number]).await?.is_some())
}

/// The community of an organisation.
pub(crate) async fn of(view: &mut View, org: OrgId) -> Result<Option<Community>, Fault> {
    view.opt(communities!("WHERE org = $1"), values![org]).await?.as_ref().map(community).transpose()
}

/// The same within a unit of work.
pub(crate) async fn of_now(cx: &mut Ctx, org: OrgId) -> Result<Option<Community>, Fault> {
    cx.opt(communities!("WHERE org = $1"), values![org]).await?.as_ref().map(community).transpose()
}

/// The one with this public number.
pub(crate) async fn numbered(view: &mut View, number: &str) -> Result<Option<Community>, Fault> {
    let row = view.opt(communities!("WHERE number = $1"), values![number]).await?;
    row.as_ref().map(community).transpose()
}

/// All of the house, by name.
pub(super) async fn all(view: &mut View) -> Result<Vec<Community>, Fault> {
    let rows = view.all(communities!("ORDER BY name, number LIMIT $1"), values![LIST_MAX]).await?;
    rows.iter().map(community).collect()
}

/// Refuses where a community has as many as it may.
async fn bounded(found: Row, most: i64) -> Result<(), Refusal> {
    if found.get::<i64>("found")? >= most { Err(Refusal::Many) } else { Ok(()) }
}

/// Adds a building.
pub(super) async fn add_building(
    cx: &mut Ctx,
    org: OrgId,
    (id, name): (BuildingId, &str),
) -> Result<(), Refusal> {
    let sql = "SELECT COUNT(*) AS found FROM community_building WHERE org = $1";
    bounded(cx.one(sql, values![org]).await?, super::rules::BUILDINGS_MAX).await?;
    let sql = "INSERT INTO community_building (id, org, name) VALUES ($1, $2, $3)";
    cx.run(sql, values![id, org, name]).await?;
    Ok(())
}

/// Whether it is a building of the community.
pub(super) async fn has_building(cx: &mut Ctx, org: OrgId, id: BuildingId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM community_building WHERE org = $1 AND id = $2";
    Ok(cx.opt(sql, values![org, id]).await?.is_some())
}

/// The building of a unit of the community.
pub(super) async fn building_of(cx: &mut Ctx, org: OrgId, unit: UnitId) -> Result<Option<BuildingId>, Fault> {
    let sql = "SELECT building FROM community_unit WHERE org = $1 AND id = $2";
    cx.opt(sql, values![org, unit]).await?.map(|row| row.get("building")).transpose()
}

/// Whether it is a door of the community.
pub(crate) async fn has_door(cx: &mut Ctx, org: OrgId, id: DoorId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM community_door WHERE org = $1 AND id = $2";
    Ok(cx.opt(sql, values![org, id]).await?.is_some())
}

/// Adds a unit.
pub(super) async fn add_unit(
    cx: &mut Ctx,
    org: OrgId,
    (id, building, name): (UnitId, BuildingId, &str),
) -> Result<(), Refusal> {
    let sql = "SELECT COUNT(*) AS found FROM community_unit WHERE org = $1";
    bounded(cx.one(sql, values![org]).await?, super::rules::UNITS_MAX).await?;
    let sql = "INSERT INTO community_unit (id, org, building, name) VALUES ($1, $2, $3, $4)";
    cx.run(sql, values![id, org, building, name]).await?;
    Ok(())
}

/// Adds a home.
pub(super) async fn add_home(cx: &mut Ctx, new: &Home) -> Result<(), Refusal> {
    let sql = "SELECT COUNT(*) AS found FROM community_home WHERE org = $1";
    bounded(cx.one(sql, values![new.org]).await?, super::rules::HOMES_MAX).await?;
    let sql =
        "INSERT INTO community_home (id, org, unit, number, room, floor) VALUES ($1, $2, $3, $4, $5, $6)";
    let values = values![new.id, new.org, new.unit, new.number.as_str(), new.room.as_str(), new.floor];
    cx.run(sql, values).await?;
    Ok(())
}

/// Changes a home; `false` where there is none.
pub(super) async fn save_home(cx: &mut Ctx, home: &Home) -> Result<bool, DbError> {
    let sql =
        "UPDATE community_home SET unit = $3, number = $4, room = $5, floor = $6 WHERE org = $1 AND id = $2";
    let values = values![home.org, home.id, home.unit, home.number.as_str(), home.room.as_str(), home.floor];
    Ok(cx.run(sql, values).await? == 1)
}

/// The building of this name, made where there is none; `true` where it is new.
pub(crate) async fn building_named(
    cx: &mut Ctx,
    org: OrgId,
    name: &str,
) -> Result<(BuildingId, bool), Fault> {
    let id = BuildingId::fresh(cx.clock());
    let sql = "INSERT INTO community_building (id, org, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let is_new = cx.run(sql, values![id, org, name]).await? == 1;
    let sql = "SELECT id FROM community_building WHERE org = $1 AND name = $2";
    Ok((cx.one(sql, values![org, name]).await?.get("id")?, is_new))
}

/// The unit of this name in a building, made where there is none; `true` where it is new.
pub(crate) async fn unit_named(
    cx: &mut Ctx,
    org: OrgId,
    building: BuildingId,
    name: &str,
) -> Result<(UnitId, bool), Fault> {
    let id = UnitId::fresh(cx.clock());
    let sql =
        "INSERT INTO community_unit (id, org, building, name) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    let is_new = cx.run(sql, values![id, org, building, name]).await? == 1;
    let sql = "SELECT id FROM community_unit WHERE building = $1 AND name = $2";
    Ok((cx.one(sql, values![building, name]).await?.get("id")?, is_new))
}

/// Makes a home where none has its number; `false` where one has. Whoever makes many has counted before.
pub(crate) async fn put_home(cx: &mut Ctx, new: &Home) -> Result<bool, Fault> {
    let sql = "INSERT INTO community_home (id, org, unit, number, room, floor) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT DO NOTHING";
    let values = values![new.id, new.org, new.unit, new.number.as_str(), new.room.as_str(), new.floor];
    Ok(cx.run(sql, values).await? == 1)
}

/// Adds a door.
pub(super) async fn add_door(cx: &mut Ctx, org: OrgId, new: &Door) -> Result<(), Refusal> {
    let sql = "SELECT COUNT(*) AS found FROM community_door WHERE org = $1";
    bounded(cx.one(sql, values![org]).await?, super::rules::DOORS_MAX).await?;
    let sql = "INSERT INTO community_door (id, org, building, unit, name) VALUES ($1, $2, $3, $4, $5)";
    cx.run(sql, values![new.id, org, new.building, new.unit, new.name.as_str()]).await?;
    Ok(())
}

/// Removes a building on which nothing hangs.
pub(crate) async fn remove_building(cx: &mut Ctx, org: OrgId, id: BuildingId) -> Result<(), Refusal> {
    gone(cx.run("DELETE FROM community_building WHERE org = $1 AND id = $2", values![org, id]).await)
}

/// Removes a unit on which nothing hangs.
pub(crate) async fn remove_unit(cx: &mut Ctx, org: OrgId, id: UnitId) -> Result<(), Refusal> {
    gone(cx.run("DELETE FROM community_unit WHERE org = $1 AND id = $2", values![org, id]).await)
}

/// Removes a home in which nobody lives, to which nobody was entered, and for which nobody applied.
pub(crate) async fn remove_home(cx: &mut Ctx, org: OrgId, id: HomeId) -> Result<(), Refusal> {
    gone(cx.run("DELETE FROM community_home WHERE org = $1 AND id = $2", values![org, id]).await)
}

/// Removes a door.
pub(super) async fn remove_door(cx: &mut Ctx, org: OrgId, id: DoorId) -> Result<(), Refusal> {
    gone(cx.run("DELETE FROM community_door WHERE org = $1 AND id = $2", values![org, id]).await)
}

/// What came of a removal. Whether something hangs on it the foreign keys say, so that nobody adds something in between.
fn gone(rows: Result<u64, DbError>) -> Result<(), Refusal> {
    match rows {
        Ok(1) => Ok(()),
        Ok(_) => Err(Refusal::Unknown),
        Err(DbError::Constraint { .. }) => Err(Refusal::Used),
        Err(error) => Err(error.into()),
    }
}

/// Removes some of the homes of an organisation that is no more, and the rest with the last of them; `true` where nothing is left.
pub(crate) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let sql =
        "DELETE FROM community_home WHERE id IN (SELECT id FROM community_home WHERE org = $1 LIMIT $2)";
    let homes = cx.run(sql, values![org, most]).await?;
    if i64::try_from(homes).unwrap_or(i64::MAX) >= most {
        return Ok(false);
    }
    cx.run("DELETE FROM community_door WHERE org = $1", values![org]).await?;
    cx.run("DELETE FROM community_unit WHERE org = $1", values![org]).await?;
    cx.run("DELETE FROM community_building WHERE org = $1", values![org]).await?;
    cx.run("DELETE FROM community_community WHERE org = $1", values![org]).await?;
    Ok(true)
}

/// The buildings of a community, by name.
pub(crate) async fn buildings(view: &mut View, org: OrgId) -> Result<Vec<(BuildingId, String)>, Fault> {
    let sql = "SELECT id, name FROM community_building WHERE org = $1 ORDER BY name LIMIT $2";
    let rows = view.all(sql, values![org, LIST_MAX]).await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("name")?))).collect()
}

/// The units, each with its building.
pub(crate) async fn units(view: &mut View, org: OrgId) -> Result<Vec<(UnitId, BuildingId, String)>, Fault> {
    let sql = "SELECT id, building, name FROM community_unit WHERE org = $1 ORDER BY name, id LIMIT $2";
    let rows = view.all(sql, values![org, LIST_MAX]).await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("building")?, row.get("name")?))).collect()
}

/// The doors.
pub(crate) async fn doors(view: &mut View, org: OrgId) -> Result<Vec<Door>, Fault> {
    let sql = "SELECT id, building, unit, name FROM community_door WHERE org = $1 ORDER BY name LIMIT $2";
    view.all(sql, values![org, LIST_MAX]).await?.iter().map(door).collect()
}

/// How the doors of a community are called.
pub(crate) async fn door_names(view: &mut View, org: OrgId) -> Result<HashMap<DoorId, String>, Fault> {
    let sql = "SELECT id, name FROM community_door WHERE org = $1 LIMIT $2";
    let rows = view.all(sql, values![org, LIST_MAX]).await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("name")?))).collect()
}

fn door(row: &Row) -> Result<Door, Fault> {
    Ok(Door {
        id: row.get("id")?,
        building: row.get("building")?,
        unit: row.get("unit")?,
        name: row.get("name")?,
    })
}

/// A door and its community, within a unit of work.
pub(crate) async fn door_now(cx: &mut Ctx, id: DoorId) -> Result<Option<(OrgId, Door)>, Fault> {
    let sql = "SELECT id, org, building, unit, name FROM community_door WHERE id = $1";
    let found = cx.opt(sql, values![id]).await?;
    found.map(|row| Ok((row.get("org")?, door(&row)?))).transpose()
}

/// Homes of a community after one of them.
pub(crate) async fn homes(
    view: &mut View,
    org: OrgId,
    after: Option<HomeId>,
    limit: u32,
) -> Result<Vec<Home>, Fault> {
    let after = after.map_or([0; 16], |id| id.bytes());
    let sql = homes!("WHERE org = $1 AND id > $2 ORDER BY id LIMIT $3");
    view.all(sql, values![org, after, limit]).await?.iter().map(home).collect()
}

/// A home.
pub(crate) async fn find(view: &mut View, id: HomeId) -> Result<Option<Home>, Fault> {
    view.opt(homes!("WHERE id = $1"), values![id]).await?.as_ref().map(home).transpose()
}

/// The same within a unit of work.
pub(crate) async fn find_now(cx: &mut Ctx, id: HomeId) -> Result<Option<Home>, Fault> {
    cx.opt(homes!("WHERE id = $1"), values![id]).await?.as_ref().map(home).transpose()
}

/// The home with this public number.
pub(crate) async fn home_numbered(view: &mut View, org: OrgId, number: &str) -> Result<Option<Home>, Fault> {
    let row = view.opt(homes!("WHERE org = $1 AND number = $2"), values![org, number]).await?;
    row.as_ref().map(home).transpose()
}
