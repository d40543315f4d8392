//! Rows of assessments.

use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};

use super::AssessmentId;
use crate::policy_version::PolicyVersionId;

/// An assessment.
pub(super) struct AssessmentRow {
    pub id: AssessmentId,
    pub version: PolicyVersionId,
    pub purpose: String,
    pub risk: String,
    pub finding: String,
    pub measures: String,
    pub made_by: PersonId,
    pub made_at: Timestamp,
}

/// Stores one.
pub(super) async fn add(cx: &mut Ctx, row: &AssessmentRow) -> Result<(), Fault> {
    cx.run(
        "INSERT INTO yard_assessment (id, version, purpose, risk, finding, measures, made_by, made_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            row.id,
            row.version,
            row.purpose.as_str(),
            row.risk.as_str(),
            row.finding.as_str(),
            row.measures.as_str(),
            row.made_by,
            row.made_at
        ],
    )
    .await?;
    Ok(())
}

/// The purposes of a version of which an assessment is stored.
pub(super) async fn purposes(cx: &mut Ctx, version: PolicyVersionId) -> Result<Vec<String>, Fault> {
    let rows =
        cx.all("SELECT DISTINCT purpose FROM yard_assessment WHERE version = $1", values![version]).await?;
    rows.iter().map(|row| row.get("purpose")).collect()
}

/// Assessments, the newest first.
pub(super) async fn list(view: &mut View, limit: u32) -> Result<Vec<AssessmentRow>, Fault> {
    let sql = "SELECT id, version, purpose, risk, finding, measures, made_by, made_at FROM yard_assessment \
               ORDER BY id DESC LIMIT $1";
    let read = |row: &Row| {
        Ok(AssessmentRow {
            id: row.get("id")?,
            version: row.get("version")?,
            purpose: row.get("purpose")?,
            risk: row.get("risk")?,
            finding: row.get("finding")?,
            measures: row.get("measures")?,
            made_by: row.get("made_by")?,
            made_at: row.get("made_at")?,
        })
    };
    view.all(sql, values![limit]).await?.iter().map(read).collect()
}
