//! Rows of organisations that end.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};

use crate::erasure::Working;

/// An organisation that ends.
pub(super) struct ClosingRow {
    /// Nobody, once he is erased.
    pub asked_by: Option<PersonId>,
    pub asked_at: Timestamp,
    pub due_at: Timestamp,
}

fn read(row: &Row) -> Result<ClosingRow, Fault> {
    Ok(ClosingRow {
        asked_by: row.get("asked_by")?,
        asked_at: row.get("asked_at")?,
        due_at: row.get("due_at")?,
    })
}

/// When an organisation ends; `None` where it does not.
pub(super) async fn of(view: &mut View, org: OrgId) -> Result<Option<ClosingRow>, Fault> {
    let sql = "SELECT asked_by, asked_at, due_at FROM yard_org_closing WHERE org = $1";
    view.opt(sql, values![org]).await?.as_ref().map(read).transpose()
}

/// Notes that an organisation ends; `false` where it does already.
pub(super) async fn add(cx: &mut Ctx, org: OrgId, by: PersonId, due_at: Timestamp) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "INSERT INTO yard_org_closing (org, asked_by, asked_at, due_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (org) DO NOTHING";
    Ok(cx.run(sql, values![org, by, now, due_at]).await? == 1)
}

/// Calls it off.
pub(super) async fn remove(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_org_closing WHERE org = $1", values![org]).await?;
    Ok(())
}

/// Whoever is erased is known no longer as who ends it.
pub(in crate::org) fn erase<'a>(
    _: &'a crate::House,
    cx: &'a mut Ctx,
    person: PersonId,
    _: i64,
) -> Working<'a> {
    Box::pin(async move {
        let sql = "UPDATE yard_org_closing SET asked_by = NULL WHERE asked_by = $1";
        Ok(cx.run(sql, values![person]).await?)
    })
}

/// Whether an organisation ends, and when; within a unit of work.
pub(super) async fn due_of(cx: &mut Ctx, org: OrgId) -> Result<Option<Timestamp>, Fault> {
    let row = cx.opt("SELECT due_at FROM yard_org_closing WHERE org = $1", values![org]).await?;
    row.map(|row| row.get("due_at")).transpose()
}

/// Organisations whose day has come.
pub(super) async fn due(cx: &mut Ctx, most: i64) -> Result<Vec<OrgId>, Fault> {
    let now = cx.now();
    let sql = "SELECT org FROM yard_org_closing WHERE due_at <= $1 ORDER BY due_at LIMIT $2";
    cx.all(sql, values![now, most]).await?.iter().map(|row| row.get("org")).collect()
}

/// People of an organisation after one of them, at most so many.
pub(super) async fn people(
    cx: &mut Ctx,
    org: OrgId,
    after: PersonId,
    most: i64,
) -> Result<Vec<PersonId>, Fault> {
    let sql = "SELECT person FROM yard_member WHERE org = $1 AND person > $2 ORDER BY person LIMIT $3";
    cx.all(sql, values![org, after, most]).await?.iter().map(|row| row.get("person")).collect()
}

/// The programs of an organisation stop.
pub(super) async fn stop_programs(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_service WHERE org = $1", values![org]).await?;
    Ok(())
}
