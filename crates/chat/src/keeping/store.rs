//! Rows of how long conversations keep what is said, and what of the log is over.

use ground::{Ctx, Fault, OrgId, Row, Timestamp, View, values};

use super::{Days, Set};
use crate::conversation::ConversationId;

/// What somebody set, and how far it was carried out.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Keep {
    pub set: Set,
    /// What messages up to this number said is gone.
    pub message_seq: i64,
    /// The files of messages up to this number are gone.
    pub file_seq: i64,
}

const ONE: &str = "SELECT message_days, file_days, relay, message_seq, file_seq FROM chat_keep \
                   WHERE conversation = $1";

fn keep(row: &Row) -> Result<Keep, Fault> {
    let days = Days { messages: row.get("message_days")?, files: row.get("file_days")? };
    let set = Set { days, relay: row.get("relay")? };
    Ok(Keep { set, message_seq: row.get("message_seq")?, file_seq: row.get("file_seq")? })
}

/// What holds of a conversation by itself.
pub(super) async fn of(view: &mut View, id: ConversationId) -> Result<Keep, Fault> {
    Ok(view.opt(ONE, values![id]).await?.as_ref().map(keep).transpose()?.unwrap_or_default())
}

/// Whether a conversation passes on what is said, and keeps nothing.
pub(crate) async fn passes_on(view: &mut View, id: ConversationId) -> Result<bool, Fault> {
    Ok(of(view, id).await?.set.relay)
}

/// The same, and in which organisation it is held, within a unit of work.
pub(super) async fn within(cx: &mut Ctx, id: ConversationId) -> Result<(Keep, Option<OrgId>), Fault> {
    let own = cx.opt(ONE, values![id]).await?.as_ref().map(keep).transpose()?.unwrap_or_default();
    let row = cx.one("SELECT org FROM chat_conversation WHERE id = $1", values![id]).await?;
    Ok((own, row.get("org")?))
}

/// Sets it. How far it was carried out stays.
pub(super) async fn set(cx: &mut Ctx, id: ConversationId, set: Set) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_keep (conversation, message_days, file_days, relay, message_seq, file_seq) \
               VALUES ($1, $2, $3, $4, 0, 0) ON CONFLICT (conversation) DO UPDATE SET \
               message_days = excluded.message_days, file_days = excluded.file_days, relay = excluded.relay";
    cx.run(sql, values![id, set.days.messages, set.days.files, set.relay]).await?;
    Ok(())
}

/// It is carried out up to these numbers.
pub(super) async fn carried_out(
    cx: &mut Ctx,
    id: ConversationId,
    (message_seq, file_seq): (i64, i64),
) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_keep (conversation, message_days, file_days, relay, message_seq, file_seq) \
               VALUES ($1, NULL, NULL, $2, $3, $4) ON CONFLICT (conversation) DO UPDATE SET \
               message_seq = excluded.message_seq, file_seq = excluded.file_seq";
    cx.run(sql, values![id, false, message_seq, file_seq]).await?;
    Ok(())
}

/// Conversations whose owner set days, and in which something is over now.
pub(super) async fn due(cx: &mut Ctx, now: Timestamp, limit: i64) -> Result<Vec<ConversationId>, Fault> {
    let sql = "SELECT k.conversation AS id FROM chat_keep k \
               WHERE (k.message_days IS NOT NULL AND EXISTS (SELECT 1 FROM chat_event e \
               WHERE e.conversation = k.conversation AND e.seq = k.message_seq + 1 \
               AND e.at < $1 - k.message_days * 86400000000)) \
               OR (k.file_days IS NOT NULL AND EXISTS (SELECT 1 FROM chat_event e \
               WHERE e.conversation = k.conversation AND e.seq = k.file_seq + 1 \
               AND e.at < $1 - k.file_days * 86400000000)) LIMIT $2";
    cx.all(sql, values![now.micros(), limit]).await?.iter().map(|row| row.get("id")).collect()
}

/// Conversations of an organisation in which messages, or else files, are over that were sent before an instant.
pub(super) async fn due_in(
    cx: &mut Ctx,
    org: OrgId,
    (is_of_files, before): (bool, Timestamp),
    limit: i64,
) -> Result<Vec<ConversationId>, Fault> {
    let files = "SELECT c.id FROM chat_conversation c LEFT JOIN chat_keep k ON k.conversation = c.id \
               JOIN chat_event e ON e.conversation = c.id AND e.seq = 1 + COALESCE(k.file_seq, 0) \
               WHERE c.org = $1 AND e.at < $2 LIMIT $3";
    let messages = "SELECT c.id FROM chat_conversation c LEFT JOIN chat_keep k ON k.conversation = c.id \
               JOIN chat_event e ON e.conversation = c.id AND e.seq = 1 + COALESCE(k.message_seq, 0) \
               WHERE c.org = $1 AND e.at < $2 LIMIT $3";
    let sql = if is_of_files { files } else { messages };
    cx.all(sql, values![org, before, limit]).await?.iter().map(|row| row.get("id")).collect()
}

/// Groups that only pass on, and in which something was said that is not gone.
pub(super) async fn passing(cx: &mut Ctx, limit: i64) -> Result<Vec<ConversationId>, Fault> {
    let sql = "SELECT k.conversation AS id FROM chat_keep k JOIN chat_conversation c ON c.id = k.conversation \
               WHERE k.relay <> 0 AND k.message_seq < c.last_seq LIMIT $1";
    cx.all(sql, values![limit]).await?.iter().map(|row| row.get("id")).collect()
}

/// An event, as far as it matters when it goes.
pub(super) struct Old {
    pub seq: i64,
    pub at: Timestamp,
    /// Whether it is a message; whatever else there is goes with its message, or is none of this.
    pub is_message: bool,
}

fn old(row: &Row) -> Result<Old, Fault> {
    let kind: String = row.get("kind")?;
    Ok(Old { seq: row.get("seq")?, at: row.get("at")?, is_message: kind == "message" })
}

/// The events after a number, in order.
pub(super) async fn after(cx: &mut Ctx, id: ConversationId, seq: i64, limit: i64) -> Result<Vec<Old>, Fault> {
    let sql =
        "SELECT seq, at, kind FROM chat_event WHERE conversation = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    cx.all(sql, values![id, seq, limit]).await?.iter().map(old).collect()
}

/// The first number after another that somebody who is there has still to read, who did not write it.
pub(super) async fn unread_from(cx: &mut Ctx, id: ConversationId, seq: i64) -> Result<Option<i64>, Fault> {
    let sql = "SELECT MIN(e.seq) AS first FROM chat_event e WHERE e.conversation = $1 AND e.seq > $2 \
               AND e.kind = 'message' AND EXISTS (SELECT 1 FROM chat_member m WHERE m.conversation = $1 \
               AND m.to_seq IS NULL AND m.from_seq <= e.seq AND m.read_seq < e.seq AND m.person <> e.actor)";
    cx.one(sql, values![id, seq]).await?.get("first")
}

/// All of a conversation goes.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_keep WHERE conversation = $1", values![id]).await?;
    Ok(())
}
