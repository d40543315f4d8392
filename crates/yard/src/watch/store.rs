//! Rows of what is known of a person's sign-ins.

use ground::{Ctx, Fault, PersonId, Timestamp, View, values};
use policy::Category;
use vault::Field;

use crate::House;
use crate::erasure::Working;

/// Networks and devices are known by a keyed fingerprint under their person's id, never stored.
pub(super) const MARK: Field<String> = Field::declare("yard_known", "mark", Category::SessionNetwork);

/// How many kinds and marks of a person are known, and whether these two are.
pub(super) struct Known {
    pub any: bool,
    pub network: bool,
    pub device: bool,
}

pub(super) async fn known(
    cx: &mut Ctx,
    person: PersonId,
    network: [u8; 16],
    device: [u8; 16],
) -> Result<Known, Fault> {
    let row = cx
        .one(
            "SELECT COUNT(*) AS known, \
             COALESCE(SUM(CASE WHEN kind = 'network' AND mark = $2 THEN 1 ELSE 0 END), 0) AS network, \
             COALESCE(SUM(CASE WHEN kind = 'device' AND mark = $3 THEN 1 ELSE 0 END), 0) AS device \
             FROM yard_known WHERE person = $1",
            values![person, network, device],
        )
        .await?;
    let count = |name: &str| row.get::<i64>(name).map(|count| count > 0);
    Ok(Known { any: count("known")?, network: count("network")?, device: count("device")? })
}

pub(super) async fn keep(cx: &mut Ctx, person: PersonId, kind: &str, mark: [u8; 16]) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_known (person, kind, mark, since, seen_at) VALUES ($1, $2, $3, $4, $4) \
         ON CONFLICT (person, kind, mark) DO UPDATE SET seen_at = excluded.seen_at",
        values![person, kind, mark, now],
    )
    .await?;
    Ok(())
}

/// Since when each of a person's networks and devices is known.
pub(super) async fn of(view: &mut View, person: PersonId) -> Result<Vec<(String, Timestamp)>, Fault> {
    let sql = "SELECT kind, since FROM yard_known WHERE person = $1 ORDER BY since, kind";
    let rows = view.all(sql, values![person]).await?;
    rows.iter().map(|row| Ok((row.get("kind")?, row.get("since")?))).collect()
}

/// Forgets what was not seen since.
pub(crate) async fn sweep(cx: &mut Ctx, unseen_since: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_known WHERE seen_at < $1", values![unseen_since]).await?;
    Ok(())
}

pub(super) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_known WHERE person = $1 AND mark IN \
                   (SELECT mark FROM yard_known WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
