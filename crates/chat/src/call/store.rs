//! Rows of calls and of who is in them.

use ground::{Ctx, DeviceId, Fault, PersonId, Row, Timestamp, View, values};
use yard::House;
use yard::erasure::Working;

use super::rules::State;
use super::{Call, CallId, Party};
use crate::conversation::ConversationId;

macro_rules! calls {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.conversation, c.starter, c.pictures, c.begun_at, c.answered_at, c.seen_at, c.ended_at, c.meeting \
             FROM chat_call c ",
            $rest
        )
    };
}

macro_rules! parties {
    ($rest:literal) => {
        concat!("SELECT p.person, p.state, p.since, p.identity, p.device FROM chat_call_person p ", $rest)
    };
}

fn call(row: &Row) -> Result<Call, Fault> {
    Ok(Call {
        id: row.get("id")?,
        conversation: row.get("conversation")?,
        starter: row.get("starter")?,
        video: row.get("pictures")?,
        begun_at: row.get("begun_at")?,
        answered_at: row.get("answered_at")?,
        seen_at: row.get("seen_at")?,
        ended_at: row.get("ended_at")?,
        meeting: row.get("meeting")?,
    })
}

fn party(row: &Row) -> Result<Party, Fault> {
    let state: String = row.get("state")?;
    Ok(Party {
        person: row.get("person")?,
        state: State::from_word(&state)?,
        since: row.get("since")?,
        identity: row.get("identity")?,
        device: row.get("device")?,
    })
}

/// Writes a new call; `false` where one rings or runs in the conversation already.
pub(super) async fn add(cx: &mut Ctx, new: &Call) -> Result<bool, Fault> {
    let sql = "INSERT INTO chat_call (id, conversation, starter, pictures, begun_at, seen_at) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let values = values![new.id, new.conversation, new.starter, new.video, new.begun_at, new.seen_at];
    Ok(cx.run(sql, values).await? == 1)
}

/// One call.
pub(super) async fn find(view: &mut View, id: CallId) -> Result<Option<Call>, Fault> {
    view.opt(calls!("WHERE c.id = $1"), values![id]).await?.as_ref().map(call).transpose()
}

/// The same; nobody else changes it until this unit of work is over.
pub(super) async fn lock(cx: &mut Ctx, id: CallId) -> Result<Option<Call>, Fault> {
    cx.run("UPDATE chat_call SET seen_at = seen_at WHERE id = $1", values![id]).await?;
    cx.opt(calls!("WHERE c.id = $1"), values![id]).await?.as_ref().map(call).transpose()
}

/// The call that rings or runs in a conversation.
pub(super) async fn open_in(view: &mut View, id: ConversationId) -> Result<Option<Call>, Fault> {
    let sql = calls!("WHERE c.conversation = $1 AND c.ended_at IS NULL");
    view.opt(sql, values![id]).await?.as_ref().map(call).transpose()
}

/// The calls that ring or run in conversations that somebody is in now, and those that he is in.
pub(super) async fn of_person(view: &mut View, person: PersonId, limit: i64) -> Result<Vec<Call>, Fault> {
    let sql = calls!(
        "JOIN chat_member m ON m.conversation = c.conversation AND m.person = $1 AND m.to_seq IS NULL \
         WHERE c.ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM chat_call_person p WHERE p.call = c.id \
         AND p.person = $1 AND p.state IN ('unheard', 'shut')) ORDER BY c.begun_at DESC LIMIT $2"
    );
    view.all(sql, values![person, limit]).await?.iter().map(call).collect()
}

/// Calls that ring or run, after one of them, in order.
pub(super) async fn open_after(view: &mut View, after: [u8; 16], limit: i64) -> Result<Vec<Call>, Fault> {
    let sql = calls!("WHERE c.ended_at IS NULL AND c.id > $1 ORDER BY c.id LIMIT $2");
    view.all(sql, values![after, limit]).await?.iter().map(call).collect()
}

/// Whether somebody is in another call, or called by one.
pub(super) async fn is_busy(cx: &mut Ctx, person: PersonId, but: CallId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM chat_call_person p JOIN chat_call c ON c.id = p.call WHERE p.person = $1 \
               AND c.id <> $2 AND c.ended_at IS NULL AND p.state IN ('joined', 'ringing') LIMIT 1";
    Ok(cx.opt(sql, values![person, but]).await?.is_some())
}

/// Whether somebody is in another call.
pub(super) async fn is_elsewhere(cx: &mut Ctx, person: PersonId, but: CallId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM chat_call_person p JOIN chat_call c ON c.id = p.call WHERE p.person = $1 \
               AND c.id <> $2 AND c.ended_at IS NULL AND p.state = 'joined' LIMIT 1";
    Ok(cx.opt(sql, values![person, but]).await?.is_some())
}

/// Whether somebody muted a conversation.
pub(super) async fn is_muted(cx: &mut Ctx, id: ConversationId, person: PersonId) -> Result<bool, Fault> {
    let sql =
        "SELECT 1 AS found FROM chat_setting WHERE conversation = $1 AND person = $2 AND muted = 1 LIMIT 1";
    Ok(cx.opt(sql, values![id, person]).await?.is_some())
}

/// Who is in a call, or was, or is called.
pub(super) async fn parties(view: &mut View, id: CallId) -> Result<Vec<Party>, Fault> {
    let sql = parties!("WHERE p.call = $1 ORDER BY p.since, p.person");
    view.all(sql, values![id]).await?.iter().map(party).collect()
}

