//! Rows of choices.

use ground::{Ctx, Fault, PersonId, View, values};
use std::collections::HashSet;
use yard::House;
use yard::erasure::Working;

use crate::conversation::ConversationId;

/// Whether others see how far this person read.
pub(crate) async fn shows(view: &mut View, person: PersonId) -> Result<bool, Fault> {
    let row = view.opt("SELECT receipts FROM chat_choice WHERE person = $1", values![person]).await?;
    row.map_or(Ok(true), |row| row.get("receipts"))
}

/// Who of a conversation does not let others see it.
pub(crate) async fn hiding(view: &mut View, id: ConversationId) -> Result<HashSet<PersonId>, Fault> {
    let sql = "SELECT c.person FROM chat_choice c JOIN chat_member m ON m.person = c.person \
               WHERE m.conversation = $1 AND c.receipts = 0";
    view.all(sql, values![id]).await?.iter().map(|row| row.get("person")).collect()
}

/// Keeps what somebody chose.
pub(super) async fn save(cx: &mut Ctx, person: PersonId, receipts: bool) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_choice (person, receipts) VALUES ($1, $2) \
               ON CONFLICT (person) DO UPDATE SET receipts = excluded.receipts";
    cx.run(sql, values![person, receipts]).await?;
    Ok(())
}

/// Removes the choices of somebody who is erased.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM chat_choice WHERE person = $1", values![person]).await?) })
}
