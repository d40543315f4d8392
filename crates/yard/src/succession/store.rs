//! Rows of handings over.

use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};

use super::SuccessionId;

/// A handing over.
pub(super) struct SuccessionRow {
    pub id: SuccessionId,
    pub cause: String,
    pub successor: String,
    pub contact: String,
    pub version: String,
    pub state: String,
    pub announced_at: Timestamp,
    pub decided_at: Option<Timestamp>,
    pub announced_by: PersonId,
    pub code_hash: Vec<u8>,
}

const LAST: &str = "SELECT id, cause, successor, contact, version, state, announced_at, decided_at, \
                    announced_by, code_hash FROM yard_succession ORDER BY announced_at DESC, id DESC LIMIT 1";

fn read(row: &Row) -> Result<SuccessionRow, Fault> {
    Ok(SuccessionRow {
        id: row.get("id")?,
        cause: row.get("cause")?,
        successor: row.get("successor")?,
        contact: row.get("contact")?,
        version: row.get("version")?,
        state: row.get("state")?,
        announced_at: row.get("announced_at")?,
        decided_at: row.get("decided_at")?,
        announced_by: row.get("announced_by")?,
        code_hash: row.get("code_hash")?,
    })
}

/// The last handing over.
pub(super) async fn last(view: &mut View) -> Result<Option<SuccessionRow>, Fault> {
    view.opt(LAST, vec![]).await?.as_ref().map(read).transpose()
}

/// The one that waits for the successor, to be changed.
pub(super) async fn lock(cx: &mut Ctx) -> Result<Option<SuccessionRow>, Fault> {
    let row = cx.opt(LAST, vec![]).await?;
    Ok(row.as_ref().map(read).transpose()?.filter(|row| row.state == "announced"))
}

/// One to be announced.
pub(super) struct New<'a> {
    pub id: SuccessionId,
    pub cause: &'a str,
    pub successor: &'a str,
    pub contact: &'a str,
    pub version: &'a str,
    pub code_hash: [u8; 32],
    pub by: PersonId,
}

/// Announces one.
pub(super) async fn add(cx: &mut Ctx, new: &New<'_>) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_succession (id, cause, successor, contact, version, state, code_hash, announced_by, \
         announced_at, decided_at) VALUES ($1, $2, $3, $4, $5, 'announced', $6, $7, $8, NULL)",
        values![
            new.id,
            new.cause,
            new.successor,
            new.contact,
            new.version,
            new.code_hash.to_vec(),
            new.by,
            now
        ],
    )
    .await?;
    Ok(())
}

/// Notes how it went on: `accepted`, `anew` or `called_off`.
pub(super) async fn decide(cx: &mut Ctx, id: SuccessionId, state: &str) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE yard_succession SET state = $1, decided_at = $2 WHERE id = $3", values![state, now, id])
        .await?;
    Ok(())
}

/// Since when consents count only if they are given anew, as part of a question about them; null where they all count.
macro_rules! anew_since {
    () => {
        "(SELECT MAX(announced_at) FROM yard_succession WHERE state IN ('announced', 'anew'))"
    };
}
pub(crate) use anew_since;
