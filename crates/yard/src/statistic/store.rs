//! Rows of what was told, of what it cost, and of facts; and what is counted in the tables of people and organisations.

use ground::noise::{Bits, Secure};
use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, values};
use std::collections::{BTreeMap, BTreeSet};

use super::rules::Fact;

/// Cells of one answer, at most.
const MOST: i64 = 2_000;

/// A number that was told.
pub(crate) struct Cell {
    pub week: i64,
    pub cell: String,
    /// `None` where too few stood behind it.
    pub value: Option<i64>,
    pub scale: i64,
}

fn cell(row: &Row) -> Result<Cell, Fault> {
    Ok(Cell {
        week: row.get("week")?,
        cell: row.get("cell")?,
        value: row.get("value")?,
        scale: row.get("scale")?,
    })
}

/// What was told of a week.
pub(crate) async fn cells(cx: &mut Ctx, dataset: &str, week: i64) -> Result<Vec<Cell>, Fault> {
    let sql =
        "SELECT week, cell, value, scale FROM yard_statistic WHERE dataset = $1 AND week = $2 ORDER BY cell";
    cx.all(sql, values![dataset, week]).await?.iter().map(cell).collect()
}

/// What was told since a week, the newest first.
pub(super) async fn cells_since(cx: &mut Ctx, dataset: &str, week: i64) -> Result<Vec<Cell>, Fault> {
    let sql = "SELECT week, cell, value, scale FROM yard_statistic WHERE dataset = $1 AND week >= $2 \
               ORDER BY week DESC, cell LIMIT $3";
    cx.all(sql, values![dataset, week, MOST]).await?.iter().map(cell).collect()
}

/// Tells a number.
pub(super) async fn tell(
    cx: &mut Ctx,
    dataset: &str,
    week: i64,
    cell: &str,
    value: Option<i64>,
    scale: i64,
) -> Result<(), Fault> {
    let (id, now) = (ground::ids::fresh_bytes(cx.now()), cx.now());
    cx.run(
        "INSERT INTO yard_statistic (id, dataset, week, cell, value, scale, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![id, dataset, week, cell, value, scale, now],
    )
    .await?;
    Ok(())
}

/// Takes a cost from the budget; `false` where it does not suffice.
pub(super) async fn spend(
    cx: &mut Ctx,
    dataset: &str,
    week: i64,
    cost: i64,
    most: i64,
) -> Result<bool, Fault> {
    cx.run(
        "INSERT INTO yard_statistic_budget (dataset, week, spent) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING",
        values![dataset, week],
    )
    .await?;
    let spent = cx
        .run(
            "UPDATE yard_statistic_budget SET spent = spent + $3 WHERE dataset = $1 AND week = $2 AND spent + $3 <= $4",
            values![dataset, week, cost, most],
        )
        .await?;
    Ok(spent == 1)
}

/// What is left of a budget.
pub(super) async fn spent(cx: &mut Ctx, dataset: &str, week: i64) -> Result<i64, Fault> {
    let sql = "SELECT spent FROM yard_statistic_budget WHERE dataset = $1 AND week = $2";
    cx.opt(sql, values![dataset, week]).await?.map_or(Ok(0), |row| row.get("spent"))
}

/// Who had an account before an instant.
pub(super) async fn people(cx: &mut Ctx, until: Timestamp) -> Result<BTreeSet<PersonId>, Fault> {
    let rows = cx.all("SELECT id FROM yard_person WHERE created_at < $1", values![until]).await?;
    rows.iter().map(|row| row.get("id")).collect()
}

/// Who belonged to which organisation.
pub(super) async fn members(
    cx: &mut Ctx,
    until: Timestamp,
) -> Result<BTreeMap<OrgId, BTreeSet<PersonId>>, Fault> {
    let rows = cx.all("SELECT org, person FROM yard_member WHERE joined_at < $1", values![until]).await?;
    let mut members: BTreeMap<OrgId, BTreeSet<PersonId>> = BTreeMap::new();
    for row in &rows {
        members.entry(row.get("org")?).or_default().insert(row.get("person")?);
    }
    Ok(members)
}

/// Which devices were used since an instant, by person.
pub(super) async fn devices(
    cx: &mut Ctx,
    since: Timestamp,
) -> Result<BTreeMap<PersonId, Vec<[u8; 16]>>, Fault> {
    let sql = "SELECT id, person FROM yard_session WHERE guest_of IS NULL AND seen_at >= $1 ORDER BY id";
    let mut devices: BTreeMap<PersonId, Vec<[u8; 16]>> = BTreeMap::new();
    for row in &cx.all(sql, values![since]).await? {
        devices.entry(row.get("person")?).or_default().push(row.get("id")?);
    }
    Ok(devices)
}

/// Writes the rows of a week under ids that are random throughout: they hold no time.
pub(super) async fn write_facts(cx: &mut Ctx, week: i64, rows: &[(Fact, [u8; 16])]) -> Result<(), Fault> {
    for (fact, device) in rows {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&Secure.word()?.to_le_bytes());
        id[8..].copy_from_slice(&Secure.word()?.to_le_bytes());
        let Fact { who, devices, meetings, minutes } = fact;
        cx.run(
            "INSERT INTO yard_fact (id, week, who, device, devices, meetings, minutes) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            values![id, week, *who, *device, devices.as_str(), meetings.as_str(), minutes.as_str()],
        )
        .await?;
    }
    Ok(())
}

/// The rows of a week, each with its device.
pub(super) async fn facts(cx: &mut Ctx, week: i64) -> Result<Vec<(Fact, [u8; 16])>, Fault> {
    let sql = "SELECT who, device, devices, meetings, minutes FROM yard_fact WHERE week = $1 ORDER BY id";
    let read = |row: &Row| {
        let fact = Fact {
            who: row.get("who")?,
            devices: row.get("devices")?,
            meetings: row.get("meetings")?,
            minutes: row.get("minutes")?,
        };
        Ok((fact, row.get("device")?))
    };
    cx.all(sql, values![week]).await?.iter().map(read).collect()
}

/// Removes rows of facts before a week, and what was told before another.
pub(super) async fn sweep(cx: &mut Ctx, facts: i64, told: i64) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_fact WHERE week < $1", values![facts]).await?;
    cx.run("DELETE FROM yard_statistic WHERE week < $1", values![told]).await?;
    cx.run("DELETE FROM yard_statistic_budget WHERE week < $1", values![told]).await?;
    Ok(())
}
