//! Rows of people outside who are invited, and of addresses that want nothing.

use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use jiff::civil::DateTime;
use vault::{Sealed, Subject};

use super::rules::{AGAIN, SETTLES, Why};
use super::{Outsider, OutsiderId};
use crate::calendar::EventId;
use crate::calendar::rules::{ENTRIES_MAX, Reply, read_local, written};

macro_rules! outsiders {
    ($rest:literal) => {
        concat!(
            "SELECT id, event, person, address, name, reply, proposed, told, sequence, told_at, is_out, why, due_at, over_at, made_at \
             FROM office_outsider ",
            $rest
        )
    };
}

fn outsider(row: &Row) -> Result<Outsider, Fault> {
    let (id, person): (OutsiderId, PersonId) = (row.get("id")?, row.get("person")?);
    let (subject, at) = (Subject::Person(person), id.bytes());
    let (name, told): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get("name")?, row.get("told")?);
    let (reply, proposed): (String, Option<String>) = (row.get("reply")?, row.get("proposed")?);
    let why: Option<String> = row.get("why")?;
    Ok(Outsider {
        id,
        event: row.get("event")?,
        person,
        address: Sealed::stored(&Outsider::ADDRESS, subject, at, row.get("address")?),
        name: name.map(|bytes| Sealed::stored(&Outsider::NAME, subject, at, bytes)),
        reply: Reply::from_word(&reply).ok_or_else(|| Fault::new("an unknown reply"))?,
        proposed: proposed.as_deref().and_then(read_local),
        told: told.map(|bytes| Sealed::stored(&Outsider::TOLD, subject, at, bytes)),
        sequence: row.get("sequence")?,
        told_at: row.get("told_at")?,
        is_out: row.get("is_out")?,
        why: why.as_deref().and_then(Why::from_word),
        due_at: row.get("due_at")?,
        over_at: row.get("over_at")?,
        made_at: row.get("made_at")?,
    })
}

/// Those of an event who are invited to it, in the order of their invitation.
pub(super) async fn of(view: &mut View, event: EventId) -> Result<Vec<Outsider>, Fault> {
    let sql = outsiders!("WHERE event = $1 AND is_out = $2 ORDER BY made_at, id LIMIT 100");
    view.all(sql, values![event, false]).await?.iter().map(outsider).collect()
}

/// Those whom somebody invited.
pub(super) async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<Outsider>, Fault> {
    let sql = outsiders!("WHERE person = $1 ORDER BY made_at, id LIMIT $2");
    view.all(sql, values![person, ENTRIES_MAX]).await?.iter().map(outsider).collect()
}

/// One of them.
pub(super) async fn find(view: &mut View, id: OutsiderId) -> Result<Option<Outsider>, Fault> {
    view.opt(outsiders!("WHERE id = $1"), values![id]).await?.as_ref().map(outsider).transpose()
}

/// The same within a unit of work; whoever changes it besides waits.
pub(super) async fn find_now(cx: &mut Ctx, id: OutsiderId) -> Result<Option<Outsider>, Fault> {
    cx.run("UPDATE office_outsider SET is_out = is_out WHERE id = $1", values![id]).await?;
    cx.opt(outsiders!("WHERE id = $1"), values![id]).await?.as_ref().map(outsider).transpose()
}

/// How many are invited to an event.
pub(super) async fn count(cx: &mut Ctx, event: EventId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM office_outsider WHERE event = $1";
    cx.one(sql, values![event]).await?.get("found")
}

/// Whether an address stands at an event already.
pub(super) async fn is_there(cx: &mut Ctx, event: EventId, index: [u8; 16]) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM office_outsider WHERE event = $1 AND address_index = $2";
    Ok(cx.opt(sql, values![event, index]).await?.is_some())
}

