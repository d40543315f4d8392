//! Rows of lanes, of the room for vehicles, and of what passed.

use ground::{Caller, Ctx, DbError, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use vault::{Sealed, Subject};
use yard::{Held, House};

use super::rules::{AGAIN, Direction, Done, LANES_MAX, UNANSWERED, Ways};
use super::{Lane, LaneId, Parking, Passage, PassageId};
use crate::place::HomeId;
use crate::vehicle::VehicleId;
use crate::vehicle::store::kind;

macro_rules! lanes {
    ($rest:literal) => {
        concat!("SELECT id, org, door, direction, made_at, seen_at FROM community_lane ", $rest)
    };
}

macro_rules! passages {
    ($rest:literal) => {
        concat!(
            "SELECT id, org, lane, door, at, direction, what, reason, kind, vehicle, resident, home, plate \
             FROM community_passage ",
            $rest
        )
    };
}

fn lane(row: &Row) -> Result<Lane, Fault> {
    let ways: String = row.get("direction")?;
    Ok(Lane {
        id: row.get("id")?,
        org: row.get("org")?,
        door: row.get("door")?,
        ways: Ways::from_word(&ways).ok_or_else(|| Fault::new("an unknown direction of a lane"))?,
        made_at: row.get("made_at")?,
        seen_at: row.get("seen_at")?,
    })
}

fn passage(row: &Row) -> Result<Passage, Fault> {
    let (id, org): (PassageId, OrgId) = (row.get("id")?, row.get("org")?);
    let (direction, what): (String, String) = (row.get("direction")?, row.get("what")?);
    let (word, plate): (Option<String>, Option<Vec<u8>>) = (row.get("kind")?, row.get("plate")?);
    Ok(Passage {
        id,
        org,
        lane: row.get("lane")?,
        door: row.get("door")?,
        at: row.get("at")?,
        direction: Direction::from_word(&direction).ok_or_else(|| Fault::new("an unknown direction"))?,
        what: Done::from_word(&what).ok_or_else(|| Fault::new("an unknown end of a passage"))?,
        reason: row.get("reason")?,
        kind: word.as_deref().map(kind).transpose()?,
        vehicle: row.get("vehicle")?,
        resident: row.get("resident")?,
        home: row.get("home")?,
        plate: plate.map(|bytes| Sealed::stored(&Passage::PLATE, Subject::Org(org), id.bytes(), bytes)),
    })
}

/// The lane whose camera has this address.
pub(super) async fn by_verifier(view: &mut View, verifier: [u8; 16]) -> Result<Option<Lane>, Fault> {
    view.opt(lanes!("WHERE verifier = $1"), values![verifier]).await?.as_ref().map(lane).transpose()
}

/// The lanes of a community, the oldest first.
pub(super) async fn lanes(view: &mut View, org: OrgId) -> Result<Vec<Lane>, Fault> {
    let sql = lanes!("WHERE org = $1 ORDER BY id LIMIT $2");
    view.all(sql, values![org, LANES_MAX]).await?.iter().map(lane).collect()
}

/// How many lanes a community has.
pub(super) async fn count(cx: &mut Ctx, org: OrgId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM community_lane WHERE org = $1";
    cx.one(sql, values![org]).await?.get("found")
}

/// Keeps a new lane.
pub(super) async fn add(cx: &mut Ctx, new: &Lane, verifier: [u8; 16]) -> Result<(), DbError> {
    let sql = "INSERT INTO community_lane (id, org, door, direction, verifier, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    let values = values![new.id, new.org, new.door, new.ways.word(), verifier, new.made_at];
    cx.run(sql, values).await?;
    Ok(())
}

/// Removes one; `false` where there is none.
pub(super) async fn remove(cx: &mut Ctx, org: OrgId, id: LaneId) -> Result<bool, Fault> {
    let sql = "DELETE FROM community_lane WHERE org = $1 AND id = $2";
    Ok(cx.run(sql, values![org, id]).await? == 1)
}

/// Notes that a camera was heard.
pub(super) async fn heard(cx: &mut Ctx, id: LaneId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE community_lane SET seen_at = $2 WHERE id = $1", values![id, now]).await?;
    Ok(())
}

/// Takes a plate at a lane as a new passage; `false` where it was read there a moment ago, or the lane is gone.
pub(super) async fn is_new(cx: &mut Ctx, id: LaneId, index: [u8; 16]) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE community_lane SET last_index = $2, last_at = $3 WHERE id = $1 \
               AND (last_index IS NULL OR last_index <> $2 OR last_at <= $4)";
    Ok(cx.run(sql, values![id, index, now, now.minus(AGAIN)]).await? == 1)
}

