//! Rows of meetings and of who was admitted to them.

use ground::{Ctx, DeviceId, Fault, MeetingId, OrgId, PersonId, Row, Timestamp, Value, View, values};
use vault::{Sealed, Subject};
use yard::account::{Bound, Name};

use super::{Meeting, Number, Participant, Role};

macro_rules! meetings {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.number, m.host, m.org, m.title, m.passcode_index, m.guests, m.locked, m.started_at, \
             m.ended_at FROM meet_meeting m ",
            $rest
        )
    };
}

macro_rules! participants {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.meeting, p.person, p.identity, p.role, p.name, p.device, p.removed_at \
             FROM meet_participant p ",
            $rest
        )
    };
}

fn meeting(row: &Row) -> Result<Meeting, Fault> {
    let (id, host, org): (MeetingId, PersonId, Option<OrgId>) =
        (row.get("id")?, row.get("host")?, row.get("org")?);
    let number: String = row.get("number")?;
    let title: Option<Vec<u8>> = row.get("title")?;
    Ok(Meeting {
        id,
        number: Number::read(&number).ok_or_else(|| Fault::new("a meeting's number is none"))?,
        host,
        org,
        title: title
            .map(|title| Sealed::stored(&Meeting::TITLE, Meeting::subject(host, org), id.bytes(), title)),
        passcode: row.get("passcode_index")?,
        guests: row.get("guests")?,
        locked: row.get("locked")?,
        started_at: row.get("started_at")?,
        ended_at: row.get("ended_at")?,
    })
}

fn participant(row: &Row) -> Result<Participant, Fault> {
    let (id, person): ([u8; 16], PersonId) = (row.get("id")?, row.get("person")?);
    let name: Option<Vec<u8>> = row.get("name")?;
    let role: String = row.get("role")?;
    Ok(Participant {
        id,
        meeting: row.get("meeting")?,
        person,
        identity: row.get("identity")?,
        role: Role::from_word(&role)?,
        name: name.map(|name| Sealed::stored(&Participant::NAME, Subject::Person(person), id, name)),
        device: row.get("device")?,
        removed_at: row.get("removed_at")?,
    })
}

/// Writes a new meeting; `false` where an open one has the number.
pub(super) async fn add(cx: &mut Ctx, new: &Meeting) -> Result<bool, Fault> {
    let added = cx
        .run(
            "INSERT INTO meet_meeting (id, number, host, org, title, passcode_index, guests, locked, started_at, \
             empty_since, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL) ON CONFLICT DO NOTHING",
            vec![
                new.id.into(),
                new.number.as_str().into(),
                new.host.into(),
                new.org.into(),
                new.title.as_ref().into(),
                Value::Blob(new.passcode.map(|index| index.to_vec())),
                new.guests.into(),
                new.locked.into(),
                new.started_at.into(),
            ],
        )
        .await?;
    Ok(added == 1)
}

/// A meeting by id.
pub(crate) async fn find(view: &mut View, id: MeetingId) -> Result<Option<Meeting>, Fault> {
    view.opt(meetings!("WHERE m.id = $1"), values![id]).await?.as_ref().map(meeting).transpose()
}

/// A meeting by id, within a unit of work.
pub(crate) async fn lock(cx: &mut Ctx, id: MeetingId) -> Result<Option<Meeting>, Fault> {
    cx.opt(meetings!("WHERE m.id = $1"), values![id]).await?.as_ref().map(meeting).transpose()
}

/// The meeting of a number: the open one, else the last.
pub(super) async fn by_number(cx: &mut Ctx, number: &Number) -> Result<Option<Meeting>, Fault> {
    let sql = meetings!(
        "WHERE m.number = $1 ORDER BY CASE WHEN m.ended_at IS NULL THEN 0 ELSE 1 END, m.started_at DESC LIMIT 1"
    );
    cx.opt(sql, values![number.as_str()]).await?.as_ref().map(meeting).transpose()
}

/// The meetings that a person was admitted to, newest first.
pub(super) async fn of_person(
    view: &mut View,
    person: PersonId,
    open_alone: bool,
    limit: i64,
) -> Result<Vec<Meeting>, Fault> {
    let sql = meetings!(
        "JOIN meet_participant p ON p.meeting = m.id WHERE p.person = $1 AND p.removed_at IS NULL \
         AND ($2 = 0 OR m.ended_at IS NULL) AND (m.ended_at IS NULL OR NOT EXISTS \
         (SELECT l.org FROM yard_leaver l WHERE l.org = m.org AND l.person = $1)) ORDER BY m.started_at DESC, m.id DESC LIMIT $3"
    );
    view.all(sql, values![person, open_alone, limit]).await?.iter().map(meeting).collect()
}