/// The same, within a unit of work.
pub(super) async fn lock_parties(cx: &mut Ctx, id: CallId) -> Result<Vec<Party>, Fault> {
    let sql = parties!("WHERE p.call = $1 ORDER BY p.since, p.person");
    cx.all(sql, values![id]).await?.iter().map(party).collect()
}

/// Somebody is this in a call from now on; who is in it has an identity there and a device.
pub(super) async fn put(
    cx: &mut Ctx,
    id: CallId,
    (person, state): (PersonId, State),
    seat: Option<(&str, DeviceId)>,
) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO chat_call_person (call, person, state, since, identity, device) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (call, person) DO UPDATE SET \
               state = excluded.state, since = excluded.since, identity = excluded.identity, \
               device = excluded.device";
    let identity = seat.map(|(identity, _)| identity.to_owned());
    let device = seat.map(|(_, device)| device);
    cx.run(sql, values![id, person, state.word(), now, identity, device]).await?;
    Ok(())
}

/// Somebody answered; `false` where somebody had.
pub(super) async fn answered(cx: &mut Ctx, id: CallId) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE chat_call SET answered_at = $2, seen_at = $2 WHERE id = $1 AND answered_at IS NULL";
    Ok(cx.run(sql, values![id, now]).await? == 1)
}

/// With pictures, or without.
pub(super) async fn switch(cx: &mut Ctx, id: CallId, video: bool) -> Result<(), Fault> {
    cx.run("UPDATE chat_call SET pictures = $2 WHERE id = $1", values![id, video]).await?;
    Ok(())
}

/// It goes on in this meeting.
pub(super) async fn upgraded(cx: &mut Ctx, id: CallId, meeting: &str) -> Result<(), Fault> {
    cx.run("UPDATE chat_call SET meeting = $2 WHERE id = $1", values![id, meeting]).await?;
    Ok(())
}

/// Whether this identity is of somebody who is in the call.
pub(super) async fn is_of(view: &mut View, id: CallId, identity: &str) -> Result<bool, Fault> {
    let sql =
        "SELECT 1 AS found FROM chat_call_person WHERE call = $1 AND identity = $2 AND state = 'joined'";
    Ok(view.opt(sql, values![id, identity]).await?.is_some())
}

/// Somebody is there now.
pub(super) async fn seen(cx: &mut Ctx, id: CallId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run("UPDATE chat_call SET seen_at = $2 WHERE id = $1 AND ended_at IS NULL", values![id, now]).await?;
    Ok(())
}

/// It is over; `false` where it was.
pub(super) async fn end(cx: &mut Ctx, id: CallId, at: Timestamp) -> Result<bool, Fault> {
    let sql = "UPDATE chat_call SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
    let is_new = cx.run(sql, values![id, at]).await? == 1;
    let sql = "UPDATE chat_call_person SET state = CASE WHEN state = 'joined' THEN 'left' ELSE 'missed' END \
               WHERE call = $1 AND state IN ('joined', 'ringing')";
    cx.run(sql, values![id]).await?;
    Ok(is_new)
}

/// Whoever was called before this moment is called no longer.
pub(super) async fn ring_out(cx: &mut Ctx, id: CallId, before: Timestamp) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE chat_call_person SET since = $3, \
               state = CASE WHEN state = 'unheard' THEN 'shut' ELSE 'missed' END \
               WHERE call = $1 AND since <= $2 AND state IN ('ringing', 'unheard')";
    cx.run(sql, values![id, before, now]).await?;
    Ok(())
}

/// Whose account is frozen and who is in a call all the same.
pub(super) async fn frozen(view: &mut View) -> Result<Vec<(CallId, PersonId)>, Fault> {
    let sql = "SELECT p.call, p.person FROM yard_person y JOIN chat_call_person p ON p.person = y.id \
               JOIN chat_call c ON c.id = p.call \
               WHERE y.frozen_at IS NOT NULL AND p.state = 'joined' AND c.ended_at IS NULL";
    let rows = view.all(sql, values![]).await?;
    rows.iter().map(|row| Ok((row.get("call")?, row.get("person")?))).collect()
}

/// Where somebody is in a call now, and as whom.
pub(super) async fn seats_of(view: &mut View, person: PersonId) -> Result<Vec<(CallId, String)>, Fault> {
    let sql = "SELECT p.call, p.identity FROM chat_call_person p JOIN chat_call c ON c.id = p.call \
               WHERE p.person = $1 AND p.state = 'joined' AND p.identity IS NOT NULL AND c.ended_at IS NULL";
    let rows = view.all(sql, values![person]).await?;
    rows.iter().map(|row| Ok((row.get("call")?, row.get("identity")?))).collect()
}

/// Removes calls that ended before this moment.
pub(super) async fn sweep(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    let sql = "DELETE FROM chat_call_person WHERE call IN (SELECT id FROM chat_call WHERE ended_at < $1)";
    cx.run(sql, values![before]).await?;
    cx.run("DELETE FROM chat_call WHERE ended_at < $1", values![before]).await?;
    Ok(())
}

/// All of a conversation goes.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    let sql = "DELETE FROM chat_call_person WHERE call IN (SELECT id FROM chat_call WHERE conversation = $1)";
    cx.run(sql, values![id]).await?;
    cx.run("DELETE FROM chat_call WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// Removes that somebody who is erased was in calls.
pub(crate) fn erase_parties<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(
        async move { Ok(cx.run("DELETE FROM chat_call_person WHERE person = $1", values![person]).await?) },
    )
}

/// Removes the calls that he began.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM chat_call_person WHERE call IN (SELECT id FROM chat_call WHERE starter = $1)";
        cx.run(sql, values![person]).await?;
        Ok(cx.run("DELETE FROM chat_call WHERE starter = $1", values![person]).await?)
    })
}
