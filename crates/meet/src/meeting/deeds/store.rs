//! Meetings that ended, and who was admitted to them: what is counted of them.

use ground::{Ctx, Fault, MeetingId, PersonId, Row, Timestamp, values};

use super::Held;

/// Meetings that ended between two instants.
pub(super) async fn ended_between(
    cx: &mut Ctx,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Held>, Fault> {
    let sql =
        "SELECT id, host, org, started_at, ended_at FROM meet_meeting WHERE ended_at >= $1 AND ended_at < $2";
    let held = |row: &Row| {
        Ok(Held {
            id: row.get("id")?,
            host: row.get("host")?,
            org: row.get("org")?,
            started_at: row.get("started_at")?,
            ended_at: row.get("ended_at")?,
        })
    };
    cx.all(sql, values![from, until]).await?.iter().map(held).collect()
}

/// Who was admitted to them.
pub(super) async fn admitted_between(
    cx: &mut Ctx,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<(MeetingId, PersonId)>, Fault> {
    let sql = "SELECT p.meeting, p.person FROM meet_participant p JOIN meet_meeting m ON m.id = p.meeting \
               WHERE m.ended_at >= $1 AND m.ended_at < $2";
    let rows = cx.all(sql, values![from, until]).await?;
    rows.iter().map(|row| Ok((row.get("meeting")?, row.get("person")?))).collect()
}
