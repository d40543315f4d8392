//! Rows of files and of their pieces.

use ground::{Ctx, Fault, PersonId, Row, Timestamp, Value, View, values};
use vault::Sealed;

use super::rules::{self, About};
use super::{File, FileId};
use crate::conversation::{Conversation, ConversationId};
use crate::hold::store::held_at;

macro_rules! files {
    ($($rest:tt)+) => {
        concat!(
            "SELECT f.id, f.conversation, f.person, f.size, f.kept, f.claim, f.at, f.seq, f.preview, f.about \
             FROM chat_file f ",
            $($rest)+
        )
    };
}

fn file(row: &Row) -> Result<File, Fault> {
    let (id, conversation): (FileId, ConversationId) = (row.get("id")?, row.get("conversation")?);
    let subject = Conversation::subject(conversation);
    Ok(File {
        id,
        conversation,
        person: row.get("person")?,
        size: row.get("size")?,
        kept: row.get("kept")?,
        claim: row.get("claim")?,
        at: row.get("at")?,
        seq: row.get("seq")?,
        preview: row.get("preview")?,
        about: Sealed::<About>::stored(&File::ABOUT, subject, id.bytes(), row.get("about")?),
    })
}

/// Writes a new file, of which nothing has come.
pub(super) async fn add(cx: &mut Ctx, new: &File) -> Result<(), Fault> {
    let sql = "INSERT INTO chat_file (id, conversation, person, size, kept, claim, at, seq, place, preview, about) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, 0, NULL, $8)";
    let values =
        values![new.id, new.conversation, new.person, new.size, new.kept, new.claim, new.at, &new.about];
    cx.run(sql, values).await?;
    Ok(())
}

/// How many files of somebody wait to be sent.
pub(super) async fn unsent_of(cx: &mut Ctx, person: PersonId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS found FROM chat_file WHERE person = $1 AND seq IS NULL";
    cx.one(sql, values![person]).await?.get("found")
}

/// A file of a conversation.
pub(super) async fn find(view: &mut View, at: ConversationId, id: FileId) -> Result<Option<File>, Fault> {
    let sql = files!("WHERE f.conversation = $1 AND f.id = $2 AND f.withheld = 0");
    view.opt(sql, values![at, id]).await?.as_ref().map(file).transpose()
}

/// The same, whether or not it is withheld.
pub(super) async fn find_any(view: &mut View, at: ConversationId, id: FileId) -> Result<Option<File>, Fault> {
    let sql = files!("WHERE f.conversation = $1 AND f.id = $2");
    view.opt(sql, values![at, id]).await?.as_ref().map(file).transpose()
}

/// From now on who has this claim writes on, and nobody before him. `false` where it stands elsewhere by now.
pub(super) async fn claim(cx: &mut Ctx, id: FileId, kept: i64, claim: [u8; 16]) -> Result<bool, Fault> {
    let sql = "UPDATE chat_file SET claim = $3 WHERE id = $1 AND kept = $2 AND seq IS NULL";
    Ok(cx.run(sql, values![id, kept, claim]).await? == 1)
}

/// A piece has come; `false` where somebody else writes by now, or the file is gone.
pub(super) async fn extend(
    cx: &mut Ctx,
    id: FileId,
    claim: [u8; 16],
    (start, length): (i64, i64),
) -> Result<bool, Fault> {
    let sql =
        "UPDATE chat_file SET kept = kept + $4 WHERE id = $1 AND claim = $2 AND kept = $3 AND seq IS NULL";
    if cx.run(sql, values![id, claim, start, length]).await? != 1 {
        return Ok(false);
    }
    let sql = "INSERT INTO chat_file_piece (file, start, length, blob) VALUES ($1, $2, $3, $4)";
    cx.run(sql, values![id, start, length, rules::blob(&claim, start)]).await?;
    Ok(true)
}

/// The small picture lies here now; `false` where the file is gone or sent.
pub(super) async fn show(cx: &mut Ctx, id: FileId, preview: &str) -> Result<bool, Fault> {
    let sql = "UPDATE chat_file SET preview = $2 WHERE id = $1 AND seq IS NULL";
    Ok(cx.run(sql, values![id, preview]).await? == 1)
}

/// A piece of a file in the store.
pub(super) struct Piece {
    pub start: i64,
    pub length: i64,
    pub blob: String,
}

/// The pieces that a part of a file lies in, in order.
pub(super) async fn pieces(view: &mut View, id: FileId, (from, to): (i64, i64)) -> Result<Vec<Piece>, Fault> {
    let sql = "SELECT start, length, blob FROM chat_file_piece WHERE file = $1 AND start < $3 \
               AND start + length > $2 ORDER BY start";
    let rows = view.all(sql, values![id, from, to]).await?;
    rows.iter()
        .map(|row| Ok(Piece { start: row.get("start")?, length: row.get("length")?, blob: row.get("blob")? }))
        .collect()
}

/// How many of these are whole, somebody's own, of this conversation, and not sent yet.
pub(crate) async fn sendable(
    cx: &mut Ctx,
    (conversation, person): (ConversationId, PersonId),
    files: &[FileId],
) -> Result<usize, Fault> {
    let places = ground::db::places(3, files.len());
    let sql = format!(
        "SELECT COUNT(*) AS found FROM chat_file WHERE conversation = $1 AND person = $2 AND seq IS NULL \
         AND kept = size AND id IN ({places})"
    );
    let mut values = values![conversation, person];
    values.extend(files.iter().map(|id| Value::from(*id)));
    cx.one(ground::db::Assembled(sql), values).await?.get("found")
}

