//! Rows of inspectors and their looks, and what the desk counts in the tables of others.

use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};

use super::lines::{IncidentLine, LookLine, RequestLine, TicketLine, VersionLine};
use super::{InspectorId, rules};

/// Lines of one list, at most.
const MOST: i64 = 500;

/// An appointment to be written.
pub(super) struct Appointment {
    pub id: InspectorId,
    pub number: i64,
    pub person: PersonId,
    pub by: PersonId,
    pub until: Timestamp,
}

/// The number after the last.
pub(super) async fn next_number(cx: &mut Ctx) -> Result<i64, Fault> {
    cx.one("SELECT COALESCE(MAX(number), 0) + 1 AS next FROM yard_inspector", values![]).await?.get("next")
}

/// Writes an appointment.
pub(super) async fn add(cx: &mut Ctx, new: &Appointment) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_inspector (id, number, person, appointed_by, from_at, until_at, ended_at) \
         VALUES ($1, $2, $3, $4, $5, $6, NULL)",
        values![new.id, new.number, new.person, new.by, now, new.until],
    )
    .await?;
    Ok(())
}

const STANDING: &str = "SELECT id FROM yard_inspector WHERE person = $1 AND ended_at IS NULL AND from_at <= $2 AND until_at > $2";

/// The appointment by which a person looks now.
pub(super) async fn standing(view: &mut View, person: PersonId) -> Result<Option<InspectorId>, Fault> {
    let now = view.now();
    view.opt(STANDING, values![person, now]).await?.map(|row| row.get("id")).transpose()
}

/// The same in a unit of work that writes.
pub(super) async fn standing_now(cx: &mut Ctx, person: PersonId) -> Result<Option<InspectorId>, Fault> {
    let now = cx.now();
    cx.opt(STANDING, values![person, now]).await?.map(|row| row.get("id")).transpose()
}

/// Ends an appointment; answers whose it was.
pub(super) async fn end(cx: &mut Ctx, number: i64) -> Result<Option<PersonId>, Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_inspector SET ended_at = $1 WHERE number = $2 AND ended_at IS NULL AND until_at > $1 \
               RETURNING person";
    cx.opt(sql, values![now, number]).await?.map(|row| row.get("person")).transpose()
}

/// Writes a look down.
pub(super) async fn looked(cx: &mut Ctx, inspector: InspectorId) -> Result<(), Fault> {
    let (id, now) = (ground::ids::fresh_bytes(cx.now()), cx.now());
    cx.run(
        "INSERT INTO yard_inspection (id, inspector, at) VALUES ($1, $2, $3)",
        values![id, inspector, now],
    )
    .await?;
    Ok(())
}

/// Removes appointments that were over before an instant, and their looks.
pub(super) async fn sweep(cx: &mut Ctx, before: Timestamp) -> Result<u64, Fault> {
    cx.run(
        "DELETE FROM yard_inspection WHERE inspector IN (SELECT id FROM yard_inspector WHERE until_at < $1)",
        values![before],
    )
    .await?;
    Ok(cx.run("DELETE FROM yard_inspector WHERE until_at < $1", values![before]).await?)
}

/// The person of a number, and whether he runs the house.
pub(super) async fn person_of(cx: &mut Ctx, phone: [u8; 16]) -> Result<Option<(PersonId, bool)>, Fault> {
    let sql = "SELECT p.id, p.keeper FROM yard_number n JOIN yard_person p ON p.id = n.person \
               WHERE n.phone_index = $1";
    let row = cx.opt(sql, values![phone]).await?;
    row.map(|row| Ok((row.get("id")?, row.get("keeper")?))).transpose()
}

/// Whether there is such a person.
pub(super) async fn is_there(cx: &mut Ctx, person: PersonId) -> Result<bool, Fault> {
    Ok(cx.opt("SELECT 1 AS found FROM yard_person WHERE id = $1", values![person]).await?.is_some())
}

/// Appointments and how often each looked, the newest first.
pub(super) async fn looks(view: &mut View) -> Result<Vec<LookLine>, Fault> {
    let sql = "SELECT i.number, i.from_at, i.until_at, i.ended_at, COUNT(l.id) AS looks, MAX(l.at) AS looked_at \
               FROM yard_inspector i LEFT JOIN yard_inspection l ON l.inspector = i.id \
               GROUP BY i.number, i.from_at, i.until_at, i.ended_at ORDER BY i.number DESC LIMIT $1";
    let line = |row: &Row| {
        Ok(LookLine {
            inspector: row.get("number")?,
            from_at: row.get("from_at")?,
            until_at: row.get("until_at")?,
            ended_at: row.get("ended_at")?,
            looks: row.get("looks")?,
            looked_at: row.get("looked_at")?,
        })
    };
    view.all(sql, values![MOST]).await?.iter().map(line).collect()
}

/// How many accounts there are.
pub(super) async fn people(view: &mut View) -> Result<i64, Fault> {
    view.one("SELECT COUNT(*) AS people FROM yard_person", values![]).await?.get("people")
}

