//! Rows of tokens and of their keys.

use ground::db::Assembled;
use ground::{Ctx, Fault, PersonId, Row, Value, View, values};
use vault::Sealed;
use yard::House;
use yard::erasure::Working;

use super::{IndexKey, Tokens};
use crate::conversation::{Conversation, ConversationId};

/// Tokens of one statement.
const TOGETHER: usize = 200;
/// Statements have a multiple of so many places for tokens.
const STEP: usize = 8;

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

/// A message that is found by nothing yet is found by these. The places of a statement are filled up with the last token, so
/// that there are few texts, each prepared once.
pub(crate) async fn put(cx: &mut Ctx, id: ConversationId, seq: i64, tokens: &Tokens) -> Result<(), Fault> {
    let tokens: Vec<[u8; 16]> = tokens.iter().copied().collect();
    for some in tokens.chunks(TOGETHER) {
        let places = some.len().next_multiple_of(STEP);
        let rows: Vec<String> = (0..places).map(|at| format!("($1, ${}, $2)", at + 3)).collect();
        let rows = rows.join(", ");
        let sql =
            format!("INSERT INTO chat_word (conversation, token, seq) VALUES {rows} ON CONFLICT DO NOTHING");
        let filled = some.iter().chain(std::iter::repeat_n(&some[some.len() - 1], places - some.len()));
        let mut values = values![id, seq];
        values.extend(filled.map(|token| Value::from(*token)));
        cx.run(Assembled(sql), values).await?;
    }
    Ok(())
}

/// A message is found no longer.
pub(crate) async fn forget(cx: &mut Ctx, id: ConversationId, seq: i64) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_word WHERE conversation = $1 AND seq = $2", values![id, seq]).await?;
    Ok(())
}

/// All of a conversation goes.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_word WHERE conversation = $1", values![id]).await?;
    cx.run("DELETE FROM chat_index WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// The numbers of messages that have all of these, before a number, the newest first.
pub(super) async fn having(
    view: &mut View,
    id: ConversationId,
    tokens: &Tokens,
    (first, before): (i64, i64),
    limit: i64,
) -> Result<Vec<i64>, Fault> {
    let places = ground::db::places(6, tokens.len());
    let sql = format!(
        "SELECT w.seq FROM chat_word w WHERE w.conversation = $1 AND w.seq >= $2 AND w.seq < $3 AND w.token IN ({places}) \
         GROUP BY w.seq HAVING COUNT(*) = $4 ORDER BY w.seq DESC LIMIT $5"
    );
    let count = i64::try_from(tokens.len()).unwrap_or(i64::MAX);
    let mut values = values![id, first, before, count, limit];
    values.extend(tokens.iter().map(|token| Value::from(*token)));
    view.all(Assembled(sql), values).await?.iter().map(|row| row.get("seq")).collect()
}

/// Removes the tokens of what somebody wrote who is erased.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM chat_word WHERE (conversation, token, seq) IN \
                   (SELECT w.conversation, w.token, w.seq FROM chat_word w JOIN chat_event e \
                   ON e.conversation = w.conversation AND e.seq = w.seq WHERE e.actor = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
