//! Rows of vehicles, and of those that are turned away.

use ground::{Ctx, DbError, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use std::collections::HashMap;
use vault::{Sealed, Subject};
use yard::House;
use yard::erasure::Working;

use super::{Bar, Kind, Vehicle, VehicleId};
use crate::household::ResidentId;
use crate::place::HomeId;

/// Rows of one list, at most; a home has no more than thirty.
const LIST_MAX: i64 = 200;
/// Rows that stand for one plate, at most.
const PLATE_MAX: i64 = 50;

macro_rules! vehicles {
    ($rest:literal) => {
        concat!(
            "SELECT id, org, home, resident, person, kind, plate, from_at, until_at, tells, entered_at \
             FROM community_vehicle ",
            $rest
        )
    };
}

macro_rules! bars {
    ($rest:literal) => {
        concat!(
            "SELECT id, org, plate, plate_index, reason, until_at, made_at FROM community_vehicle_bar ",
            $rest
        )
    };
}

/// The kind of a word in a table.
pub(crate) fn kind(word: &str) -> Result<Kind, Fault> {
    Kind::from_word(word).ok_or_else(|| Fault::new("an unknown kind of vehicle"))
}

fn vehicle(row: &Row) -> Result<Vehicle, Fault> {
    let (id, person): (VehicleId, PersonId) = (row.get("id")?, row.get("person")?);
    let word: String = row.get("kind")?;
    Ok(Vehicle {
        id,
        org: row.get("org")?,
        home: row.get("home")?,
        resident: row.get("resident")?,
        person,
        kind: kind(&word)?,
        plate: Sealed::stored(&Vehicle::PLATE, Subject::Person(person), id.bytes(), row.get("plate")?),
        from_at: row.get("from_at")?,
        until_at: row.get("until_at")?,
        tells: row.get::<i64>("tells")? == 1,
        entered_at: row.get("entered_at")?,
    })
}

fn bar(row: &Row) -> Result<Bar, Fault> {
    let (id, org): (super::BarId, OrgId) = (row.get("id")?, row.get("org")?);
    let (subject, at) = (Subject::Org(org), id.bytes());
    Ok(Bar {
        id,
        org,
        plate: Sealed::stored(&Bar::PLATE, subject, at, row.get("plate")?),
        index: row.get("plate_index")?,
        reason: Sealed::stored(&Bar::REASON, subject, at, row.get("reason")?),
        until_at: row.get("until_at")?,
        made_at: row.get("made_at")?,
    })
}

/// Those of a home, the oldest first.
pub(super) async fn of_home(view: &mut View, home: HomeId) -> Result<Vec<Vehicle>, Fault> {
    let sql = vehicles!("WHERE home = $1 ORDER BY id LIMIT $2");
    view.all(sql, values![home, LIST_MAX]).await?.iter().map(vehicle).collect()
}

/// The same within a unit of work.
pub(super) async fn of_home_now(cx: &mut Ctx, home: HomeId) -> Result<Vec<Vehicle>, Fault> {
    let sql = vehicles!("WHERE home = $1 ORDER BY id LIMIT $2");
    cx.all(sql, values![home, LIST_MAX]).await?.iter().map(vehicle).collect()
}

/// Those that somebody entered.
pub(super) async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<Vehicle>, Fault> {
    let sql = vehicles!("WHERE person = $1 ORDER BY id LIMIT $2");
    view.all(sql, values![person, LIST_MAX]).await?.iter().map(vehicle).collect()
}

/// Those of a community that have a plate.
pub(crate) async fn with_plate(cx: &mut Ctx, org: OrgId, index: [u8; 16]) -> Result<Vec<Vehicle>, Fault> {
    let sql = vehicles!("WHERE org = $1 AND plate_index = $2 ORDER BY id LIMIT $3");
    cx.all(sql, values![org, index, PLATE_MAX]).await?.iter().map(vehicle).collect()
}

/// One of them.
pub(crate) async fn find(view: &mut View, id: VehicleId) -> Result<Option<Vehicle>, Fault> {
    view.opt(vehicles!("WHERE id = $1"), values![id]).await?.as_ref().map(vehicle).transpose()
}

/// Keeps a new one; `false` where the home has it, or the residence ended meanwhile.
pub(super) async fn add(cx: &mut Ctx, new: &Vehicle, index: [u8; 16]) -> Result<bool, Fault> {
    let sql = "INSERT INTO community_vehicle (id, org, home, resident, person, kind, plate, plate_index, from_at, \
               until_at, tells, told_at, entered_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, $12)";
    let values = values![
        new.id,
        new.org,
        new.home,
        new.resident,
        new.person,
        new.kind.word(),
        &new.plate,
        index,
        new.from_at,
        new.until_at,
        i64::from(new.tells),
        new.entered_at
    ];
    is_kept(cx.run(sql, values).await)
}

/// Changes one; `false` where the home has another with this plate.
pub(super) async fn save(cx: &mut Ctx, one: &Vehicle, index: [u8; 16]) -> Result<bool, Fault> {
    let sql = "UPDATE community_vehicle SET plate = $2, plate_index = $3, from_at = $4, until_at = $5, tells = $6, \
               told_at = NULL WHERE id = $1";
    let values = values![one.id, &one.plate, index, one.from_at, one.until_at, i64::from(one.tells)];
    is_kept(cx.run(sql, values).await)
}

fn is_kept(rows: Result<u64, DbError>) -> Result<bool, Fault> {
    match rows {
        Ok(rows) => Ok(rows == 1),
        Err(error) if error.is_unique_on("community_vehicle") => Ok(false),
        Err(DbError::Constraint { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Removes one; `false` where it is gone.
pub(super) async fn remove(cx: &mut Ctx, id: VehicleId) -> Result<bool, Fault> {
    Ok(cx.run("DELETE FROM community_vehicle WHERE id = $1", values![id]).await? == 1)
}

/// Notes that its holder was told of this window; `false` where he was before.
pub(crate) async fn told(cx: &mut Ctx, id: VehicleId) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE community_vehicle SET told_at = $2 WHERE id = $1 AND told_at IS NULL AND tells = 1";
    Ok(cx.run(sql, values![id, now]).await? == 1)
}

/// Removes visitors' whose window is over, those whose right ended while somebody lives there on, and what is turned away no longer.
pub(super) async fn sweep(cx: &mut Ctx) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("DELETE FROM community_vehicle WHERE until_at <= $1", values![now]).await?;
    for (kind, right) in [
        (
            Kind::Own,
            "DELETE FROM community_vehicle WHERE kind = $1 AND resident IN (SELECT id FROM community_resident \
                     WHERE may_open = 0)",
        ),
        (
            Kind::Visitor,
            "DELETE FROM community_vehicle WHERE kind = $1 AND resident IN (SELECT id FROM \
                         community_resident WHERE may_invite = 0)",
        ),
    ] {
        cx.run(right, values![kind.word()]).await?;
    }
    cx.run("DELETE FROM community_vehicle_bar WHERE until_at <= $1", values![now]).await?;
    Ok(())
}

/// Those of somebody who is erased go.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM community_vehicle WHERE id IN \
                   (SELECT id FROM community_vehicle WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}

/// Turns a vehicle away; where it was already, with this reason and end from now on.
pub(super) async fn put_bar(cx: &mut Ctx, new: &Bar) -> Result<(), DbError> {
    let sql = "DELETE FROM community_vehicle_bar WHERE org = $1 AND plate_index = $2";
    cx.run(sql, values![new.org, new.index.clone()]).await?;
    let sql = "INSERT INTO community_vehicle_bar (id, org, plate, plate_index, reason, until_at, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values =
        values![new.id, new.org, &new.plate, new.index.clone(), &new.reason, new.until_at, new.made_at];
    cx.run(sql, values).await?;
    Ok(())
}

/// Lifts it; `false` where there is none.
pub(super) async fn lift(cx: &mut Ctx, org: OrgId, id: super::BarId) -> Result<bool, Fault> {
    let sql = "DELETE FROM community_vehicle_bar WHERE org = $1 AND id = $2";
    Ok(cx.run(sql, values![org, id]).await? == 1)
}

/// What is turned away in a community now, the newest first.
pub(super) async fn bars(view: &mut View, org: OrgId) -> Result<Vec<Bar>, Fault> {
    let now = view.now();
    let sql = bars!("WHERE org = $1 AND until_at > $2 ORDER BY id DESC LIMIT $3");
    view.all(sql, values![org, now, LIST_MAX]).await?.iter().map(bar).collect()
}

/// Which vehicles of a home are turned away now, each with why and until when.
pub(super) async fn bars_of_home(view: &mut View, home: HomeId) -> Result<HashMap<VehicleId, Bar>, Fault> {
    let now = view.now();
    let sql = "SELECT v.id AS vehicle, b.id, b.org, b.plate, b.plate_index, b.reason, b.until_at, b.made_at \
               FROM community_vehicle v JOIN community_vehicle_bar b ON b.org = v.org AND b.plate_index = v.plate_index \
               WHERE v.home = $1 AND b.until_at > $2 ORDER BY v.id LIMIT $3";
    let rows = view.all(sql, values![home, now, LIST_MAX]).await?;
    rows.iter().map(|row| Ok((row.get("vehicle")?, bar(row)?))).collect()
}

/// Whether a plate is turned away in a community, within a unit of work.
pub(crate) async fn is_barred(cx: &mut Ctx, org: OrgId, index: [u8; 16]) -> Result<bool, Fault> {
    let now: Timestamp = cx.now();
    let sql =
        "SELECT 1 AS found FROM community_vehicle_bar WHERE org = $1 AND plate_index = $2 AND until_at > $3";
    Ok(cx.opt(sql, values![org, index, now]).await?.is_some())
}

/// Whether somebody entered a vehicle in a community; whoever runs it may know of its plate.
pub(super) async fn entered_in(view: &mut View, org: OrgId, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM community_vehicle WHERE org = $1 AND person = $2 LIMIT 1";
    Ok(view.opt(sql, values![org, person]).await?.is_some())
}

/// The row by whose right a vehicle passes, of the people of its home.
pub(super) fn by(
    people: &[crate::household::Resident],
    id: ResidentId,
) -> Option<&crate::household::Resident> {
    people.iter().find(|one| one.id == id)
}
