//! Rows of signs.

use ground::{Ctx, Fault, PersonId, values};
use yard::House;
use yard::erasure::Working;

use super::rules::EACH_MAX;
use crate::conversation::ConversationId;
use crate::log::Refusal;

/// Somebody puts a sign, by this event.
pub(crate) async fn add(
    cx: &mut Ctx,
    (id, seq): (ConversationId, i64),
    person: PersonId,
    (token, event): ([u8; 16], i64),
) -> Result<(), Refusal> {
    let sql =
        "SELECT COUNT(*) AS found FROM chat_reaction WHERE conversation = $1 AND seq = $2 AND person = $3";
    let found: i64 = cx.one(sql, values![id, seq, person]).await?.get("found")?;
    if found >= EACH_MAX {
        return Err(Refusal::Bound);
    }
    let sql = "INSERT INTO chat_reaction (conversation, seq, person, token, event) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT DO NOTHING";
    let is_new = cx.run(sql, values![id, seq, person, token, event]).await? == 1;
    if is_new { Ok(()) } else { Err(Refusal::Already) }
}

/// He takes it away.
pub(crate) async fn remove(
    cx: &mut Ctx,
    (id, seq): (ConversationId, i64),
    person: PersonId,
    token: [u8; 16],
) -> Result<(), Refusal> {
    let sql = "DELETE FROM chat_reaction WHERE conversation = $1 AND seq = $2 AND person = $3 AND token = $4";
    let was_there = cx.run(sql, values![id, seq, person, token]).await? == 1;
    if was_there { Ok(()) } else { Err(Refusal::Already) }
}

/// No sign is put to a message any longer.
pub(crate) async fn forget(cx: &mut Ctx, id: ConversationId, seq: i64) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_reaction WHERE conversation = $1 AND seq = $2", values![id, seq]).await?;
    Ok(())
}

/// All of a conversation goes.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_reaction WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// Removes the signs of somebody who is erased.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM chat_reaction WHERE person = $1 AND (conversation, event) IN \
                   (SELECT conversation, event FROM chat_reaction WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
