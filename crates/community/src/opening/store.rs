//! Rows of what doors did, and of what the desk ordered.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use vault::{Sealed, Subject};
use yard::House;
use yard::erasure::Working;

use super::rules::Done;
use super::{Opening, OpeningId, Order, OrderId, Taken};
use crate::household::ResidentId;
use crate::pass::PassId;
use crate::place::{DoorId, HomeId};

/// Rows that are shown to somebody who asks what is held about him.
const HELD_MAX: i64 = 2_000;

macro_rules! openings {
    ($rest:literal) => {
        concat!(
            "SELECT o.id, o.door, o.at, o.sure, o.what, o.way, o.reason, o.resident, o.home FROM community_opening o ",
            $rest
        )
    };
}

fn opening(row: &Row) -> Result<Opening, Fault> {
    let what: String = row.get("what")?;
    Ok(Opening {
        id: row.get("id")?,
        door: row.get("door")?,
        at: row.get("at")?,
        is_sure: row.get::<i64>("sure")? == 1,
        what: Done::from_word(&what).ok_or_else(|| Fault::new("an unknown entry of a door"))?,
        way: row.get("way")?,
        reason: row.get("reason")?,
        resident: row.get("resident")?,
        home: row.get("home")?,
    })
}

/// Keeps an entry; `false` where it was kept before.
pub(super) async fn add(
    cx: &mut Ctx,
    org: OrgId,
    new: &Taken,
    (resident, home): (Option<ResidentId>, Option<HomeId>),
) -> Result<bool, Fault> {
    let id = OpeningId::fresh(cx.clock());
    let sql = "INSERT INTO community_opening (id, org, door, mark, at, sure, what, way, reason, pass, resident, home) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING";
    let values = values![
        id,
        org,
        new.door,
        new.mark.to_vec(),
        new.at,
        i64::from(new.is_sure),
        new.what.word(),
        new.way.as_deref(),
        new.reason.as_deref(),
        new.pass,
        resident,
        home
    ];
    Ok(cx.run(sql, values).await? == 1)
}

/// Where a page ends: the instant and the number of its last entry; the end of all time before the first page.
pub(super) type Before = (Timestamp, OpeningId);

/// The first page.
pub(super) const FIRST: Before = (Timestamp::from_micros(i64::MAX), OpeningId::from_bytes([0xff; 16]));

/// What stands behind an entry of a page that was shown.
pub(super) async fn before(view: &mut View, org: OrgId, id: OpeningId) -> Result<Option<Before>, Fault> {
    let sql = "SELECT at FROM community_opening WHERE org = $1 AND id = $2";
    view.opt(sql, values![org, id]).await?.map(|row| Ok((row.get("at")?, id))).transpose()
}

/// What was opened or refused by the rights of a home since an instant, the latest first.
pub(super) async fn of_home(
    view: &mut View,
    home: HomeId,
    since: Timestamp,
    (before, most): (Before, u32),
) -> Result<Vec<Opening>, Fault> {
    let sql = openings!(
        "WHERE o.home = $1 AND o.at >= $2 AND (o.at < $3 OR (o.at = $3 AND o.id < $4)) \
         ORDER BY o.at DESC, o.id DESC LIMIT $5"
    );
    let values = values![home, since, before.0, before.1, most];
    view.all(sql, values).await?.iter().map(opening).collect()
}

/// What the doors of a community did, the latest first.
pub(super) async fn of_org(
    view: &mut View,
    org: OrgId,
    door: Option<DoorId>,
    (before, most): (Before, u32),
) -> Result<Vec<Opening>, Fault> {
    let sql = openings!(
        "WHERE o.org = $1 AND o.door = COALESCE($2, o.door) AND (o.at < $3 OR (o.at = $3 AND o.id < $4)) \
         ORDER BY o.at DESC, o.id DESC LIMIT $5"
    );
    let values = values![org, door, before.0, before.1, most];
    view.all(sql, values).await?.iter().map(opening).collect()
}

/// One entry of a community.
pub(super) async fn find(view: &mut View, org: OrgId, id: OpeningId) -> Result<Option<Opening>, Fault> {
    let sql = openings!("WHERE o.org = $1 AND o.id = $2");
    view.opt(sql, values![org, id]).await?.as_ref().map(opening).transpose()
}

/// What somebody opened, or tried to, where he lives.
pub(super) async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<Opening>, Fault> {
    let sql = openings!(
        "JOIN community_resident r ON r.id = o.resident WHERE r.person = $1 ORDER BY o.at DESC, o.id DESC LIMIT $2"
    );
    view.all(sql, values![person, HELD_MAX]).await?.iter().map(opening).collect()
}

/// How often a pass opened other doors than this one.
pub(crate) async fn uses_elsewhere(view: &mut View, pass: PassId, door: DoorId) -> Result<u32, Fault> {
    let sql =
        "SELECT COUNT(*) AS found FROM community_opening WHERE pass = $1 AND door <> $2 AND what = 'opened'";
    let found: i64 = view.one(sql, values![pass, door]).await?.get("found")?;
    Ok(u32::try_from(found).unwrap_or(u32::MAX))
}

/// Keeps an order of the desk.
pub(crate) async fn add_order(cx: &mut Ctx, new: &Order) -> Result<(), Fault> {
    let sql =
        "INSERT INTO community_order (id, org, door, person, reason, at) VALUES ($1, $2, $3, $4, $5, $6)";
    cx.run(sql, values![new.id, new.org, new.door, new.person, &new.reason, new.at]).await?;
    Ok(())
}

fn order(row: &Row) -> Result<Order, Fault> {
    let (id, person): (OrderId, PersonId) = (row.get("id")?, row.get("person")?);
    Ok(Order {
        id,
        org: row.get("org")?,
        door: row.get("door")?,
        person,
        reason: Sealed::stored(&Order::REASON, Subject::Person(person), id.bytes(), row.get("reason")?),
        at: row.get("at")?,
    })
}

/// The latest orders of a desk, the latest first.
pub(super) async fn orders(view: &mut View, org: OrgId, most: u32) -> Result<Vec<Order>, Fault> {
    let sql = "SELECT id, org, door, person, reason, at FROM community_order WHERE org = $1 \
               ORDER BY at DESC, id DESC LIMIT $2";
    view.all(sql, values![org, most]).await?.iter().map(order).collect()
}

/// What somebody ordered.
pub(super) async fn orders_of(view: &mut View, person: PersonId) -> Result<Vec<Order>, Fault> {
    let sql = "SELECT id, org, door, person, reason, at FROM community_order WHERE person = $1 \
               ORDER BY at DESC, id DESC LIMIT $2";
    view.all(sql, values![person, HELD_MAX]).await?.iter().map(order).collect()
}

/// Orders of somebody who is erased go.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM community_order WHERE id IN (SELECT id FROM community_order WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}

/// What was kept before an instant goes.
pub(super) async fn sweep(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM community_opening WHERE at < $1", values![before]).await?;
    cx.run("DELETE FROM community_order WHERE at < $1", values![before]).await?;
    Ok(())
}

/// Some of the log of an organisation that is no more goes; `true` where nothing is left.
pub(crate) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let sql = "DELETE FROM community_opening WHERE id IN (SELECT id FROM community_opening WHERE org = $1 LIMIT $2)";
    let gone = cx.run(sql, values![org, most]).await?;
    cx.run("DELETE FROM community_order WHERE org = $1", values![org]).await?;
    Ok(i64::try_from(gone).unwrap_or(i64::MAX) < most)
}
