//! Rows of what was clocked, of keys, of signings in from outside, and of what is to be put right.

use ground::db::{Assembled, places};
use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use vault::{Sealed, Subject};
use yard::House;
use yard::erasure::Working;

use super::agreeing::store::{FIELD_AGREED, PLACE_AGREED, found_agreed};
use super::zone::Day;
use super::{ClockKey, Correction, CorrectionId, Field, FieldId, GroupId, Punch, PunchId, State};

/// Clockings in one look: a page of people for a month, ten a day.
pub(super) const PUNCHES_MAX: i64 = 40_000;
/// People of one query.
pub(super) const CHUNK: usize = 400;
/// Signings in, and corrections, of one list.
const LIST_MAX: i64 = 500;
/// Rows of one page where all of somebody's are read, and pages: more than the bounds of a day let anybody make while they are kept.
const PAGE: i64 = 1_000;
const PAGES_MAX: i64 = 100;

macro_rules! punches {
    ($rest:literal) => {
        concat!("SELECT id, org, person, at, made_at, nonce, record, place FROM office_punch ", $rest)
    };
}

fn punch(row: &Row) -> Result<Punch, Fault> {
    let (id, person): (PunchId, PersonId) = (row.get("id")?, row.get("person")?);
    let (subject, at) = (Subject::Person(person), id.bytes());
    let place: Option<Vec<u8>> = row.get("place")?;
    Ok(Punch {
        id,
        org: row.get("org")?,
        person,
        at: row.get("at")?,
        made_at: row.get("made_at")?,
        nonce: row.get("nonce")?,
        record: Sealed::stored(&Punch::RECORD, subject, at, row.get("record")?),
        place: place.map(|bytes| Sealed::stored(&Punch::PLACE, subject, at, bytes)),
    })
}