/// The room of a community; without a row nobody counts, and nobody is there.
pub(super) async fn parking(view: &mut View, org: OrgId) -> Result<Parking, Fault> {
    let sql = "SELECT capacity, present FROM community_parking WHERE org = $1";
    room(view.opt(sql, values![org]).await?)
}

/// The same within a unit of work.
pub(super) async fn parking_now(cx: &mut Ctx, org: OrgId) -> Result<Parking, Fault> {
    let sql = "SELECT capacity, present FROM community_parking WHERE org = $1";
    room(cx.opt(sql, values![org]).await?)
}

fn room(row: Option<Row>) -> Result<Parking, Fault> {
    match row {
        Some(row) => Ok(Parking { capacity: row.get("capacity")?, present: row.get("present")? }),
        None => Ok(Parking { capacity: None, present: 0 }),
    }
}

/// Sets the room, and how many are there; `false` where the community is gone.
pub(super) async fn set_parking(cx: &mut Ctx, org: OrgId, to: Parking) -> Result<bool, Fault> {
    let sql = "INSERT INTO community_parking (org, capacity, present) VALUES ($1, $2, $3) \
               ON CONFLICT (org) DO UPDATE SET capacity = excluded.capacity, present = excluded.present";
    match cx.run(sql, values![org, to.capacity, to.present]).await {
        Ok(_) => Ok(true),
        Err(DbError::Constraint { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// One more is there, or one less; there are never fewer than none.
pub(super) async fn passed(cx: &mut Ctx, org: OrgId, direction: Direction) -> Result<(), Fault> {
    let step: i64 = if direction == Direction::In { 1 } else { -1 };
    let first = step.max(0);
    let sql = "INSERT INTO community_parking (org, capacity, present) VALUES ($1, NULL, $2) \
               ON CONFLICT (org) DO UPDATE SET present = CASE WHEN community_parking.present + $3 < 0 THEN 0 \
               ELSE community_parking.present + $3 END";
    cx.run(sql, values![org, first, step]).await?;
    Ok(())
}

/// Keeps what came to a lane.
pub(super) async fn add_passage(cx: &mut Ctx, new: &Passage) -> Result<(), Fault> {
    let sql = "INSERT INTO community_passage (id, org, lane, door, at, direction, what, reason, kind, vehicle, \
               resident, home, plate) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let values = values![
        new.id,
        new.org,
        new.lane,
        new.door,
        new.at,
        new.direction.word(),
        new.what.word(),
        new.reason.as_deref(),
        new.kind.map(|kind| kind.word()),
        new.vehicle,
        new.resident,
        new.home,
        new.plate.as_ref()
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// Notes what the barrier did.
pub(super) async fn done(
    cx: &mut Ctx,
    id: PassageId,
    (what, reason): (Done, Option<&str>),
) -> Result<(), Fault> {
    let sql = "UPDATE community_passage SET what = $2, reason = $3 WHERE id = $1";
    cx.run(sql, values![id, what.word(), reason]).await?;
    Ok(())
}

/// Parts what passed from a vehicle of a home that has another plate from now on.
pub(crate) async fn parted(cx: &mut Ctx, home: HomeId, vehicle: VehicleId) -> Result<(), Fault> {
    let sql = "UPDATE community_passage SET vehicle = NULL WHERE home = $1 AND vehicle = $2";
    cx.run(sql, values![home, vehicle]).await?;
    Ok(())
}

/// What came to the lanes of a community, the newest first, before one of them.
pub(super) async fn of_org(
    view: &mut View,
    org: OrgId,
    (before, limit): (Option<PassageId>, u32),
) -> Result<Vec<Passage>, Fault> {
    let before = before.map_or([0xff; 16], |id| id.bytes());
    let sql = passages!("WHERE org = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
    view.all(sql, values![org, before, limit]).await?.iter().map(passage).collect()
}

/// What came by the rights of a home since an instant, the newest first, before one of them.
pub(super) async fn of_home(
    view: &mut View,
    home: HomeId,
    since: Timestamp,
    (before, limit): (Option<PassageId>, u32),
) -> Result<Vec<Passage>, Fault> {
    let before = before.map_or([0xff; 16], |id| id.bytes());
    let sql = passages!("WHERE home = $1 AND at >= $2 AND id < $3 ORDER BY id DESC LIMIT $4");
    view.all(sql, values![home, since, before, limit]).await?.iter().map(passage).collect()
}

/// One of a community.
pub(super) async fn find(view: &mut View, org: OrgId, id: PassageId) -> Result<Option<Passage>, Fault> {
    let sql = passages!("WHERE org = $1 AND id = $2");
    view.opt(sql, values![org, id]).await?.as_ref().map(passage).transpose()
}

/// What came by somebody's own rights.
async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<Passage>, Fault> {
    let sql = passages!(
        "WHERE resident IN (SELECT id FROM community_resident WHERE person = $1) \
                         ORDER BY id DESC LIMIT $2"
    );
    view.all(sql, values![person, 1_000_i64]).await?.iter().map(passage).collect()
}

/// What somebody finds of the log of lanes when he asks what is held about him.
pub(crate) fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let rows = of_person(&mut house.db.view().await?, person).await?;
        let line = |row: Passage| Held {
            category: Category::VehicleRecord,
            table: "community_passage",
            value: Some(format!(
                "{} · {} · {}",
                row.direction.word(),
                row.what.word(),
                row.reason.as_deref().unwrap_or("-")
            )),
            collected_at: row.at,
        };
        Ok(rows.into_iter().map(line).collect())
    })
}

/// Removes what passed long ago, forgets plates that were read a moment ago, and says of a barrier that was told before the
/// house stood still that it did not answer.
pub(super) async fn sweep(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    let told = cx.now().minus(UNANSWERED);
    let sql = "UPDATE community_passage SET what = $1, reason = 'silent' WHERE what = $2 AND at < $3";
    cx.run(sql, values![Done::Stuck.word(), Done::Ordered.word(), told]).await?;
    cx.run("DELETE FROM community_passage WHERE at < $1", values![before]).await?;
    let past = cx.now().minus(AGAIN);
    let sql = "UPDATE community_lane SET last_index = NULL, last_at = NULL WHERE last_at <= $1";
    cx.run(sql, values![past]).await?;
    Ok(())
}

/// Removes some of what passed in an organisation that is no more, and its lanes with the last; `true` where nothing is left.
pub(crate) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let sql = "DELETE FROM community_passage WHERE id IN \
               (SELECT id FROM community_passage WHERE org = $1 LIMIT $2)";
    let gone = cx.run(sql, values![org, most]).await?;
    if i64::try_from(gone).unwrap_or(i64::MAX) >= most {
        return Ok(false);
    }
    cx.run("DELETE FROM community_lane WHERE org = $1", values![org]).await?;
    cx.run("DELETE FROM community_parking WHERE org = $1", values![org]).await?;
    cx.run("DELETE FROM community_vehicle_bar WHERE org = $1", values![org]).await?;
    Ok(true)
}
