//! Rows of an organisation's meetings that lead to somebody who left it.

use ground::{Ctx, Fault, MeetingId, OrgId, PersonId, Timestamp, View, values};
use std::collections::HashMap;
use vault::Sealed;
use yard::org::leaver::{Leaver, pseudonym};

use crate::record::{Moment, Stay, stay_of};

/// One meeting that keeps something of somebody who left.
pub(super) struct Kept {
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub hosted: bool,
}

/// The meetings of an organisation that lead to one who left it, newest first.
pub(super) async fn kept(view: &mut View, one: &Leaver) -> Result<Vec<Kept>, Fault> {
    let sql = "SELECT m.started_at, m.ended_at, m.host FROM meet_meeting m JOIN meet_participant p \
               ON p.meeting = m.id WHERE m.org = $1 AND p.person = $2 ORDER BY m.started_at DESC";
    let rows = view.all(sql, values![one.org, one.person]).await?;
    let kept = |row: &ground::Row| {
        let host: PersonId = row.get("host")?;
        let hosted = host == one.person;
        Ok(Kept { started_at: row.get("started_at")?, ended_at: row.get("ended_at")?, hosted })
    };
    rows.iter().map(kept).collect()
}

/// What leads to somebody in meetings that ended.
pub(super) struct Rest {
    pub participants: Vec<([u8; 16], MeetingId)>,
    pub stays: Vec<Stay>,
}

/// What leads to one who left, in meetings that ended.
pub(super) async fn rest(view: &mut View, one: &Leaver) -> Result<Rest, Fault> {
    let sql = "SELECT p.id, p.meeting FROM meet_participant p JOIN meet_meeting m ON m.id = p.meeting \
               WHERE m.org = $1 AND p.person = $2 AND m.ended_at IS NOT NULL";
    let rows = view.all(sql, values![one.org, one.person]).await?;
    let participants =
        rows.iter().map(|row| Ok((row.get("id")?, row.get("meeting")?))).collect::<Result<_, Fault>>()?;
    let sql = "SELECT s.id, s.meeting, s.participant, s.came, s.went FROM meet_stay s \
               JOIN meet_participant p ON p.id = s.participant JOIN meet_meeting m ON m.id = s.meeting \
               WHERE m.org = $1 AND p.person = $2 AND m.ended_at IS NOT NULL ORDER BY s.id";
    let rows = view.all(sql, values![one.org, one.person]).await?;
    let stays = rows.iter().map(|row| stay_of(row, one.person)).collect::<Result<_, Fault>>()?;
    Ok(Rest { participants, stays })
}

/// Writes the times of a stay anew, or removes it where they are gone.
pub(super) async fn rewrite_stay(
    cx: &mut Ctx,
    id: [u8; 16],
    times: Option<(&Sealed<Moment>, Option<&Sealed<Moment>>)>,
) -> Result<(), Fault> {
    match times {
        Some((came, went)) => {
            let sql = "UPDATE meet_stay SET came = $1, went = $2 WHERE id = $3";
            cx.run(sql, values![came, went, id]).await?;
        }
        None => {
            cx.run("DELETE FROM meet_stay WHERE id = $1", values![id]).await?;
        }
    }
    Ok(())
}

/// Writes these rows under the pseudonym, and it as the host where he was that.
pub(super) async fn rename(
    cx: &mut Ctx,
    one: &Leaver,
    participants: &[([u8; 16], MeetingId)],
) -> Result<(), Fault> {
    for (id, meeting) in participants {
        cx.run(
            "UPDATE meet_participant SET person = $1, former = 1, device = NULL, door_mark = NULL, key_mark = NULL \
             WHERE id = $2 AND person = $3",
            values![one.alias, *id, one.person],
        )
        .await?;
        cx.run(
            "UPDATE meet_meeting SET host = $1 WHERE id = $2 AND host = $3",
            values![one.alias, *meeting, one.person],
        )
        .await?;
    }
    Ok(())
}

/// Removes what leads to one who left, in meetings that ended.
pub(super) async fn erase(cx: &mut Ctx, one: &Leaver) -> Result<(), Fault> {
    cx.run(
        "DELETE FROM meet_stay WHERE participant IN (SELECT p.id FROM meet_participant p JOIN meet_meeting m \
         ON m.id = p.meeting WHERE m.org = $1 AND p.person = $2 AND m.ended_at IS NOT NULL)",
        values![one.org, one.person],
    )
    .await?;
    cx.run(
        "DELETE FROM meet_participant WHERE person = $2 AND meeting IN \
         (SELECT id FROM meet_meeting WHERE org = $1 AND ended_at IS NOT NULL)",
        values![one.org, one.person],
    )
    .await?;
    cx.run(
        "UPDATE meet_meeting SET host = $1 WHERE org = $2 AND host = $3 AND ended_at IS NOT NULL",
        values![one.alias, one.org, one.person],
    )
    .await?;
    Ok(())
}

/// Whether something of the organisation's meetings still leads to the person.
pub(super) async fn leads_to(cx: &mut Ctx, one: &Leaver) -> Result<bool, Fault> {
    let sql = "SELECT m.id FROM meet_meeting m WHERE m.org = $1 AND (m.host = $2 OR EXISTS \
               (SELECT p.id FROM meet_participant p WHERE p.meeting = m.id AND p.person = $2)) LIMIT 1";
    Ok(cx.opt(sql, values![one.org, one.person]).await?.is_some())
}

/// The pseudonyms of those in a meeting who left the organisation in whose name it was held.
pub(crate) async fn pseudonyms(
    view: &mut View,
    meeting: MeetingId,
) -> Result<HashMap<PersonId, String>, Fault> {
    let sql = "SELECT p.person, p.person AS alias FROM meet_participant p WHERE p.meeting = $1 AND p.former = 1 \
               UNION ALL SELECT p.person, l.alias FROM meet_participant p JOIN meet_meeting m ON m.id = p.meeting \
               JOIN yard_leaver l ON l.org = m.org AND l.person = p.person \
               WHERE p.meeting = $1 AND p.former = 0 AND m.ended_at IS NOT NULL";
    let rows = view.all(sql, values![meeting]).await?;
    rows.iter().map(|row| Ok((row.get("person")?, pseudonym(row.get("alias")?)))).collect()
}

/// Whether somebody left the organisation, and its records still lead to him.
pub(crate) async fn has_left(view: &mut View, org: OrgId, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT l.org FROM yard_leaver l WHERE l.org = $1 AND l.person = $2";
    Ok(view.opt(sql, values![org, person]).await?.is_some())
}
