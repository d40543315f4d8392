//! Rows of stations.

use ground::{Ctx, Fault, OrgId, Row, View, values};
use policy::Category;
use vault::Field;

use super::{Place, Station, StationId};
use crate::place::{DoorId, HomeId};

/// Passwords follow from it under a key of the vault; nothing of them is stored.
pub(super) const ACCOUNT: Field<String> =
    Field::declare("community_station", "account", Category::DeviceLabel);

macro_rules! stations {
    ($rest:literal) => {
        concat!(
            "SELECT id, org, door, home, name, account, turn, opens, is_old, made_at FROM community_station ",
            $rest
        )
    };
}

fn station(row: &Row) -> Result<Station, Fault> {
    let (door, home): (Option<DoorId>, Option<HomeId>) = (row.get("door")?, row.get("home")?);
    let place = door.map(Place::Door).or(home.map(Place::Home)).unwrap_or(Place::Desk);
    let is_old: i64 = row.get("is_old")?;
    let opens: Option<String> = row.get("opens")?;
    Ok(Station {
        id: row.get("id")?,
        org: row.get("org")?,
        place,
        name: row.get("name")?,
        account: row.get("account")?,
        turn: row.get("turn")?,
        opens: opens.and_then(|sign| sign.chars().next()),
        is_old: is_old != 0,
        made_at: row.get("made_at")?,
    })
}

/// Keeps a new one.
pub(super) async fn add(cx: &mut Ctx, new: &Station) -> Result<(), ground::DbError> {
    let (door, home) = match new.place {
        Place::Door(door) => (Some(door), None),
        Place::Home(home) => (None, Some(home)),
        Place::Desk => (None, None),
    };
    let sql = "INSERT INTO community_station \
               (id, org, door, home, name, account, turn, opens, is_old, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let (name, account) = (new.name.as_str(), new.account.as_str());
    let (opens, is_old) = (new.opens.map(String::from), i64::from(new.is_old));
    let row = values![new.id, new.org, door, home, name, account, new.turn, opens, is_old, new.made_at];
    cx.run(sql, row).await?;
    Ok(())
}

/// How many a community has.
pub(super) async fn count(cx: &mut Ctx, org: OrgId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM community_station WHERE org = $1";
    cx.one(sql, values![org]).await?.get("found")
}

/// How many a home has.
pub(super) async fn count_in(cx: &mut Ctx, home: HomeId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM community_station WHERE home = $1";
    cx.one(sql, values![home]).await?.get("found")
}

/// How many its desk has.
pub(super) async fn count_at_desk(cx: &mut Ctx, org: OrgId) -> Result<i64, Fault> {
    let sql =
        "SELECT COUNT(*) AS found FROM community_station WHERE org = $1 AND door IS NULL AND home IS NULL";
    cx.one(sql, values![org]).await?.get("found")
}

/// Those of a community after one of them.
pub(super) async fn list(
    view: &mut View,
    org: OrgId,
    after: Option<StationId>,
    limit: u32,
) -> Result<Vec<Station>, Fault> {
    let after = after.map_or([0; 16], |id| id.bytes());
    let sql = stations!("WHERE org = $1 AND id > $2 ORDER BY id LIMIT $3");
    view.all(sql, values![org, after, limit]).await?.iter().map(station).collect()
}

/// One of a community.
pub(super) async fn find(cx: &mut Ctx, org: OrgId, id: StationId) -> Result<Option<Station>, Fault> {
    let sql = stations!("WHERE org = $1 AND id = $2");
    cx.opt(sql, values![org, id]).await?.as_ref().map(station).transpose()
}

/// The one with this account.
pub(crate) async fn by_account(view: &mut View, account: &str) -> Result<Option<Station>, Fault> {
    view.opt(stations!("WHERE account = $1"), values![account]).await?.as_ref().map(station).transpose()
}

/// The indoor phones of a home.
pub(crate) async fn of_home(view: &mut View, home: HomeId) -> Result<Vec<Station>, Fault> {
    let rows = view.all(stations!("WHERE home = $1 ORDER BY id LIMIT 8"), values![home]).await?;
    rows.iter().map(station).collect()
}

/// The phones of a community's duty desk.
pub(crate) async fn of_desk(view: &mut View, org: OrgId) -> Result<Vec<Station>, Fault> {
    let sql = stations!("WHERE org = $1 AND door IS NULL AND home IS NULL ORDER BY id LIMIT 8");
    view.all(sql, values![org]).await?.iter().map(station).collect()
}

/// Its password is made anew.
pub(super) async fn turn(cx: &mut Ctx, id: StationId, turn: i64) -> Result<(), Fault> {
    cx.run("UPDATE community_station SET turn = $2 WHERE id = $1", values![id, turn]).await?;
    Ok(())
}

/// Removes one.
pub(super) async fn remove(cx: &mut Ctx, id: StationId) -> Result<(), Fault> {
    cx.run("DELETE FROM community_station WHERE id = $1", values![id]).await?;
    Ok(())
}

/// Those of an organisation that is no more.
pub(crate) async fn end_all(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    cx.run("DELETE FROM community_station WHERE org = $1", values![org]).await?;
    Ok(())
}
