//! Rows of guests and reminders.

use ground::db::{Assembled, places};
use ground::{Ctx, Fault, PersonId, Row, Timestamp, Value, View, values};
use jiff::civil::DateTime;

use crate::calendar::rules::{ENTRIES_MAX, REMINDERS_MAX, Reply, When, read_local, written};
use crate::calendar::store::Due;
use crate::calendar::{EventId, Refusal};

/// Invitations of all that a device of somebody has.
const DEVICE_MAX: i64 = 100_000;

/// Somebody who is invited.
#[derive(Clone)]
pub(crate) struct Guest {
    pub person: PersonId,
    pub reply: Reply,
    /// Another time that he proposed, local to the event.
    pub proposed: Option<DateTime>,
}

fn guest(row: &Row) -> Result<Guest, Fault> {
    let (reply, proposed): (String, Option<String>) = (row.get("reply")?, row.get("proposed")?);
    Ok(Guest {
        person: row.get("person")?,
        reply: Reply::from_word(&reply).ok_or_else(|| Fault::new("an unknown reply"))?,
        proposed: proposed.as_deref().and_then(read_local),
    })
}

/// Who is invited.
pub(crate) async fn guests(view: &mut View, event: EventId) -> Result<Vec<Guest>, Fault> {
    let sql = "SELECT person, reply, proposed FROM office_guest WHERE event = $1 ORDER BY made_at, person LIMIT 500";
    view.all(sql, values![event]).await?.iter().map(guest).collect()
}

/// The same within a unit of work.
pub(in crate::calendar) async fn guests_now(cx: &mut Ctx, event: EventId) -> Result<Vec<Guest>, Fault> {
    let sql = "SELECT person, reply, proposed FROM office_guest WHERE event = $1 ORDER BY made_at, person LIMIT 500";
    cx.all(sql, values![event]).await?.iter().map(guest).collect()
}

/// What somebody said to each of these.
pub(crate) async fn replies(
    view: &mut View,
    person: PersonId,
    events: &[EventId],
) -> Result<Vec<(EventId, Reply)>, Fault> {
    let mut found = Vec::new();
    for events in events.chunks(400) {
        let sql = format!(
            "SELECT event, reply FROM office_guest WHERE person = $1 AND event IN ({})",
            places(2, events.len())
        );
        let values: Vec<Value> =
            std::iter::once(person.into()).chain(events.iter().map(|event| (*event).into())).collect();
        for row in view.all(Assembled(sql), values).await? {
            let reply: String = row.get("reply")?;
            let reply = Reply::from_word(&reply).ok_or_else(|| Fault::new("an unknown reply"))?;
            found.push((row.get("event")?, reply));
        }
    }
    Ok(found)
}

/// Invites somebody; nothing changes where he is invited already.
pub(in crate::calendar) async fn invite(cx: &mut Ctx, event: EventId, person: PersonId) -> Result<(), Fault> {
    let sql = "INSERT INTO office_guest (event, person, reply, made_at) VALUES ($1, $2, 'waiting', $3) \
               ON CONFLICT (event, person) DO NOTHING";
    let now = cx.now();
    cx.run(sql, values![event, person, now]).await?;
    Ok(())
}

/// He is invited no longer.
pub(in crate::calendar) async fn uninvite(
    cx: &mut Ctx,
    event: EventId,
    person: PersonId,
) -> Result<(), Fault> {
    cx.run("DELETE FROM office_guest WHERE event = $1 AND person = $2", values![event, person]).await?;
    cx.run("DELETE FROM office_reminder WHERE event = $1 AND person = $2", values![event, person]).await?;
    Ok(())
}

/// All are asked anew.
pub(in crate::calendar) async fn ask_anew(cx: &mut Ctx, event: EventId) -> Result<(), Fault> {
    let sql =
        "UPDATE office_guest SET reply = 'waiting', proposed = NULL, answered_at = NULL WHERE event = $1";
    cx.run(sql, values![event]).await?;
    Ok(())
}

/// What somebody answers.
pub(in crate::calendar) async fn answer(
    cx: &mut Ctx,
    event: EventId,
    person: PersonId,
    (reply, proposed): (Reply, Option<DateTime>),
) -> Result<(), Fault> {
    let sql = "UPDATE office_guest SET reply = $3, proposed = $4, answered_at = $5 WHERE event = $1 AND person = $2";
    let now = cx.now();
    cx.run(sql, values![event, person, reply.word(), proposed.map(written), now]).await?;
    Ok(())
}

