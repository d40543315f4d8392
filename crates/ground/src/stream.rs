//! The per-person event stream: durable, gapless numbers, written with the fact itself.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::{Because, Ctx, Fault, PersonId, Timestamp, View, values};

/// One frame of `/api/v1/stream`.
#[derive(Debug, Serialize)]
pub struct Frame {
    /// The number within the person's stream; consecutive.
    pub seq: i64,
    /// What it is about: `meeting`, `org`, `account`.
    pub topic: String,
    /// What happened: `org.invited`.
    pub kind: String,
    /// When.
    pub at: Timestamp,
    /// Ids, codes and arguments.
    pub body: Box<RawValue>,
}

/// Frames of one page.
pub const PAGE: i64 = 256;

/// Writes the next frame of a person's stream.
pub(crate) async fn write(
    cx: &mut Ctx,
    person: PersonId,
    topic: &str,
    kind: &str,
    body: &impl Serialize,
) -> Result<(), Fault> {
    let body = serde_json::to_string(body).because("writing a frame")?;
    let head = cx
        .one(
            "INSERT INTO ground_stream_head (person, seq) VALUES ($1, 1) \
             ON CONFLICT (person) DO UPDATE SET seq = ground_stream_head.seq + 1 RETURNING seq",
            values![person],
        )
        .await?;
    let (seq, now) = (head.get::<i64>("seq")?, cx.now());
    cx.run(
        "INSERT INTO ground_stream (person, seq, topic, kind, at, body) VALUES ($1, $2, $3, $4, $5, $6)",
        values![person, seq, topic, kind, now, body],
    )
    .await?;
    Ok(())
}

/// The frames after `after`, oldest first, at most [`PAGE`].
///
/// # Errors
/// What the database says.
pub async fn after(view: &mut View, person: PersonId, after: i64) -> Result<Vec<Frame>, Fault> {
    let rows = view
        .all(
            "SELECT seq, topic, kind, at, body FROM ground_stream \
             WHERE person = $1 AND seq > $2 ORDER BY seq LIMIT $3",
            values![person, after, PAGE],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Frame {
                seq: row.get("seq")?,
                topic: row.get("topic")?,
                kind: row.get("kind")?,
                at: row.get("at")?,
                body: RawValue::from_string(row.get("body")?).because("reading a frame")?,
            })
        })
        .collect()
}

/// Takes a whole stream away, with its numbers: whoever it was for is no more.
///
/// # Errors
/// What the database says.
pub async fn forget(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM ground_stream WHERE person = $1", values![person]).await?;
    cx.run("DELETE FROM ground_stream_head WHERE person = $1", values![person]).await?;
    Ok(())
}

/// The number of the newest frame; zero where there is none.
///
/// # Errors
/// What the database says.
pub async fn head(view: &mut View, person: PersonId) -> Result<i64, Fault> {
    let row = view.opt("SELECT seq FROM ground_stream_head WHERE person = $1", values![person]).await?;
    row.map_or(Ok(0), |row| row.get("seq"))
}
