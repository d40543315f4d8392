//! Rows of jobs.

use serde::Serialize;
use std::time::Duration;

use super::Stop;
use crate::{Because, Ctx, Db, Fault, Timestamp, values};

/// Tries before a job is given up.
const TRIES_MAX: i64 = 12;
/// Jobs claimed in one go.
const CLAIM: i64 = 16;

/// Writes a job; with a key that stands already, nothing.
pub(crate) async fn enqueue<J: Serialize>(
    cx: &mut Ctx,
    name: &str,
    job: &J,
    key: Option<&str>,
    at: Timestamp,
) -> Result<(), Fault> {
    let payload = serde_json::to_string(job).because("writing a job")?;
    let id = crate::ids::fresh_bytes(cx.now());
    cx.run(
        "INSERT INTO ground_job (id, name, key, payload, run_at, attempts, state, why) \
         VALUES ($1, $2, $3, $4, $5, 0, 'waiting', NULL) ON CONFLICT DO NOTHING",
        values![id, name, key, payload, at],
    )
    .await?;
    Ok(())
}

/// A job that is ours for the time of its lease.
pub(super) struct Claimed {
    pub id: [u8; 16],
    pub attempts: i64,
    pub name: String,
    pub payload: String,
}

/// Whether a job of this key was written.
pub(super) async fn stands(cx: &mut Ctx, key: &str) -> Result<bool, Fault> {
    Ok(cx.opt("SELECT 1 AS done FROM ground_job WHERE key = $1", values![key]).await?.is_some())
}

/// Claims what is due of the jobs that are `IN` these names, or `NOT IN` them. Names are words of our own.
pub(super) async fn claim(
    db: &Db,
    lease: Duration,
    names: &[&'static str],
    which: &str,
) -> Result<Vec<Claimed>, Fault> {
    let mut cx = db.begin().await?;
    let (now, until) = (cx.now(), cx.now().plus(lease));
    let lock = if db.is_sqlite() { "" } else { " FOR UPDATE SKIP LOCKED" };
    let named = match names {
        [] => String::new(),
        names => format!(" AND name {which} ('{}')", names.join("', '")),
    };
    let sql = format!(
        "UPDATE ground_job SET run_at = $1, attempts = attempts + 1 WHERE id IN \
         (SELECT id FROM ground_job WHERE state = 'waiting' AND run_at <= $2{named} ORDER BY run_at LIMIT $3{lock}) \
         RETURNING id, attempts, name, payload"
    );
    let rows = cx.all(crate::db::Assembled(sql), values![until, now, CLAIM]).await?;
    cx.commit().await?;
    rows.iter()
        .map(|row| {
            Ok(Claimed {
                id: row.get("id")?,
                attempts: row.get("attempts")?,
                name: row.get("name")?,
                payload: row.get("payload")?,
            })
        })
        .collect()
}

/// Notes that a job is done, in the unit of work that did it.
pub(super) async fn done(mut cx: Ctx, id: [u8; 16], attempts: i64) -> Result<(), Fault> {
    let kept = cx
        .run("UPDATE ground_job SET state = 'done' WHERE id = $1 AND attempts = $2", values![id, attempts])
        .await?;
    // Another worker took it over after our lease ran out: its result counts, not ours.
    if kept == 1 { cx.commit().await } else { Ok(()) }
}

/// Notes how a job failed, and when it is tried again, where it is.
pub(super) async fn fail(db: &Db, id: [u8; 16], attempts: i64, name: &str, stop: Stop) -> Result<(), Fault> {
    let (state, why) = match stop {
        Stop::Retry(fault) if attempts < TRIES_MAX => {
            tracing::warn!(job = name, attempts, fault = %fault.chain(), "a job is tried again");
            ("waiting", "tried again")
        }
        Stop::Retry(fault) => {
            tracing::error!(job = name, fault = %fault.chain(), "a job is given up");
            ("given_up", "too many tries")
        }
        Stop::GiveUp(why) => {
            tracing::error!(job = name, why, "a job is given up");
            ("given_up", why)
        }
    };
    let mut cx = db.begin().await?;
    let pause = Duration::from_secs(1 << attempts.clamp(0, 10));
    let again = cx.now().plus(pause);
    cx.run(
        "UPDATE ground_job SET state = $1, why = $2, run_at = $3 WHERE id = $4 AND attempts = $5",
        values![state, why, again, id, attempts],
    )
    .await?;
    cx.commit().await
}

/// Removes what is done for a day and given up for thirty; frames of streams after thirty.
///
/// # Errors
/// What the database says.
pub async fn sweep(cx: &mut Ctx) -> Result<(), Fault> {
    let day = cx.now().minus(Duration::from_secs(86_400));
    let month = cx.now().minus(Duration::from_secs(30 * 86_400));
    cx.run("DELETE FROM ground_job WHERE state = 'done' AND run_at < $1", values![day]).await?;
    cx.run("DELETE FROM ground_job WHERE state = 'given_up' AND run_at < $1", values![month]).await?;
    cx.run("DELETE FROM ground_stream WHERE at < $1", values![month]).await?;
    Ok(())
}
