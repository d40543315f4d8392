//! Rows of stars.

use ground::{Ctx, Fault, PersonId, View, values};
use yard::House;
use yard::erasure::Working;

use crate::conversation::ConversationId;

/// Somebody keeps a message, as long as it is there; `false` where he kept it already.
pub(super) async fn add(
    cx: &mut Ctx,
    person: PersonId,
    (id, seq): (ConversationId, i64),
) -> Result<bool, Fault> {
    let at = cx.now();
    let sql = "INSERT INTO chat_star (person, conversation, seq, at) SELECT $1, e.conversation, e.seq, $4 \
               FROM chat_event e WHERE e.conversation = $2 AND e.seq = $3 AND e.kind = 'message' \
               AND e.body IS NOT NULL ON CONFLICT DO NOTHING";
    Ok(cx.run(sql, values![person, id, seq, at]).await? == 1)
}

/// He keeps it no longer; `false` where he did not.
pub(super) async fn remove(
    cx: &mut Ctx,
    person: PersonId,
    (id, seq): (ConversationId, i64),
) -> Result<bool, Fault> {
    let sql = "DELETE FROM chat_star WHERE person = $1 AND conversation = $2 AND seq = $3";
    Ok(cx.run(sql, values![person, id, seq]).await? == 1)
}

/// How many he keeps.
pub(super) async fn count(view: &mut View, person: PersonId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM chat_star WHERE person = $1";
    view.one(sql, values![person]).await?.get("found")
}

/// What he keeps, the last kept first.
pub(super) async fn of(
    view: &mut View,
    person: PersonId,
    limit: i64,
) -> Result<Vec<(ConversationId, i64)>, Fault> {
    let sql = "SELECT conversation, seq FROM chat_star WHERE person = $1 \
               ORDER BY at DESC, conversation, seq DESC LIMIT $2";
    let rows = view.all(sql, values![person, limit]).await?;
    rows.iter().map(|row| Ok((row.get("conversation")?, row.get("seq")?))).collect()
}

/// Nobody keeps a message any longer.
pub(crate) async fn forget(cx: &mut Ctx, id: ConversationId, seq: i64) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_star WHERE conversation = $1 AND seq = $2", values![id, seq]).await?;
    Ok(())
}

/// All of a conversation goes.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_star WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// Removes the stars of somebody who is erased.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM chat_star WHERE person = $1", values![person]).await?) })
}
