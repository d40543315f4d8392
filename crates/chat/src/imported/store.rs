//! Rows of what was brought along.

use ground::{Ctx, Fault, PersonId, Row, View, values};
use vault::Sealed;
use yard::House;
use yard::erasure::Working;

use super::{Imported, ImportedId, Part};

fn imported(row: &Row) -> Result<Imported, Fault> {
    let (id, person): (ImportedId, PersonId) = (row.get("id")?, row.get("person")?);
    Ok(Imported {
        id,
        person,
        taken_at: row.get("taken_at")?,
        lines: row.get("lines")?,
        parts: row.get("parts")?,
        head: Sealed::stored(&Imported::HEAD, person, id.bytes(), row.get("head")?),
    })
}

fn part(row: &Row) -> Result<Part, Fault> {
    let (id, person): ([u8; 16], PersonId) = (row.get("id")?, row.get("person")?);
    Ok(Part {
        imported: row.get("imported")?,
        place: row.get("place")?,
        id,
        person,
        said: Sealed::stored(&Part::SAID, person, id, row.get("said")?),
    })
}

/// Keeps a new one, with its parts.
pub(super) async fn add(cx: &mut Ctx, new: &Imported, parts: &[Part]) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_imported (id, person, taken_at, lines, parts, head) VALUES ($1, $2, $3, $4, $5, $6)";
    cx.run(sql, values![new.id, new.person, new.taken_at, new.lines, new.parts, &new.head]).await?;
    let sql =
        "INSERT INTO chat_imported_part (imported, place, id, person, said) VALUES ($1, $2, $3, $4, $5)";
    for part in parts {
        cx.run(sql, values![part.imported, part.place, part.id, part.person, &part.said]).await?;
    }
    Ok(())
}

/// Those of a person, the newest first.
pub(super) async fn of(view: &mut View, person: PersonId, limit: i64) -> Result<Vec<Imported>, Fault> {
    let sql = "SELECT id, person, taken_at, lines, parts, head FROM chat_imported WHERE person = $1 \
               ORDER BY id DESC LIMIT $2";
    view.all(sql, values![person, limit]).await?.iter().map(imported).collect()
}

/// How many a person has.
pub(super) async fn count(cx: &mut Ctx, person: PersonId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM chat_imported WHERE person = $1";
    cx.one(sql, values![person]).await?.get("found")
}

/// One part of one.
pub(super) async fn part_of(
    view: &mut View,
    person: PersonId,
    (id, place): (ImportedId, i64),
) -> Result<Option<Part>, Fault> {
    let sql = "SELECT imported, place, id, person, said FROM chat_imported_part \
               WHERE person = $1 AND imported = $2 AND place = $3";
    view.opt(sql, values![person, id, place]).await?.as_ref().map(part).transpose()
}

/// All parts of one, in order.
pub(super) async fn parts(view: &mut View, person: PersonId, id: ImportedId) -> Result<Vec<Part>, Fault> {
    let sql = "SELECT imported, place, id, person, said FROM chat_imported_part \
               WHERE person = $1 AND imported = $2 ORDER BY place";
    view.all(sql, values![person, id]).await?.iter().map(part).collect()
}

/// One goes; `false` where there is none.
pub(super) async fn remove(cx: &mut Ctx, person: PersonId, id: ImportedId) -> Result<bool, Fault> {
    let values = values![person, id];
    cx.run("DELETE FROM chat_imported_part WHERE person = $1 AND imported = $2", values.clone()).await?;
    Ok(cx.run("DELETE FROM chat_imported WHERE person = $1 AND id = $2", values).await? == 1)
}

/// What somebody brought along goes with his account.
pub(crate) fn erase<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move { Ok(cx.run("DELETE FROM chat_imported WHERE person = $1", values![person]).await?) })
}

/// The parts of it.
pub(crate) fn erase_parts<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, most: i64) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM chat_imported_part WHERE (imported, place) IN \
                   (SELECT imported, place FROM chat_imported_part WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
