//! Rows of lifts, of rides, and of who wishes them by themselves.

use ground::{Caller, Ctx, DbError, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House};

use super::rules::{LIFTS_MAX, State};
use super::{Lift, LiftId, Ride, RideId};
use crate::household::ResidentId;
use crate::place::{HomeId, UnitId};

/// Rides that a controller fetches at once, at most.
const FETCH_MAX: i64 = 10;
/// Rides of one list, at most.
const LIST_MAX: i64 = 50;

macro_rules! lifts {
    ($rest:literal) => {
        concat!("SELECT id, org, unit, name, ground_floor, alarm, seen_at FROM community_lift ", $rest)
    };
}

macro_rules! rides {
    ($rest:literal) => {
        concat!(
            "SELECT id, org, lift, home, resident, from_floor, to_floor, at, until_at, state FROM community_ride ",
            $rest
        )
    };
}

fn lift(row: &Row) -> Result<Lift, Fault> {
    Ok(Lift {
        id: row.get("id")?,
        org: row.get("org")?,
        unit: row.get("unit")?,
        name: row.get("name")?,
        ground: row.get("ground_floor")?,
        alarm: row.get::<i64>("alarm")? == 1,
        seen_at: row.get("seen_at")?,
    })
}

fn ride(row: &Row) -> Result<Ride, Fault> {
    let state: String = row.get("state")?;
    Ok(Ride {
        id: row.get("id")?,
        org: row.get("org")?,
        lift: row.get("lift")?,
        home: row.get("home")?,
        resident: row.get("resident")?,
        from: row.get("from_floor")?,
        to: row.get("to_floor")?,
        at: row.get("at")?,
        until_at: row.get("until_at")?,
        state: State::from_word(&state).ok_or_else(|| Fault::new("an unknown state of a ride"))?,
    })
}

/// The lift whose controller has this address.
pub(super) async fn by_verifier(view: &mut View, verifier: [u8; 16]) -> Result<Option<Lift>, Fault> {
    view.opt(lifts!("WHERE verifier = $1"), values![verifier]).await?.as_ref().map(lift).transpose()
}

/// The lifts of a community, by name.
pub(super) async fn of_org(view: &mut View, org: OrgId) -> Result<Vec<Lift>, Fault> {
    let sql = lifts!("WHERE org = $1 ORDER BY name, id LIMIT $2");
    view.all(sql, values![org, LIFTS_MAX]).await?.iter().map(lift).collect()
}

/// Those of a unit.
pub(super) async fn of_unit(view: &mut View, unit: UnitId) -> Result<Vec<Lift>, Fault> {
    let sql = lifts!("WHERE unit = $1 ORDER BY name, id LIMIT $2");
    view.all(sql, values![unit, LIFTS_MAX]).await?.iter().map(lift).collect()
}

/// The same within a unit of work.
pub(super) async fn of_unit_now(cx: &mut Ctx, unit: UnitId) -> Result<Vec<Lift>, Fault> {
    let sql = lifts!("WHERE unit = $1 ORDER BY name, id LIMIT $2");
    cx.all(sql, values![unit, LIFTS_MAX]).await?.iter().map(lift).collect()
}

/// How many a community has.
pub(super) async fn count(cx: &mut Ctx, org: OrgId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM community_lift WHERE org = $1";
    cx.one(sql, values![org]).await?.get("found")
}

/// Whether it is a unit of the community.
pub(super) async fn has_unit(cx: &mut Ctx, org: OrgId, unit: UnitId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM community_unit WHERE org = $1 AND id = $2";
    Ok(cx.opt(sql, values![org, unit]).await?.is_some())
}

/// Keeps a new one.
pub(super) async fn add(cx: &mut Ctx, new: &Lift, verifier: [u8; 16]) -> Result<(), DbError> {
    let now = cx.now();
    let sql = "INSERT INTO community_lift (id, org, unit, name, ground_floor, verifier, alarm, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6, 0, $7)";
    let values = values![new.id, new.org, new.unit, new.name.as_str(), new.ground, verifier, now];
    cx.run(sql, values).await?;
    Ok(())
}

/// Removes one; `false` where there is none.
pub(super) async fn remove(cx: &mut Ctx, org: OrgId, id: LiftId) -> Result<bool, Fault> {
    let sql = "DELETE FROM community_lift WHERE org = $1 AND id = $2";
    Ok(cx.run(sql, values![org, id]).await? == 1)
}

/// Whether there is a fire alarm at it; `false` where there is no such lift.
pub(super) async fn set_alarm(cx: &mut Ctx, org: OrgId, (id, is_on): (LiftId, bool)) -> Result<bool, Fault> {
    let sql = "UPDATE community_lift SET alarm = $3 WHERE org = $1 AND id = $2";
    Ok(cx.run(sql, values![org, id, i64::from(is_on)]).await? == 1)
}

/// Notes that a controller was heard.
pub(super) async fn heard(cx: &mut Ctx, id: LiftId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE community_lift SET seen_at = $2 WHERE id = $1", values![id, now]).await?;
    Ok(())
}

