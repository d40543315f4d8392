//! Rows of links and of who asks to come in, and what the log tells of order.

use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};
use std::collections::HashSet;
use yard::House;
use yard::erasure::Working;

use super::Link;
use crate::conversation::ConversationId;

macro_rules! links {
    ($rest:literal) => {
        concat!("SELECT l.conversation, l.made_by, l.ends_at, l.most, l.used FROM chat_link l ", $rest)
    };
}

fn link(row: &Row) -> Result<Link, Fault> {
    let (most, used) = (row.get("most")?, row.get("used")?);
    Ok(Link {
        conversation: row.get("conversation")?,
        made_by: row.get("made_by")?,
        ends_at: row.get("ends_at")?,
        most,
        used,
    })
}

/// The link of a group.
pub(super) async fn of(view: &mut View, id: ConversationId) -> Result<Option<Link>, Fault> {
    view.opt(links!("WHERE l.conversation = $1"), values![id]).await?.as_ref().map(link).transpose()
}

/// The link with this fingerprint.
pub(super) async fn by_verifier(view: &mut View, verifier: [u8; 16]) -> Result<Option<Link>, Fault> {
    view.opt(links!("WHERE l.verifier = $1"), values![verifier]).await?.as_ref().map(link).transpose()
}

/// A group has this link from now on, and no other.
pub(super) async fn put(cx: &mut Ctx, one: &Link, verifier: [u8; 16]) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_link (conversation, verifier, made_by, ends_at, most, used) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (conversation) DO UPDATE SET \
               verifier = excluded.verifier, made_by = excluded.made_by, ends_at = excluded.ends_at, \
               most = excluded.most, used = excluded.used";
    cx.run(sql, values![one.conversation, verifier, one.made_by, one.ends_at, one.most, one.used]).await?;
    Ok(())
}

/// A group has no link any longer.
pub(super) async fn end(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_link WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// One more comes by a link; `false` where it ended, was taken back, or as many came as may.
pub(super) async fn take(cx: &mut Ctx, verifier: [u8; 16], now: Timestamp) -> Result<bool, Fault> {
    let sql = "UPDATE chat_link SET used = used + 1 WHERE verifier = $1 AND ends_at > $2 AND used < most";
    Ok(cx.run(sql, values![verifier, now]).await? == 1)
}

/// Whether somebody was put out of a group the last time that he was in it.
pub(super) async fn was_put_out(
    view: &mut View,
    id: ConversationId,
    person: PersonId,
) -> Result<bool, Fault> {
    let sql = "SELECT e.actor FROM chat_event e JOIN chat_member m \
               ON m.conversation = e.conversation AND m.to_seq = e.seq \
               WHERE m.conversation = $1 AND m.person = $2";
    let Some(row) = view.opt(sql, values![id, person]).await? else { return Ok(false) };
    Ok(row.get::<PersonId>("actor")? != person)
}

/// When somebody said something here last.
pub(super) async fn last_said(
    cx: &mut Ctx,
    id: ConversationId,
    person: PersonId,
) -> Result<Option<Timestamp>, Fault> {
    let sql = "SELECT MAX(at) AS last FROM chat_event \
               WHERE conversation = $1 AND actor = $2 AND kind = 'message'";
    cx.one(sql, values![id, person]).await?.get("last")
}

/// Somebody asks to come in; asked again he waits where he was.
pub(super) async fn ask(cx: &mut Ctx, id: ConversationId, person: PersonId) -> Result<(), Fault> {
    let sql =
        "INSERT INTO chat_asker (conversation, person, asked_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let now = cx.now();
    cx.run(sql, values![id, person, now]).await?;
    Ok(())
}

/// How many ask.
pub(super) async fn count_askers(cx: &mut Ctx, id: ConversationId) -> Result<usize, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM chat_asker WHERE conversation = $1";
    cx.one(sql, values![id]).await?.get("found")
}

/// Whether somebody asks.
pub(super) async fn asks(view: &mut View, id: ConversationId, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM chat_asker WHERE conversation = $1 AND person = $2";
    Ok(view.opt(sql, values![id, person]).await?.is_some())
}

/// Who asks, whoever waits the longest first.
pub(super) async fn askers(view: &mut View, id: ConversationId) -> Result<Vec<(PersonId, Timestamp)>, Fault> {
    let sql = "SELECT person, asked_at FROM chat_asker WHERE conversation = $1 ORDER BY asked_at, person";
    let rows = view.all(sql, values![id]).await?;
    rows.iter().map(|row| Ok((row.get("person")?, row.get("asked_at")?))).collect()
}

/// Somebody asks no longer; `false` where he did not.
pub(super) async fn answered(cx: &mut Ctx, id: ConversationId, person: PersonId) -> Result<bool, Fault> {
    let sql = "DELETE FROM chat_asker WHERE conversation = $1 AND person = $2";
    Ok(cx.run(sql, values![id, person]).await? == 1)
}

/// Who asks to come into a group in which somebody keeps order: he sees their names.
pub(crate) async fn asking(view: &mut View, moderator: PersonId) -> Result<HashSet<PersonId>, Fault> {
    let sql = "SELECT DISTINCT a.person FROM chat_asker a JOIN chat_member m ON m.conversation = a.conversation \
               WHERE m.person = $1 AND m.to_seq IS NULL AND m.role <> 'member'";
    view.all(sql, values![moderator]).await?.iter().map(|row| row.get("person")).collect()
}

/// Removes links that ended, and what nobody answered that was asked before an instant.
pub(super) async fn sweep(cx: &mut Ctx, now: Timestamp, asked: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_link WHERE ends_at <= $1", values![now]).await?;
    cx.run("DELETE FROM chat_asker WHERE asked_at < $1", values![asked]).await?;
    Ok(())
}

/// All of a conversation goes.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_link WHERE conversation = $1", values![id]).await?;
    cx.run("DELETE FROM chat_asker WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// Takes away the links that somebody made who is erased.
pub(crate) fn erase_links<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM chat_link WHERE made_by = $1", values![person]).await?) })
}

/// Takes away where somebody asks who is erased.
pub(crate) fn erase_askers<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM chat_asker WHERE person = $1", values![person]).await?) })
}
