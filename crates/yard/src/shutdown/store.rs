//! Rows of announcements of the end.

use ground::{Ctx, Fault, OrgId, PersonId, Timestamp, View, values};

use super::ShutdownId;

/// Announces an end.
pub(super) async fn add(cx: &mut Ctx, id: ShutdownId, by: PersonId, ends_at: Timestamp) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_shutdown (id, announced_at, announced_by, ends_at, cancelled_at, erased_at) \
         VALUES ($1, $2, $3, $4, NULL, NULL)",
        values![id, now, by, ends_at],
    )
    .await?;
    Ok(())
}

/// The day of the announcement that stands, where one does.
pub(super) async fn standing(view: &mut View) -> Result<Option<Timestamp>, Fault> {
    let row = view
        .opt("SELECT ends_at FROM yard_shutdown WHERE cancelled_at IS NULL ORDER BY id DESC LIMIT 1", vec![])
        .await?;
    row.map(|row| row.get("ends_at")).transpose()
}

/// The announcement that stands, to be changed.
pub(super) async fn lock(cx: &mut Ctx) -> Result<Option<(ShutdownId, Timestamp)>, Fault> {
    let row = cx
        .opt(
            "SELECT id, ends_at FROM yard_shutdown WHERE cancelled_at IS NULL ORDER BY id DESC LIMIT 1",
            vec![],
        )
        .await?;
    row.map(|row| Ok((row.get("id")?, row.get("ends_at")?))).transpose()
}

/// Calls an end off.
pub(super) async fn cancel(cx: &mut Ctx, id: ShutdownId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE yard_shutdown SET cancelled_at = $1 WHERE id = $2", values![now, id]).await?;
    Ok(())
}

/// Notes that nothing is left.
pub(super) async fn erased(cx: &mut Ctx, id: ShutdownId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE yard_shutdown SET erased_at = $1 WHERE id = $2", values![now, id]).await?;
    Ok(())
}

/// Organisations after one of them, in order.
pub(super) async fn orgs(cx: &mut Ctx, after: Option<OrgId>, limit: u32) -> Result<Vec<OrgId>, Fault> {
    let after = after.map_or([0; 16], |id| id.bytes());
    let rows =
        cx.all("SELECT id FROM yard_org WHERE id > $1 ORDER BY id LIMIT $2", values![after, limit]).await?;
    rows.iter().map(|row| row.get("id")).collect()
}