/// Keeps a new one; `false` where its challenge was answered already.
pub(super) async fn add(cx: &mut Ctx, new: &Punch) -> Result<bool, Fault> {
    let sql = "INSERT INTO office_punch (id, org, person, at, made_at, nonce, record, place) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let place = new.place.as_ref().map(|place| place.bytes().to_vec());
    let values = values![new.id, new.org, new.person, new.at, new.made_at, new.nonce, &new.record, place];
    match cx.run(sql, values).await {
        Ok(_) => Ok(true),
        Err(error) if error.is_unique_on("office_punch") => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// What people clocked for an organisation in a stretch of time, the earliest first; places as far as they are agreed to still.
pub(super) async fn of_people(
    view: &mut View,
    org: OrgId,
    people: &[PersonId],
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Punch>, Fault> {
    let mut found = Vec::new();
    for people in people.chunks(CHUNK) {
        let among = places(5, people.len());
        let sql = format!(
            "SELECT id, org, person, at, made_at, nonce, record, \
             CASE WHEN place IS NOT NULL AND {PLACE_AGREED} THEN place ELSE NULL END AS place FROM office_punch \
             WHERE org = $1 AND at >= $2 AND at < $3 AND person IN ({among}) ORDER BY person, at, id LIMIT $4"
        );
        let mut values = values![org, from, until, PUNCHES_MAX];
        values.extend(people.iter().map(|one| ground::Value::from(*one)));
        for row in view.all(Assembled(sql), values).await? {
            found.push(punch(&row)?);
        }
    }
    Ok(found)
}

/// All rows that a statement finds of somebody, page by page: it asks for `person = $1 AND id > $2 ORDER BY id LIMIT $3`.
async fn paged(view: &mut View, sql: &'static str, person: PersonId) -> Result<Vec<Row>, Fault> {
    let (mut all, mut after) = (Vec::new(), [0_u8; 16]);
    for _ in 0..PAGES_MAX {
        let rows = view.all(sql, values![person, after, PAGE]).await?;
        let Some(last) = rows.last() else { break };
        after = last.get("id")?;
        all.extend(rows);
    }
    Ok(all)
}

/// All rows that a statement finds of somebody where they have no number: it asks for `person = $1 … LIMIT $2 OFFSET $3`, in an
/// order in which each row has its place.
pub(super) async fn paged_by_place(
    view: &mut View,
    sql: &'static str,
    person: PersonId,
) -> Result<Vec<Row>, Fault> {
    let mut all = Vec::new();
    for page in 0..PAGES_MAX {
        let rows = view.all(sql, values![person, PAGE, page * PAGE]).await?;
        let is_last = rows.is_empty();
        all.extend(rows);
        if is_last {
            break;
        }
    }
    Ok(all)
}

/// All that somebody clocked, wherever.
pub(super) async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<Punch>, Fault> {
    let sql = punches!("WHERE person = $1 AND id > $2 ORDER BY id LIMIT $3");
    paged(view, sql, person).await?.iter().map(punch).collect()
}

fn key(row: &Row) -> Result<ClockKey, Fault> {
    let (id, person): (super::ClockKeyId, PersonId) = (row.get("id")?, row.get("person")?);
    let subject = Subject::Person(person);
    Ok(ClockKey {
        id,
        org: row.get("org")?,
        person,
        device_key: Sealed::stored(&ClockKey::DEVICE_KEY, subject, id.bytes(), row.get("device_key")?),
        since: row.get("since")?,
        replaced: row.get("replaced")?,
    })
}

/// The key of somebody's device for an organisation.
pub(super) async fn key_of(view: &mut View, org: OrgId, person: PersonId) -> Result<Option<ClockKey>, Fault> {
    let sql = "SELECT org, person, id, device_key, since, replaced FROM office_clock_key WHERE org = $1 AND person = $2";
    view.opt(sql, values![org, person]).await?.as_ref().map(key).transpose()
}

/// All keys of somebody.
pub(super) async fn keys_of(view: &mut View, person: PersonId) -> Result<Vec<ClockKey>, Fault> {
    let sql = "SELECT org, person, id, device_key, since, replaced FROM office_clock_key WHERE person = $1 LIMIT 200";
    view.all(sql, values![person]).await?.iter().map(key).collect()
}

/// Keeps a key in place of the one before.
pub(super) async fn put_key(cx: &mut Ctx, new: &ClockKey) -> Result<(), Fault> {
    let sql = "DELETE FROM office_clock_key WHERE org = $1 AND person = $2";
    let replaced = cx.run(sql, values![new.org, new.person]).await? > 0;
    let sql = "INSERT INTO office_clock_key (org, person, id, device_key, since, replaced) VALUES ($1, $2, $3, $4, $5, $6)";
    cx.run(sql, values![new.org, new.person, new.id, &new.device_key, new.since, replaced]).await?;
    Ok(())
}

/// A signing in without its photo, which is long: whether there is one is all that a list says of it.
pub(super) struct Listed {
    /// Its photo is not read.
    pub field: Field,
    pub has_photo: bool,
}

macro_rules! listed {
    ($rest:literal) => {
        concat!(
            "SELECT id, org, person, at, place, ",
            found_agreed!(),
            ", note, CAST(CASE WHEN photo IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_photo FROM office_field ",
            $rest
        )
    };
}

fn listed(row: &Row) -> Result<Listed, Fault> {
    Ok(Listed { field: field(row, None)?, has_photo: row.get("has_photo")? })
}

fn field(row: &Row, photo: Option<Vec<u8>>) -> Result<Field, Fault> {
    let (id, person): (FieldId, PersonId) = (row.get("id")?, row.get("person")?);
    let (subject, at) = (Subject::Person(person), id.bytes());
    let note: Option<Vec<u8>> = row.get("note")?;
    let found: Option<Vec<u8>> = row.get("found")?;
    Ok(Field {
        id,
        org: row.get("org")?,
        person,
        at: row.get("at")?,
        place: Sealed::stored(&Field::PLACE, subject, at, row.get("place")?),
        found: found.map(|bytes| Sealed::stored(&Field::FOUND, subject, at, bytes)),
        note: note.map(|bytes| Sealed::stored(&Field::NOTE, subject, at, bytes)),
        photo: photo.map(|bytes| Sealed::stored(&Field::PHOTO, subject, at, bytes)),
    })
}

/// Keeps a signing in.
pub(super) async fn add_field(cx: &mut Ctx, new: &Field) -> Result<(), Fault> {
    let sql = "INSERT INTO office_field (id, org, person, at, place, note, photo) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let note = new.note.as_ref().map(|note| note.bytes().to_vec());
    let photo = new.photo.as_ref().map(|photo| photo.bytes().to_vec());
    cx.run(sql, values![new.id, new.org, new.person, new.at, &new.place, note, photo]).await?;
    Ok(())
}

/// One of an organisation, as long as it is agreed to.
pub(super) async fn field_of(view: &mut View, org: OrgId, id: FieldId) -> Result<Option<Field>, Fault> {
    let found = found_agreed!();
    let sql = format!(
        "SELECT id, org, person, at, place, {found}, note, photo FROM office_field \
         WHERE org = $1 AND id = $2 AND {FIELD_AGREED}"
    );
    let row = view.opt(Assembled(sql), values![org, id]).await?;
    row.map(|row| field(&row, row.get("photo")?)).transpose()
}

/// Those of an organisation's people in a stretch of time, as far as they are agreed to still; the newest first.
pub(super) async fn fields_of(
    view: &mut View,
    org: OrgId,
    people: &[PersonId],
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Listed>, Fault> {
    let mut found = Vec::new();
    for people in people.chunks(CHUNK) {
        let among = places(5, people.len());
        let sql = listed!("WHERE org = $1 AND at >= $2 AND at < $3 AND person IN");
        let sql = format!("{sql} ({among}) AND {FIELD_AGREED} ORDER BY at DESC, id LIMIT $4");
        let mut values = values![org, from, until, LIST_MAX];
        values.extend(people.iter().map(|one| ground::Value::from(*one)));
        for row in view.all(Assembled(sql), values).await? {
            found.push(listed(&row)?);
        }
    }
    Ok(found)
}

/// Those of somebody in an organisation, the newest first.
pub(super) async fn fields_by(view: &mut View, org: OrgId, person: PersonId) -> Result<Vec<Listed>, Fault> {
    let sql = listed!("WHERE org = $1 AND person = $2 ORDER BY at DESC, id LIMIT $3");
    view.all(sql, values![org, person, LIST_MAX]).await?.iter().map(listed).collect()
}

/// All of somebody, wherever.
pub(super) async fn fields_of_person(view: &mut View, person: PersonId) -> Result<Vec<Listed>, Fault> {
    let sql = listed!("WHERE person = $1 AND id > $2 ORDER BY id LIMIT $3");
    paged(view, sql, person).await?.iter().map(listed).collect()
}

macro_rules! corrections {
    ($rest:literal) => {
        concat!(
            "SELECT id, org, person, approver, day, at, state, reason, asked_at, decided_by, decided_at \
             FROM office_correction ",
            $rest
        )
    };
}

fn correction(row: &Row) -> Result<Correction, Fault> {
    let (id, person): (CorrectionId, PersonId) = (row.get("id")?, row.get("person")?);
    let word: String = row.get("state")?;
    Ok(Correction {
        id,
        org: row.get("org")?,
        person,
        approver: row.get("approver")?,
        day: Day(row.get("day")?),
        at: row.get("at")?,
        state: State::from_word(&word).ok_or_else(|| Fault::new("an unknown state of a correction"))?,
        reason: Sealed::stored(&Correction::REASON, Subject::Person(person), id.bytes(), row.get("reason")?),
        asked_at: row.get("asked_at")?,
        decided_by: row.get("decided_by")?,
        decided_at: row.get("decided_at")?,
    })
}

/// Keeps what somebody asks to be put right.
pub(super) async fn add_correction(cx: &mut Ctx, new: &Correction) -> Result<(), Fault> {
    let sql = "INSERT INTO office_correction (id, org, person, approver, day, at, state, reason, asked_at, decided_by, \
               decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL)";
    let values = values![
        new.id,
        new.org,
        new.person,
        new.approver,
        new.day.0,
        new.at,
        new.state.word(),
        &new.reason,
        new.asked_at
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// One of an organisation.
pub(super) async fn correction_of(
    view: &mut View,
    org: OrgId,
    id: CorrectionId,
) -> Result<Option<Correction>, Fault> {
    let sql = corrections!("WHERE org = $1 AND id = $2");
    view.opt(sql, values![org, id]).await?.as_ref().map(correction).transpose()
}

/// Decides one that waits; `false` where it does not.
pub(super) async fn decide(
    cx: &mut Ctx,
    id: CorrectionId,
    state: State,
    by: PersonId,
) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE office_correction SET state = $2, decided_by = $3, decided_at = $4 \
               WHERE id = $1 AND state = 'waiting'";
    Ok(cx.run(sql, values![id, state.word(), by, now]).await? == 1)
}

/// What somebody asked of an organisation, the newest first.
pub(super) async fn asked_by(
    view: &mut View,
    org: OrgId,
    person: PersonId,
) -> Result<Vec<Correction>, Fault> {
    let sql = corrections!("WHERE org = $1 AND person = $2 ORDER BY asked_at DESC, id LIMIT $3");
    view.all(sql, values![org, person, LIST_MAX]).await?.iter().map(correction).collect()
}

/// How many of somebody's wait.
pub(super) async fn waiting_of(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM office_correction WHERE org = $1 AND person = $2 AND state = 'waiting'";
    cx.one(sql, values![org, person]).await?.get("found")
}

/// What waits in an organisation, the longest first, each with the group in which that day was; where a manager is named, of the
/// groups that he manages now.
pub(super) async fn waiting(
    view: &mut View,
    org: OrgId,
    manager: Option<PersonId>,
) -> Result<Vec<(Correction, Option<GroupId>)>, Fault> {
    // The group of the day, or of a day without one the last: as `belonging::group_on` finds it.
    let of = "SELECT a.grp FROM office_attendee a WHERE a.org = c.org AND a.person = c.person";
    let group = format!(
        "COALESCE(({of} AND a.from_day <= c.day AND (a.until_day IS NULL OR a.until_day > c.day) LIMIT 1), \
         ({of} ORDER BY a.from_day DESC LIMIT 1))"
    );
    let managed = "(SELECT m.grp FROM office_group_manager m WHERE m.person = $3 AND m.org = $1)";
    let within = if manager.is_some() { format!("AND {group} IN {managed}") } else { String::new() };
    let sql = format!(
        "SELECT c.id AS id, c.org AS org, c.person AS person, c.approver AS approver, c.day AS day, c.at AS at, \
         c.state AS state, c.reason AS reason, c.asked_at AS asked_at, c.decided_by AS decided_by, \
         c.decided_at AS decided_at, {group} AS grp FROM office_correction c \
         WHERE c.org = $1 AND c.state = 'waiting' {within} ORDER BY c.asked_at, c.id LIMIT $2"
    );
    let mut values = values![org, LIST_MAX];
    values.extend(manager.map(ground::Value::from));
    let rows = view.all(Assembled(sql), values).await?;
    rows.iter().map(|row| Ok((correction(row)?, row.get("grp")?))).collect()
}

/// All that somebody asked, wherever.
pub(super) async fn corrections_of(view: &mut View, person: PersonId) -> Result<Vec<Correction>, Fault> {
    let sql = corrections!("WHERE person = $1 AND id > $2 ORDER BY id LIMIT $3");
    paged(view, sql, person).await?.iter().map(correction).collect()
}

/// What was clocked, and asked to be put right, before an instant goes.
pub(super) async fn sweep_records(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM office_punch WHERE at < $1", values![before]).await?;
    cx.run("DELETE FROM office_correction WHERE asked_at < $1", values![before]).await?;
    Ok(())
}

/// Places from before an instant go: those of signings in with what was noted there, those of clockings alone.
pub(super) async fn sweep_places(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM office_field WHERE at < $1", values![before]).await?;
    cx.run("UPDATE office_punch SET place = NULL WHERE at < $1 AND place IS NOT NULL", values![before])
        .await?;
    Ok(())
}

/// What was noted and photographed before an instant goes.
pub(super) async fn sweep_notes(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    let sql = "UPDATE office_field SET note = NULL, photo = NULL \
               WHERE at < $1 AND (note IS NOT NULL OR photo IS NOT NULL)";
    cx.run(sql, values![before]).await?;
    Ok(())
}

/// Somebody agrees to exact places no longer: those that were kept go. That he clocked stays.
pub(super) async fn end_places(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    let sql = "UPDATE office_punch SET place = NULL WHERE org = $1 AND person = $2 AND place IS NOT NULL";
    cx.run(sql, values![org, person]).await?;
    Ok(())
}

/// Somebody agrees to signing in from outside no longer: place, note and photo go with the row. That he clocked stays.
pub(super) async fn end_fields(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM office_field WHERE org = $1 AND person = $2", values![org, person]).await?;
    Ok(())
}

/// Somebody leaves an organisation: his key goes, where he was, and what he photographed there. That he worked stays.
pub(super) async fn part(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM office_clock_key WHERE org = $1 AND person = $2", values![org, person]).await?;
    end_fields(cx, org, person).await?;
    end_places(cx, org, person).await?;
    let sql = "UPDATE office_correction SET state = 'withdrawn' WHERE org = $1 AND person = $2 AND state = 'waiting'";
    cx.run(sql, values![org, person]).await?;
    // What waited for him waits for whoever looks after the group.
    let sql =
        "UPDATE office_correction SET approver = NULL WHERE org = $1 AND approver = $2 AND state = 'waiting'";
    cx.run(sql, values![org, person]).await?;
    Ok(())
}

/// Some of what an organisation keeps goes; `true` where nothing is left.
pub(super) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let all = [
        "DELETE FROM office_punch WHERE id IN (SELECT id FROM office_punch WHERE org = $1 LIMIT $2)",
        "DELETE FROM office_field WHERE id IN (SELECT id FROM office_field WHERE org = $1 LIMIT $2)",
        "DELETE FROM office_correction WHERE id IN (SELECT id FROM office_correction WHERE org = $1 LIMIT $2)",
        "DELETE FROM office_clock_key WHERE id IN (SELECT id FROM office_clock_key WHERE org = $1 LIMIT $2)",
    ];
    end_each(cx, &all, org, most).await
}

/// Runs statements that each delete at most so many rows of an organisation; `true` where none deleted any.
pub(super) async fn end_each(
    cx: &mut Ctx,
    all: &[&'static str],
    org: OrgId,
    most: i64,
) -> Result<bool, Fault> {
    let mut gone = 0;
    for sql in all {
        gone += cx.run(*sql, values![org, most]).await?;
    }
    Ok(gone == 0)
}

yard::erases!(
    /// What somebody clocked goes.
    erase_punches,
    "DELETE FROM office_punch WHERE id IN (SELECT id FROM office_punch WHERE person = $1 LIMIT $2)"
);
yard::erases!(
    /// His keys go.
    erase_keys,
    "DELETE FROM office_clock_key WHERE id IN (SELECT id FROM office_clock_key WHERE person = $1 LIMIT $2)"
);
yard::erases!(
    /// From where he signed in goes.
    erase_fields,
    "DELETE FROM office_field WHERE id IN (SELECT id FROM office_field WHERE person = $1 LIMIT $2)"
);

/// What somebody asked goes; what he decided no longer says that it was he.
pub(crate) fn erase_corrections<'a>(
    _: &'a House,
    cx: &'a mut Ctx,
    person: PersonId,
    most: i64,
) -> Working<'a> {
    Box::pin(async move {
        let mut done = 0;
        for sql in [
            "DELETE FROM office_correction WHERE id IN (SELECT id FROM office_correction WHERE person = $1 LIMIT $2)",
            "UPDATE office_correction SET approver = NULL WHERE id IN \
             (SELECT id FROM office_correction WHERE approver = $1 LIMIT $2)",
            "UPDATE office_correction SET decided_by = NULL WHERE id IN \
             (SELECT id FROM office_correction WHERE decided_by = $1 LIMIT $2)",
        ] {
            done += cx.run(sql, values![person, most]).await?;
        }
        Ok(done)
    })
}
