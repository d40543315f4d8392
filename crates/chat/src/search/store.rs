//! Rows of tokens and of their keys.

use ground::db::Assembled;
use ground::{Ctx, Fault, PersonId, Row, Timestamp, Value, View, values};
use vault::Sealed;
use yard::House;
use yard::erasure::Working;

use super::{IndexKey, Tokens};
use crate::conversation::{Conversation, ConversationId};

/// Bytes of a token.
const TOKEN: usize = 16;
/// Tokens of one statement.
const TOGETHER: usize = 200;
/// Statements have places for a multiple of so many, so that there are few texts, each prepared once.
const STEP: usize = 40;

fn index_key(row: &Row) -> Result<IndexKey, Fault> {
    let id: ConversationId = row.get("conversation")?;
    let subject = Conversation::subject(id);
    Ok(IndexKey {
        conversation: id,
        secret: Sealed::stored(&IndexKey::SECRET, subject, id.bytes(), row.get("secret")?),
    })
}

/// The key of a conversation's tokens.
pub(super) async fn key(view: &mut View, id: ConversationId) -> Result<Option<IndexKey>, Fault> {
    let sql = "SELECT conversation, secret FROM chat_index WHERE conversation = $1";
    view.opt(sql, values![id]).await?.as_ref().map(index_key).transpose()
}

/// Keeps a key where there is none yet.
pub(super) async fn add_key(cx: &mut Ctx, key: &IndexKey) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_index (conversation, secret) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    cx.run(sql, values![key.conversation, &key.secret]).await?;
    Ok(())
}

/// A message that is found by nothing yet is found by these.
pub(crate) async fn put(cx: &mut Ctx, id: ConversationId, seq: i64, tokens: &Tokens) -> Result<(), Fault> {
    if tokens.is_empty() {
        return Ok(());
    }
    let now = cx.now();
    let tokens: Vec<u8> = tokens.iter().flatten().copied().collect();
    let sql = "INSERT INTO chat_fresh_word (conversation, seq, at, tokens) VALUES ($1, $2, $3, $4)";
    cx.run(sql, values![id, seq, now, tokens]).await?;
    Ok(())
}

/// A message is found no longer. What lies fresh first: what is brought among the others meanwhile is found there then.
pub(crate) async fn forget(cx: &mut Ctx, id: ConversationId, seq: i64) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_fresh_word WHERE conversation = $1 AND seq = $2", values![id, seq]).await?;
    cx.run("DELETE FROM chat_word WHERE conversation = $1 AND seq = $2", values![id, seq]).await?;
    Ok(())
}

