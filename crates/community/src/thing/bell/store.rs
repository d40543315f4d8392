//! Rows of the cameras of bells, and of what rang of late.

use ground::{Ctx, Fault, OrgId, Row, Timestamp, View, values};
use vault::Sealed;

use crate::place::HomeId;
use crate::thing::{Camera, Rang, ThingId};

/// Rings of one home that are shown.
const SHOWN_MAX: i64 = 8;
/// Cameras that are marked in one unit of work.
const MARKED_MAX: i64 = 100;

/// What a device had before another address was put.
pub(in crate::thing) struct Before {
    address: Vec<u8>,
    set_at: Timestamp,
    mark: Option<Vec<u8>>,
}

/// The camera of a device.
pub(in crate::thing) async fn camera(view: &mut View, thing: ThingId) -> Result<Option<Camera>, Fault> {
    let sql = "SELECT thing, org, address FROM community_thing_camera WHERE thing = $1";
    view.opt(sql, values![thing]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Camera, Fault> {
    let (thing, org): (ThingId, OrgId) = (row.get("thing")?, row.get("org")?);
    let address = Sealed::<String>::stored(&Camera::ADDRESS, org, thing.bytes(), row.get("address")?);
    Ok(Camera { thing, org, address })
}

/// Cameras that were kept before marks were; some of them where there are many.
pub(in crate::thing) async fn unmarked(view: &mut View) -> Result<Vec<Camera>, Fault> {
    let sql =
        "SELECT thing, org, address FROM community_thing_camera WHERE mark IS NULL ORDER BY thing LIMIT $1";
    view.all(sql, values![MARKED_MAX]).await?.iter().map(read).collect()
}

/// Whether there are none of those.
pub(in crate::thing) async fn are_marked(view: &mut View) -> Result<bool, Fault> {
    let sql = "SELECT thing FROM community_thing_camera WHERE mark IS NULL LIMIT 1";
    Ok(view.opt(sql, values![]).await?.is_none())
}

/// What stands there.
pub(in crate::thing) async fn before(cx: &mut Ctx, thing: ThingId) -> Result<Option<Before>, Fault> {
    let sql = "SELECT address, set_at, mark FROM community_thing_camera WHERE thing = $1";
    let read = |row: &Row| {
        Ok(Before { address: row.get("address")?, set_at: row.get("set_at")?, mark: row.get("mark")? })
    };
    cx.opt(sql, values![thing]).await?.as_ref().map(read).transpose()
}

/// Puts back what stood there, or nothing where nothing did, unless it is another by now.
pub(in crate::thing) async fn give_back(
    cx: &mut Ctx,
    thing: ThingId,
    mark: [u8; 16],
    before: Option<&Before>,
) -> Result<(), Fault> {
    let Some(before) = before else {
        let sql = "DELETE FROM community_thing_camera WHERE thing = $1 AND mark = $2";
        cx.run(sql, values![thing, mark]).await?;
        return Ok(());
    };
    let sql = "UPDATE community_thing_camera SET address = $3, set_at = $4, mark = $5 WHERE thing = $1 AND mark = $2";
    let Before { address, set_at, mark: was } = before;
    cx.run(sql, values![thing, mark, address.clone(), *set_at, was.clone()]).await?;
    Ok(())
}

/// Keeps where it is; the one before goes. At another path or port it is the same camera, which it has since it had it.
pub(in crate::thing) async fn put(cx: &mut Ctx, new: &Camera, mark: [u8; 16]) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO community_thing_camera (thing, org, address, set_at, mark) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (thing) DO UPDATE SET address = $3, mark = $5, set_at = CASE WHEN community_thing_camera.mark = $5 \
               THEN community_thing_camera.set_at ELSE $4 END";
    cx.run(sql, values![new.thing, new.org, &new.address, now, mark]).await?;
    Ok(())
}

/// Notes by what a camera is found that was kept before it was, or could not be read then; nothing else of it changes.
pub(in crate::thing) async fn mark(cx: &mut Ctx, thing: ThingId, mark: [u8; 16]) -> Result<(), Fault> {
    let sql = "UPDATE community_thing_camera SET mark = $2 WHERE thing = $1 AND (mark IS NULL OR mark <> $2)";
    cx.run(sql, values![thing, mark]).await?;
    Ok(())
}

/// Whether another home had this camera before a device of this home did; before now where the device has none yet.
pub(in crate::thing) async fn is_anothers(
    cx: &mut Ctx,
    (home, thing): (HomeId, ThingId),
    mark: [u8; 16],
) -> Result<bool, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM community_thing_camera c JOIN community_thing t ON t.id = c.thing \
               WHERE c.mark = $1 AND (t.home IS NULL OR t.home <> $2) AND NOT EXISTS \
               (SELECT 1 FROM community_thing_camera o WHERE o.thing = $3 AND o.mark = $1 AND \
               (o.set_at < c.set_at OR (o.set_at = c.set_at AND o.thing < c.thing)))";
    let found: i64 = cx.one(sql, values![mark, home, thing]).await?.get("found")?;
    Ok(found > 0)
}

/// Forgets it; `false` where there was none.
pub(in crate::thing) async fn remove(cx: &mut Ctx, thing: ThingId) -> Result<bool, Fault> {
    Ok(cx.run("DELETE FROM community_thing_camera WHERE thing = $1", values![thing]).await? == 1)
}

/// What rang at a home since an instant, the newest first.
pub(in crate::thing) async fn rung(
    view: &mut View,
    home: HomeId,
    since: Timestamp,
) -> Result<Vec<Rang>, Fault> {
    let sql = "SELECT e.thing AS thing, e.at AS at, c.thing AS camera FROM community_thing_event e \
               JOIN community_thing t ON t.id = e.thing LEFT JOIN community_thing_camera c ON c.thing = e.thing \
               WHERE e.home = $1 AND e.at >= $2 AND e.what = 'rang' ORDER BY e.id DESC LIMIT $3";
    let read = |row: &Row| {
        let camera: Option<ThingId> = row.get("camera")?;
        Ok(Rang { home, thing: row.get("thing")?, at: row.get("at")?, has_camera: camera.is_some() })
    };
    view.all(sql, values![home, since, SHOWN_MAX]).await?.iter().map(read).collect()
}
