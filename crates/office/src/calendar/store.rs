//! Rows of calendars, events, guests and reminders.

use ground::db::Assembled;
use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use jiff::civil::DateTime;
use vault::Sealed;

use super::guest::store::lead;
pub(crate) use super::guest::store::{Guest, guests, replies};
pub(super) use super::guest::store::{
    answer, answers, ask_anew, come_again, guests_now, guests_of_all, invite, next, remind, reminded,
    reminders, uninvite, wished,
};
use super::rules::{Occurrence, When, listed, read_local, unlisted, written};
use super::{CalendarId, Event, EventId, Refusal, outside};

/// Rows of one look, at most.
pub(super) const LOOK_MAX: i64 = 2_000;
/// Rows of what somebody organises or comes to, for a device.
const DEVICE_MAX: i64 = 2 * super::rules::ENTRIES_MAX;

macro_rules! events {
    (more $more:literal; $($rest:expr),+) => {
        concat!(
            "SELECT ",
            $more,
            "e.id, e.person, e.org, e.calendar, e.room, e.title, e.place, e.notes, e.zone, e.begins, e.minutes, \
             e.all_day, e.rule, e.extra, e.gone, e.series, e.instead, e.is_private, e.is_free, e.uid, e.uid_index, \
             e.sequence, e.from_at, e.until_at, e.made_at, e.changed_at FROM office_event e ",
            $($rest),+
        )
    };
    ($($rest:expr),+) => {
        events!(more ""; $($rest),+)
    };
}

fn local(row: &Row, column: &str) -> Result<DateTime, Fault> {
    let text: String = row.get(column)?;
    read_local(&text).ok_or_else(|| Fault::new("a local time that is none"))
}

fn event(row: &Row) -> Result<Event, Fault> {
    let (id, person, org): (EventId, _, _) = (row.get("id")?, row.get("person")?, row.get("org")?);
    let (subject, at) = (Event::subject(person, org)?, id.bytes());
    let (place, notes): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get("place")?, row.get("notes")?);
    let uid: Option<Vec<u8>> = row.get("uid")?;
    let (extra, gone): (String, String) = (row.get("extra")?, row.get("gone")?);
    let series: Option<EventId> = row.get("series")?;
    let instead = match series {
        Some(series) => Some((series, local(row, "instead")?)),
        None => None,
    };
    Ok(Event {
        id,
        person,
        org,
        calendar: row.get("calendar")?,
        room: row.get("room")?,
        title: Sealed::stored(&Event::TITLE, subject, at, row.get("title")?),
        place: place.map(|bytes| Sealed::stored(&Event::PLACE, subject, at, bytes)),
        notes: notes.map(|bytes| Sealed::stored(&Event::NOTES, subject, at, bytes)),
        when: When {
            zone: row.get("zone")?,
            begins: local(row, "begins")?,
            minutes: row.get("minutes")?,
            all_day: row.get("all_day")?,
            rule: row.get("rule")?,
            extra: unlisted(&extra),
            gone: unlisted(&gone),
        },
        bounds: (row.get("from_at")?, row.get("until_at")?),
        instead,
        is_private: row.get("is_private")?,
        is_free: row.get("is_free")?,
        uid: uid.map(|bytes| Sealed::stored(&Event::UID, subject, at, bytes)),
        uid_index: row.get("uid_index")?,
        sequence: row.get("sequence")?,
        made_at: row.get("made_at")?,
        changed_at: row.get("changed_at")?,
    })
}

/// Events of rows; one that cannot be read is left out and told of, so that a list is not lost with it.
fn readable(rows: &[Row]) -> Vec<Event> {
    let read = |row: &Row| match event(row) {
        Ok(event) => Some(event),
        Err(fault) => {
            let id: Option<EventId> = row.get("id").ok();
            tracing::error!(event = ?id, %fault, "an event cannot be read");
            None
        }
    };
    rows.iter().filter_map(read).collect()
}

/// The same of one look; more than it may have is refused, never cut off.
fn looked(rows: &[Row]) -> Result<Vec<Event>, Refusal> {
    if i64::try_from(rows.len()).unwrap_or(i64::MAX) > LOOK_MAX {
        return Err(Refusal::Narrower);
    }
    Ok(readable(rows))
}

