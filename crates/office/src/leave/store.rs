//! Rows of kinds of leave, of ledgers and of their lines.

use ground::db::{Assembled, places};
use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use std::collections::HashMap;
use vault::{Sealed, Subject};
use yard::House;
use yard::erasure::Working;

use super::{Arranged, EntryRow, Kind, LeaveEntryId, LeaveKindId};
use crate::attendance::Day;

/// Kinds of an organisation, also those that ended.
pub(super) const KINDS_MAX: usize = 60;
/// Lines of one ledger.
pub(super) const LINES_MAX: u32 = 5_000;
/// Lines of one look at many.
const ROWS_MAX: i64 = 50_000;
/// People of one query.
const CHUNK: usize = 400;
/// Rows of one page where all of somebody's are read, and pages.
const PAGE: i64 = 1_000;
const PAGES_MAX: usize = 100;

fn kind(row: &Row) -> Result<Kind, Fault> {
    let text: String = row.get("arranged")?;
    let arranged: Arranged =
        serde_json::from_str(&text).map_err(|error| Fault::caused("reading a kind of leave", error))?;
    let ended: Option<Timestamp> = row.get("ended_at")?;
    Ok(Kind { id: row.get("id")?, arranged, has_ended: ended.is_some() })
}

fn written(arranged: &Arranged) -> Result<String, Fault> {
    serde_json::to_string(arranged).map_err(|error| Fault::caused("writing a kind of leave", error))
}

/// The kinds of an organisation, the oldest first.
pub(super) async fn kinds(view: &mut View, org: OrgId) -> Result<Vec<Kind>, Fault> {
    let sql = "SELECT id, arranged, ended_at FROM office_leave_kind WHERE org = $1 ORDER BY id LIMIT 100";
    view.all(sql, values![org]).await?.iter().map(kind).collect()
}

/// The same within a unit of work.
pub(super) async fn kinds_now(cx: &mut Ctx, org: OrgId) -> Result<Vec<Kind>, Fault> {
    let sql = "SELECT id, arranged, ended_at FROM office_leave_kind WHERE org = $1 ORDER BY id LIMIT 100";
    cx.all(sql, values![org]).await?.iter().map(kind).collect()
}

/// Keeps a kind.
pub(super) async fn add_kind(cx: &mut Ctx, org: OrgId, new: &Kind) -> Result<(), Fault> {
    let (now, text) = (cx.now(), written(&new.arranged)?);
    let sql =
        "INSERT INTO office_leave_kind (id, org, arranged, made_at, ended_at) VALUES ($1, $2, $3, $4, NULL)";
    cx.run(sql, values![new.id, org, text, now]).await?;
    Ok(())
}

/// Arranges a kind anew; `false` where there is none, or it ended.
pub(super) async fn change_kind(
    cx: &mut Ctx,
    org: OrgId,
    id: LeaveKindId,
    arranged: &Arranged,
) -> Result<bool, Fault> {
    let text = written(arranged)?;
    let sql = "UPDATE office_leave_kind SET arranged = $3 WHERE org = $1 AND id = $2 AND ended_at IS NULL";
    Ok(cx.run(sql, values![org, id, text]).await? == 1)
}

/// Ends a kind; `false` where there is none, or it ended.
pub(super) async fn end_kind(cx: &mut Ctx, org: OrgId, id: LeaveKindId) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE office_leave_kind SET ended_at = $3 WHERE org = $1 AND id = $2 AND ended_at IS NULL";
    Ok(cx.run(sql, values![org, id, now]).await? == 1)
}

/// All ledgers of an organisation are to be looked at: its rules changed.
pub(super) async fn look_at_all(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    let sql = "UPDATE office_leave_book SET due_day = 0 WHERE org = $1 AND due_day IS NOT NULL";
    cx.run(sql, values![org]).await?;
    Ok(())
}

fn entry(row: &Row) -> Result<EntryRow, Fault> {
    let (id, person): (LeaveEntryId, PersonId) = (row.get("id")?, row.get("person")?);
    let number: i64 = row.get("number")?;
    Ok(EntryRow {
        id,
        person,
        number: u32::try_from(number).map_err(|error| Fault::caused("numbering a line of leave", error))?,
        at: row.get("at")?,
        by: row.get("made_by")?,
        line: Sealed::stored(&EntryRow::LINE, Subject::Person(person), id.bytes(), row.get("line")?),
    })
}

/// Whose lines are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Those of a membership that goes on.
    Present,
    /// Also those of one that ended.
    All,
}

/// The lines of people in an organisation, each person's the first first.
pub(super) async fn entries(
    view: &mut View,
    org: OrgId,
    people: &[PersonId],
    which: Which,
) -> Result<Vec<EntryRow>, Fault> {
    let mut found = Vec::new();
    let present = if which == Which::Present { "AND left_at IS NULL" } else { "" };
    for people in people.chunks(CHUNK) {
        let among = places(3, people.len());
        let sql = format!(
            "SELECT id, person, number, at, made_by, line FROM office_leave_entry \
             WHERE org = $1 AND person IN ({among}) {present} ORDER BY person, number LIMIT $2"
        );
        let mut values = values![org, ROWS_MAX];
        values.extend(people.iter().map(|one| ground::Value::from(*one)));
        for row in view.all(Assembled(sql), values).await? {
            found.push(entry(&row)?);
        }
    }
    Ok(found)
}

