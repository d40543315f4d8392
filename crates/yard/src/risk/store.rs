//! Rows of what looked like an attack.

use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};
use policy::Category;
use vault::Field;

use super::RiskId;
use super::actions::Of;
use super::rules::{Kind, REMEMBERED};
use crate::House;
use crate::erasure::Working;

/// Whom it is about is known by a keyed mark, never stored.
pub(super) const MARK: Field<String> = Field::declare("yard_risk", "mark", Category::AttemptCount);

/// A row of `yard_risk`.
pub(super) struct RiskRow {
    pub id: RiskId,
    pub kind: String,
    pub mark: [u8; 16],
    pub since: Timestamp,
    pub seen_at: Timestamp,
    pub strikes: i64,
    pub until_at: Timestamp,
    pub lifted_at: Option<Timestamp>,
}

const FIND: &str = "SELECT id, kind, mark, since, seen_at, strikes, until_at, lifted_at FROM yard_risk \
                    WHERE kind = $1 AND mark = $2";

fn read(row: &Row) -> Result<RiskRow, Fault> {
    Ok(RiskRow {
        id: row.get("id")?,
        kind: row.get("kind")?,
        mark: row.get("mark")?,
        since: row.get("since")?,
        seen_at: row.get("seen_at")?,
        strikes: row.get("strikes")?,
        until_at: row.get("until_at")?,
        lifted_at: row.get("lifted_at")?,
    })
}

pub(super) async fn find(view: &mut View, kind: Kind, mark: [u8; 16]) -> Result<Option<RiskRow>, Fault> {
    view.opt(FIND, values![kind.word(), mark]).await?.as_ref().map(read).transpose()
}

/// The same within a unit of work.
pub(super) async fn find_now(cx: &mut Ctx, kind: Kind, mark: [u8; 16]) -> Result<Option<RiskRow>, Fault> {
    cx.opt(FIND, values![kind.word(), mark]).await?.as_ref().map(read).transpose()
}

/// One more strike: what was lifted stands again.
pub(super) async fn strike(
    cx: &mut Ctx,
    kind: Kind,
    mark: [u8; 16],
    until_at: Timestamp,
) -> Result<(), Fault> {
    let (id, now) = (RiskId::fresh(cx.clock()), cx.now());
    cx.run(
        "INSERT INTO yard_risk (id, kind, mark, since, seen_at, strikes, until_at, lifted_at, lifted_by) \
         VALUES ($1, $2, $3, $4, $4, 1, $5, NULL, NULL) ON CONFLICT (kind, mark) DO UPDATE SET \
         seen_at = excluded.seen_at, strikes = yard_risk.strikes + 1, until_at = excluded.until_at, \
         lifted_at = NULL, lifted_by = NULL",
        values![id, kind.word(), mark, now, until_at],
    )
    .await?;
    Ok(())
}

pub(super) async fn list(view: &mut View, most: u32) -> Result<Vec<RiskRow>, Fault> {
    let sql = "SELECT id, kind, mark, since, seen_at, strikes, until_at, lifted_at FROM yard_risk \
               ORDER BY seen_at DESC, id LIMIT $1";
    view.all(sql, values![i64::from(most)]).await?.iter().map(read).collect()
}

/// Lifts what stands; answers whether there was such a one.
pub(super) async fn lift(cx: &mut Ctx, id: RiskId, by: PersonId) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_risk SET lifted_at = $1, lifted_by = $2 WHERE id = $3 AND lifted_at IS NULL";
    Ok(cx.run(sql, values![now, by, id]).await? == 1)
}

/// Forgets what did not strike for two days.
pub(crate) async fn sweep(cx: &mut Ctx) -> Result<(), Fault> {
    let over = cx.now().minus(REMEMBERED);
    cx.run("DELETE FROM yard_risk WHERE seen_at < $1", values![over]).await?;
    Ok(())
}

/// What is marked as an erased person's goes with him.
pub(super) fn erase<'a>(house: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let mark = Of::Person(person).mark(house);
        let sql = "DELETE FROM yard_risk WHERE id IN (SELECT id FROM yard_risk WHERE mark = $1 LIMIT $2)";
        Ok(cx.run(sql, values![mark, most]).await?)
    })
}