/// The meetings that a person hosts or hosted, newest first.
pub(super) async fn hosted(view: &mut View, person: PersonId) -> Result<Vec<Meeting>, Fault> {
    view.all(meetings!("WHERE m.host = $1 ORDER BY m.started_at DESC, m.id DESC"), values![person])
        .await?
        .iter()
        .map(meeting)
        .collect()
}

/// Ends a meeting; its passcode is gone with it.
pub(super) async fn end(cx: &mut Ctx, id: MeetingId) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "UPDATE meet_meeting SET ended_at = $1, passcode_index = NULL WHERE id = $2 AND ended_at IS NULL",
        values![now, id],
    )
    .await?;
    // What somebody was known by at the door is for nothing any longer.
    cx.run("UPDATE meet_participant SET door_mark = NULL, key_mark = NULL WHERE meeting = $1", values![id])
        .await?;
    Ok(())
}

/// Locks or unlocks a meeting.
pub(super) async fn set_locked(cx: &mut Ctx, id: MeetingId, locked: bool) -> Result<(), Fault> {
    cx.run("UPDATE meet_meeting SET locked = $1 WHERE id = $2", values![locked, id]).await?;
    Ok(())
}

/// Notes since when nobody is in a meeting; `None` while somebody is.
pub(crate) async fn set_empty(cx: &mut Ctx, id: MeetingId, since: Option<Timestamp>) -> Result<(), Fault> {
    cx.run("UPDATE meet_meeting SET empty_since = $1 WHERE id = $2", values![since, id]).await?;
    Ok(())
}

/// Open meetings in the order of their ids, after that one.
pub(crate) async fn open_after(
    view: &mut View,
    after: [u8; 16],
    limit: i64,
) -> Result<Vec<MeetingId>, Fault> {
    let sql = "SELECT id FROM meet_meeting WHERE ended_at IS NULL AND id > $1 ORDER BY id LIMIT $2";
    view.all(sql, values![after, limit]).await?.iter().map(|row| row.get("id")).collect()
}

/// Open meetings that nobody is in: left before `left`, or begun before `begun` and never entered.
pub(super) async fn deserted(
    cx: &mut Ctx,
    left: Timestamp,
    begun: Timestamp,
    limit: i64,
) -> Result<Vec<Meeting>, Fault> {
    let sql = meetings!(
        "WHERE m.ended_at IS NULL AND (m.empty_since <= $1 OR (m.empty_since IS NULL AND m.started_at <= $2)) \
         AND NOT EXISTS (SELECT s.id FROM meet_stay s WHERE s.meeting = m.id AND s.went IS NULL) LIMIT $3"
    );
    cx.all(sql, values![left, begun, limit]).await?.iter().map(meeting).collect()
}

/// Admits somebody; `false` where the person was admitted before.
pub(super) async fn admit(cx: &mut Ctx, new: &Participant) -> Result<bool, Fault> {
    let now = cx.now();
    let added = cx
        .run(
            "INSERT INTO meet_participant (id, meeting, person, identity, role, name, device, admitted_at, removed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL) ON CONFLICT (meeting, person) DO NOTHING",
            vec![
                new.id.into(),
                new.meeting.into(),
                new.person.into(),
                new.identity.as_str().into(),
                new.role.word().into(),
                new.name.as_ref().into(),
                new.device.into(),
                now.into(),
            ],
        )
        .await?;
    Ok(added == 1)
}

/// Notes by what a newcomer will be known again, should he be put out, and by what a guest shows afterwards that it was he.
pub(super) async fn set_marks(
    cx: &mut Ctx,
    id: [u8; 16],
    (door, key, own): ([u8; 16], Option<[u8; 16]>, Option<[u8; 16]>),
) -> Result<(), Fault> {
    let sql = "UPDATE meet_participant SET door_mark = $1, key_mark = $2, own_mark = $3 WHERE id = $4";
    cx.run(sql, values![door, key, own, id]).await?;
    Ok(())
}

/// Whether somebody was put out of this meeting who had this guest's key.
pub(super) async fn removed_by_key(cx: &mut Ctx, id: MeetingId, key: [u8; 16]) -> Result<bool, Fault> {
    let sql = "SELECT p.id FROM meet_participant p WHERE p.meeting = $1 AND p.removed_at IS NOT NULL \
               AND p.key_mark = $2 LIMIT 1";
    Ok(cx.opt(sql, values![id, key]).await?.is_some())
}

/// Whether somebody was put out of this meeting who came from this address with this kind of browser.
pub(super) async fn removed_by_door(cx: &mut Ctx, id: MeetingId, door: [u8; 16]) -> Result<bool, Fault> {
    let sql = "SELECT p.id FROM meet_participant p WHERE p.meeting = $1 AND p.removed_at IS NOT NULL \
               AND p.door_mark = $2 LIMIT 1";
    Ok(cx.opt(sql, values![id, door]).await?.is_some())
}

