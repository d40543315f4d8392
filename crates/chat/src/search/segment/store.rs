//! Rows of segments and of their parts.

use ground::{Ctx, Fault, Row, View, values};
use std::collections::{BTreeSet, HashMap};

use super::{Part, Posting, Token};
use crate::conversation::ConversationId;
use crate::search::keys::Tokens;

/// Segments that one statement looks at.
const LOOKED_AT: usize = 64;

macro_rules! segments {
    ($rest:literal) => {
        concat!(
            "SELECT segment, first_seq, last_seq, messages FROM chat_segment WHERE conversation = $1 ",
            $rest
        )
    };
}

/// A segment: the tokens of so many messages between two numbers.
struct Segment {
    number: i64,
    first_seq: i64,
    last_seq: i64,
    messages: i64,
}

fn segment(row: &Row) -> Result<Segment, Fault> {
    Ok(Segment {
        number: row.get("segment")?,
        first_seq: row.get("first_seq")?,
        last_seq: row.get("last_seq")?,
        messages: row.get("messages")?,
    })
}

/// The numbers of messages that have all of these, between two numbers, from the segments that end last on: all of a
/// segment, and no further one where enough are found that are newer than what it has.
pub(in crate::search) async fn having(
    view: &mut View,
    id: ConversationId,
    tokens: &Tokens,
    (first, before): (i64, i64),
    (mut found, limit): (Vec<i64>, usize),
) -> Result<Vec<i64>, Fault> {
    let sql = segments!("AND last_seq >= $2 AND first_seq < $3 ORDER BY last_seq DESC, segment DESC");
    let segments: Vec<Segment> =
        view.all(sql, values![id, first, before]).await?.iter().map(segment).collect::<Result<_, _>>()?;
    for some in segments.chunks(LOOKED_AT) {
        let mut those = HashMap::new();
        for (at, token) in tokens.iter().enumerate() {
            let there = of_token(view, id, *token, some).await?;
            if at == 0 {
                those = there;
            } else {
                those.retain(|number, seqs: &mut Vec<i64>| {
                    let Some(other) = there.get(number) else { return false };
                    seqs.retain(|seq| other.binary_search(seq).is_ok());
                    !seqs.is_empty()
                });
            }
            if those.is_empty() {
                break;
            }
        }
        for segment in some {
            if enough(&mut found, limit).is_some_and(|oldest| oldest > segment.last_seq) {
                return Ok(found);
            }
            let seqs = those.remove(&segment.number).unwrap_or_default();
            found.extend(seqs.into_iter().filter(|seq| (first..before).contains(seq)));
        }
    }
    enough(&mut found, limit);
    Ok(found)
}

/// Puts what was found in order, the newest first, each once and no more than so many; the oldest of them where there are so many.
fn enough(found: &mut Vec<i64>, limit: usize) -> Option<i64> {
    found.sort_unstable_by_key(|seq| std::cmp::Reverse(*seq));
    found.dedup();
    found.truncate(limit);
    if found.len() == limit { found.last().copied() } else { None }
}

/// Which messages of these segments have a token.
async fn of_token(
    view: &mut View,
    id: ConversationId,
    token: Token,
    some: &[Segment],
) -> Result<HashMap<i64, Vec<i64>>, Fault> {
    let (Some(newest), Some(oldest)) = (some.first(), some.last()) else { return Ok(HashMap::new()) };
    // The part in which the token stands, if it stands anywhere, is the last that begins with no greater one.
    let sql = "SELECT s.segment, s.first_seq, p.postings FROM chat_segment s JOIN chat_posting p \
               ON p.conversation = s.conversation AND p.segment = s.segment AND p.token = \
               (SELECT q.token FROM chat_posting q WHERE q.conversation = $1 AND q.segment = s.segment \
               AND q.token <= $2 ORDER BY q.token DESC LIMIT 1) WHERE s.conversation = $1 AND s.last_seq <= $3 AND s.last_seq >= $4 \
               ORDER BY s.last_seq DESC, s.segment DESC";
    let rows = view.all(sql, values![id, token.as_slice(), newest.last_seq, oldest.last_seq]).await?;
    let mut found = HashMap::new();
    for row in &rows {
        let postings: Vec<u8> = row.get("postings")?;
        let seqs = super::find(&postings, token, row.get("first_seq")?)?;
        if !seqs.is_empty() {
            found.insert(row.get("segment")?, seqs);
        }
    }
    Ok(found)
}

/// Makes a segment of these. Whoever calls has the lock of the conversation.
pub(in crate::search) async fn add(
    cx: &mut Ctx,
    id: ConversationId,
    mut postings: Vec<Posting>,
) -> Result<(), Fault> {
    let mut seqs: Vec<i64> = postings.iter().map(|(_, seq)| *seq).collect();
    seqs.sort_unstable();
    seqs.dedup();
    let (Some(first), Some(last)) = (seqs.first().copied(), seqs.last().copied()) else { return Ok(()) };
    let sql = "SELECT COALESCE(MAX(segment), 0) + 1 AS next FROM chat_segment WHERE conversation = $1";
    let number: i64 = cx.one(sql, values![id]).await?.get("next")?;
    let messages = i64::try_from(seqs.len()).unwrap_or(i64::MAX);
    let sql = "INSERT INTO chat_segment (conversation, segment, first_seq, last_seq, messages) \
               VALUES ($1, $2, $3, $4, $5)";
    cx.run(sql, values![id, number, first, last, messages]).await?;
    postings.sort_unstable();
    postings.dedup();
    for part in super::write(&postings, first) {
        put(cx, id, number, part).await?;
    }
    Ok(())
}

