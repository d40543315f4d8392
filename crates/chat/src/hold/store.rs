//! Rows of holds, and of what is withheld under them.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use std::collections::HashMap;
use vault::Sealed;
use yard::House;
use yard::erasure::Working;

use super::{BODY, Hold, HoldId, Why, Withheld, rules};
use crate::conversation::{Conversation, ConversationId};

/// The beginning of a condition, which the caller narrows and closes: a hold `h` stands at the instant of this parameter.
macro_rules! held_at {
    ($now:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM chat_hold h WHERE h.stands_at IS NOT NULL AND h.ended_at IS NULL AND h.ends_at > ",
            $now,
            " AND h.conversation = "
        )
    };
}
pub(crate) use held_at;

macro_rules! holds {
    ($rest:literal) => {
        concat!(
            "SELECT h.id, h.conversation, h.org, h.person, h.why, h.given_by, h.given_at, h.agreed_by, h.stands_at, \
             h.ends_at, h.ended_at, h.asked_by, h.asked_days, (SELECT COUNT(DISTINCT w.message) FROM chat_withheld w \
             WHERE w.conversation = h.conversation AND (h.person IS NULL OR w.actor = h.person)) AS kept \
             FROM chat_hold h ",
            $rest
        )
    };
}

/// Holds of one list, at most.
const SHOWN_MAX: i64 = 200;

fn hold(row: &Row) -> Result<Hold, Fault> {
    let why: String = row.get("why")?;
    let asked: (Option<PersonId>, Option<u32>) = (row.get("asked_by")?, row.get("asked_days")?);
    Ok(Hold {
        id: row.get("id")?,
        conversation: row.get("conversation")?,
        org: row.get("org")?,
        person: row.get("person")?,
        why: Why::from_word(&why).ok_or_else(|| Fault::new("a hold for an unknown reason"))?,
        given_by: row.get("given_by")?,
        given_at: row.get("given_at")?,
        agreed_by: row.get("agreed_by")?,
        stands_at: row.get("stands_at")?,
        ends_at: row.get("ends_at")?,
        ended_at: row.get("ended_at")?,
        asked: asked.0.zip(asked.1),
        kept: row.get("kept")?,
    })
}

/// Keeps a new one.
pub(super) async fn add(cx: &mut Ctx, new: &Hold) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_hold (id, conversation, org, person, why, given_by, given_at, agreed_by, stands_at, \
               ends_at, ended_at, asked_by, asked_days) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8, $9, NULL, $10, $11)";
    let values = values![
        new.id,
        new.conversation,
        new.org,
        new.person,
        new.why.word(),
        new.given_by,
        new.given_at,
        new.stands_at,
        new.ends_at,
        new.asked.map(|(by, _)| by),
        new.asked.map(|(_, days)| days)
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// Those of a conversation that are not ended, and over the same: all of it, or this person's part.
pub(super) async fn open_on(
    cx: &mut Ctx,
    id: ConversationId,
    person: Option<PersonId>,
) -> Result<Vec<Hold>, Fault> {
    let sql = holds!("WHERE h.conversation = $1 AND h.ended_at IS NULL ORDER BY h.id DESC LIMIT $2");
    let mut found: Vec<Hold> =
        cx.all(sql, values![id, SHOWN_MAX]).await?.iter().map(hold).collect::<Result<_, _>>()?;
    found.retain(|hold| hold.person == person);
    Ok(found)
}

/// Some of an organisation that are not ended.
pub(super) async fn open_of_org(cx: &mut Ctx, org: OrgId, limit: i64) -> Result<Vec<Hold>, Fault> {
    let sql = holds!("WHERE h.org = $1 AND h.ended_at IS NULL ORDER BY h.id LIMIT $2");
    cx.all(sql, values![org, limit]).await?.iter().map(hold).collect()
}

/// Those of an organisation, the newest first.
pub(super) async fn of_org(view: &mut View, org: OrgId) -> Result<Vec<Hold>, Fault> {
    let sql = holds!("WHERE h.org = $1 ORDER BY h.id DESC LIMIT $2");
    view.all(sql, values![org, SHOWN_MAX]).await?.iter().map(hold).collect()
}

/// Those of a conversation that stood at some time and concern this person there, the newest first.
pub(super) async fn of(view: &mut View, id: ConversationId, person: PersonId) -> Result<Vec<Hold>, Fault> {
    let sql = holds!(
        "WHERE h.conversation = $1 AND (h.person IS NULL OR h.person = $2) AND h.stands_at IS NOT NULL \
         ORDER BY h.id DESC LIMIT $3"
    );
    view.all(sql, values![id, person, SHOWN_MAX]).await?.iter().map(hold).collect()
}

/// Those on somebody's own part.
pub(super) async fn on(view: &mut View, person: PersonId) -> Result<Vec<Hold>, Fault> {
    let sql = holds!("WHERE h.person = $1 AND h.stands_at IS NOT NULL ORDER BY h.id DESC LIMIT $2");
    view.all(sql, values![person, SHOWN_MAX]).await?.iter().map(hold).collect()
}

/// One to be changed, of an organisation.
pub(super) async fn lock(cx: &mut Ctx, org: OrgId, id: HoldId) -> Result<Option<Hold>, Fault> {
    let sql = holds!("WHERE h.org = $1 AND h.id = $2");
    cx.opt(sql, values![org, id]).await?.as_ref().map(hold).transpose()
}

/// It stands until then; who agreed, where somebody had to.
pub(super) async fn stand(
    cx: &mut Ctx,
    id: HoldId,
    (agreed_by, ends_at): (Option<PersonId>, Timestamp),
) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE chat_hold SET agreed_by = COALESCE($2, agreed_by), stands_at = COALESCE(stands_at, $3), \
               ends_at = $4, asked_by = NULL, asked_days = NULL WHERE id = $1";
    cx.run(sql, values![id, agreed_by, now, ends_at]).await?;
    Ok(())
}