/// What a person is in a meeting.
pub(crate) async fn find_participant(
    view: &mut View,
    id: MeetingId,
    person: PersonId,
) -> Result<Option<Participant>, Fault> {
    let sql = participants!("WHERE p.meeting = $1 AND p.person = $2");
    view.opt(sql, values![id, person]).await?.as_ref().map(participant).transpose()
}

/// The same within a unit of work.
pub(super) async fn lock_participant(
    cx: &mut Ctx,
    id: MeetingId,
    person: PersonId,
) -> Result<Option<Participant>, Fault> {
    let sql = participants!("WHERE p.meeting = $1 AND p.person = $2");
    cx.opt(sql, values![id, person]).await?.as_ref().map(participant).transpose()
}

/// Who has this identity in a meeting.
pub(crate) async fn by_identity(
    cx: &mut Ctx,
    id: MeetingId,
    identity: &str,
) -> Result<Option<Participant>, Fault> {
    let sql = participants!("WHERE p.meeting = $1 AND p.identity = $2");
    cx.opt(sql, values![id, identity]).await?.as_ref().map(participant).transpose()
}

/// Everybody who was admitted, in the order of admission.
pub(crate) async fn participants(view: &mut View, id: MeetingId) -> Result<Vec<Participant>, Fault> {
    let sql = participants!("WHERE p.meeting = $1 ORDER BY p.admitted_at, p.id");
    view.all(sql, values![id]).await?.iter().map(participant).collect()
}

/// The same within a unit of work, without those who were put out.
pub(super) async fn admitted(cx: &mut Ctx, id: MeetingId) -> Result<Vec<Participant>, Fault> {
    let sql = participants!("WHERE p.meeting = $1 AND p.removed_at IS NULL ORDER BY p.admitted_at, p.id");
    cx.all(sql, values![id]).await?.iter().map(participant).collect()
}

/// Takes back that somebody was put out.
pub(super) async fn readmit(cx: &mut Ctx, id: [u8; 16]) -> Result<(), Fault> {
    cx.run("UPDATE meet_participant SET removed_at = NULL WHERE id = $1", values![id]).await?;
    Ok(())
}

/// Puts somebody out.
pub(super) async fn remove(cx: &mut Ctx, id: [u8; 16]) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "UPDATE meet_participant SET removed_at = $1 WHERE id = $2 AND removed_at IS NULL",
        values![now, id],
    )
    .await?;
    Ok(())
}

/// Where this person was admitted and the meeting goes on: which meeting, and who he is there.
pub(crate) async fn seats_of(view: &mut View, person: PersonId) -> Result<Vec<(MeetingId, String)>, Fault> {
    let sql = "SELECT p.meeting, p.identity FROM meet_participant p JOIN meet_meeting m ON m.id = p.meeting \
               WHERE p.person = $1 AND p.removed_at IS NULL AND m.ended_at IS NULL";
    let rows = view.all(sql, values![person]).await?;
    rows.iter().map(|row| Ok((row.get("meeting")?, row.get("identity")?))).collect()
}

/// The same of everybody whose account is frozen.
pub(crate) async fn frozen_seats(view: &mut View) -> Result<Vec<(MeetingId, String)>, Fault> {
    let sql = "SELECT p.meeting, p.identity FROM yard_person y JOIN meet_participant p ON p.person = y.id \
               JOIN meet_meeting m ON m.id = p.meeting \
               WHERE y.frozen_at IS NOT NULL AND p.removed_at IS NULL AND m.ended_at IS NULL";
    let rows = view.all(sql, values![]).await?;
    rows.iter().map(|row| Ok((row.get("meeting")?, row.get("identity")?))).collect()
}

/// How often something was counted in the running window of a bound; counts nothing.
pub(super) async fn counted(cx: &mut Ctx, bound: Bound, key: [u8; 16]) -> Result<i64, Fault> {
    let span = i64::from(bound.span_s);
    let began = cx.now().seconds().div_euclid(span) * span;
    let sql = "SELECT count FROM yard_rate WHERE kind = $1 AND key = $2 AND began_at = $3";
    let row = cx.opt(sql, values![bound.kind, key, began]).await?;
    row.map_or(Ok(0), |row| row.get("count"))
}

/// A guest's session that belongs to a participant.
pub(super) const fn session(participant: &Participant) -> Option<(PersonId, DeviceId)> {
    match participant.device {
        Some(device) => Some((participant.person, device)),
        None => None,
    }
}

/// The type of a guest's sealed name.
pub(super) type GuestName = Sealed<Name>;
