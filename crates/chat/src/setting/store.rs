//! Rows of settings.

use ground::{Ctx, Fault, PersonId, View, values};
use std::collections::HashMap;
use yard::House;
use yard::erasure::Working;

use super::Setting;
use crate::conversation::ConversationId;

/// How somebody has his conversations; those of which he changed nothing are not there.
pub(crate) async fn of(view: &mut View, person: PersonId) -> Result<HashMap<ConversationId, Setting>, Fault> {
    let sql = "SELECT conversation, muted, top, unread, hidden_seq FROM chat_setting WHERE person = $1";
    let rows = view.all(sql, values![person]).await?;
    rows.iter()
        .map(|row| {
            let (muted, top, unread) = (row.get("muted")?, row.get("top")?, row.get("unread")?);
            let setting = Setting { muted, top, unread, hidden_seq: row.get("hidden_seq")? };
            Ok((row.get("conversation")?, setting))
        })
        .collect()
}

/// Keeps it.
pub(super) async fn save(
    cx: &mut Ctx,
    id: ConversationId,
    person: PersonId,
    setting: Setting,
) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_setting (conversation, person, muted, top, unread, hidden_seq) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person, conversation) DO UPDATE SET \
               muted = excluded.muted, top = excluded.top, unread = excluded.unread, hidden_seq = excluded.hidden_seq";
    let Setting { muted, top, unread, hidden_seq } = setting;
    cx.run(sql, values![id, person, muted, top, unread, hidden_seq]).await?;
    Ok(())
}

/// All of a conversation goes.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_setting WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// Removes the settings of somebody who is erased.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM chat_setting WHERE person = $1", values![person]).await?) })
}
