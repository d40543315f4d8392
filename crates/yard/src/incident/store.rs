//! Rows of incidents, of whom they touch, of steps, reports and public notices.

use ground::db::Assembled;
use ground::{Because, Ctx, Fault, PersonId, Row, Timestamp, View, values};
use policy::Personal;
use vault::{Sealed, Subject};

use super::IncidentId;
use super::facts::Facts;
use super::rules::Scope;

/// A row of `yard_incident`.
#[derive(Personal)]
#[personal(table = "yard_incident")]
pub(super) struct IncidentRow {
    pub(super) id: IncidentId,
    pub(super) number: i64,
    pub(super) drill: bool,
    pub(super) severity: String,
    pub(super) found_at: Timestamp,
    pub(super) registered_at: Timestamp,
    pub(super) registered_by: PersonId,
    pub(super) scope: Scope,
    pub(super) span_from: Timestamp,
    pub(super) span_until: Timestamp,
    pub(super) suspect: Option<String>,
    pub(super) act: Option<String>,
    pub(super) report_due: Timestamp,
    pub(super) notice_due: Timestamp,
    pub(super) assessed_at: Option<Timestamp>,
    pub(super) told_at: Option<Timestamp>,
    pub(super) public_at: Option<Timestamp>,
    pub(super) closed_at: Option<Timestamp>,
    pub(super) frozen: bool,
    pub(super) log_size: i64,
    pub(super) log_root: [u8; 32],
    #[personal(category = "incident-record")]
    pub(super) facts: Sealed<Facts>,
}

const COLUMNS: &str = "id, number, drill, severity, found_at, registered_at, registered_by, scope, span_from, span_until, \
     suspect, act, report_due, notice_due, assessed_at, told_at, public_at, closed_at, frozen, log_size, log_root, facts";

fn select(rest: &str) -> Assembled<String> {
    Assembled(format!("SELECT {COLUMNS} FROM yard_incident {rest}"))
}

fn incident(row: &Row) -> Result<IncidentRow, Fault> {
    let (id, scope): (IncidentId, String) = (row.get("id")?, row.get("scope")?);
    Ok(IncidentRow {
        id,
        number: row.get("number")?,
        drill: row.get("drill")?,
        severity: row.get("severity")?,
        found_at: row.get("found_at")?,
        registered_at: row.get("registered_at")?,
        registered_by: row.get("registered_by")?,
        scope: Scope::from_word(&scope).because("an incident of an unknown scope")?,
        span_from: row.get("span_from")?,
        span_until: row.get("span_until")?,
        suspect: row.get("suspect")?,
        act: row.get("act")?,
        report_due: row.get("report_due")?,
        notice_due: row.get("notice_due")?,
        assessed_at: row.get("assessed_at")?,
        told_at: row.get("told_at")?,
        public_at: row.get("public_at")?,
        closed_at: row.get("closed_at")?,
        frozen: row.get("frozen")?,
        log_size: row.get("log_size")?,
        log_root: row.get("log_root")?,
        facts: Sealed::stored(&IncidentRow::FACTS, Subject::House, id.bytes(), row.get("facts")?),
    })
}

/// Whether some incident freezes the evidence now: a sweep that asks and hears yes deletes nothing.
///
/// # Errors
/// What the database says.
pub async fn frozen(cx: &mut Ctx) -> Result<bool, Fault> {
    Ok(cx.opt("SELECT 1 AS held FROM yard_incident WHERE frozen = 1 LIMIT 1", vec![]).await?.is_some())
}

/// The number after the last.
pub(super) async fn next_number(cx: &mut Ctx) -> Result<i64, Fault> {
    cx.one("SELECT COALESCE(MAX(number), 0) + 1 AS next FROM yard_incident", vec![]).await?.get("next")
}

