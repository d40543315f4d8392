//! Rows of whom an incident touches.

use ground::{Because, Ctx, Fault, PersonId, Timestamp, View, values};

use crate::House;
use crate::erasure::Working;
use crate::incident::IncidentId;
use crate::incident::rules::Reach;

/// Counts openings of somebody's data.
pub(in crate::incident) async fn touch(
    cx: &mut Ctx,
    id: IncidentId,
    person: PersonId,
    openings: i64,
) -> Result<(), Fault> {
    cx.run(
        "INSERT INTO yard_incident_touched (incident, person, openings, state, channels, told_at) \
         VALUES ($1, $2, $3, 'waiting', '', NULL) ON CONFLICT (incident, person) DO UPDATE SET \
         openings = yard_incident_touched.openings + excluded.openings",
        values![id, person, openings],
    )
    .await?;
    Ok(())
}

/// Somebody who is touched.
pub(in crate::incident) struct Touched {
    pub person: PersonId,
    pub openings: i64,
    pub told: Reach,
    pub channels: String,
    pub told_at: Option<Timestamp>,
}

/// Whom an incident touches, after one of them.
pub(in crate::incident) async fn touched(
    view: &mut View,
    id: IncidentId,
    after: Option<PersonId>,
    limit: u32,
) -> Result<Vec<Touched>, Fault> {
    let after = after.map_or([0; 16], |person| person.bytes());
    let rows = view
        .all(
            "SELECT person, openings, state, channels, told_at FROM yard_incident_touched \
             WHERE incident = $1 AND person > $2 ORDER BY person LIMIT $3",
            values![id, after, limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let state: String = row.get("state")?;
            Ok(Touched {
                person: row.get("person")?,
                openings: row.get("openings")?,
                told: Reach::from_word(&state).because("somebody touched in an unknown state")?,
                channels: row.get("channels")?,
                told_at: row.get("told_at")?,
            })
        })
        .collect()
}

/// How many an incident touches, by state.
pub(in crate::incident) async fn count_touched(view: &mut View, id: IncidentId) -> Result<[i64; 3], Fault> {
    let rows = view
        .all(
            "SELECT state, COUNT(*) AS people FROM yard_incident_touched WHERE incident = $1 GROUP BY state",
            values![id],
        )
        .await?;
    let mut counts = [0; 3];
    for row in &rows {
        let state: String = row.get("state")?;
        let at = match Reach::from_word(&state).because("somebody touched in an unknown state")? {
            Reach::Waiting => 0,
            Reach::Told => 1,
            Reach::Unreached => 2,
        };
        counts[at] = row.get("people")?;
    }
    Ok(counts)
}

/// People who wait to be told, and whether they have an account and a number.
pub(in crate::incident) async fn waiting(
    cx: &mut Ctx,
    id: IncidentId,
    limit: u32,
) -> Result<Vec<(PersonId, bool, bool)>, Fault> {
    let rows = cx
        .all(
            "SELECT t.person, p.id AS account, n.person AS number FROM yard_incident_touched t \
             LEFT JOIN yard_person p ON p.id = t.person LEFT JOIN yard_number n ON n.person = t.person \
             WHERE t.incident = $1 AND t.state = 'waiting' ORDER BY t.person LIMIT $2",
            values![id, limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let account: Option<PersonId> = row.get("account")?;
            let number: Option<PersonId> = row.get("number")?;
            Ok((row.get("person")?, account.is_some(), number.is_some()))
        })
        .collect()
}

/// Notes how somebody was told, or that he could not be.
pub(in crate::incident) async fn mark_told(
    cx: &mut Ctx,
    id: IncidentId,
    person: PersonId,
    told: Reach,
    channels: &str,
) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "UPDATE yard_incident_touched SET state = $1, channels = $2, told_at = $3 WHERE incident = $4 AND person = $5",
        values![told.word(), channels, now, id, person],
    )
    .await?;
    Ok(())
}

/// Whether somebody could not be reached.
pub(in crate::incident) async fn any_unreached(cx: &mut Ctx, id: IncidentId) -> Result<bool, Fault> {
    let row = cx
        .opt(
            "SELECT 1 AS found FROM yard_incident_touched WHERE incident = $1 AND state = 'unreached' LIMIT 1",
            values![id],
        )
        .await?;
    Ok(row.is_some())
}

/// That an erased person was touched; how many were, stays in the report.
pub(in crate::incident) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        Ok(cx.run("DELETE FROM yard_incident_touched WHERE person = $1", values![person]).await?)
    })
}