async fn put(cx: &mut Ctx, id: ConversationId, number: i64, (token, postings): Part) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_posting (conversation, segment, token, postings) VALUES ($1, $2, $3, $4)";
    cx.run(sql, values![id, number, token.as_slice(), postings]).await?;
    Ok(())
}

/// The parts of a segment: the token each is found by, and its postings.
async fn parts(cx: &mut Ctx, id: ConversationId, number: i64) -> Result<Vec<Part>, Fault> {
    let sql =
        "SELECT token, postings FROM chat_posting WHERE conversation = $1 AND segment = $2 ORDER BY token";
    let rows = cx.all(sql, values![id, number]).await?;
    rows.iter().map(|row| Ok((row.get("token")?, row.get("postings")?))).collect()
}

async fn remove(cx: &mut Ctx, id: ConversationId, number: i64) -> Result<(), Fault> {
    let sql = "DELETE FROM chat_posting WHERE conversation = $1 AND segment = $2";
    cx.run(sql, values![id, number]).await?;
    let sql = "DELETE FROM chat_segment WHERE conversation = $1 AND segment = $2";
    cx.run(sql, values![id, number]).await?;
    Ok(())
}

/// Makes one of the small segments of a conversation, the oldest first, where they are many or make a large one; no more than
/// make it large. Whoever calls has the lock of the conversation.
pub(in crate::search) async fn merge(
    cx: &mut Ctx,
    id: ConversationId,
    (small, large, many): (i64, i64, usize),
) -> Result<(), Fault> {
    let sql = segments!("AND messages < $2 ORDER BY segment");
    let mut messages = 0;
    let mut segments = Vec::new();
    for row in &cx.all(sql, values![id, small]).await? {
        let next = segment(row)?;
        messages += next.messages;
        segments.push(next);
        if messages >= large {
            break;
        }
    }
    if segments.len() < many && messages < large {
        return Ok(());
    }
    let mut postings = Vec::new();
    for segment in &segments {
        for (_, part) in parts(cx, id, segment.number).await? {
            postings.extend(super::read(&part, segment.first_seq)?);
        }
        remove(cx, id, segment.number).await?;
    }
    add(cx, id, postings).await
}

/// Takes these messages out of the segments in which they are. Whoever calls has the lock of the conversation.
pub(in crate::search) async fn forget(
    cx: &mut Ctx,
    id: ConversationId,
    seqs: &BTreeSet<i64>,
) -> Result<(), Fault> {
    let (Some(first), Some(last)) = (seqs.first(), seqs.last()) else { return Ok(()) };
    let sql = segments!("AND first_seq <= $2 AND last_seq >= $3");
    let rows = cx.all(sql, values![id, *last, *first]).await?;
    for segment in rows.iter().map(segment).collect::<Result<Vec<_>, _>>()? {
        let mut gone = BTreeSet::new();
        for (token, part) in parts(cx, id, segment.number).await? {
            let postings = super::read(&part, segment.first_seq)?.into_iter();
            let (out, left): (Vec<Posting>, Vec<Posting>) = postings.partition(|(_, seq)| seqs.contains(seq));
            if !out.is_empty() {
                gone.extend(out.iter().map(|(_, seq)| *seq));
                replace(cx, id, &segment, (token, &left)).await?;
            }
        }
        shrink(cx, id, &segment, gone.len()).await?;
    }
    Ok(())
}

/// A segment holds so many messages less.
async fn shrink(cx: &mut Ctx, id: ConversationId, segment: &Segment, gone: usize) -> Result<(), Fault> {
    let left = segment.messages.saturating_sub(i64::try_from(gone).unwrap_or(i64::MAX));
    if left <= 0 {
        return remove(cx, id, segment.number).await;
    }
    if gone > 0 {
        let sql = "UPDATE chat_segment SET messages = $3 WHERE conversation = $1 AND segment = $2";
        cx.run(sql, values![id, segment.number, left]).await?;
    }
    Ok(())
}

/// A part holds less than it held; it is found by the token that it was found by, be that still in it or not.
async fn replace(
    cx: &mut Ctx,
    id: ConversationId,
    segment: &Segment,
    (token, postings): (Token, &[Posting]),
) -> Result<(), Fault> {
    match super::write(postings, segment.first_seq).pop() {
        Some((_, postings)) => {
            let sql = "UPDATE chat_posting SET postings = $4 \
                       WHERE conversation = $1 AND segment = $2 AND token = $3";
            cx.run(sql, values![id, segment.number, token.as_slice(), postings]).await?;
        }
        None => {
            let sql = "DELETE FROM chat_posting WHERE conversation = $1 AND segment = $2 AND token = $3";
            cx.run(sql, values![id, segment.number, token.as_slice()]).await?;
        }
    }
    Ok(())
}

/// All of a conversation goes.
pub(in crate::search) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_posting WHERE conversation = $1", values![id]).await?;
    cx.run("DELETE FROM chat_segment WHERE conversation = $1", values![id]).await?;
    Ok(())
}
