//! Rows of urgent messages.

use ground::{Because, Ctx, Fault, PersonId, Row, Timestamp, View, values};
use yard::House;
use yard::erasure::Working;

use super::rules::{Outcome, Rung};
use super::{Step, Urgent};
use crate::conversation::ConversationId;

macro_rules! urgents {
    ($rest:literal) => {
        concat!(
            "SELECT conversation, seq, person, sender, made_at, held, confirmed_at FROM chat_urgent ",
            $rest
        )
    };
}

fn urgent(row: &Row) -> Result<Urgent, Fault> {
    Ok(Urgent {
        conversation: row.get("conversation")?,
        seq: row.get("seq")?,
        person: row.get("person")?,
        sender: row.get("sender")?,
        made_at: row.get("made_at")?,
        held: row.get("held")?,
        confirmed_at: row.get("confirmed_at")?,
    })
}

fn step(row: &Row) -> Result<Step, Fault> {
    let (rung, outcome): (String, String) = (row.get("rung")?, row.get("outcome")?);
    Ok(Step {
        rung: Rung::from_word(&rung).because("an unknown rung")?,
        at: row.get("at")?,
        outcome: Outcome::from_word(&outcome).because("an unknown outcome of a rung")?,
    })
}

/// Marks a message for somebody; `false` where it was marked for him before.
pub(super) async fn add(cx: &mut Ctx, new: &Urgent) -> Result<bool, Fault> {
    let sql = "INSERT INTO chat_urgent (conversation, seq, person, sender, made_at, held, confirmed_at) \
               VALUES ($1, $2, $3, $4, $5, $6, NULL) ON CONFLICT DO NOTHING";
    let values = values![new.conversation, new.seq, new.person, new.sender, new.made_at, new.held];
    Ok(cx.run(sql, values).await? == 1)
}

/// For how many people a sender marked messages since then.
pub(super) async fn count_sent(cx: &mut Ctx, sender: PersonId, since: Timestamp) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM chat_urgent WHERE sender = $1 AND made_at > $2";
    cx.one(sql, values![sender, since]).await?.get("found")
}

/// By how many somebody was reached since then.
pub(super) async fn count_reached(cx: &mut Ctx, person: PersonId, since: Timestamp) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM chat_urgent WHERE person = $1 AND made_at > $2 AND held = 0";
    cx.one(sql, values![person, since]).await?.get("found")
}

/// Whether somebody is not reached so by this sender: he refuses or blocks him.
pub(super) async fn refuses(cx: &mut Ctx, person: PersonId, sender: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM chat_urgent_refused WHERE person = $1 AND sender = $2 \
               UNION ALL SELECT 1 AS found FROM chat_block WHERE person = $1 AND blocked = $2 AND until IS NULL";
    Ok(cx.opt(sql, values![person, sender]).await?.is_some())
}

/// A message that is urgent for somebody and that he neither read nor confirmed, in a conversation that he is in.
pub(super) async fn waiting(
    cx: &mut Ctx,
    (conversation, seq): (ConversationId, i64),
    person: PersonId,
) -> Result<Option<Urgent>, Fault> {
    let sql = urgents!(
        "WHERE conversation = $1 AND seq = $2 AND person = $3 AND held = 0 AND confirmed_at IS NULL \
         AND EXISTS (SELECT 1 FROM chat_member m WHERE m.conversation = $1 AND m.person = $3 AND m.to_seq IS NULL \
         AND m.read_seq < $2)"
    );
    cx.opt(sql, values![conversation, seq, person]).await?.as_ref().map(urgent).transpose()
}

/// Somebody confirms; `false` where nothing was urgent for him there.
pub(super) async fn confirm(
    cx: &mut Ctx,
    (conversation, seq): (ConversationId, i64),
    person: PersonId,
) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE chat_urgent SET confirmed_at = COALESCE(confirmed_at, $4) \
               WHERE conversation = $1 AND seq = $2 AND person = $3";
    Ok(cx.run(sql, values![conversation, seq, person, now]).await? == 1)
}

/// Notes what became of a rung; what waited is written over.
pub(super) async fn note(cx: &mut Ctx, of: &Urgent, rung: Rung, outcome: Outcome) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO chat_urgent_step (conversation, seq, person, rung, at, outcome) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (conversation, seq, person, rung) DO UPDATE SET at = excluded.at, outcome = excluded.outcome";
    cx.run(sql, values![of.conversation, of.seq, of.person, rung.word(), now, outcome.word()]).await?;
    Ok(())
}

/// For whom a message is urgent.
pub(super) async fn of_message(view: &mut View, id: ConversationId, seq: i64) -> Result<Vec<Urgent>, Fault> {
    let sql = urgents!("WHERE conversation = $1 AND seq = $2 ORDER BY made_at, person");
    view.all(sql, values![id, seq]).await?.iter().map(urgent).collect()
}

/// What was done to reach each of them.
pub(super) async fn steps_of_message(
    view: &mut View,
    id: ConversationId,
    seq: i64,
) -> Result<Vec<(PersonId, Step)>, Fault> {
    let sql = "SELECT person, rung, at, outcome FROM chat_urgent_step WHERE conversation = $1 AND seq = $2 ORDER BY at";
    let rows = view.all(sql, values![id, seq]).await?;
    rows.iter().map(|row| Ok((row.get("person")?, step(row)?))).collect()
}

