//! Rows of previews.

use ground::{Ctx, Fault, PersonId, Row, View, values};
use vault::Sealed;
use yard::House;
use yard::erasure::Working;

use super::Preview;
use crate::conversation::{Conversation, ConversationId};

fn preview(row: &Row) -> Result<Preview, Fault> {
    let (conversation, id): (ConversationId, [u8; 16]) = (row.get("conversation")?, row.get("id")?);
    let card: Option<Vec<u8>> = row.get("card")?;
    Ok(Preview {
        conversation,
        seq: row.get("seq")?,
        id,
        author: row.get("author")?,
        made_at: row.get("made_at")?,
        said_by: row.get("said_by")?,
        card: card.map(|card| Sealed::stored(&Preview::CARD, Conversation::subject(conversation), id, card)),
    })
}

/// Keeps one; where a message is to have none, it stays so.
pub(super) async fn put(cx: &mut Ctx, new: &Preview) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_link_preview (conversation, seq, id, author, made_at, said_by, card) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (conversation, seq) DO UPDATE SET id = excluded.id, \
               made_at = excluded.made_at, said_by = excluded.said_by, card = excluded.card \
               WHERE chat_link_preview.card IS NOT NULL";
    let values =
        values![new.conversation, new.seq, new.id, new.author, new.made_at, new.said_by, new.card.as_ref()];
    cx.run(sql, values).await?;
    Ok(())
}

/// Those of messages between two numbers, as far as they are not of later than `last`.
pub(super) async fn between(
    view: &mut View,
    id: ConversationId,
    (first, until): (i64, i64),
    last: i64,
) -> Result<Vec<Preview>, Fault> {
    let sql = "SELECT conversation, seq, id, author, made_at, said_by, card FROM chat_link_preview \
               WHERE conversation = $1 AND seq >= $2 AND seq <= $3 AND said_by <= $4 AND card IS NOT NULL ORDER BY seq";
    view.all(sql, values![id, first, until, last]).await?.iter().map(preview).collect()
}

/// Whether nothing is to be looked at any more: a message is to have none, or has one of what it says by this event.
pub(super) async fn is_settled(
    view: &mut View,
    (id, seq): (ConversationId, i64),
    said_by: i64,
) -> Result<bool, Fault> {
    let sql = "SELECT seq FROM chat_link_preview WHERE conversation = $1 AND seq = $2 \
               AND (card IS NULL OR said_by = $3)";
    Ok(view.opt(sql, values![id, seq, said_by]).await?.is_some())
}

/// A message says something else now: what was found goes. Where it is to have none, it stays so.
pub(crate) async fn outdate(cx: &mut Ctx, id: ConversationId, seq: i64) -> Result<(), Fault> {
    let sql = "DELETE FROM chat_link_preview WHERE conversation = $1 AND seq = $2 AND card IS NOT NULL";
    cx.run(sql, values![id, seq]).await?;
    Ok(())
}

/// All of a message goes.
pub(crate) async fn forget(cx: &mut Ctx, id: ConversationId, seq: i64) -> Result<(), Fault> {
    let sql = "DELETE FROM chat_link_preview WHERE conversation = $1 AND seq = $2";
    cx.run(sql, values![id, seq]).await?;
    Ok(())
}

/// All of a conversation go.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_link_preview WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// Removes what hangs on the messages of somebody who is erased.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(
        async move { Ok(cx.run("DELETE FROM chat_link_preview WHERE author = $1", values![person]).await?) },
    )
}