/// Somebody wishes it to stand for so many days more, and waits for another's word.
pub(super) async fn ask(cx: &mut Ctx, id: HoldId, by: PersonId, days: u32) -> Result<(), Fault> {
    cx.run("UPDATE chat_hold SET asked_by = $2, asked_days = $3 WHERE id = $1", values![id, by, days])
        .await?;
    Ok(())
}

/// Those that stood until now and whose time is over.
pub(super) async fn lapsed(cx: &mut Ctx, limit: i64) -> Result<Vec<Hold>, Fault> {
    let now = cx.now();
    let sql = holds!(
        "WHERE h.stands_at IS NOT NULL AND h.ended_at IS NULL AND h.ends_at <= $1 ORDER BY h.ends_at, h.id LIMIT $2"
    );
    cx.all(sql, values![now, limit]).await?.iter().map(hold).collect()
}

/// Ends it.
pub(super) async fn end(cx: &mut Ctx, id: HoldId, at: Timestamp) -> Result<(), Fault> {
    let sql = "UPDATE chat_hold SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
    cx.run(sql, values![id, at]).await?;
    Ok(())
}

/// Whether what this person said there is held now.
pub(crate) async fn covers(cx: &mut Ctx, id: ConversationId, person: PersonId) -> Result<bool, Fault> {
    let now = cx.now();
    let sql =
        concat!("SELECT 1 AS found WHERE ", held_at!("$3"), "$1 AND (h.person IS NULL OR h.person = $2))");
    Ok(cx.opt(sql, values![id, person, now]).await?.is_some())
}

/// Keeps what a message says and said, as it is sealed, before it goes from the log; where its author is held.
pub(crate) async fn withhold(cx: &mut Ctx, id: ConversationId, seq: i64) -> Result<(), Fault> {
    let now = cx.now();
    let sql = concat!(
        "INSERT INTO chat_withheld (conversation, seq, message, id, actor, at, body) \
         SELECT e.conversation, e.seq, CASE WHEN e.kind = 'edit' THEN e.target ELSE e.seq END, e.id, e.actor, \
         e.at, e.body FROM chat_event e WHERE e.conversation = $1 AND e.body IS NOT NULL \
         AND ((e.seq = $2 AND e.kind = 'message') OR (e.target = $2 AND e.kind = 'edit')) AND ",
        held_at!("$3"),
        "$1 AND (h.person IS NULL OR h.person = e.actor)) ON CONFLICT DO NOTHING"
    );
    cx.run(sql, values![id, seq, now]).await?;
    Ok(())
}

