//! Rows of pins.

use ground::{Ctx, Fault, View, values};

use crate::conversation::ConversationId;
use crate::log::Refusal;

/// Pins of one conversation, at most.
const PINS_MAX: i64 = 50;

/// A message is pinned by this event.
pub(crate) async fn add(cx: &mut Ctx, (id, seq): (ConversationId, i64), event: i64) -> Result<(), Refusal> {
    let sql = "SELECT COUNT(*) AS found FROM chat_pin WHERE conversation = $1";
    let found: i64 = cx.one(sql, values![id]).await?.get("found")?;
    if found >= PINS_MAX {
        return Err(Refusal::Bound);
    }
    let sql = "INSERT INTO chat_pin (conversation, seq, event) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    if cx.run(sql, values![id, seq, event]).await? == 1 { Ok(()) } else { Err(Refusal::Already) }
}

/// It is pinned no longer.
pub(crate) async fn remove(cx: &mut Ctx, (id, seq): (ConversationId, i64)) -> Result<(), Refusal> {
    let sql = "DELETE FROM chat_pin WHERE conversation = $1 AND seq = $2";
    if cx.run(sql, values![id, seq]).await? == 1 { Ok(()) } else { Err(Refusal::Already) }
}

/// The same, whether it was pinned or not.
pub(crate) async fn forget(cx: &mut Ctx, id: ConversationId, seq: i64) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_pin WHERE conversation = $1 AND seq = $2", values![id, seq]).await?;
    Ok(())
}

/// All of a conversation goes.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_pin WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// The numbers of what is pinned by an event not later than `last`, the last pinned first.
pub(super) async fn of(view: &mut View, id: ConversationId, last: i64) -> Result<Vec<i64>, Fault> {
    let sql = "SELECT seq FROM chat_pin WHERE conversation = $1 AND event <= $2 ORDER BY event DESC LIMIT $3";
    view.all(sql, values![id, last, PINS_MAX]).await?.iter().map(|row| row.get("seq")).collect()
}
