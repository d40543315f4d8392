//! Rows of drafts.

use ground::{Ctx, Fault, PersonId, Row, View, values};
use vault::Sealed;
use yard::House;
use yard::erasure::Working;

use super::Draft;
use crate::conversation::ConversationId;

fn draft(row: &Row) -> Result<Draft, Fault> {
    let (person, id): (PersonId, [u8; 16]) = (row.get("person")?, row.get("id")?);
    Ok(Draft {
        conversation: row.get("conversation")?,
        person,
        id,
        at: row.get("at")?,
        text: Sealed::stored(&Draft::TEXT, person, id, row.get("text")?),
    })
}

/// Keeps a draft in place of the one before.
pub(super) async fn save(cx: &mut Ctx, new: &Draft) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_draft (conversation, person, id, at, text) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (person, conversation) \
               DO UPDATE SET id = excluded.id, at = excluded.at, text = excluded.text";
    cx.run(sql, values![new.conversation, new.person, new.id, new.at, &new.text]).await?;
    Ok(())
}

/// There is none any longer; `false` where there was none.
pub(crate) async fn forget(cx: &mut Ctx, id: ConversationId, person: PersonId) -> Result<bool, Fault> {
    let sql = "DELETE FROM chat_draft WHERE conversation = $1 AND person = $2";
    Ok(cx.run(sql, values![id, person]).await? == 1)
}

/// All drafts for a conversation go.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_draft WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// Somebody's drafts, the latest first.
pub(super) async fn of(view: &mut View, person: PersonId, limit: i64) -> Result<Vec<Draft>, Fault> {
    let sql = "SELECT conversation, person, id, at, text FROM chat_draft WHERE person = $1 \
               ORDER BY at DESC, conversation LIMIT $2";
    view.all(sql, values![person, limit]).await?.iter().map(draft).collect()
}

/// Removes the drafts of somebody who is erased.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM chat_draft WHERE person = $1 AND conversation IN \
                   (SELECT conversation FROM chat_draft WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
