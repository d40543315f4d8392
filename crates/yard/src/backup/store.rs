//! Rows of `yard_backup`, and what a backup asks of other tables.

use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Backup,
    Keys,
    Erasures,
    Rehearsal,
}

impl Kind {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::Keys => "keys",
            Self::Erasures => "erasures",
            Self::Rehearsal => "rehearsal",
        }
    }
}

/// One row.
#[derive(Clone, Debug)]
pub(super) struct Done {
    pub began_at: Timestamp,
    pub ended_at: Timestamp,
    pub is_done: bool,
    pub archive: String,
    pub bytes: u64,
    /// Rows of a backup or rehearsal; erasures that keys and list know.
    pub held: u64,
    pub files: u64,
    /// Why it failed; empty where it did not.
    pub why: String,
}

impl Done {
    /// Something that succeeded and says no more.
    pub(super) fn at(began_at: Timestamp, ended_at: Timestamp, held: u64) -> Self {
        let (archive, why) = (String::new(), String::new());
        Self { began_at, ended_at, is_done: true, archive, bytes: 0, held, files: 0, why }
    }
}

fn read(row: &Row) -> Result<Done, Fault> {
    Ok(Done {
        began_at: row.get("began_at")?,
        ended_at: row.get("ended_at")?,
        is_done: row.get::<String>("state")? == "done",
        archive: row.get("archive")?,
        bytes: row.get("bytes")?,
        held: row.get("held")?,
        files: row.get("files")?,
        why: row.get("why")?,
    })
}

/// Writes down what became of it.
pub(super) async fn add(cx: &mut Ctx, kind: Kind, done: &Done) -> Result<(), Fault> {
    let int = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    let state = if done.is_done { "done" } else { "failed" };
    let id = ground::ids::fresh_bytes(cx.now());
    cx.run(
        "INSERT INTO yard_backup (id, kind, state, began_at, ended_at, archive, bytes, held, files, why) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        values![
            id,
            kind.word(),
            state,
            done.began_at,
            done.ended_at,
            done.archive.as_str(),
            int(done.bytes),
            int(done.held),
            int(done.files),
            done.why.as_str()
        ],
    )
    .await?;
    Ok(())
}

/// The last that succeeded of a kind.
pub(super) async fn last(view: &mut View, kind: Kind) -> Result<Option<Done>, Fault> {
    let sql = "SELECT began_at, ended_at, state, archive, bytes, held, files, why FROM yard_backup \
               WHERE kind = $1 AND state = 'done' ORDER BY ended_at DESC, id DESC LIMIT 1";
    view.opt(sql, values![kind.word()]).await?.as_ref().map(read).transpose()
}

/// The last of a kind, however it ended.
pub(super) async fn newest(view: &mut View, kind: Kind) -> Result<Option<Done>, Fault> {
    let sql = "SELECT began_at, ended_at, state, archive, bytes, held, files, why FROM yard_backup \
               WHERE kind = $1 ORDER BY ended_at DESC, id DESC LIMIT 1";
    view.opt(sql, values![kind.word()]).await?.as_ref().map(read).transpose()
}

/// Removes what is older.
pub(super) async fn delete_before(cx: &mut Ctx, before: Timestamp) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_backup WHERE ended_at < $1", values![before]).await?;
    Ok(())
}

/// The migrations that the tables have been through.
pub(super) async fn migrations(view: &mut View) -> Result<Vec<i64>, Fault> {
    let rows = view.all("SELECT version FROM ground_migration ORDER BY version", vec![]).await?;
    rows.iter().map(|row| row.get("version")).collect()
}

/// Since when there are tables at all.
pub(super) async fn since(view: &mut View) -> Result<Timestamp, Fault> {
    view.one("SELECT MIN(ran_at) AS ran_at FROM ground_migration", vec![]).await?.get("ran_at")
}

/// Who runs the house.
pub(super) async fn keepers(cx: &mut Ctx) -> Result<Vec<PersonId>, Fault> {
    let rows = cx.all("SELECT id FROM yard_person WHERE keeper = 1 ORDER BY id", vec![]).await?;
    rows.iter().map(|row| row.get("id")).collect()
}
