//! Rows of choices.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};

use super::Choice;
use crate::household::ResidentId;

/// Choices of one person that he finds when he asks what is held about him.
const HELD_MAX: i64 = 200;

macro_rules! choices {
    ($rest:literal) => {
        concat!("SELECT c.resident, c.guardian, c.until_at, c.chosen_at FROM community_homecoming c ", $rest)
    };
}

fn choice(row: &Row) -> Result<Choice, Fault> {
    Ok(Choice {
        resident: row.get("resident")?,
        guardian: row.get("guardian")?,
        until_at: row.get("until_at")?,
        chosen_at: row.get("chosen_at")?,
    })
}

/// What was chosen for somebody who lives there, as long as he is no adult.
pub(super) async fn of(view: &mut View, resident: ResidentId) -> Result<Option<Choice>, Fault> {
    let now = view.now();
    let sql = choices!("WHERE c.resident = $1 AND c.until_at > $2");
    view.opt(sql, values![resident, now]).await?.as_ref().map(choice).transpose()
}

/// The same within a unit of work.
pub(super) async fn of_now(cx: &mut Ctx, resident: ResidentId) -> Result<Option<Choice>, Fault> {
    let now = cx.now();
    let sql = choices!("WHERE c.resident = $1 AND c.until_at > $2");
    cx.opt(sql, values![resident, now]).await?.as_ref().map(choice).transpose()
}

/// It is chosen from now on.
pub(super) async fn set(cx: &mut Ctx, org: OrgId, new: Choice) -> Result<(), Fault> {
    let sql = "INSERT INTO community_homecoming (resident, guardian, org, until_at, chosen_at) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (resident) DO UPDATE SET guardian = excluded.guardian, until_at = excluded.until_at, \
               chosen_at = excluded.chosen_at";
    cx.run(sql, values![new.resident, new.guardian, org, new.until_at, new.chosen_at]).await?;
    Ok(())
}

/// It is no longer.
pub(super) async fn clear(cx: &mut Ctx, resident: ResidentId) -> Result<(), Fault> {
    cx.run("DELETE FROM community_homecoming WHERE resident = $1", values![resident]).await?;
    Ok(())
}

/// Removes what was chosen for those who are grown.
pub(super) async fn sweep(cx: &mut Ctx) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("DELETE FROM community_homecoming WHERE until_at <= $1", values![now]).await?;
    Ok(())
}

/// A choice that somebody made, or that was made for him.
pub(super) struct HeldRow {
    pub chosen_at: Timestamp,
    /// Whether it was made for him.
    pub is_ward: bool,
}

/// What somebody chose, and what was chosen for him.
pub(super) async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<HeldRow>, Fault> {
    let sql = "SELECT c.chosen_at, CASE WHEN w.person = $1 THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS ward \
               FROM community_homecoming c JOIN community_resident w ON w.id = c.resident \
               JOIN community_resident g ON g.id = c.guardian WHERE w.person = $1 OR g.person = $1 \
               ORDER BY c.chosen_at LIMIT $2";
    let rows = view.all(sql, values![person, HELD_MAX]).await?;
    let held =
        |row: &Row| Ok(HeldRow { chosen_at: row.get("chosen_at")?, is_ward: row.get::<i64>("ward")? == 1 });
    rows.iter().map(held).collect()
}
