//! Rows of how long cases stay at their steps.

use ground::{Ctx, Fault, OrgId, Row, View, values};

use crate::approval::{CaseRow, FormId};

/// Steps of one form that are counted.
const STEPS_MAX: i64 = 500;

/// A case came to some steps, and left others.
pub(in crate::approval) async fn moved(
    cx: &mut Ctx,
    case: &CaseRow,
    (began, ended): (&[String], &[String]),
) -> Result<(), Fault> {
    let at = case.moved_at;
    for step in ended {
        let sql = "UPDATE office_approval_stay SET ended_at = $1 WHERE case_id = $2 AND step = $3 AND ended_at IS NULL";
        cx.run(sql, values![at, case.id, step.as_str()]).await?;
    }
    for step in began {
        let sql = "INSERT INTO office_approval_stay (case_id, step, seq, org, form, began_at) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let values = values![case.id, step.as_str(), case.records, case.org, case.form, at];
        cx.run(sql, values).await?;
    }
    Ok(())
}

/// How many stays at a step are over and how long they took together, and how many cases stand there now.
pub(in crate::approval) struct Stays {
    pub step: String,
    pub done: i64,
    pub waiting: i64,
    /// Seconds of those that are over.
    pub took_s: i64,
}

/// The steps of a form at which cases stood.
pub(in crate::approval) async fn of_form(
    view: &mut View,
    (org, form): (OrgId, FormId),
) -> Result<Vec<Stays>, Fault> {
    let sql = "SELECT step, COUNT(ended_at) AS done, COUNT(*) - COUNT(ended_at) AS waiting, \
               CAST(COALESCE(SUM((ended_at - began_at) / 1000000), 0) AS BIGINT) AS took_s \
               FROM office_approval_stay WHERE org = $1 AND form = $2 GROUP BY step ORDER BY step LIMIT $3";
    let read = |row: &Row| {
        let (done, waiting) = (row.get("done")?, row.get("waiting")?);
        Ok(Stays { step: row.get("step")?, done, waiting, took_s: row.get("took_s")? })
    };
    view.all(sql, values![org, form, STEPS_MAX]).await?.iter().map(read).collect()
}
