//! Rows of mentions.

use ground::{Ctx, Fault, PersonId, View, values};
use yard::House;
use yard::erasure::Working;

use super::{EVERYBODY, Left};
use crate::conversation::ConversationId;

/// A message mentions somebody.
pub(super) async fn add(
    cx: &mut Ctx,
    (id, seq): (ConversationId, i64),
    person: PersonId,
) -> Result<(), Fault> {
    let sql =
        "INSERT INTO chat_mention (conversation, seq, person) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    cx.run(sql, values![id, seq, person]).await?;
    Ok(())
}

/// The same where he is there; who is not there is mentioned by nobody.
pub(super) async fn add_present(
    cx: &mut Ctx,
    (id, seq): (ConversationId, i64),
    person: PersonId,
) -> Result<(), Fault> {
    let sql = "SELECT 1 AS found FROM chat_member WHERE conversation = $1 AND person = $2 AND to_seq IS NULL";
    if cx.opt(sql, values![id, person]).await?.is_some() {
        add(cx, (id, seq), person).await?;
    }
    Ok(())
}

/// A message mentions nobody any longer.
pub(crate) async fn forget(cx: &mut Ctx, id: ConversationId, seq: i64) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_mention WHERE conversation = $1 AND seq = $2", values![id, seq]).await?;
    Ok(())
}

/// All of a conversation goes.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_mention WHERE conversation = $1", values![id]).await?;
    cx.run("DELETE FROM chat_leave WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// Whether it is a conversation of two.
pub(super) async fn is_of_two(cx: &mut Ctx, id: ConversationId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM chat_conversation WHERE id = $1 AND kind = 'direct'";
    Ok(cx.opt(sql, values![id]).await?.is_some())
}

const LEFT: &str = "SELECT mention_all, pin FROM chat_leave WHERE conversation = $1";

/// What the owner leaves to everybody.
pub(super) async fn left(view: &mut View, id: ConversationId) -> Result<Left, Fault> {
    let row = view.opt(LEFT, values![id]).await?;
    row.map_or(Ok(Left::default()), |row| {
        Ok(Left { mention_all: row.get("mention_all")?, pin: row.get("pin")? })
    })
}

/// The same, within a unit of work.
pub(super) async fn left_within(cx: &mut Ctx, id: ConversationId) -> Result<Left, Fault> {
    let row = cx.opt(LEFT, values![id]).await?;
    row.map_or(Ok(Left::default()), |row| {
        Ok(Left { mention_all: row.get("mention_all")?, pin: row.get("pin")? })
    })
}

/// Keeps it.
pub(super) async fn leave(cx: &mut Ctx, id: ConversationId, left: Left) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_leave (conversation, mention_all, pin) VALUES ($1, $2, $3) \
               ON CONFLICT (conversation) DO UPDATE SET mention_all = excluded.mention_all, pin = excluded.pin";
    cx.run(sql, values![id, left.mention_all, left.pin]).await?;
    Ok(())
}

/// Where somebody is mentioned, the newest first, and whether he read that far.
pub(super) async fn of_person(
    view: &mut View,
    person: PersonId,
    limit: i64,
) -> Result<Vec<((ConversationId, i64), bool)>, Fault> {
    let sql = "SELECT e.conversation, e.seq, m.read_seq FROM chat_member m \
               JOIN chat_event e ON e.conversation = m.conversation \
               WHERE m.person = $1 AND e.kind = 'message' AND e.body IS NOT NULL AND e.actor <> $1 \
               AND e.seq >= m.from_seq AND (m.to_seq IS NULL OR e.seq <= m.to_seq) \
               AND EXISTS (SELECT 1 FROM chat_mention x WHERE x.conversation = e.conversation AND x.seq = e.seq \
               AND (x.person = $1 OR x.person = $2)) \
               ORDER BY e.at DESC, e.conversation, e.seq DESC LIMIT $3";
    let rows = view.all(sql, values![person, EVERYBODY, limit]).await?;
    rows.iter()
        .map(|row| {
            let (seq, read): (i64, i64) = (row.get("seq")?, row.get("read_seq")?);
            Ok(((row.get("conversation")?, seq), seq <= read))
        })
        .collect()
}

/// How many messages that somebody has not read mention him, in each of his conversations where one does.
pub(crate) async fn unread(view: &mut View, person: PersonId) -> Result<Vec<(ConversationId, i64)>, Fault> {
    let sql = "SELECT x.conversation, COUNT(DISTINCT x.seq) AS found FROM chat_member m \
               JOIN chat_mention x ON x.conversation = m.conversation \
               JOIN chat_event e ON e.conversation = x.conversation AND e.seq = x.seq \
               WHERE m.person = $1 AND (x.person = $1 OR x.person = $2) AND x.seq > m.read_seq \
               AND x.seq >= m.from_seq AND (m.to_seq IS NULL OR x.seq <= m.to_seq) \
               AND e.body IS NOT NULL AND e.actor <> $1 GROUP BY x.conversation";
    let rows = view.all(sql, values![person, EVERYBODY]).await?;
    rows.iter().map(|row| Ok((row.get("conversation")?, row.get("found")?))).collect()
}

/// Removes what mentions somebody who is erased.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM chat_mention WHERE person = $1 AND (conversation, seq) IN \
                   (SELECT conversation, seq FROM chat_mention WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
