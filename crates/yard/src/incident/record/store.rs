//! Rows of what was done about an incident, and of the reports that were filed.

use ground::{Ctx, Fault, PersonId, Timestamp, View, values};
use policy::Personal;
use vault::{Sealed, Subject};

use crate::incident::{IncidentId, ReportId};

/// A row of `yard_incident_report`.
#[derive(Personal)]
#[personal(table = "yard_incident_report")]
pub(in crate::incident) struct ReportRow {
    pub(in crate::incident) id: ReportId,
    pub(in crate::incident) authority: String,
    pub(in crate::incident) reference: String,
    pub(in crate::incident) filed_at: Timestamp,
    pub(in crate::incident) filed_by: PersonId,
    #[personal(category = "incident-record")]
    pub(in crate::incident) content: Sealed<String>,
}

/// Something that was done.
pub(in crate::incident) struct Step {
    pub act: String,
    pub person: Option<PersonId>,
    pub at: Timestamp,
}

/// Writes a step.
pub(in crate::incident) async fn step(
    cx: &mut Ctx,
    id: IncidentId,
    act: &str,
    person: Option<PersonId>,
) -> Result<(), Fault> {
    let (row, now) = (ReportId::fresh(cx.clock()).bytes(), cx.now());
    cx.run(
        "INSERT INTO yard_incident_step (id, incident, act, person, at) VALUES ($1, $2, $3, $4, $5)",
        values![row, id, act, person, now],
    )
    .await?;
    Ok(())
}

/// Whether a step was written.
pub(in crate::incident) async fn has_step(cx: &mut Ctx, id: IncidentId, act: &str) -> Result<bool, Fault> {
    let row = cx
        .opt(
            "SELECT 1 AS found FROM yard_incident_step WHERE incident = $1 AND act = $2 LIMIT 1",
            values![id, act],
        )
        .await?;
    Ok(row.is_some())
}

/// What was done, in order.
pub(in crate::incident) async fn steps(view: &mut View, id: IncidentId) -> Result<Vec<Step>, Fault> {
    let rows = view
        .all("SELECT act, person, at FROM yard_incident_step WHERE incident = $1 ORDER BY id", values![id])
        .await?;
    rows.iter()
        .map(|row| Ok(Step { act: row.get("act")?, person: row.get("person")?, at: row.get("at")? }))
        .collect()
}

/// Writes a report.
pub(in crate::incident) async fn file(
    cx: &mut Ctx,
    incident: IncidentId,
    row: &ReportRow,
) -> Result<(), Fault> {
    cx.run(
        "INSERT INTO yard_incident_report (id, incident, authority, reference, filed_at, filed_by, content) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![
            row.id,
            incident,
            row.authority.as_str(),
            row.reference.as_str(),
            row.filed_at,
            row.filed_by,
            &row.content
        ],
    )
    .await?;
    Ok(())
}

/// Whether a report was filed.
pub(in crate::incident) async fn is_reported(cx: &mut Ctx, id: IncidentId) -> Result<bool, Fault> {
    let row = cx
        .opt("SELECT 1 AS found FROM yard_incident_report WHERE incident = $1 LIMIT 1", values![id])
        .await?;
    Ok(row.is_some())
}

/// The reports, oldest first.
pub(in crate::incident) async fn reports(view: &mut View, id: IncidentId) -> Result<Vec<ReportRow>, Fault> {
    let rows = view
        .all(
            "SELECT id, authority, reference, filed_at, filed_by, content FROM yard_incident_report \
             WHERE incident = $1 ORDER BY id",
            values![id],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let id: ReportId = row.get("id")?;
            Ok(ReportRow {
                id,
                authority: row.get("authority")?,
                reference: row.get("reference")?,
                filed_at: row.get("filed_at")?,
                filed_by: row.get("filed_by")?,
                content: Sealed::stored(&ReportRow::CONTENT, Subject::House, id.bytes(), row.get("content")?),
            })
        })
        .collect()
}