/// A message carries these from now on, in this order.
pub(crate) async fn send(
    cx: &mut Ctx,
    (conversation, seq): (ConversationId, i64),
    files: &[FileId],
) -> Result<(), Fault> {
    let sql = "UPDATE chat_file SET seq = $3, place = $4 WHERE conversation = $1 AND id = $2 AND seq IS NULL";
    for (place, id) in (0_i64..).zip(files) {
        if cx.run(sql, values![conversation, *id, seq, place]).await? != 1 {
            return Err(Fault::new("a file went while its message was written"));
        }
    }
    Ok(())
}

/// The files that messages between two numbers carry, in order.
pub(super) async fn between(
    view: &mut View,
    id: ConversationId,
    (first, until): (i64, i64),
) -> Result<Vec<File>, Fault> {
    let sql = files!(
        "WHERE f.conversation = $1 AND f.seq >= $2 AND f.seq <= $3 AND f.withheld = 0 ORDER BY f.seq, f.place"
    );
    view.all(sql, values![id, first, until]).await?.iter().map(file).collect()
}

/// The same, with those that are withheld.
pub(super) async fn between_any(
    view: &mut View,
    id: ConversationId,
    (first, until): (i64, i64),
) -> Result<Vec<File>, Fault> {
    let sql = files!("WHERE f.conversation = $1 AND f.seq >= $2 AND f.seq <= $3 ORDER BY f.seq, f.place");
    view.all(sql, values![id, first, until]).await?.iter().map(file).collect()
}

/// Files that somebody sent, the newest first.
pub(super) async fn sent_by(view: &mut View, person: PersonId, limit: i64) -> Result<Vec<File>, Fault> {
    let sql = files!("WHERE f.person = $1 AND f.seq IS NOT NULL ORDER BY f.at DESC, f.id LIMIT $2");
    view.all(sql, values![person, limit]).await?.iter().map(file).collect()
}

/// Files that nobody sent, begun before an instant.
pub(super) async fn unsent(cx: &mut Ctx, before: Timestamp, limit: i64) -> Result<Vec<File>, Fault> {
    let sql = files!("WHERE f.seq IS NULL AND f.at < $1 ORDER BY f.at LIMIT $2");
    cx.all(sql, values![before, limit]).await?.iter().map(file).collect()
}

/// The files of somebody who is erased.
pub(super) async fn of_person(cx: &mut Ctx, person: PersonId, most: i64) -> Result<Vec<File>, Fault> {
    let sql = files!("WHERE f.person = $1 ORDER BY f.id LIMIT $2");
    cx.all(sql, values![person, most]).await?.iter().map(file).collect()
}

/// The files of a message.
pub(super) async fn of_message(cx: &mut Ctx, id: ConversationId, seq: i64) -> Result<Vec<File>, Fault> {
    let sql = files!("WHERE f.conversation = $1 AND f.seq = $2 AND f.withheld = 0");
    cx.all(sql, values![id, seq]).await?.iter().map(file).collect()
}

/// The files of a message are kept by a hold alone from now on.
pub(super) async fn withhold(cx: &mut Ctx, id: ConversationId, seq: i64) -> Result<(), Fault> {
    cx.run("UPDATE chat_file SET withheld = 1 WHERE conversation = $1 AND seq = $2", values![id, seq])
        .await?;
    Ok(())
}

/// Files that are withheld, and over which no hold is any longer.
pub(super) async fn unheld(cx: &mut Ctx, limit: i64) -> Result<Vec<File>, Fault> {
    let now = cx.now();
    let sql = files!(
        "WHERE f.withheld = 1 AND NOT ",
        held_at!("$1"),
        "f.conversation AND (h.person IS NULL OR h.person = f.person)) ORDER BY f.id LIMIT $2"
    );
    cx.all(sql, values![now, limit]).await?.iter().map(file).collect()
}

/// All files of a conversation.
pub(super) async fn of_conversation(cx: &mut Ctx, id: ConversationId) -> Result<Vec<File>, Fault> {
    cx.all(files!("WHERE f.conversation = $1"), values![id]).await?.iter().map(file).collect()
}

/// Removes a file's rows; answers the names of all that lies of it in the store, or may lie there.
pub(super) async fn remove(cx: &mut Ctx, file: &File) -> Result<Vec<String>, Fault> {
    let sql = "DELETE FROM chat_file_piece WHERE file = $1 RETURNING blob";
    let rows = cx.all(sql, values![file.id]).await?;
    let mut names: Vec<String> = rows.iter().map(|row| row.get("blob")).collect::<Result<_, _>>()?;
    cx.run("DELETE FROM chat_file WHERE id = $1", values![file.id]).await?;
    names.extend(file.preview.clone());
    if !file.is_whole() {
        // What whoever wrote last had stored and did not live to note.
        names.push(rules::blob(&file.claim, file.kept));
    }
    Ok(names)
}

/// Removes pieces of somebody's files; answers their names.
pub(super) async fn remove_pieces(cx: &mut Ctx, person: PersonId, most: i64) -> Result<Vec<String>, Fault> {
    let sql = "DELETE FROM chat_file_piece WHERE (file, start) IN (SELECT p.file, p.start FROM chat_file_piece p \
               JOIN chat_file f ON f.id = p.file WHERE f.person = $1 LIMIT $2) RETURNING blob";
    cx.all(sql, values![person, most]).await?.iter().map(|row| row.get("blob")).collect()
}