/// All of a conversation goes.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_fresh_word WHERE conversation = $1", values![id]).await?;
    cx.run("DELETE FROM chat_word WHERE conversation = $1", values![id]).await?;
    cx.run("DELETE FROM chat_index WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// The numbers of messages that have all of these, before a number, the newest first.
pub(super) async fn having(
    view: &mut View,
    id: ConversationId,
    tokens: &Tokens,
    stretch: (i64, i64),
    limit: i64,
) -> Result<Vec<i64>, Fault> {
    let mut found = fresh_having(view, id, tokens, stretch).await?;
    found.extend(folded_having(view, id, tokens, stretch, limit).await?);
    found.sort_unstable_by_key(|seq| std::cmp::Reverse(*seq));
    // What is brought among the others between the two looks is seen by both.
    found.dedup();
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// Of what lies fresh, which is little: all of it is looked at.
async fn fresh_having(
    view: &mut View,
    id: ConversationId,
    tokens: &Tokens,
    (first, before): (i64, i64),
) -> Result<Vec<i64>, Fault> {
    let sql = "SELECT seq, tokens FROM chat_fresh_word WHERE conversation = $1 AND seq >= $2 AND seq < $3";
    let mut found = Vec::new();
    for row in view.all(sql, values![id, first, before]).await? {
        let there = tokens_of(&row)?;
        if tokens.iter().all(|token| there.contains(token)) {
            found.push(row.get("seq")?);
        }
    }
    Ok(found)
}

fn tokens_of(row: &Row) -> Result<Tokens, Fault> {
    let bytes: Vec<u8> = row.get("tokens")?;
    Ok(bytes.as_chunks::<TOKEN>().0.iter().copied().collect())
}

async fn folded_having(
    view: &mut View,
    id: ConversationId,
    tokens: &Tokens,
    (first, before): (i64, i64),
    limit: i64,
) -> Result<Vec<i64>, Fault> {
    // The rows of the first token, the newest first, and for each whether the others stand there: it ends where enough are
    // found, and the engine sorts nothing.
    let others: String = (1..tokens.len())
        .map(|at| {
            let place = at + 5;
            format!(
                " AND EXISTS (SELECT 1 FROM chat_word o WHERE o.conversation = $1 AND o.token = ${place} AND o.seq = w.seq)"
            )
        })
        .collect();
    let sql = format!(
        "SELECT w.seq FROM chat_word w WHERE w.conversation = $1 AND w.token = $5 AND w.seq >= $2 AND w.seq < $3{others} \
         ORDER BY w.seq DESC LIMIT $4"
    );
    let mut values = values![id, first, before, limit];
    values.extend(tokens.iter().map(|token| Value::from(*token)));
    view.all(Assembled(sql), values).await?.iter().map(|row| row.get("seq")).collect()
}

/// Conversations of which something has lain fresh since then.
pub(super) async fn ripe(cx: &mut Ctx, since: Timestamp, limit: i64) -> Result<Vec<ConversationId>, Fault> {
    let sql = "SELECT DISTINCT conversation FROM chat_fresh_word WHERE at <= $1 LIMIT $2";
    cx.all(sql, values![since, limit]).await?.iter().map(|row| row.get("conversation")).collect()
}

/// Brings the tokens of the first messages of which they lie fresh among the others; answers of how many.
pub(super) async fn fold(cx: &mut Ctx, id: ConversationId, many: i64) -> Result<usize, Fault> {
    // Taken away first: whoever takes a message back meanwhile waits for it, and finds its tokens where they are then.
    let sql = "DELETE FROM chat_fresh_word WHERE conversation = $1 AND seq IN (SELECT seq FROM chat_fresh_word \
               WHERE conversation = $1 ORDER BY seq LIMIT $2) RETURNING seq, tokens";
    let rows = cx.all(sql, values![id, many]).await?;
    let mut words: Vec<([u8; TOKEN], i64)> = Vec::new();
    for row in &rows {
        let seq = row.get("seq")?;
        words.extend(tokens_of(row)?.into_iter().map(|token| (token, seq)));
    }
    // In the order of the table: those that stand on one page are written together.
    words.sort_unstable();
    for some in words.chunks(TOGETHER) {
        let many = some.len().next_multiple_of(STEP);
        let places: Vec<String> =
            (0..many).map(|at| format!("($1, ${}, ${})", 2 * at + 2, 2 * at + 3)).collect();
        let places = places.join(", ");
        let sql = format!(
            "INSERT INTO chat_word (conversation, token, seq) VALUES {places} ON CONFLICT DO NOTHING"
        );
        let mut values = values![id];
        // What is left over is filled up with the last.
        let filled = some.iter().chain(std::iter::repeat_n(&some[some.len() - 1], many - some.len()));
        values.extend(filled.flat_map(|(token, seq)| [Value::from(*token), Value::from(*seq)]));
        cx.run(Assembled(sql), values).await?;
    }
    Ok(rows.len())
}

/// Removes the tokens of what somebody wrote who is erased, as far as they lie fresh.
pub(crate) fn erase_fresh<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM chat_fresh_word WHERE (conversation, seq) IN \
                   (SELECT w.conversation, w.seq FROM chat_fresh_word w JOIN chat_event e \
                   ON e.conversation = w.conversation AND e.seq = w.seq WHERE e.actor = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}

/// The same among the others.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM chat_word WHERE (conversation, token, seq) IN \
                   (SELECT w.conversation, w.token, w.seq FROM chat_word w JOIN chat_event e \
                   ON e.conversation = w.conversation AND e.seq = w.seq WHERE e.actor = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
