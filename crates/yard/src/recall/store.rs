//! Rows of requests to recipients.

use ground::db::Assembled;
use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};
use policy::Personal;
use vault::{Sealed, Subject};

use super::RecallId;
use crate::House;
use crate::erasure::Working;
use crate::retention::Counting;

/// A row of `yard_recall`.
#[derive(Personal)]
#[personal(table = "yard_recall")]
pub struct RecallRow {
    pub(super) id: RecallId,
    pub(super) person: PersonId,
    pub(super) recipient: String,
    pub(super) state: String,
    pub(super) begun_at: Timestamp,
    pub(super) asked_at: Option<Timestamp>,
    pub(super) acknowledged_at: Option<Timestamp>,
    #[personal(category = "sharing-record")]
    pub(super) mark: Option<Sealed<String>>,
    #[personal(category = "sharing-record")]
    pub(super) answer: Option<Sealed<String>>,
}

impl RecallRow {
    /// Whether nothing was acknowledged yet.
    pub(super) fn waits(&self) -> bool {
        self.state != "acknowledged"
    }
}

fn select(rest: &str) -> Assembled<String> {
    Assembled(format!(
        "SELECT id, person, recipient, state, begun_at, asked_at, acknowledged_at, mark, answer FROM yard_recall {rest}"
    ))
}

fn read(row: &Row) -> Result<RecallRow, Fault> {
    let (id, person): (RecallId, PersonId) = (row.get("id")?, row.get("person")?);
    let (mark, answer): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get("mark")?, row.get("answer")?);
    let subject = Subject::Person(person);
    Ok(RecallRow {
        id,
        person,
        recipient: row.get("recipient")?,
        state: row.get("state")?,
        begun_at: row.get("begun_at")?,
        asked_at: row.get("asked_at")?,
        acknowledged_at: row.get("acknowledged_at")?,
        mark: mark.map(|bytes| Sealed::stored(&RecallRow::MARK, subject, id.bytes(), bytes)),
        answer: answer.map(|bytes| Sealed::stored(&RecallRow::ANSWER, subject, id.bytes(), bytes)),
    })
}

/// Writes a request; one to this recipient about this person stands already where nothing is written.
pub(super) async fn add(
    cx: &mut Ctx,
    id: RecallId,
    person: PersonId,
    recipient: &str,
    mark: Option<&Sealed<String>>,
) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "INSERT INTO yard_recall (id, person, recipient, state, begun_at, mark) \
               VALUES ($1, $2, $3, 'waiting', $4, $5) ON CONFLICT (person, recipient) DO NOTHING";
    Ok(cx.run(sql, values![id, person, recipient, now, mark]).await? == 1)
}

/// A request, to be changed.
pub(super) async fn lock(cx: &mut Ctx, id: RecallId) -> Result<Option<RecallRow>, Fault> {
    let row = cx.opt(select("WHERE id = $1 AND state <> 'acknowledged'"), values![id]).await?;
    row.as_ref().map(read).transpose()
}

/// A request.
pub(super) async fn find(view: &mut View, id: RecallId) -> Result<Option<RecallRow>, Fault> {
    view.opt(select("WHERE id = $1"), values![id]).await?.as_ref().map(read).transpose()
}

/// Whether some recipient was asked about a person.
pub(super) async fn has(view: &mut View, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM yard_recall WHERE person = $1 LIMIT 1";
    Ok(view.opt(sql, values![person]).await?.is_some())
}

/// Requests without an acknowledgement, the oldest first.
pub(super) async fn unanswered(cx: &mut Ctx, limit: u32) -> Result<Vec<RecallRow>, Fault> {
    let rows = cx.all(select("WHERE state <> 'acknowledged' ORDER BY id LIMIT $1"), values![limit]).await?;
    rows.iter().map(read).collect()
}

/// All requests, the newest first.
pub(super) async fn list(view: &mut View, limit: u32) -> Result<Vec<RecallRow>, Fault> {
    let rows = view.all(select("ORDER BY id DESC LIMIT $1"), values![limit]).await?;
    rows.iter().map(read).collect()
}

/// Notes that the recipient was asked.
pub(super) async fn asked(cx: &mut Ctx, id: RecallId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE yard_recall SET state = 'asked', asked_at = $1 WHERE id = $2", values![now, id]).await?;
    Ok(())
}

/// Keeps the acknowledgement; what found the person is needed no longer.
pub(super) async fn acknowledged(cx: &mut Ctx, id: RecallId, answer: &Sealed<String>) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "UPDATE yard_recall SET state = 'acknowledged', acknowledged_at = $1, answer = $2, mark = NULL WHERE id = $3",
        values![now, answer, id],
    )
    .await?;
    Ok(())
}

/// Requests from before an instant.
pub(super) fn count_over(view: &mut View, before: Timestamp) -> Counting<'_> {
    Box::pin(async move {
        let sql = "SELECT COUNT(*) AS found FROM yard_recall WHERE begun_at < $1";
        view.one(sql, values![before]).await?.get("found")
    })
}

/// Removes them.
pub(super) fn sweep_over<'a>(_: &'a House, cx: &'a mut Ctx, before: Timestamp, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_recall WHERE id IN \
                   (SELECT id FROM yard_recall WHERE begun_at < $1 ORDER BY begun_at LIMIT $2)";
        Ok(cx.run(sql, values![before, most]).await?)
    })
}