/// Keeps a ride.
pub(super) async fn add_ride(cx: &mut Ctx, new: &Ride) -> Result<(), Fault> {
    let sql = "INSERT INTO community_ride (id, org, lift, home, resident, from_floor, to_floor, at, until_at, state) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let values = values![
        new.id,
        new.org,
        new.lift,
        new.home,
        new.resident,
        new.from,
        new.to,
        new.at,
        new.until_at,
        new.state.word()
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// Whether rides wait for a lift without a fire alarm.
pub(super) async fn waits(view: &mut View, id: LiftId) -> Result<bool, Fault> {
    let now = view.now();
    let sql = "SELECT 1 AS found FROM community_ride r JOIN community_lift l ON l.id = r.lift WHERE r.lift = $1 \
               AND l.alarm = 0 AND r.state = 'waiting' AND r.until_at > $2 LIMIT 1";
    Ok(view.opt(sql, values![id, now]).await?.is_some())
}

/// Hands out what waits for a lift without a fire alarm, each ride once.
pub(super) async fn take(cx: &mut Ctx, id: LiftId) -> Result<Vec<Ride>, Fault> {
    let now = cx.now();
    let sql = "UPDATE community_ride SET state = 'taken' WHERE state = 'waiting' AND id IN \
               (SELECT r.id FROM community_ride r JOIN community_lift l ON l.id = r.lift WHERE r.lift = $1 \
               AND l.alarm = 0 AND r.state = 'waiting' AND r.until_at > $2 ORDER BY r.id LIMIT $3) \
               RETURNING id, org, lift, home, resident, from_floor, to_floor, at, until_at, state";
    let mut rides: Vec<Ride> =
        cx.all(sql, values![id, now, FETCH_MAX]).await?.iter().map(ride).collect::<Result<_, _>>()?;
    rides.sort_by_key(|ride| ride.id.bytes());
    Ok(rides)
}

/// Notes what came of a ride that was handed out; whose it was, nothing where there is none.
pub(super) async fn done(
    cx: &mut Ctx,
    (lift, id): (LiftId, RideId),
    state: State,
) -> Result<Option<(ResidentId, HomeId)>, Fault> {
    let sql = "UPDATE community_ride SET state = $3 WHERE lift = $1 AND id = $2 AND state = 'taken' \
               RETURNING resident, home";
    let row = cx.opt(sql, values![lift, id, state.word()]).await?;
    row.map(|row| Ok((row.get("resident")?, row.get("home")?))).transpose()
}

/// The rides of a home since an instant, the newest first.
pub(super) async fn of_home(view: &mut View, home: HomeId, since: Timestamp) -> Result<Vec<Ride>, Fault> {
    let sql = rides!("WHERE home = $1 AND at >= $2 ORDER BY id DESC LIMIT $3");
    view.all(sql, values![home, since, LIST_MAX]).await?.iter().map(ride).collect()
}

/// Somebody wishes the lift to come by itself, or no longer.
pub(super) async fn set_wish(
    cx: &mut Ctx,
    (org, resident): (OrgId, ResidentId),
    is_on: bool,
) -> Result<(), Fault> {
    if is_on {
        let sql = "INSERT INTO community_lift_wish (resident, org) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        cx.run(sql, values![resident, org]).await?;
    } else {
        cx.run("DELETE FROM community_lift_wish WHERE resident = $1", values![resident]).await?;
    }
    Ok(())
}

/// Whether he does.
pub(super) async fn wishes(view: &mut View, resident: ResidentId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM community_lift_wish WHERE resident = $1";
    Ok(view.opt(sql, values![resident]).await?.is_some())
}

/// The same within a unit of work.
pub(super) async fn wishes_now(cx: &mut Ctx, resident: ResidentId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM community_lift_wish WHERE resident = $1";
    Ok(cx.opt(sql, values![resident]).await?.is_some())
}

/// Removes rides of long ago, and says of those that nobody fetched that nothing came of them.
pub(super) async fn sweep(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("DELETE FROM community_ride WHERE at < $1", values![before]).await?;
    let sql =
        "UPDATE community_ride SET state = 'failed' WHERE state IN ('waiting', 'taken') AND until_at < $1";
    cx.run(sql, values![now]).await?;
    Ok(())
}

/// Removes some rides of an organisation that is no more, and its lifts with the last; `true` where nothing is left.
pub(crate) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let sql =
        "DELETE FROM community_ride WHERE id IN (SELECT id FROM community_ride WHERE org = $1 LIMIT $2)";
    let gone = cx.run(sql, values![org, most]).await?;
    if i64::try_from(gone).unwrap_or(i64::MAX) >= most {
        return Ok(false);
    }
    cx.run("DELETE FROM community_lift_wish WHERE org = $1", values![org]).await?;
    cx.run("DELETE FROM community_lift WHERE org = $1", values![org]).await?;
    Ok(true)
}

/// What somebody finds of lifts when he asks what is held about him: his rides, and where he wishes them by themselves.
pub(crate) fn held<'a>(
    house: &'a House,
    _: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let sql = rides!(
            "WHERE resident IN (SELECT id FROM community_resident WHERE person = $1) ORDER BY id DESC LIMIT $2"
        );
        let rides = view.all(sql, values![person, 1_000_i64]).await?;
        let rides: Vec<Ride> = rides.iter().map(ride).collect::<Result<_, _>>()?;
        let line = |ride: Ride| Held {
            category: Category::DoorRecord,
            table: "community_ride",
            value: Some(format!("{} → {} · {}", ride.from, ride.to, ride.state.word())),
            collected_at: ride.at,
        };
        let mut held: Vec<Held> = rides.into_iter().map(line).collect();
        let sql = "SELECT r.entered_at FROM community_lift_wish w JOIN community_resident r ON r.id = w.resident \
                   WHERE r.person = $1";
        for row in view.all(sql, values![person]).await? {
            held.push(Held {
                category: Category::DoorRecord,
                table: "community_lift_wish",
                value: Some("automatic".to_owned()),
                collected_at: row.get("entered_at")?,
            });
        }
        Ok(held)
    })
}