/// How many lines the ledgers of people have, also those of memberships that ended.
pub(super) async fn counts(
    view: &mut View,
    org: OrgId,
    people: &[PersonId],
) -> Result<HashMap<PersonId, u32>, Fault> {
    let mut found = HashMap::new();
    for people in people.chunks(CHUNK) {
        let among = places(2, people.len());
        let sql =
            format!("SELECT person, lines FROM office_leave_book WHERE org = $1 AND person IN ({among})");
        let values = std::iter::once(org.into()).chain(people.iter().map(|one| (*one).into())).collect();
        for row in view.all(Assembled(sql), values).await? {
            let lines: i64 = row.get("lines")?;
            found.insert(row.get("person")?, u32::try_from(lines).unwrap_or(u32::MAX));
        }
    }
    Ok(found)
}

/// All lines about somebody, wherever.
pub(super) async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<EntryRow>, Fault> {
    let sql = "SELECT id, person, number, at, made_by, line FROM office_leave_entry \
               WHERE person = $1 AND id > $2 ORDER BY id LIMIT $3";
    let (mut all, mut after) = (Vec::new(), [0_u8; 16]);
    for _ in 0..PAGES_MAX {
        let rows = view.all(sql, values![person, after, PAGE]).await?;
        let Some(last) = rows.last() else { break };
        after = last.get("id")?;
        for row in &rows {
            all.push(entry(row)?);
        }
    }
    Ok(all)
}

/// Adds lines on top of so many at the instant of the unit of work, and says when something is due next; `false` where others were added meanwhile.
pub(super) async fn add(
    cx: &mut Ctx,
    (org, person): (OrgId, PersonId),
    (on, due): (u32, Day),
    rows: &[EntryRow],
) -> Result<bool, Fault> {
    let sql = "INSERT INTO office_leave_book (org, person, lines, due_day) VALUES ($1, $2, 0, $3) \
               ON CONFLICT (org, person) DO NOTHING";
    cx.run(sql, values![org, person, due.0]).await?;
    let after = rows.last().map_or(on, |row| row.number);
    let sql =
        "UPDATE office_leave_book SET lines = $4, due_day = $5 WHERE org = $1 AND person = $2 AND lines = $3";
    if cx.run(sql, values![org, person, i64::from(on), i64::from(after), due.0]).await? != 1 {
        return Ok(false);
    }
    let now = cx.now();
    for row in rows {
        let sql = "INSERT INTO office_leave_entry (id, org, person, number, at, made_by, line, left_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)";
        cx.run(sql, values![row.id, org, person, i64::from(row.number), now, row.by, &row.line]).await?;
    }
    Ok(true)
}

/// Ledgers in which something is due, the longest due first; each is looked at again tomorrow, whatever comes of it.
pub(super) async fn due(cx: &mut Ctx, today: Day, most: i64) -> Result<Vec<(OrgId, PersonId)>, Fault> {
    let sql = "SELECT org, person FROM office_leave_book WHERE due_day <= $1 ORDER BY due_day LIMIT $2";
    let mut found = Vec::new();
    for row in cx.all(sql, values![today.0, most]).await? {
        let at: (OrgId, PersonId) = (row.get("org")?, row.get("person")?);
        let sql = "UPDATE office_leave_book SET due_day = $3 WHERE org = $1 AND person = $2";
        cx.run(sql, values![at.0, at.1, today.0 + 1]).await?;
        found.push(at);
    }
    Ok(found)
}

/// Somebody leaves: nothing is due any longer, and what there is of him waits for its end.
pub(super) async fn part(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE office_leave_entry SET left_at = $3 WHERE org = $1 AND person = $2 AND left_at IS NULL";
    cx.run(sql, values![org, person, now]).await?;
    let sql = "UPDATE office_leave_book SET due_day = NULL WHERE org = $1 AND person = $2";
    cx.run(sql, values![org, person]).await?;
    Ok(())
}

/// Lines of those who left before an instant go, and books in which there are none.
pub(super) async fn sweep(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM office_leave_entry WHERE left_at < $1", values![before]).await?;
    let sql = "DELETE FROM office_leave_book WHERE due_day IS NULL AND NOT EXISTS (SELECT 1 FROM office_leave_entry e \
               WHERE e.org = office_leave_book.org AND e.person = office_leave_book.person)";
    cx.run(sql, Vec::new()).await?;
    Ok(())
}

/// Some of what an organisation keeps goes; `true` where nothing is left.
pub(super) async fn end_some(cx: &mut Ctx, org: OrgId, most: i64) -> Result<bool, Fault> {
    let all = [
        "DELETE FROM office_leave_entry WHERE id IN (SELECT id FROM office_leave_entry WHERE org = $1 LIMIT $2)",
        "DELETE FROM office_leave_book WHERE org = $1 AND person IN \
         (SELECT person FROM office_leave_book WHERE org = $1 LIMIT $2)",
        "DELETE FROM office_leave_kind WHERE id IN (SELECT id FROM office_leave_kind WHERE org = $1 LIMIT $2)",
    ];
    let mut gone = 0;
    for sql in all {
        gone += cx.run(sql, values![org, most]).await?;
    }
    Ok(gone == 0)
}

yard::erases!(
    /// His books go.
    erase_books,
    "DELETE FROM office_leave_book WHERE person = $1 AND org IN \
     (SELECT org FROM office_leave_book WHERE person = $1 LIMIT $2)"
);

/// The lines about somebody go; those that he wrote about others no longer say that it was he.
pub(crate) fn erase_entries<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let mut done = 0;
        for sql in [
            "DELETE FROM office_leave_entry WHERE id IN (SELECT id FROM office_leave_entry WHERE person = $1 LIMIT $2)",
            "UPDATE office_leave_entry SET made_by = NULL WHERE id IN \
             (SELECT id FROM office_leave_entry WHERE made_by = $1 LIMIT $2)",
        ] {
            done += cx.run(sql, values![person, most]).await?;
        }
        Ok(done)
    })
}
