//! Rows of meetings that are over, as their times run out.

use ground::{Ctx, Fault, MeetingId, OrgId, PersonId, Timestamp, View, values};
use vault::Subject;
use yard::House;
use yard::erasure::Working;
use yard::retention::Counting;

use crate::meeting::Role;

/// Meetings that ended before an instant and still have a title.
pub(crate) fn count_titles(view: &mut View, before: Timestamp) -> Counting<'_> {
    Box::pin(async move {
        let sql = "SELECT COUNT(*) AS found FROM meet_meeting WHERE title IS NOT NULL AND ended_at < $1";
        view.one(sql, values![before]).await?.get("found")
    })
}

/// What of an ended meeting has a time of its own.
#[derive(Clone, Copy)]
pub(in crate::meeting) enum Kept {
    Title,
    GuestNames,
    People,
}

/// Takes their titles away.
pub(crate) fn sweep_titles<'a>(_: &'a House, cx: &'a mut Ctx, before: Timestamp, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "UPDATE meet_meeting SET title = NULL WHERE id IN (SELECT id FROM meet_meeting \
                   WHERE title IS NOT NULL AND ended_at < $1 ORDER BY ended_at LIMIT $2)";
        let gone = cx.run(sql, values![before, most]).await?;
        drop_bare(cx).await?;
        Ok(gone)
    })
}

/// Names of guests in meetings that ended before an instant.
pub(crate) fn count_names(view: &mut View, before: Timestamp) -> Counting<'_> {
    Box::pin(async move {
        let sql = "SELECT COUNT(*) AS found FROM meet_participant p JOIN meet_meeting m ON m.id = p.meeting \
                   WHERE p.name IS NOT NULL AND m.ended_at < $1";
        view.one(sql, values![before]).await?.get("found")
    })
}

/// Takes those names away.
pub(crate) fn sweep_names<'a>(_: &'a House, cx: &'a mut Ctx, before: Timestamp, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "UPDATE meet_participant SET name = NULL WHERE id IN (SELECT p.id FROM meet_participant p \
                   JOIN meet_meeting m ON m.id = p.meeting WHERE p.name IS NOT NULL AND m.ended_at < $1 LIMIT $2)";
        Ok(cx.run(sql, values![before, most]).await?)
    })
}

/// Ended meetings of one organisation that still have this, oldest end first.
pub(in crate::meeting) async fn ended_with(
    cx: &mut Ctx,
    kept: Kept,
    org: OrgId,
    limit: i64,
) -> Result<Vec<(MeetingId, Timestamp)>, Fault> {
    let has = match kept {
        Kept::Title => "m.title IS NOT NULL",
        Kept::GuestNames => {
            "EXISTS (SELECT p.id FROM meet_participant p WHERE p.meeting = m.id AND p.name IS NOT NULL)"
        }
        Kept::People => "EXISTS (SELECT p.id FROM meet_participant p WHERE p.meeting = m.id)",
    };
    let sql = format!(
        "SELECT m.id, m.ended_at FROM meet_meeting m WHERE m.ended_at IS NOT NULL AND {has} AND m.org = $2 \
         ORDER BY m.ended_at LIMIT $1"
    );
    let rows = cx.all(ground::db::Assembled(sql), values![limit, org]).await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("ended_at")?))).collect()
}

/// Who was admitted to meetings that ended before an instant.
pub(crate) fn count_people(view: &mut View, before: Timestamp) -> Counting<'_> {
    Box::pin(async move {
        let sql = "SELECT COUNT(*) AS found FROM meet_participant p JOIN meet_meeting m ON m.id = p.meeting \
                   WHERE m.ended_at < $1";
        view.one(sql, values![before]).await?.get("found")
    })
}

