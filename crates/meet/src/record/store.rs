//! Rows of stays.

use ground::{Ctx, Fault, MeetingId, PersonId, Row, Timestamp, View, values};
use vault::{Sealed, Subject};

use super::{Moment, Stay};

/// A stay that is not over, with who it is.
pub(super) struct OpenStay {
    pub identity: String,
    pub seen_at: Timestamp,
}

pub(crate) fn stay(row: &Row, person: PersonId) -> Result<Stay, Fault> {
    let (id, subject): ([u8; 16], _) = (row.get("id")?, Subject::Person(person));
    let went: Option<Vec<u8>> = row.get("went")?;
    Ok(Stay {
        id,
        meeting: row.get("meeting")?,
        participant: row.get("participant")?,
        came: Sealed::stored(&Stay::CAME, subject, id, row.get("came")?),
        went: went.map(|went| Sealed::stored(&Stay::WENT, subject, id, went)),
    })
}

/// Begins a stay; `false` where one is open.
pub(super) async fn came(cx: &mut Ctx, stay: &Stay) -> Result<bool, Fault> {
    let now = cx.now();
    let added = cx
        .run(
            "INSERT INTO meet_stay (id, meeting, participant, came, went, seen_at) VALUES ($1, $2, $3, $4, NULL, $5) \
             ON CONFLICT DO NOTHING",
            values![stay.id, stay.meeting, stay.participant, &stay.came, now],
        )
        .await?;
    Ok(added == 1)
}

/// The open stay of a participant.
pub(super) async fn open(cx: &mut Ctx, participant: [u8; 16]) -> Result<Option<[u8; 16]>, Fault> {
    let sql = "SELECT id FROM meet_stay WHERE participant = $1 AND went IS NULL";
    cx.opt(sql, values![participant]).await?.map(|row| row.get("id")).transpose()
}

/// Ends a stay.
pub(super) async fn went(cx: &mut Ctx, id: [u8; 16], went: &Sealed<Moment>) -> Result<(), Fault> {
    cx.run(
        "UPDATE meet_stay SET went = $1, seen_at = NULL WHERE id = $2 AND went IS NULL",
        values![went, id],
    )
    .await?;
    Ok(())
}

/// Is anybody in the meeting?
pub(super) async fn is_empty(cx: &mut Ctx, meeting: MeetingId) -> Result<bool, Fault> {
    let sql = "SELECT id FROM meet_stay WHERE meeting = $1 AND went IS NULL LIMIT 1";
    Ok(cx.opt(sql, values![meeting]).await?.is_none())
}

/// The open stays of a meeting.
pub(super) async fn open_of(view: &mut View, meeting: MeetingId) -> Result<Vec<OpenStay>, Fault> {
    let sql = "SELECT p.identity, s.seen_at FROM meet_stay s JOIN meet_participant p ON p.id = s.participant \
               WHERE s.meeting = $1 AND s.went IS NULL";
    let rows = view.all(sql, values![meeting]).await?;
    rows.iter()
        .map(|row| Ok(OpenStay { identity: row.get("identity")?, seen_at: row.get("seen_at")? }))
        .collect()
}

/// Notes that everybody with an open stay is still there.
pub(super) async fn all_seen(cx: &mut Ctx, meeting: MeetingId) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE meet_stay SET seen_at = $1 WHERE meeting = $2 AND went IS NULL";
    cx.run(sql, values![now, meeting]).await?;
    Ok(())
}

/// Notes that this one is still there.
pub(super) async fn seen(cx: &mut Ctx, meeting: MeetingId, identity: &str) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "UPDATE meet_stay SET seen_at = $1 WHERE meeting = $2 AND went IS NULL AND participant IN \
         (SELECT id FROM meet_participant WHERE meeting = $2 AND identity = $3)",
        values![now, meeting, identity],
    )
    .await?;
    Ok(())
}

/// All stays of a meeting, in the order they began.
pub(super) async fn of_meeting(view: &mut View, meeting: MeetingId) -> Result<Vec<Stay>, Fault> {
    let sql = "SELECT s.id, s.meeting, s.participant, s.came, s.went, p.person FROM meet_stay s \
               JOIN meet_participant p ON p.id = s.participant WHERE s.meeting = $1 ORDER BY s.id";
    let rows = view.all(sql, values![meeting]).await?;
    rows.iter().map(|row| stay(row, row.get("person")?)).collect()
}

/// All stays of a person, with the end of the meeting.
pub(super) async fn of_person(
    view: &mut View,
    person: PersonId,
) -> Result<Vec<(Stay, Option<Timestamp>)>, Fault> {
    let sql = "SELECT s.id, s.meeting, s.participant, s.came, s.went, m.ended_at FROM meet_stay s \
               JOIN meet_participant p ON p.id = s.participant JOIN meet_meeting m ON m.id = s.meeting \
               WHERE p.person = $1 ORDER BY s.id";
    let rows = view.all(sql, values![person]).await?;
    rows.iter().map(|row| Ok((stay(row, person)?, row.get("ended_at")?))).collect()
}

/// Does the first host a meeting that the second was admitted to? Of those who left the organisation since only the
/// pseudonym is known.
pub(super) async fn hosts(
    view: &mut View,
    host: PersonId,
    person: PersonId,
    by_name: bool,
) -> Result<bool, Fault> {
    let sql = "SELECT p.id FROM meet_participant p JOIN meet_meeting m ON m.id = p.meeting \
               WHERE m.host = $1 AND p.person = $2 AND ($3 = 0 OR NOT EXISTS \
               (SELECT l.org FROM yard_leaver l WHERE l.org = m.org AND l.person = $2)) LIMIT 1";
    Ok(view.opt(sql, values![host, person, by_name]).await?.is_some())
}

/// Does this person host a meeting of that organisation?
pub(super) async fn hosts_for(view: &mut View, host: PersonId, org: ground::OrgId) -> Result<bool, Fault> {
    let sql = "SELECT id FROM meet_meeting WHERE host = $1 AND org = $2 LIMIT 1";
    Ok(view.opt(sql, values![host, org]).await?.is_some())
}