/// Requests, the newest first.
pub(super) async fn requests(view: &mut View) -> Result<Vec<RequestLine>, Fault> {
    let sql = "SELECT id, kind, opened_at, verified_at, due_at, overdue_at, answered_at, outcome, ground \
               FROM yard_request ORDER BY opened_at DESC, id DESC LIMIT $1";
    let line = |row: &Row| {
        let id: crate::rights::RequestId = row.get("id")?;
        Ok(RequestLine {
            number: rules::masked(&id.to_string()),
            kind: row.get("kind")?,
            opened_at: row.get("opened_at")?,
            verified_at: row.get("verified_at")?,
            due_at: row.get("due_at")?,
            overdue_at: row.get("overdue_at")?,
            answered_at: row.get("answered_at")?,
            outcome: row.get("outcome")?,
            ground: row.get("ground")?,
        })
    };
    view.all(sql, values![MOST]).await?.iter().map(line).collect()
}

/// Tickets by kind and state.
pub(super) async fn tickets(view: &mut View) -> Result<Vec<TicketLine>, Fault> {
    let sql = "SELECT kind, state, COUNT(*) AS many, COUNT(overdue_at) AS overdue FROM yard_ticket \
               GROUP BY kind, state ORDER BY kind, state";
    let line = |row: &Row| {
        let (kind, state) = (row.get("kind")?, row.get("state")?);
        Ok(TicketLine { kind, state, count: row.get("many")?, overdue: row.get("overdue")? })
    };
    view.all(sql, values![]).await?.iter().map(line).collect()
}

/// Incidents and drills, the newest first.
pub(super) async fn incidents(view: &mut View) -> Result<Vec<IncidentLine>, Fault> {
    let sql = "SELECT number, drill, severity, found_at, report_due, notice_due, assessed_at, told_at, closed_at, \
               (SELECT COUNT(*) FROM yard_incident_touched t WHERE t.incident = i.id) AS touched, \
               (SELECT COUNT(*) FROM yard_incident_report r WHERE r.incident = i.id) AS reports \
               FROM yard_incident i ORDER BY number DESC LIMIT $1";
    let line = |row: &Row| {
        Ok(IncidentLine {
            number: row.get("number")?,
            drill: row.get("drill")?,
            severity: row.get("severity")?,
            found_at: row.get("found_at")?,
            report_due: row.get("report_due")?,
            notice_due: row.get("notice_due")?,
            assessed_at: row.get("assessed_at")?,
            told_at: row.get("told_at")?,
            closed_at: row.get("closed_at")?,
            touched: row.get("touched")?,
            reports: row.get("reports")?,
        })
    };
    view.all(sql, values![MOST]).await?.iter().map(line).collect()
}

/// Versions of the policy, the newest first.
pub(super) async fn versions(view: &mut View) -> Result<Vec<VersionLine>, Fault> {
    let sql = "SELECT version, state, published_at, notified_at, in_force_at, \
               (SELECT COUNT(DISTINCT person) FROM yard_policy_word w WHERE w.version = v.id AND w.word = 'agree') \
               AS agreed, \
               (SELECT COUNT(DISTINCT person) FROM yard_policy_word w WHERE w.version = v.id AND w.word = 'object') \
               AS objected FROM yard_policy_version v ORDER BY number DESC LIMIT $1";
    let line = |row: &Row| {
        Ok(VersionLine {
            version: row.get("version")?,
            state: row.get("state")?,
            published_at: row.get("published_at")?,
            notified_at: row.get("notified_at")?,
            in_force_at: row.get("in_force_at")?,
            agreed: row.get("agreed")?,
            objected: row.get("objected")?,
        })
    };
    view.all(sql, values![MOST]).await?.iter().map(line).collect()
}

/// The texts of the versions, the newest first: version, Chinese, English. They hold no particulars.
pub(super) async fn texts(view: &mut View) -> Result<Vec<(String, String, String)>, Fault> {
    let sql = "SELECT version, text_zh, text_en FROM yard_policy_version ORDER BY number DESC LIMIT $1";
    let text = |row: &Row| Ok((row.get("version")?, row.get("text_zh")?, row.get("text_en")?));
    view.all(sql, values![MOST]).await?.iter().map(text).collect()
}

/// How many people's last word on a purpose is this one: purpose, word, people.
pub(super) async fn consents(view: &mut View) -> Result<Vec<(String, String, i64)>, Fault> {
    let sql = "SELECT c.purpose, c.act, COUNT(*) AS many FROM yard_consent c JOIN \
               (SELECT person, purpose, MAX(seq) AS last FROM yard_consent GROUP BY person, purpose) l \
               ON l.person = c.person AND l.purpose = c.purpose AND l.last = c.seq \
               GROUP BY c.purpose, c.act ORDER BY c.purpose, c.act";
    let line = |row: &Row| Ok((row.get("purpose")?, row.get("act")?, row.get("many")?));
    view.all(sql, values![]).await?.iter().map(line).collect()
}
