//! Rows of the cameras of bells, and of what rang of late.

use ground::{Ctx, Fault, OrgId, Row, Timestamp, View, values};
use vault::Sealed;

use crate::place::HomeId;
use crate::thing::{Camera, Rang, ThingId};

/// Rings of one home that are shown.
const SHOWN_MAX: i64 = 8;

/// The camera of a device.
pub(in crate::thing) async fn camera(view: &mut View, thing: ThingId) -> Result<Option<Camera>, Fault> {
    let sql = "SELECT thing, org, address FROM community_thing_camera WHERE thing = $1";
    let read = |row: &Row| {
        let (thing, org): (ThingId, OrgId) = (row.get("thing")?, row.get("org")?);
        let address = Sealed::<String>::stored(&Camera::ADDRESS, org, thing.bytes(), row.get("address")?);
        Ok(Camera { thing, org, address })
    };
    view.opt(sql, values![thing]).await?.as_ref().map(read).transpose()
}

/// Keeps where it is; the one before goes.
pub(in crate::thing) async fn put(cx: &mut Ctx, new: &Camera, mark: [u8; 16]) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO community_thing_camera (thing, org, address, set_at, mark) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (thing) DO UPDATE SET address = $3, set_at = $4, mark = $5";
    cx.run(sql, values![new.thing, new.org, &new.address, now, mark]).await?;
    Ok(())
}

/// Notes by what a camera is found that was kept before it was; nothing else of it changes.
pub(in crate::thing) async fn mark(cx: &mut Ctx, thing: ThingId, mark: [u8; 16]) -> Result<(), Fault> {
    let sql = "UPDATE community_thing_camera SET mark = $2 WHERE thing = $1 AND mark IS NULL";
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
