//! Rows of pictures and voice clips.

use ground::{Because, Ctx, Fault, PersonId, Row, Timestamp, View, values};
use policy::Category;
use vault::Field;

use crate::House;
use crate::erasure::Working;
use crate::ticket::jobs::RemoveFile;
use crate::ticket::media::Media;
use crate::ticket::{FileId, Side, TicketId};

/// What a file is sealed for. The column holds its random name.
pub(in crate::ticket) const FILE: Field<String> =
    Field::declare("yard_ticket_file", "file", Category::Feedback);

/// A row of `yard_ticket_file`.
pub(in crate::ticket) struct FileRow {
    pub id: FileId,
    pub ticket: TicketId,
    pub person: PersonId,
    pub side: Side,
    pub media: Media,
    pub size: i64,
    pub at: Timestamp,
    /// Its name in the store.
    pub file: String,
}

const FILES: &str = "SELECT id, ticket, person, side, media, size, at, file FROM yard_ticket_file";

fn read(row: &Row) -> Result<FileRow, Fault> {
    let (side, media): (String, String) = (row.get("side")?, row.get("media")?);
    Ok(FileRow {
        id: row.get("id")?,
        ticket: row.get("ticket")?,
        person: row.get("person")?,
        side: Side::from_word(&side).because("a file of an unknown side")?,
        media: Media::from_word(&media).because("a file of an unknown kind")?,
        size: row.get("size")?,
        at: row.get("at")?,
        file: row.get("file")?,
    })
}

fn select(rest: &str) -> ground::db::Assembled<String> {
    ground::db::Assembled(format!("{FILES} {rest}"))
}

/// Writes a file's row.
pub(in crate::ticket) async fn add(cx: &mut Ctx, row: &FileRow) -> Result<(), Fault> {
    cx.run(
        "INSERT INTO yard_ticket_file (id, ticket, person, side, media, size, at, file) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            row.id,
            row.ticket,
            row.person,
            row.side.word(),
            row.media.word(),
            row.size,
            row.at,
            row.file.as_str()
        ],
    )
    .await?;
    Ok(())
}

/// The files of a ticket, oldest first.
pub(in crate::ticket) async fn of_ticket(view: &mut View, ticket: TicketId) -> Result<Vec<FileRow>, Fault> {
    let rows = view.all(select("WHERE ticket = $1 ORDER BY id"), values![ticket]).await?;
    rows.iter().map(read).collect()
}

/// The same within a unit of work.
pub(in crate::ticket) async fn of_ticket_now(cx: &mut Ctx, ticket: TicketId) -> Result<Vec<FileRow>, Fault> {
    let rows = cx.all(select("WHERE ticket = $1 ORDER BY id"), values![ticket]).await?;
    rows.iter().map(read).collect()
}

/// One file of a ticket.
pub(in crate::ticket) async fn find(
    view: &mut View,
    ticket: TicketId,
    id: FileId,
) -> Result<Option<FileRow>, Fault> {
    let row = view.opt(select("WHERE ticket = $1 AND id = $2"), values![ticket, id]).await?;
    row.as_ref().map(read).transpose()
}

/// The files of a person, oldest first.
pub(in crate::ticket) async fn of_person(
    view: &mut View,
    person: PersonId,
    limit: u32,
) -> Result<Vec<FileRow>, Fault> {
    let rows = view.all(select("WHERE person = $1 ORDER BY id LIMIT $2"), values![person, limit]).await?;
    rows.iter().map(read).collect()
}

/// Says that a file belongs to somebody else now, and where it lies for him.
pub(in crate::ticket) async fn hand_over(
    cx: &mut Ctx,
    id: FileId,
    to: PersonId,
    file: &str,
) -> Result<(), Fault> {
    let sql = "UPDATE yard_ticket_file SET person = $1, file = $2 WHERE id = $3";
    cx.run(sql, values![to, file, id]).await?;
    Ok(())
}

/// Removes the files of a ticket: rows now, what lies in the store after the commit.
pub(in crate::ticket) async fn remove_of(cx: &mut Ctx, ticket: TicketId) -> Result<(), Fault> {
    let rows =
        cx.all("DELETE FROM yard_ticket_file WHERE ticket = $1 RETURNING file", values![ticket]).await?;
    forget(cx, &rows).await
}

async fn forget(cx: &mut Ctx, rows: &[Row]) -> Result<(), Fault> {
    for row in rows {
        RemoveFile::later(cx, &row.get::<String>("file")?).await?;
    }
    Ok(())
}

/// Files of an erased person.
pub(in crate::ticket) fn erase<'a>(
    _: &'a House,
    cx: &'a mut Ctx,
    person: PersonId,
    most: i64,
) -> Working<'a> {
    Box::pin(async move {
        let sql = "DELETE FROM yard_ticket_file WHERE id IN \
                   (SELECT id FROM yard_ticket_file WHERE person = $1 LIMIT $2) RETURNING file";
        let rows = cx.all(sql, values![person, most]).await?;
        forget(cx, &rows).await?;
        Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
    })
}
