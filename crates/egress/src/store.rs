//! Every statement of `egress.db`.

use ground::{Ctx, Fault, Timestamp, View, values};
use vault::{Sealed, Subject};

use crate::count::Count;
use crate::record::{DETAIL, Entry, Kept, Outcome, Stray};
use crate::registry::RECIPIENT;

pub(crate) async fn insert(cx: &mut Ctx, entry: &Entry) -> Result<(), Fault> {
    cx.run(
        "INSERT INTO egress_sent (id, at, subject, recipient, purpose, outcome, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![
            entry.id,
            entry.at,
            entry.subject.bytes().to_vec(),
            entry.recipient.id(),
            entry.purpose.id(),
            entry.outcome.id(),
            &entry.detail
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn set_outcome(cx: &mut Ctx, id: [u8; 16], outcome: Outcome) -> Result<(), Fault> {
    cx.run("UPDATE egress_sent SET outcome = $2 WHERE id = $1", values![id, outcome.id()]).await?;
    Ok(())
}

/// What was sent of a subject, newest first.
pub(crate) async fn sent_of(view: &mut View, subject: Subject, limit: u32) -> Result<Vec<Kept>, Fault> {
    let rows = view
        .all(
            "SELECT id, at, recipient, purpose, outcome, detail FROM egress_sent \
             WHERE subject = $1 ORDER BY at DESC, id DESC LIMIT $2",
            values![subject.bytes().to_vec(), limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Kept {
                at: row.get("at")?,
                recipient: row.get("recipient")?,
                purpose: row.get("purpose")?,
                outcome: row.get("outcome")?,
                detail: Sealed::stored(&DETAIL, subject, row.get("id")?, row.get("detail")?),
            })
        })
        .collect()
}

/// Who received something of a subject, each once.
pub(crate) async fn recipients_of(view: &mut View, subject: Subject) -> Result<Vec<String>, Fault> {
    let sql = "SELECT DISTINCT recipient FROM egress_sent WHERE subject = $1 AND outcome IN ('sent', 'leaving') \
               ORDER BY recipient";
    let rows = view.all(sql, values![subject.bytes().to_vec()]).await?;
    rows.iter().map(|row| row.get("recipient")).collect()
}

/// How often something left since an instant, by recipient, purpose and outcome.
pub(crate) async fn counts(view: &mut View, since: Timestamp) -> Result<Vec<Count>, Fault> {
    let sql = "SELECT recipient, purpose, outcome, COUNT(*) AS times FROM \
               (SELECT recipient, purpose, outcome FROM egress_sent WHERE at >= $1 \
               UNION ALL SELECT $2, purpose, outcome FROM egress_errand WHERE at >= $1) \
               GROUP BY recipient, purpose, outcome ORDER BY recipient, purpose, outcome";
    let count = |row: &ground::Row| {
        let (recipient, purpose) = (row.get("recipient")?, row.get("purpose")?);
        Ok(Count { recipient, purpose, outcome: row.get("outcome")?, times: row.get("times")? })
    };
    view.all(sql, values![since, RECIPIENT]).await?.iter().map(count).collect()
}

/// Notes that the program is sent for something.
pub(crate) async fn insert_errand(
    cx: &mut Ctx,
    id: [u8; 16],
    host: &str,
    (purpose, outcome): (&str, Outcome),
) -> Result<(), Fault> {
    let sql = "INSERT INTO egress_errand (id, at, host, purpose, outcome) VALUES ($1, $2, $3, $4, $5)";
    let now = cx.now();
    cx.run(sql, values![id, now, host, purpose, outcome.id()]).await?;
    Ok(())
}

/// Notes what became of it.
pub(crate) async fn end_errand(cx: &mut Ctx, id: [u8; 16], outcome: Outcome) -> Result<(), Fault> {
    cx.run("UPDATE egress_errand SET outcome = $2 WHERE id = $1", values![id, outcome.id()]).await?;
    Ok(())
}

pub(crate) async fn delete_before(cx: &mut Ctx, before: Timestamp) -> Result<u64, Fault> {
    cx.run("DELETE FROM egress_errand WHERE at < $1", values![before]).await?;
    Ok(cx.run("DELETE FROM egress_sent WHERE at < $1", values![before]).await?)
}

/// Which kinds of sharing the record has.
pub(crate) async fn kinds(view: &mut View) -> Result<Vec<Stray>, Fault> {
    let sql = "SELECT recipient, purpose, outcome, COUNT(*) AS times FROM egress_sent \
               GROUP BY recipient, purpose, outcome ORDER BY recipient, purpose, outcome";
    let rows = view.all(sql, vec![]).await?;
    rows.iter()
        .map(|row| {
            Ok(Stray {
                recipient: row.get("recipient")?,
                purpose: row.get("purpose")?,
                outcome: row.get("outcome")?,
                times: row.get("times")?,
            })
        })
        .collect()
}