/// How long before somebody is told.
pub(in crate::calendar) async fn reminders(
    view: &mut View,
    event: EventId,
    person: PersonId,
) -> Result<Vec<u32>, Fault> {
    let sql = "SELECT minutes FROM office_reminder WHERE event = $1 AND person = $2 ORDER BY minutes";
    view.all(sql, values![event, person]).await?.iter().map(|row| row.get("minutes")).collect()
}

/// The same from now on, each with when it comes next.
pub(in crate::calendar) async fn remind(
    cx: &mut Ctx,
    (event, person): (EventId, PersonId),
    before: &[(u32, Option<Timestamp>)],
) -> Result<(), Fault> {
    cx.run("DELETE FROM office_reminder WHERE event = $1 AND person = $2", values![event, person]).await?;
    for (minutes, next) in before {
        let sql = "INSERT INTO office_reminder (event, person, minutes, next_at) VALUES ($1, $2, $3, $4)";
        cx.run(sql, values![event, person, *minutes, *next]).await?;
    }
    Ok(())
}

pub(in crate::calendar) fn lead(minutes: u32) -> std::time::Duration {
    std::time::Duration::from_secs(u64::from(minutes) * 60)
}

/// When a reminder so long before comes next, after an instant.
pub(in crate::calendar) fn next(when: &When, minutes: u32, after: Timestamp) -> Option<Timestamp> {
    when.after(after.plus(lead(minutes))).map(|one| one.from.minus(lead(minutes)))
}

/// When it comes next.
pub(in crate::calendar) async fn come_again(cx: &mut Ctx, due: &Due) -> Result<(), Fault> {
    let next = next(&due.event.when, due.minutes, cx.now());
    let sql = "UPDATE office_reminder SET next_at = $4 WHERE event = $1 AND person = $2 AND minutes = $3";
    cx.run(sql, values![due.event.id, due.person, due.minutes, next]).await?;
    Ok(())
}

/// Whose reminders hang on an event, and how long before each comes.
pub(in crate::calendar) async fn reminded(
    cx: &mut Ctx,
    event: EventId,
) -> Result<Vec<(PersonId, u32)>, Fault> {
    let sql =
        "SELECT person, minutes FROM office_reminder WHERE event = $1 ORDER BY person, minutes LIMIT 2000";
    let rows = cx.all(sql, values![event]).await?;
    rows.iter().map(|row| Ok((row.get("person")?, row.get("minutes")?))).collect()
}

/// What somebody answered, to what and since when it waits for him.
pub(in crate::calendar) async fn answers(
    view: &mut View,
    person: PersonId,
) -> Result<Vec<(EventId, Guest, Timestamp)>, Fault> {
    let sql = "SELECT event, person, reply, proposed, made_at FROM office_guest WHERE person = $1 \
               ORDER BY made_at, event LIMIT $2";
    let rows = view.all(sql, values![person, ENTRIES_MAX]).await?;
    rows.iter().map(|row| Ok((row.get("event")?, guest(row)?, row.get("made_at")?))).collect()
}

/// Of what somebody wants to be reminded, how many minutes before, with since when its event is there.
pub(in crate::calendar) async fn wished(
    view: &mut View,
    person: PersonId,
) -> Result<Vec<(EventId, u32, Timestamp)>, Fault> {
    let sql = "SELECT r.event, r.minutes, e.made_at FROM office_reminder r JOIN office_event e ON e.id = r.event \
               WHERE r.person = $1 ORDER BY r.event, r.minutes LIMIT $2";
    let most = 2 * ENTRIES_MAX * i64::try_from(REMINDERS_MAX).unwrap_or(1);
    let rows = view.all(sql, values![person, most]).await?;
    rows.iter().map(|row| Ok((row.get("event")?, row.get("minutes")?, row.get("made_at")?))).collect()
}

/// Who is invited to what somebody organises or is invited to; refused where they are too many to look at.
pub(in crate::calendar) async fn guests_of_all(
    view: &mut View,
    person: PersonId,
) -> Result<Vec<(EventId, Guest)>, Refusal> {
    let sql = "SELECT g.event, g.person, g.reply, g.proposed FROM office_guest g JOIN office_event e ON e.id = g.event \
               WHERE e.person = $1 OR g.event IN (SELECT event FROM office_guest WHERE person = $1) \
               ORDER BY g.event, g.made_at, g.person LIMIT $2";
    let rows = view.all(sql, values![person, DEVICE_MAX + 1]).await?;
    if i64::try_from(rows.len()).unwrap_or(i64::MAX) > DEVICE_MAX {
        return Err(Refusal::Many);
    }
    let read = |row: &Row| Ok((row.get("event")?, guest(row)?));
    Ok(rows.iter().map(read).collect::<Result<_, Fault>>()?)
}