/// Keeps a new one.
pub(super) async fn add(cx: &mut Ctx, new: &Outsider, index: [u8; 16]) -> Result<(), Fault> {
    let sql = "INSERT INTO office_outsider (id, event, person, address, address_index, name, reply, sequence, is_out, due_at, \
               over_at, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let values = values![
        new.id,
        new.event,
        new.person,
        &new.address,
        index,
        new.name.as_ref(),
        new.reply.word(),
        new.sequence,
        new.is_out,
        new.due_at,
        new.over_at,
        new.made_at
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// An event changed: after a while it is looked at what of it is news for those outside.
pub(in crate::calendar) async fn touched(cx: &mut Ctx, event: EventId) -> Result<(), Fault> {
    let due = cx.now().plus(SETTLES);
    let sql = "UPDATE office_outsider SET due_at = $2 WHERE event = $1 OR event = (SELECT series FROM office_event WHERE id = $1)";
    cx.run(sql, values![event, due]).await?;
    Ok(())
}

/// The same of all that somebody organises for an organisation.
pub(in crate::calendar) async fn touched_of_person(
    cx: &mut Ctx,
    org: OrgId,
    person: PersonId,
) -> Result<(), Fault> {
    let due = cx.now().plus(SETTLES);
    let sql = "UPDATE office_outsider SET due_at = $3 WHERE person = $2 \
               AND event IN (SELECT id FROM office_event WHERE org = $1 AND person = $2)";
    cx.run(sql, values![org, person, due]).await?;
    Ok(())
}

/// The same of all that is of an organisation.
pub(in crate::calendar) async fn touched_of_org(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    let due = cx.now().plus(SETTLES);
    let sql =
        "UPDATE office_outsider SET due_at = $2 WHERE event IN (SELECT id FROM office_event WHERE org = $1)";
    cx.run(sql, values![org, due]).await?;
    Ok(())
}

/// Those for whom there may be news, the longest waiting first, each with when it is looked at again where nothing comes of it.
pub(super) async fn due(cx: &mut Ctx, most: i64) -> Result<Vec<(OutsiderId, Timestamp)>, Fault> {
    let now = cx.now();
    let again = now.plus(AGAIN);
    let sql = "SELECT id FROM office_outsider WHERE due_at <= $1 ORDER BY due_at, id LIMIT $2";
    let mut due = Vec::new();
    for row in cx.all(sql, values![now, most]).await? {
        let id: OutsiderId = row.get("id")?;
        postpone(cx, id, again).await?;
        due.push((id, again));
    }
    Ok(due)
}

/// From when on one is looked at next.
pub(super) async fn postpone(cx: &mut Ctx, id: OutsiderId, due: Timestamp) -> Result<(), Fault> {
    cx.run("UPDATE office_outsider SET due_at = $2 WHERE id = $1", values![id, due]).await?;
    Ok(())
}

/// There is nothing more to tell, unless it changed since it was looked at.
pub(super) async fn settle(
    cx: &mut Ctx,
    (id, due): (OutsiderId, Timestamp),
    why: Option<Why>,
) -> Result<(), Fault> {
    cx.run("UPDATE office_outsider SET due_at = NULL WHERE id = $1 AND due_at = $2", values![id, due])
        .await?;
    cx.run("UPDATE office_outsider SET why = $2 WHERE id = $1", values![id, why.map(Why::word)]).await?;
    Ok(())
}

/// What was told now, under which number, and when all of it is over.
pub(super) async fn told(
    cx: &mut Ctx,
    id: OutsiderId,
    (told, sequence, over): (&Sealed<String>, i64, Option<Timestamp>),
) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE office_outsider SET told = $2, sequence = $3, over_at = $4, told_at = $5 WHERE id = $1";
    cx.run(sql, values![id, told, sequence, over, now]).await?;
    Ok(())
}

/// What he answers, or that he is asked anew.
pub(super) async fn answer(
    cx: &mut Ctx,
    id: OutsiderId,
    (reply, proposed): (Reply, Option<DateTime>),
) -> Result<(), Fault> {
    let now = (reply != Reply::Waiting).then(|| cx.now());
    let sql = "UPDATE office_outsider SET reply = $2, proposed = $3, answered_at = $4 WHERE id = $1";
    cx.run(sql, values![id, reply.word(), proposed.map(written), now]).await?;
    Ok(())
}

/// He is invited no longer, and is told so.
pub(super) async fn out(cx: &mut Ctx, id: OutsiderId) -> Result<(), Fault> {
    cx.run("UPDATE office_outsider SET is_out = $2 WHERE id = $1", values![id, true]).await?;
    Ok(())
}

/// One of them goes.
pub(super) async fn remove(cx: &mut Ctx, id: OutsiderId) -> Result<(), Fault> {
    cx.run("DELETE FROM office_outsider WHERE id = $1", values![id]).await?;
    Ok(())
}

/// All that is held of an address goes, and nothing is sent there again; who had invited it.
pub(super) async fn forget(cx: &mut Ctx, index: [u8; 16]) -> Result<Vec<PersonId>, Fault> {
    let now = cx.now();
    let sql = "INSERT INTO office_outsider_refusal (address_index, made_at) VALUES ($1, $2) ON CONFLICT (address_index) DO NOTHING";
    cx.run(sql, values![index, now]).await?;
    let sql = "SELECT DISTINCT person FROM office_outsider WHERE address_index = $1 AND is_out = $2 ORDER BY person LIMIT 200";
    let rows = cx.all(sql, values![index, false]).await?;
    let people = rows.iter().map(|row| row.get("person")).collect::<Result<_, _>>()?;
    cx.run("DELETE FROM office_outsider WHERE address_index = $1", values![index]).await?;
    Ok(people)
}

/// Whether whoever has this address wants nothing.
pub(super) async fn refuses(cx: &mut Ctx, index: [u8; 16]) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM office_outsider_refusal WHERE address_index = $1";
    Ok(cx.opt(sql, values![index]).await?.is_some())
}

/// Those go whose event is over since before an instant.
pub(super) async fn sweep(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM office_outsider WHERE over_at < $1", values![before]).await?;
    Ok(())
}

/// What was said of mails longer ago is forgotten.
pub(super) async fn sweep_refusals(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM office_outsider_refusal WHERE made_at < $1", values![before]).await?;
    Ok(())
}

yard::erases!(
    /// Whom he invited goes.
    erase,
    "DELETE FROM office_outsider WHERE id IN (SELECT id FROM office_outsider WHERE person = $1 LIMIT $2)"
);
