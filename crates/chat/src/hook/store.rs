//! Rows of incoming webhooks.

use ground::{Ctx, Fault, PersonId, Row, View, values};
use yard::House;
use yard::erasure::Working;

use super::{Hook, HookId};
use crate::conversation::ConversationId;

fn hook(row: &Row) -> Result<Hook, Fault> {
    Ok(Hook {
        id: row.get("id")?,
        conversation: row.get("conversation")?,
        name: row.get("name")?,
        made_by: row.get("made_by")?,
        made_at: row.get("made_at")?,
        used_at: row.get("used_at")?,
    })
}

/// Keeps a new one.
pub(super) async fn add(cx: &mut Ctx, new: &Hook, verifier: [u8; 16]) -> Result<(), ground::DbError> {
    let sql = "INSERT INTO chat_hook (id, conversation, name, verifier, made_by, made_at, used_at) \
               VALUES ($1, $2, $3, $4, $5, $6, NULL)";
    let values = values![new.id, new.conversation, new.name.as_str(), verifier, new.made_by, new.made_at];
    cx.run(sql, values).await?;
    Ok(())
}

/// How many a conversation has.
pub(super) async fn count(cx: &mut Ctx, id: ConversationId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM chat_hook WHERE conversation = $1";
    cx.one(sql, values![id]).await?.get("found")
}

/// Those of a conversation, the first first, and whether each speaks: who made it is there.
pub(super) async fn of(view: &mut View, id: ConversationId) -> Result<Vec<(Hook, bool)>, Fault> {
    let sql = "SELECT h.id, h.conversation, h.name, h.made_by, h.made_at, h.used_at, m.person AS there \
               FROM chat_hook h LEFT JOIN chat_member m ON m.conversation = h.conversation \
               AND m.person = h.made_by AND m.to_seq IS NULL WHERE h.conversation = $1 ORDER BY h.id";
    let rows = view.all(sql, values![id]).await?;
    let read = |row: &Row| {
        let there: Option<PersonId> = row.get("there")?;
        Ok((hook(row)?, there.is_some()))
    };
    rows.iter().map(read).collect()
}

/// The one of an address.
pub(super) async fn by_verifier(view: &mut View, verifier: [u8; 16]) -> Result<Option<Hook>, Fault> {
    let sql = "SELECT id, conversation, name, made_by, made_at, used_at FROM chat_hook WHERE verifier = $1";
    view.opt(sql, values![verifier]).await?.as_ref().map(hook).transpose()
}

/// Something came through it.
pub(super) async fn touch(cx: &mut Ctx, id: HookId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE chat_hook SET used_at = $2 WHERE id = $1", values![id, now]).await?;
    Ok(())
}

/// Takes one away; `false` where there is none.
pub(super) async fn remove(cx: &mut Ctx, conversation: ConversationId, id: HookId) -> Result<bool, Fault> {
    let sql = "DELETE FROM chat_hook WHERE conversation = $1 AND id = $2";
    Ok(cx.run(sql, values![conversation, id]).await? == 1)
}

/// All of a conversation go.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_hook WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// Takes away what somebody made who is erased.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM chat_hook WHERE made_by = $1", values![person]).await?) })
}