/// What is or was urgent for somebody, the newest first.
pub(super) async fn of_person(view: &mut View, person: PersonId, limit: i64) -> Result<Vec<Urgent>, Fault> {
    let sql = urgents!("WHERE person = $1 ORDER BY made_at DESC, conversation, seq DESC LIMIT $2");
    view.all(sql, values![person, limit]).await?.iter().map(urgent).collect()
}

/// What is or was urgent for somebody, and what he made so for others; the newest first.
pub(super) async fn about(view: &mut View, person: PersonId, limit: i64) -> Result<Vec<Urgent>, Fault> {
    let sql =
        urgents!("WHERE person = $1 OR sender = $1 ORDER BY made_at DESC, conversation, seq DESC LIMIT $2");
    view.all(sql, values![person, limit]).await?.iter().map(urgent).collect()
}

/// What was done to reach him.
pub(super) async fn steps_of_person(
    view: &mut View,
    person: PersonId,
) -> Result<Vec<((ConversationId, i64), Step)>, Fault> {
    let sql =
        "SELECT conversation, seq, rung, at, outcome FROM chat_urgent_step WHERE person = $1 ORDER BY at";
    let rows = view.all(sql, values![person]).await?;
    rows.iter().map(|row| Ok(((row.get("conversation")?, row.get("seq")?), step(row)?))).collect()
}

/// Whether urgent messages come to him in his quiet hours, too.
pub(super) async fn at_night(view: &mut View, person: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT at_night FROM chat_urgent_choice WHERE person = $1";
    view.opt(sql, values![person]).await?.map_or(Ok(false), |row| row.get("at_night"))
}

/// Whom he refuses.
pub(super) async fn refused_by(
    view: &mut View,
    person: PersonId,
    limit: i64,
) -> Result<Vec<PersonId>, Fault> {
    let sql = "SELECT sender FROM chat_urgent_refused WHERE person = $1 ORDER BY sender LIMIT $2";
    view.all(sql, values![person, limit]).await?.iter().map(|row| row.get("sender")).collect()
}

/// Keeps whether they come at night.
pub(super) async fn choose(cx: &mut Ctx, person: PersonId, at_night: bool) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_urgent_choice (person, at_night) VALUES ($1, $2) \
               ON CONFLICT (person) DO UPDATE SET at_night = excluded.at_night";
    cx.run(sql, values![person, at_night]).await?;
    Ok(())
}

/// Refuses a sender, up to a bound; `false` where there are as many as may be.
pub(super) async fn refuse(
    cx: &mut Ctx,
    person: PersonId,
    sender: PersonId,
    most: i64,
) -> Result<bool, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM chat_urgent_refused WHERE person = $1 AND sender <> $2";
    let found: i64 = cx.one(sql, values![person, sender]).await?.get("found")?;
    if found >= most {
        return Ok(false);
    }
    let sql = "INSERT INTO chat_urgent_refused (person, sender) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    cx.run(sql, values![person, sender]).await?;
    Ok(true)
}

/// Lets a sender reach him again; `false` where he was not refused.
pub(super) async fn allow(cx: &mut Ctx, person: PersonId, sender: PersonId) -> Result<bool, Fault> {
    let sql = "DELETE FROM chat_urgent_refused WHERE person = $1 AND sender = $2";
    Ok(cx.run(sql, values![person, sender]).await? == 1)
}

/// A message is urgent for nobody any longer.
pub(crate) async fn forget(cx: &mut Ctx, id: ConversationId, seq: i64) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_urgent_step WHERE conversation = $1 AND seq = $2", values![id, seq]).await?;
    cx.run("DELETE FROM chat_urgent WHERE conversation = $1 AND seq = $2", values![id, seq]).await?;
    Ok(())
}

/// All of a conversation goes.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_urgent_step WHERE conversation = $1", values![id]).await?;
    cx.run("DELETE FROM chat_urgent WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// What is older than the policy says goes.
pub(super) async fn sweep(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    let sql = "DELETE FROM chat_urgent_step WHERE EXISTS (SELECT 1 FROM chat_urgent u WHERE u.conversation = \
               chat_urgent_step.conversation AND u.seq = chat_urgent_step.seq AND u.made_at < $1)";
    cx.run(sql, values![before]).await?;
    cx.run("DELETE FROM chat_urgent WHERE made_at < $1", values![before]).await?;
    Ok(())
}

/// Removes the steps that were taken on somebody who is erased.
pub(crate) fn erase_steps<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM chat_urgent_step WHERE person = $1 OR EXISTS (SELECT 1 FROM chat_urgent u \
                   WHERE u.conversation = chat_urgent_step.conversation AND u.seq = chat_urgent_step.seq AND u.sender = $1)";
        Ok(cx.run(sql, values![person]).await?)
    })
}

/// Removes what was urgent for him, and what he made so for others.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        Ok(cx.run("DELETE FROM chat_urgent WHERE person = $1 OR sender = $1", values![person]).await?)
    })
}

/// Removes what he chose.
pub(crate) fn erase_choice<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(
        async move { Ok(cx.run("DELETE FROM chat_urgent_choice WHERE person = $1", values![person]).await?) },
    )
}

/// Removes whom he refused, and that others refused him.
pub(crate) fn erase_refused<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM chat_urgent_refused WHERE person = $1 OR sender = $1";
        Ok(cx.run(sql, values![person]).await?)
    })
}
