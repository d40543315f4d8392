//! Rows of tokens and of their keys.

use ground::{Ctx, Fault, PersonId, Row, View, values};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use vault::Sealed;
use yard::House;
use yard::erasure::Working;

use super::segment::{self, Token};
use super::{IndexKey, Tokens};
use crate::conversation::{Conversation, ConversationId, store as conversations};
use crate::log::store as log;

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
    let tokens: Vec<u8> = tokens.iter().flatten().copied().collect();
    let sql = "INSERT INTO chat_fresh_token (conversation, seq, part, tokens) VALUES ($1, $2, 0, $3)";
    cx.run(sql, values![id, seq, tokens]).await?;
    Ok(())
}

/// A message is found no longer. Whoever calls has the lock of the conversation.
pub(crate) async fn forget(cx: &mut Ctx, id: ConversationId, seq: i64) -> Result<(), Fault> {
    let sql = "DELETE FROM chat_fresh_token WHERE conversation = $1 AND seq = $2";
    if cx.run(sql, values![id, seq]).await? == 0 {
        segment::store::forget(cx, id, &[seq].into()).await?;
    }
    Ok(())
}

/// All of a conversation goes.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_fresh_token WHERE conversation = $1", values![id]).await?;
    segment::store::remove_all(cx, id).await?;
    cx.run("DELETE FROM chat_index WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// The numbers of messages that have all of these, between two numbers, the newest first.
pub(super) async fn having(
    view: &mut View,
    id: ConversationId,
    tokens: &Tokens,
    stretch: (i64, i64),
    limit: usize,
) -> Result<Vec<i64>, Fault> {
    // What is brought into a segment between the two looks is seen by both, and counted once.
    let found = fresh_having(view, id, tokens, stretch).await?;
    segment::store::having(view, id, tokens, stretch, (found, limit)).await
}

/// Of what lies fresh, which is little: all of it is looked at.
async fn fresh_having(
    view: &mut View,
    id: ConversationId,
    tokens: &Tokens,
    (first, before): (i64, i64),
) -> Result<Vec<i64>, Fault> {
    let sql = "SELECT seq, tokens FROM chat_fresh_token WHERE conversation = $1 AND seq >= $2 AND seq < $3";
    let mut missing: HashMap<i64, Tokens> = HashMap::new();
    let mut found = Vec::new();
    for row in view.all(sql, values![id, first, before]).await? {
        let (seq, there): (i64, Vec<u8>) = (row.get("seq")?, row.get("tokens")?);
        let there = there.as_chunks().0;
        let is_there = |token: &Token| there.binary_search(token).is_ok();
        if tokens.iter().all(is_there) {
            found.push(seq);
        } else if tokens.iter().any(is_there) {
            // It may have more of them in other rows.
            let rest = missing.entry(seq).or_insert_with(|| tokens.clone());
            rest.retain(|token| !is_there(token));
        }
    }
    found.extend(missing.into_iter().filter(|(_, rest)| rest.is_empty()).map(|(seq, _)| seq));
    Ok(found)
}

/// Conversations of which much lies fresh.
pub(super) async fn ripe(cx: &mut Ctx, many: i64, limit: i64) -> Result<Vec<ConversationId>, Fault> {
    let sql =
        "SELECT conversation FROM chat_fresh_token GROUP BY conversation HAVING COUNT(*) >= $1 LIMIT $2";
    cx.all(sql, values![many, limit]).await?.iter().map(|row| row.get("conversation")).collect()
}

/// Makes a segment of the first messages whose tokens lie fresh, where there are not too few; answers whether it did. Then it has
/// the lock of the conversation.
pub(super) async fn fold(cx: &mut Ctx, id: ConversationId, (few, many): (usize, i64)) -> Result<bool, Fault> {
    if conversations::lock(cx, id).await?.is_none() {
        return Ok(false);
    }
    let sql = "SELECT DISTINCT seq FROM chat_fresh_token WHERE conversation = $1 ORDER BY seq LIMIT $2";
    let rows = cx.all(sql, values![id, many]).await?;
    let seqs: Vec<i64> = rows.iter().map(|row| row.get("seq")).collect::<Result<_, _>>()?;
    let Some(last) = seqs.last().filter(|_| seqs.len() >= few) else { return Ok(false) };
    let sql = "DELETE FROM chat_fresh_token WHERE conversation = $1 AND seq <= $2 RETURNING seq, tokens";
    let mut postings = Vec::new();
    for row in cx.all(sql, values![id, *last]).await? {
        let (seq, tokens): (i64, Vec<u8>) = (row.get("seq")?, row.get("tokens")?);
        postings.extend(tokens.as_chunks().0.iter().map(|token: &Token| (*token, seq)));
    }
    segment::store::add(cx, id, postings).await?;
    Ok(true)
}

/// Removes the tokens of what somebody wrote who is erased, as far as they lie fresh.
pub(crate) fn erase_fresh<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM chat_fresh_token WHERE (conversation, seq) IN \
                   (SELECT w.conversation, w.seq FROM chat_fresh_token w JOIN chat_event e \
                   ON e.conversation = w.conversation AND e.seq = w.seq WHERE e.actor = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}

/// Removes them from the segments, with what they lead to: what still says something is still found.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "SELECT conversation, seq FROM chat_event WHERE actor = $1 AND body IS NOT NULL LIMIT $2";
        let mut own: BTreeMap<ConversationId, BTreeSet<i64>> = BTreeMap::new();
        for row in cx.all(sql, values![person, most]).await? {
            own.entry(row.get("conversation")?).or_default().insert(row.get("seq")?);
        }
        let mut touched = 0;
        for (conversation, seqs) in own {
            conversations::lock(cx, conversation).await?;
            segment::store::forget(cx, conversation, &seqs).await?;
            touched += log::destroy_these(cx, conversation, &seqs).await?;
        }
        Ok(touched)
    })
}
