//! Rows of topics.

use ground::{Ctx, Fault, PersonId, Timestamp, View, values};
use yard::House;
use yard::erasure::Working;

use crate::conversation::ConversationId;

/// A topic as somebody has it.
pub(super) struct Topic {
    /// The number of its first message.
    pub topic: i64,
    /// Messages in it after the first.
    pub count: i64,
    /// The last of them.
    pub last_seq: i64,
    /// When that was said.
    pub last_at: Timestamp,
    /// Those of others that he has not read.
    pub unread: i64,
}

/// The topics of a conversation between two numbers, the liveliest first.
pub(super) async fn of(
    view: &mut View,
    (id, person): (ConversationId, PersonId),
    (first, last): (i64, i64),
    limit: i64,
) -> Result<Vec<Topic>, Fault> {
    let sql = "SELECT e.topic, COUNT(*) AS found, MAX(e.seq) AS last_seq, MAX(e.at) AS last_at, \
               SUM(CASE WHEN e.actor <> $2 AND e.seq > COALESCE(r.seq, 0) THEN 1 ELSE 0 END) AS unread \
               FROM chat_event e LEFT JOIN chat_topic_read r \
               ON r.conversation = e.conversation AND r.topic = e.topic AND r.person = $2 \
               WHERE e.conversation = $1 AND e.topic IS NOT NULL AND e.body IS NOT NULL \
               AND e.topic >= $3 AND e.seq <= $4 \
               GROUP BY e.topic ORDER BY MAX(e.seq) DESC LIMIT $5";
    let rows = view.all(sql, values![id, person, first, last, limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(Topic {
                topic: row.get("topic")?,
                count: row.get("found")?,
                last_seq: row.get("last_seq")?,
                last_at: row.get("last_at")?,
                unread: row.get("unread")?,
            })
        })
        .collect()
}

/// Whether there is a topic that begins with this number.
pub(super) async fn is_topic(
    view: &mut View,
    id: ConversationId,
    topic: i64,
    (first, last): (i64, i64),
) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM chat_event WHERE conversation = $1 AND topic = $2 AND topic >= $3 \
               AND seq <= $4 LIMIT 1";
    Ok(view.opt(sql, values![id, topic, first, last]).await?.is_some())
}

/// Somebody read up to this number in a topic; it never goes back.
pub(super) async fn read(
    cx: &mut Ctx,
    (id, person): (ConversationId, PersonId),
    topic: i64,
    seq: i64,
) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_topic_read (conversation, topic, person, seq) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (conversation, person, topic) DO UPDATE SET seq = excluded.seq \
               WHERE chat_topic_read.seq < excluded.seq";
    cx.run(sql, values![id, topic, person, seq]).await?;
    Ok(())
}

/// All of a conversation goes.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_topic_read WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// Removes the marks of somebody who is erased.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(
        async move { Ok(cx.run("DELETE FROM chat_topic_read WHERE person = $1", values![person]).await?) },
    )
}