fn withheld(row: &Row) -> Result<Withheld, Fault> {
    let (conversation, id): (ConversationId, [u8; 16]) = (row.get("conversation")?, row.get("id")?);
    let body = Sealed::stored(&BODY, Conversation::subject(conversation), id, row.get("body")?);
    Ok(Withheld { message: row.get("message")?, at: row.get("at")?, body })
}

/// What messages between two numbers said last that are withheld, by the number of the message.
pub(super) async fn last_said(
    view: &mut View,
    id: ConversationId,
    (first, until): (i64, i64),
) -> Result<HashMap<i64, Withheld>, Fault> {
    let sql = "SELECT w.conversation, w.message, w.id, w.at, w.body FROM chat_withheld w \
               WHERE w.conversation = $1 AND w.message >= $2 AND w.message <= $3 ORDER BY w.message, w.seq";
    let rows = view.all(sql, values![id, first, until]).await?;
    let said = rows.iter().map(|row| withheld(row).map(|one| (one.message, one)));
    said.collect()
}

/// What somebody said that is withheld, the newest first.
pub(super) async fn said_by(view: &mut View, person: PersonId, limit: i64) -> Result<Vec<Withheld>, Fault> {
    let sql = "SELECT w.conversation, w.message, w.id, w.at, w.body FROM chat_withheld w \
               WHERE w.actor = $1 ORDER BY w.at DESC, w.seq DESC LIMIT $2";
    view.all(sql, values![person, limit]).await?.iter().map(withheld).collect()
}

/// Destroys what no hold is over any longer, at most so much; answers how much.
pub(super) async fn release(cx: &mut Ctx, limit: i64) -> Result<u64, Fault> {
    let now = cx.now();
    let sql = concat!(
        "DELETE FROM chat_withheld WHERE (conversation, seq) IN (SELECT w.conversation, w.seq FROM chat_withheld w \
         WHERE NOT ",
        held_at!("$1"),
        "w.conversation AND (h.person IS NULL OR h.person = w.actor)) LIMIT $2)"
    );
    Ok(cx.run(sql, values![now, limit]).await?)
}

/// All of a conversation go, with what is withheld.
pub(crate) async fn remove_all(cx: &mut Ctx, id: ConversationId) -> Result<(), Fault> {
    cx.run("DELETE FROM chat_withheld WHERE conversation = $1", values![id]).await?;
    cx.run("DELETE FROM chat_hold WHERE conversation = $1", values![id]).await?;
    Ok(())
}

/// Removes those that ended before an instant, and those to which nobody agreed in their time.
pub(super) async fn sweep(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    let unagreed = cx.now().minus(rules::WAITS);
    let sql = "DELETE FROM chat_hold WHERE COALESCE(ended_at, ends_at) < $1 \
               OR (stands_at IS NULL AND given_at <= $2)";
    cx.run(sql, values![before, unagreed]).await?;
    Ok(())
}

/// Who goes is named by no hold any longer, what he asked is withdrawn, and a hold on his part has nothing left to keep.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        let gone = cx.run("DELETE FROM chat_hold WHERE person = $1", values![person]).await?;
        let sql = "UPDATE chat_hold SET asked_by = NULL, asked_days = NULL WHERE asked_by = $1";
        cx.run(sql, values![person]).await?;
        cx.run("UPDATE chat_hold SET given_by = NULL WHERE given_by = $1", values![person]).await?;
        cx.run("UPDATE chat_hold SET agreed_by = NULL WHERE agreed_by = $1", values![person]).await?;
        Ok(gone)
    })
}

/// What somebody said goes, whatever is held.
pub(crate) fn erase_withheld<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM chat_withheld WHERE (conversation, seq) IN \
                   (SELECT conversation, seq FROM chat_withheld WHERE actor = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