/// What somebody organises or is invited to, within a stretch; nothing of an organisation that shut its calendars.
pub(crate) async fn of_person(
    view: &mut View,
    person: PersonId,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Event>, Refusal> {
    let sql = events!(
        "WHERE ",
        yard::opened!("e", "calendar"),
        " AND e.calendar IS NULL AND e.from_at < $3 AND (e.until_at IS NULL OR e.until_at >= $2) AND (e.person = $1 \
         OR COALESCE(e.series, e.id) IN (SELECT g.event FROM office_guest g WHERE g.person = $1)) ORDER BY e.id LIMIT $4"
    );
    looked(&view.all(sql, values![person, from, until, LOOK_MAX + 1]).await?)
}

/// What stands in the shared calendars of an organisation and in its rooms, within a stretch.
pub(crate) async fn of_org(
    view: &mut View,
    org: OrgId,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Event>, Refusal> {
    let sql = events!(
        "WHERE e.org = $1 AND (e.calendar IS NOT NULL OR e.room IS NOT NULL) AND e.from_at < $3 \
         AND (e.until_at IS NULL OR e.until_at >= $2) ORDER BY e.id LIMIT $4"
    );
    looked(&view.all(sql, values![org, from, until, LOOK_MAX + 1]).await?)
}

/// What happens in a room within a stretch; a room in which more happens than one look may have takes nothing more.
pub(super) async fn of_room_now(
    cx: &mut Ctx,
    room: CalendarId,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Event>, Refusal> {
    let sql = events!(
        "WHERE e.room = $1 AND e.from_at < $3 AND (e.until_at IS NULL OR e.until_at >= $2) ORDER BY e.id LIMIT $4"
    );
    let rows = cx.all(sql, values![room, from, until, LOOK_MAX + 1]).await?;
    looked(&rows).map_err(|_| Refusal::Many)
}

/// Everything that somebody organises, page by page.
pub(super) async fn organised(view: &mut View, person: PersonId) -> Result<Vec<Event>, Fault> {
    let sql = events!("WHERE e.person = $1 ORDER BY e.id LIMIT $2");
    Ok(readable(&view.all(sql, values![person, super::rules::ENTRIES_MAX]).await?))
}

/// All that somebody organises or comes to, with what differs of it. More than a device can have is refused, never cut off, and one that
/// cannot be read is a fault: what is not told would be told as gone.
pub(super) async fn all_of(view: &mut View, person: PersonId) -> Result<Vec<Event>, Refusal> {
    let sql = events!(
        "WHERE e.calendar IS NULL AND (e.person = $1 OR COALESCE(e.series, e.id) IN \
         (SELECT g.event FROM office_guest g WHERE g.person = $1 AND g.reply <> 'declined')) AND ",
        yard::opened!("e", "calendar"),
        " ORDER BY e.id LIMIT $2"
    );
    let rows = view.all(sql, values![person, DEVICE_MAX + 1]).await?;
    if i64::try_from(rows.len()).unwrap_or(i64::MAX) > DEVICE_MAX {
        return Err(Refusal::Many);
    }
    Ok(rows.iter().map(event).collect::<Result<_, Fault>>()?)
}

/// One of them; none of an organisation that shut its calendars.
pub(super) async fn find(view: &mut View, id: EventId) -> Result<Option<Event>, Fault> {
    let sql = events!("WHERE e.id = $1 AND ", yard::opened!("e", "calendar"));
    view.opt(sql, values![id]).await?.as_ref().map(event).transpose()
}

/// One of them, whatever its organisation opened.
pub(super) async fn known(view: &mut View, id: EventId) -> Result<Option<Event>, Fault> {
    view.opt(events!("WHERE e.id = $1"), values![id]).await?.as_ref().map(event).transpose()
}

/// The same within a unit of work; whoever changes it besides waits.
pub(super) async fn find_now(cx: &mut Ctx, id: EventId) -> Result<Option<Event>, Fault> {
    cx.run("UPDATE office_event SET changed_at = changed_at WHERE id = $1", values![id]).await?;
    cx.opt(events!("WHERE e.id = $1"), values![id]).await?.as_ref().map(event).transpose()
}

/// The times of a series that differ.
pub(super) async fn differing(view: &mut View, series: EventId) -> Result<Vec<Event>, Fault> {
    let sql = events!("WHERE e.series = $1 ORDER BY e.instead LIMIT $2");
    Ok(readable(&view.all(sql, values![series, LOOK_MAX]).await?))
}

/// The same within a unit of work; whoever changes one besides waits.
pub(super) async fn differing_now(cx: &mut Ctx, series: EventId) -> Result<Vec<Event>, Fault> {
    cx.run("UPDATE office_event SET changed_at = changed_at WHERE series = $1", values![series]).await?;
    Ok(readable(
        &cx.all(events!("WHERE e.series = $1 ORDER BY e.instead LIMIT $2"), values![series, LOOK_MAX])
            .await?,
    ))
}

/// Keeps a new one.
pub(super) async fn add(cx: &mut Ctx, new: &Event) -> Result<(), Fault> {
    let sql = "INSERT INTO office_event (id, person, org, calendar, room, title, place, notes, zone, begins, minutes, all_day, \
               rule, extra, gone, series, instead, from_at, until_at, is_private, is_free, uid, uid_index, \
               sequence, made_at, changed_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
               $23, $24, $25, $26)";
    let (from, until) = new.bounds;
    let (series, instead) = new.instead.map(|(series, at)| (series, written(at))).unzip();
    let values = values![
        new.id,
        new.person,
        new.org,
        new.calendar,
        new.room,
        &new.title,
        new.place.as_ref(),
        new.notes.as_ref(),
        new.when.zone.as_str(),
        written(new.when.begins),
        new.when.minutes,
        new.when.all_day,
        new.when.rule.as_deref(),
        listed(&new.when.extra),
        listed(&new.when.gone),
        series,
        instead,
        from,
        until,
        new.is_private,
        new.is_free,
        new.uid.as_ref(),
        new.uid_index,
        new.sequence,
        new.made_at,
        new.changed_at
    ];
    cx.run(sql, values).await?;
    // A time that differs is a change of its series.
    if new.instead.is_some() { outside::touched(cx, new.id).await } else { Ok(()) }
}

/// Keeps what was changed of one.
pub(super) async fn save(cx: &mut Ctx, event: &Event) -> Result<(), Fault> {
    let sql = "UPDATE office_event SET org = $2, room = $3, title = $4, place = $5, notes = $6, zone = $7, begins = $8, \
               minutes = $9, all_day = $10, rule = $11, extra = $12, gone = $13, from_at = $14, until_at = $15, \
               is_private = $16, is_free = $17, sequence = $18, changed_at = $19 WHERE id = $1";
    let (from, until) = event.bounds;
    let values = values![
        event.id,
        event.org,
        event.room,
        &event.title,
        event.place.as_ref(),
        event.notes.as_ref(),
        event.when.zone.as_str(),
        written(event.when.begins),
        event.when.minutes,
        event.when.all_day,
        event.when.rule.as_deref(),
        listed(&event.when.extra),
        listed(&event.when.gone),
        from,
        until,
        event.is_private,
        event.is_free,
        event.sequence,
        event.changed_at
    ];
    cx.run(sql, values).await?;
    outside::touched(cx, event.id).await
}

/// Removes one with all that hangs on it.
pub(super) async fn remove(cx: &mut Ctx, id: EventId) -> Result<(), Fault> {
    outside::touched(cx, id).await?;
    cx.run("DELETE FROM office_event WHERE id = $1", values![id]).await?;
    Ok(())
}

/// The times of a series that differ, from a local time on, go.
pub(super) async fn drop_differing(
    cx: &mut Ctx,
    series: EventId,
    from: Option<DateTime>,
) -> Result<(), Fault> {
    let from = from.map(written).unwrap_or_default();
    cx.run("DELETE FROM office_event WHERE series = $1 AND instead >= $2", values![series, from]).await?;
    Ok(())
}

/// How many somebody has, or an organisation in its shared calendars.
pub(super) async fn count(cx: &mut Ctx, person: Option<PersonId>, org: Option<OrgId>) -> Result<i64, Fault> {
    let row = match (person, org) {
        (Some(person), _) => {
            cx.one("SELECT COUNT(*) AS found FROM office_event WHERE person = $1", values![person]).await?
        }
        (None, org) => {
            let sql = "SELECT COUNT(*) AS found FROM office_event WHERE org = $1 AND person IS NULL";
            cx.one(sql, values![org]).await?
        }
    };
    row.get("found")
}

/// Whether somebody has one that came by this name, or that is known by this id.
pub(super) async fn knows(
    cx: &mut Ctx,
    person: PersonId,
    (index, own): ([u8; 16], Option<EventId>),
) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM office_event WHERE person = $1 AND (uid_index = $2 OR id = $3) LIMIT 1";
    Ok(cx.opt(sql, values![person, index, own]).await?.is_some())
}

/// A reminder whose time has come.
pub(super) struct Due {
    pub event: Event,
    pub person: PersonId,
    pub minutes: u32,
    pub due_at: Timestamp,
    /// The time of the event that it is about.
    pub time: Option<Occurrence>,
}

/// Those whose time has come, the oldest first.
pub(super) async fn due(cx: &mut Ctx, most: i64) -> Result<Vec<Due>, Fault> {
    let now = cx.now();
    let sql = events!(
        more "r.person AS told, r.minutes AS lead, r.next_at, ";
        "JOIN office_reminder r ON r.event = e.id WHERE r.next_at <= $1 ORDER BY r.next_at, r.event, r.person, r.minutes LIMIT $2"
    );
    let rows = cx.all(sql, values![now, most]).await?;
    let mut due = Vec::with_capacity(rows.len());
    for row in &rows {
        let Some(found) = readable(std::slice::from_ref(row)).pop() else {
            // Of what cannot be read nobody is reminded, and the others are not kept waiting by it.
            let id: EventId = row.get("id")?;
            cx.run("UPDATE office_reminder SET next_at = NULL WHERE event = $1", values![id]).await?;
            continue;
        };
        let (minutes, due_at): (u32, Timestamp) = (row.get("lead")?, row.get("next_at")?);
        let begins = due_at.plus(lead(minutes));
        let just_before = Timestamp::from_micros(begins.micros().saturating_sub(1));
        let time = found.when.after(just_before).filter(|one| one.from == begins);
        due.push(Due { event: found, person: row.get("told")?, minutes, due_at, time });
    }
    Ok(due)
}

/// Whether somebody is invited to something that another organises.
pub(super) async fn invited_by(view: &mut View, guest: PersonId, organiser: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM office_guest g JOIN office_event e ON e.id = g.event \
               WHERE g.person = $1 AND e.person = $2 LIMIT 1";
    Ok(view.opt(sql, values![guest, organiser]).await?.is_some())
}

/// Whether two people take part in one event, or one organises what the other is invited to.
pub(super) async fn meet(view: &mut View, one: PersonId, other: PersonId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM office_guest a LEFT JOIN office_guest b ON b.event = a.event AND b.person = $2 \
               JOIN office_event e ON e.id = a.event WHERE (a.person = $1 AND (e.person = $2 OR b.person = $2)) \
               OR (a.person = $2 AND e.person = $1) LIMIT 1";
    Ok(view.opt(sql, values![one, other]).await?.is_some())
}

/// What somebody organised for this organisation goes, the times of it that differ with it.
pub(super) async fn leave(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    outside::touched_of_person(cx, org, person).await?;
    cx.run("DELETE FROM office_event WHERE org = $1 AND person = $2", values![org, person]).await?;
    Ok(())
}

/// He is invited no longer to what is for this organisation.
pub(super) async fn uninvite_all(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    for table in ["office_guest", "office_reminder"] {
        let sql = format!(
            "DELETE FROM {table} WHERE person = $2 AND event IN (SELECT id FROM office_event WHERE org = $1)"
        );
        cx.run(Assembled(sql), values![org, person]).await?;
    }
    Ok(())
}

/// What is of an organisation goes, at most so much; how much it was.
pub(super) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<u64, Fault> {
    outside::touched_of_org(cx, org).await?;
    let sql = "DELETE FROM office_event WHERE id IN (SELECT id FROM office_event WHERE org = $1 ORDER BY id LIMIT $2)";
    let gone = cx.run(sql, values![org, most]).await?;
    if gone == 0 {
        return Ok(cx.run("DELETE FROM office_calendar WHERE org = $1", values![org]).await?);
    }
    Ok(gone)
}

/// Rows of somebody who is erased go from one of the tables, at most so many.
pub(super) async fn erase(cx: &mut Ctx, what: Erased, person: PersonId, most: i64) -> Result<u64, Fault> {
    let sql = match what {
        Erased::Events => {
            "DELETE FROM office_event WHERE id IN (SELECT id FROM office_event WHERE person = $1 LIMIT $2)"
        }
        Erased::Replies => {
            "DELETE FROM office_guest WHERE person = $1 AND event IN \
             (SELECT event FROM office_guest WHERE person = $1 LIMIT $2)"
        }
        Erased::Reminders => {
            "DELETE FROM office_reminder WHERE person = $1 AND event IN \
             (SELECT event FROM office_reminder WHERE person = $1 LIMIT $2)"
        }
    };
    Ok(cx.run(sql, values![person, most]).await?)
}

/// From which table.
#[derive(Clone, Copy)]
pub(super) enum Erased {
    /// What he organised.
    Events,
    /// What he was invited to.
    Replies,
    /// Of what he was reminded.
    Reminders,
}
