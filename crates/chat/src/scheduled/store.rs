//! Rows of what is sent later.

use ground::{Ctx, Fault, PersonId, Row, View, values};
use vault::Sealed;
use yard::House;
use yard::erasure::Working;

use super::{Scheduled, ScheduledId};
use crate::conversation::ConversationId;

macro_rules! scheduled {
    ($rest:literal) => {
        concat!("SELECT id, conversation, person, made_at, due_at, refused, text FROM chat_scheduled ", $rest)
    };
}

fn scheduled(row: &Row) -> Result<Scheduled, Fault> {
    let (id, person): (ScheduledId, PersonId) = (row.get("id")?, row.get("person")?);
    Ok(Scheduled {
        id,
        conversation: row.get("conversation")?,
        person,
        made_at: row.get("made_at")?,
        due_at: row.get("due_at")?,
        refused: row.get("refused")?,
        text: Sealed::stored(&Scheduled::TEXT, person, id.bytes(), row.get("text")?),
    })
}

/// Keeps a new one.
pub(super) async fn add(cx: &mut Ctx, new: &Scheduled) -> Result<bool, Fault> {
    let sql = "INSERT INTO chat_scheduled (id, conversation, person, made_at, due_at, refused, text) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values =
        values![new.id, new.conversation, new.person, new.made_at, new.due_at, new.refused, &new.text];
    Ok(cx.run(sql, values).await? == 1)
}

/// It says something else, or is sent at another time; `false` where it waits no longer.
pub(super) async fn change(cx: &mut Ctx, new: &Scheduled) -> Result<bool, Fault> {
    let sql = "UPDATE chat_scheduled SET made_at = $4, due_at = $5, refused = $6, text = $7 \
               WHERE id = $1 AND conversation = $2 AND person = $3";
    let values =
        values![new.id, new.conversation, new.person, new.made_at, new.due_at, new.refused, &new.text];
    Ok(cx.run(sql, values).await? == 1)
}

/// It could not be sent.
pub(super) async fn refuse(cx: &mut Ctx, id: ScheduledId) -> Result<(), Fault> {
    cx.run("UPDATE chat_scheduled SET refused = 1 WHERE id = $1", values![id]).await?;
    Ok(())
}

/// It waits no longer; `false` where it did not.
pub(super) async fn remove(
    cx: &mut Ctx,
    person: PersonId,
    conversation: ConversationId,
    id: ScheduledId,
) -> Result<bool, Fault> {
    let sql = "DELETE FROM chat_scheduled WHERE id = $1 AND conversation = $2 AND person = $3";
    Ok(cx.run(sql, values![id, conversation, person]).await? == 1)
}

/// One of them, for the job that sends it.
pub(super) async fn find(view: &mut View, id: ScheduledId) -> Result<Option<Scheduled>, Fault> {
    view.opt(scheduled!("WHERE id = $1"), values![id]).await?.as_ref().map(scheduled).transpose()
}

/// How many wait of somebody.
pub(super) async fn count(view: &mut View, person: PersonId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM chat_scheduled WHERE person = $1";
    view.one(sql, values![person]).await?.get("found")
}

/// What waits of somebody, the next first.
pub(super) async fn of(view: &mut View, person: PersonId, limit: i64) -> Result<Vec<Scheduled>, Fault> {
    let sql = scheduled!("WHERE person = $1 ORDER BY due_at, id LIMIT $2");
    view.all(sql, values![person, limit]).await?.iter().map(scheduled).collect()
}

/// All that waits for a conversation goes.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_scheduled WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// Removes what waits of somebody who is erased.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(
        async move { Ok(cx.run("DELETE FROM chat_scheduled WHERE person = $1", values![person]).await?) },
    )
}
