//! Rows of the log.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use std::collections::{BTreeSet, HashSet};
use vault::Sealed;
use yard::House;
use yard::erasure::Working;

use super::{Event, Kind};
use crate::conversation::{Conversation, ConversationId};

macro_rules! events {
    ($rest:literal) => {
        concat!(
            "SELECT e.conversation, e.seq, e.id, e.actor, e.at, e.kind, e.target, e.about, e.topic, e.body \
             FROM chat_event e ",
            $rest
        )
    };
}

fn event(row: &Row) -> Result<Event, Fault> {
    let (conversation, id): (ConversationId, [u8; 16]) = (row.get("conversation")?, row.get("id")?);
    let (kind, body): (String, Option<Vec<u8>>) = (row.get("kind")?, row.get("body")?);
    Ok(Event {
        conversation,
        seq: row.get("seq")?,
        id,
        actor: row.get("actor")?,
        at: row.get("at")?,
        kind: Kind::from_word(&kind)?,
        target: row.get("target")?,
        about: row.get("about")?,
        topic: row.get("topic")?,
        body: body.map(|body| Sealed::stored(&Event::BODY, Conversation::subject(conversation), id, body)),
    })
}

/// Writes an event.
pub(crate) async fn add(cx: &mut Ctx, new: &Event, mark: [u8; 16]) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_event (conversation, seq, id, actor, at, kind, target, about, mark, body, \
               topic) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let values = values![
        new.conversation,
        new.seq,
        new.id,
        new.actor,
        new.at,
        new.kind.word(),
        new.target,
        new.about,
        mark,
        new.body.as_ref(),
        new.topic
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// The conversation has so many events now.
pub(crate) async fn ends_at(cx: &mut Ctx, id: ConversationId, seq: i64) -> Result<(), Fault> {
    cx.run("UPDATE chat_conversation SET last_seq = $2 WHERE id = $1", values![id, seq]).await?;
    Ok(())
}

const BY_MARK: &str = events!("WHERE e.conversation = $1 AND e.actor = $2 AND e.mark = $3");

/// The event that somebody called so.
pub(super) async fn by_mark(
    cx: &mut Ctx,
    id: ConversationId,
    actor: PersonId,
    mark: [u8; 16],
) -> Result<Option<Event>, Fault> {
    cx.opt(BY_MARK, values![id, actor, mark]).await?.as_ref().map(event).transpose()
}

/// The same, looked at from outside.
pub(super) async fn said_as(
    view: &mut View,
    id: ConversationId,
    actor: PersonId,
    mark: [u8; 16],
) -> Result<Option<Event>, Fault> {
    view.opt(BY_MARK, values![id, actor, mark]).await?.as_ref().map(event).transpose()
}

/// One event.
pub(crate) async fn find(cx: &mut Ctx, id: ConversationId, seq: i64) -> Result<Option<Event>, Fault> {
    let sql = events!("WHERE e.conversation = $1 AND e.seq = $2");
    cx.opt(sql, values![id, seq]).await?.as_ref().map(event).transpose()
}

/// By which event a message says what it says now, the last edit or itself; nothing where it is gone.
pub(crate) async fn says_by(cx: &mut Ctx, id: ConversationId, seq: i64) -> Result<Option<i64>, Fault> {
    let sql = "SELECT MAX(e.seq) AS said_by FROM chat_event e WHERE e.conversation = $1 AND e.body IS NOT NULL \
               AND ((e.seq = $2 AND e.kind = 'message') OR (e.target = $2 AND e.kind = 'edit'))";
    cx.one(sql, values![id, seq]).await?.get("said_by")
}

/// Destroys the body of a message, and those of its edits and of the signs put to it.
pub(super) async fn destroy(cx: &mut Ctx, id: ConversationId, seq: i64) -> Result<(), Fault> {
    let sql = "UPDATE chat_event SET body = NULL WHERE conversation = $1 \
               AND (seq = $2 OR (target = $2 AND kind IN ('edit', 'react', 'unreact')))";
    cx.run(sql, values![id, seq]).await?;
    Ok(())
}

/// Events between two numbers, in order; the last of them where `from_end`, else the first.
pub(super) async fn between(
    view: &mut View,
    id: ConversationId,
    (after, until): (i64, i64),
    (limit, from_end): (i64, bool),
) -> Result<Vec<Event>, Fault> {
    let values = values![id, after, until, limit];
    if from_end {
        let sql =
            events!("WHERE e.conversation = $1 AND e.seq > $2 AND e.seq <= $3 ORDER BY e.seq DESC LIMIT $4");
        return view.all(sql, values).await?.iter().rev().map(event).collect();
    }
    let sql = events!("WHERE e.conversation = $1 AND e.seq > $2 AND e.seq <= $3 ORDER BY e.seq LIMIT $4");
    view.all(sql, values).await?.iter().map(event).collect()
}

/// The latest edits of messages between two numbers, as far as they are not later than `last`.
pub(super) async fn edits(
    view: &mut View,
    id: ConversationId,
    (first, until): (i64, i64),
    last: i64,
) -> Result<Vec<Event>, Fault> {
    let sql = events!(
        "JOIN (SELECT x.target, MAX(x.seq) AS seq FROM chat_event x WHERE x.conversation = $1 AND x.kind = 'edit' \
         AND x.target >= $2 AND x.target <= $3 AND x.seq <= $4 GROUP BY x.target) latest ON e.seq = latest.seq \
         WHERE e.conversation = $1"
    );
    view.all(sql, values![id, first, until, last]).await?.iter().map(event).collect()
}

/// These messages.
pub(super) async fn these(view: &mut View, id: ConversationId, seqs: &[i64]) -> Result<Vec<Event>, Fault> {
    let places = ground::db::places(2, seqs.len());
    let sql = format!(
        "SELECT e.conversation, e.seq, e.id, e.actor, e.at, e.kind, e.target, e.about, e.topic, e.body FROM chat_event e \
         WHERE e.conversation = $1 AND e.kind = 'message' AND e.seq IN ({places}) ORDER BY e.seq DESC"
    );
    let mut values = values![id];
    values.extend(seqs.iter().map(|seq| ground::Value::from(*seq)));
    view.all(ground::db::Assembled(sql), values).await?.iter().map(event).collect()
}

/// The calls between two numbers, the newest of them, in order.
pub(super) async fn calls(
    view: &mut View,
    id: ConversationId,
    (first, last): (i64, i64),
    limit: i64,
) -> Result<Vec<Event>, Fault> {
    let sql = events!(
        "WHERE e.conversation = $1 AND e.seq >= $2 AND e.seq <= $3 AND e.kind IN ('call', 'missed') \
         ORDER BY e.seq DESC LIMIT $4"
    );
    view.all(sql, values![id, first, last, limit]).await?.iter().rev().map(event).collect()
}

/// The numbers of messages between two numbers that were taken back.
pub(super) async fn recalled(
    view: &mut View,
    id: ConversationId,
    (first, until): (i64, i64),
) -> Result<HashSet<i64>, Fault> {
    let sql = "SELECT target FROM chat_event WHERE conversation = $1 AND kind = 'recall' AND target >= $2 \
               AND target <= $3";
    view.all(sql, values![id, first, until]).await?.iter().map(|row| row.get("target")).collect()
}

/// A message and its edits, in order.
pub(super) async fn history(
    view: &mut View,
    id: ConversationId,
    seq: i64,
    last: i64,
) -> Result<Vec<Event>, Fault> {
    let sql = events!(
        "WHERE e.conversation = $1 AND e.seq <= $3 AND ((e.seq = $2 AND e.kind = 'message') \
         OR (e.target = $2 AND e.kind = 'edit')) ORDER BY e.seq LIMIT 1000"
    );
    view.all(sql, values![id, seq, last]).await?.iter().map(event).collect()
}

/// What somebody said that is still there, the newest first.
pub(super) async fn said_by(view: &mut View, person: PersonId, limit: i64) -> Result<Vec<Event>, Fault> {
    let sql = events!("WHERE e.actor = $1 AND e.body IS NOT NULL ORDER BY e.at DESC, e.seq DESC LIMIT $2");
    view.all(sql, values![person, limit]).await?.iter().map(event).collect()
}

/// The first message of a topic and what was said in it, the newest of that where there is more, in order.
pub(super) async fn of_topic(
    view: &mut View,
    id: ConversationId,
    topic: i64,
    (first, last): (i64, i64),
    limit: i64,
) -> Result<Vec<Event>, Fault> {
    let sql = events!(
        "WHERE e.conversation = $1 AND e.seq >= $3 AND e.seq <= $4 AND e.kind = 'message' \
         AND (e.seq = $2 OR e.topic = $2) ORDER BY CASE WHEN e.seq = $2 THEN 0 ELSE 1 END, e.seq DESC LIMIT $5"
    );
    let mut events: Vec<Event> = view
        .all(sql, values![id, topic, first, last, limit])
        .await?
        .iter()
        .map(event)
        .collect::<Result<_, _>>()?;
    events.sort_by_key(|event| event.seq);
    Ok(events)
}

/// The signs that are put to messages between two numbers, by events that are not later than `last`.
pub(super) async fn reactions(
    view: &mut View,
    id: ConversationId,
    (first, until): (i64, i64),
    (last, limit): (i64, i64),
) -> Result<Vec<Event>, Fault> {
    let sql = events!(
        "JOIN chat_reaction r ON r.conversation = e.conversation AND r.event = e.seq \
         WHERE r.conversation = $1 AND r.seq >= $2 AND r.seq <= $3 AND r.event <= $4 ORDER BY r.seq, r.event LIMIT $5"
    );
    view.all(sql, values![id, first, until, last, limit]).await?.iter().map(event).collect()
}

/// How many messages each person wrote in what each organisation holds, between two instants.
pub(super) async fn written_between(
    cx: &mut Ctx,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<(PersonId, OrgId, i64)>, Fault> {
    let sql = "SELECT e.actor, c.org, COUNT(*) AS many FROM chat_conversation c \
               JOIN chat_event e ON e.conversation = c.id WHERE c.org IS NOT NULL AND e.kind = 'message' \
               AND e.at >= $1 AND e.at < $2 GROUP BY e.actor, c.org";
    let rows = cx.all(sql, values![from, until]).await?;
    rows.iter().map(|row| Ok((row.get("actor")?, row.get("org")?, row.get("many")?))).collect()
}

/// Removes all events of a conversation.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_event WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// Destroys these bodies; answers how many there were.
pub(crate) async fn destroy_these(
    cx: &mut Ctx,
    id: ConversationId,
    seqs: &BTreeSet<i64>,
) -> Result<u64, Fault> {
    let sql = format!(
        "UPDATE chat_event SET body = NULL WHERE conversation = $1 AND body IS NOT NULL AND seq IN ({})",
        ground::db::places(2, seqs.len())
    );
    let mut values = values![id];
    values.extend(seqs.iter().map(|seq| ground::Value::from(*seq)));
    Ok(cx.run(ground::db::Assembled(sql), values).await?)
}

/// Removes what somebody wrote who is erased.
pub(crate) fn erase_bodies<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "UPDATE chat_event SET body = NULL WHERE actor = $1 AND body IS NOT NULL AND id IN \
                   (SELECT id FROM chat_event WHERE actor = $1 AND body IS NOT NULL LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