/// Takes them away with their stays. A guest exists in one meeting alone, and a pseudonym for one organisation's old ones:
/// with the row go the keys.
pub(crate) fn sweep_people<'a>(
    house: &'a House,
    cx: &'a mut Ctx,
    before: Timestamp,
    most: i64,
) -> Working<'a> {
    Box::pin(async move {
        let sql = "SELECT p.id, p.person, p.role, p.former FROM meet_participant p JOIN meet_meeting m ON m.id = p.meeting \
                   WHERE m.ended_at < $1 ORDER BY m.ended_at, p.id LIMIT $2";
        let rows = cx.all(sql, values![before, most]).await?;
        for row in &rows {
            let (id, person, role): ([u8; 16], PersonId, String) =
                (row.get("id")?, row.get("person")?, row.get("role")?);
            cx.run("DELETE FROM meet_stay WHERE participant = $1", values![id]).await?;
            cx.run("DELETE FROM meet_participant WHERE id = $1", values![id]).await?;
            let alone = role == Role::Guest.word() || row.get::<bool>("former")?;
            let sql = "SELECT p.id FROM meet_participant p WHERE p.person = $1 LIMIT 1";
            if alone && cx.opt(sql, values![person]).await?.is_none() {
                house.vault.destroy_all(Subject::Person(person)).await?;
            }
        }
        drop_bare(cx).await?;
        Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
    })
}

/// Takes the title of a meeting away.
pub(in crate::meeting) async fn drop_title(cx: &mut Ctx, id: MeetingId) -> Result<(), Fault> {
    cx.run("UPDATE meet_meeting SET title = NULL WHERE id = $1", values![id]).await?;
    Ok(())
}

/// Takes the names of a meeting's guests away.
pub(in crate::meeting) async fn drop_names(cx: &mut Ctx, id: MeetingId) -> Result<(), Fault> {
    cx.run("UPDATE meet_participant SET name = NULL WHERE meeting = $1", values![id]).await?;
    Ok(())
}

/// Who exists in this meeting alone: its guests, and pseudonyms of which this is the last trace.
pub(in crate::meeting) async fn guests(cx: &mut Ctx, id: MeetingId) -> Result<Vec<PersonId>, Fault> {
    let rows = cx
        .all(
            "SELECT p.person FROM meet_participant p WHERE p.meeting = $1 AND (p.role = 'guest' OR (p.former = 1 \
             AND NOT EXISTS (SELECT q.id FROM meet_participant q WHERE q.person = p.person AND q.meeting <> $1)))",
            values![id],
        )
        .await?;
    rows.iter().map(|row| row.get("person")).collect()
}

/// Takes everybody away who was admitted to a meeting, with their stays.
pub(in crate::meeting) async fn drop_people(cx: &mut Ctx, id: MeetingId) -> Result<(), Fault> {
    cx.run("DELETE FROM meet_stay WHERE meeting = $1", values![id]).await?;
    cx.run("DELETE FROM meet_participant WHERE meeting = $1", values![id]).await?;
    Ok(())
}

/// Takes away by what those are known at the door who were admitted before this instant.
pub(in crate::meeting) async fn drop_marks(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    let sql = "UPDATE meet_participant SET door_mark = NULL, key_mark = NULL \
               WHERE admitted_at <= $1 AND door_mark IS NOT NULL";
    cx.run(sql, values![before]).await?;
    Ok(())
}

/// Takes ended meetings away of which nothing personal is left.
pub(in crate::meeting) async fn drop_bare(cx: &mut Ctx) -> Result<(), Fault> {
    cx.run(
        "DELETE FROM meet_meeting WHERE ended_at IS NOT NULL AND title IS NULL AND NOT EXISTS \
         (SELECT p.id FROM meet_participant p WHERE p.meeting = meet_meeting.id)",
        values![],
    )
    .await?;
    Ok(())
}

/// Titles that an erased person gave in his own name, and the passcodes of his meetings.
pub(crate) fn erase_titles<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "UPDATE meet_meeting SET title = NULL, passcode_index = NULL WHERE id IN \
                   (SELECT id FROM meet_meeting WHERE host = $1 AND ((title IS NOT NULL AND org IS NULL) \
                   OR passcode_index IS NOT NULL) LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