/// Writes an incident.
pub(super) async fn add(cx: &mut Ctx, row: &IncidentRow) -> Result<(), Fault> {
    cx.run(
        "INSERT INTO yard_incident (id, number, drill, severity, found_at, registered_at, registered_by, scope, \
         span_from, span_until, suspect, act, report_due, notice_due, assessed_at, told_at, public_at, closed_at, frozen, \
         log_size, log_root, facts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, NULL, NULL, \
         NULL, NULL, $15, $16, $17, $18)",
        values![
            row.id,
            row.number,
            row.drill,
            row.severity.as_str(),
            row.found_at,
            row.registered_at,
            row.registered_by,
            row.scope.word(),
            row.span_from,
            row.span_until,
            row.suspect.clone(),
            row.act.clone(),
            row.report_due,
            row.notice_due,
            row.frozen,
            row.log_size,
            row.log_root,
            &row.facts,
        ],
    )
    .await?;
    Ok(())
}

/// An incident by id.
pub(super) async fn find(view: &mut View, id: IncidentId) -> Result<Option<IncidentRow>, Fault> {
    let row = view.opt(select("WHERE id = $1"), values![id]).await?;
    row.as_ref().map(incident).transpose()
}

/// An incident by id, to be changed.
pub(super) async fn lock(cx: &mut Ctx, id: IncidentId) -> Result<Option<IncidentRow>, Fault> {
    let row = cx.opt(select("WHERE id = $1"), values![id]).await?;
    row.as_ref().map(incident).transpose()
}

/// The newest incidents.
pub(super) async fn list(view: &mut View, limit: u32) -> Result<Vec<IncidentRow>, Fault> {
    let rows = view.all(select("ORDER BY number DESC LIMIT $1"), values![limit]).await?;
    rows.iter().map(incident).collect()
}

/// Incidents that are not closed.
pub(super) async fn running(cx: &mut Ctx) -> Result<Vec<IncidentRow>, Fault> {
    let rows = cx.all(select("WHERE closed_at IS NULL ORDER BY number"), vec![]).await?;
    rows.iter().map(incident).collect()
}

/// Whether some incident is not closed: only then keepers read for the purpose.
pub(super) async fn any(view: &mut View) -> Result<bool, Fault> {
    Ok(view.opt("SELECT 1 AS found FROM yard_incident LIMIT 1", vec![]).await?.is_some())
}

/// Replaces what is said of it.
pub(super) async fn save_facts(cx: &mut Ctx, id: IncidentId, facts: &Sealed<Facts>) -> Result<(), Fault> {
    cx.run("UPDATE yard_incident SET facts = $1 WHERE id = $2", values![facts, id]).await?;
    Ok(())
}

/// Replaces its severity and the clock that hangs on it.
pub(super) async fn grade(cx: &mut Ctx, id: IncidentId, severity: &str, due: Timestamp) -> Result<(), Fault> {
    cx.run(
        "UPDATE yard_incident SET severity = $1, report_due = $2 WHERE id = $3",
        values![severity, due, id],
    )
    .await?;
    Ok(())
}

/// Freezes the evidence, or lets go.
pub(super) async fn freeze(cx: &mut Ctx, id: IncidentId, frozen: bool) -> Result<(), Fault> {
    cx.run("UPDATE yard_incident SET frozen = $1 WHERE id = $2", values![frozen, id]).await?;
    Ok(())
}

/// Notes that it is known who is touched.
pub(super) async fn assessed(cx: &mut Ctx, id: IncidentId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE yard_incident SET assessed_at = $1 WHERE id = $2", values![now, id]).await?;
    Ok(())
}

/// Notes that everyone was told who can be.
pub(super) async fn told(cx: &mut Ctx, id: IncidentId, publicly: bool) -> Result<(), Fault> {
    let now = cx.now();
    let public = publicly.then_some(now);
    cx.run("UPDATE yard_incident SET told_at = $1, public_at = $2 WHERE id = $3", values![now, public, id])
        .await?;
    Ok(())
}

/// Closes it and lets go of the evidence.
pub(super) async fn close(cx: &mut Ctx, id: IncidentId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE yard_incident SET closed_at = $1, frozen = 0 WHERE id = $2", values![now, id]).await?;
    Ok(())
}

/// Removes incidents that were closed before that.
pub(super) async fn sweep(cx: &mut Ctx, closed_before: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_incident WHERE closed_at < $1", values![closed_before]).await?;
    Ok(())
}
