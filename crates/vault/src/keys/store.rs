//! Every statement of `keys.db`. Nothing outside this file knows that it is SQLite.
//!
//! | table | holds | lives |
//! |---|---|---|
//! | `vault_key` | a wrapped key per subject, key group and generation | until it is destroyed |
//! | `vault_key_gone` | the tombstone of a destroyed key; group `*` is all groups, also later ones | for good |
//! | `vault_erased` | who was erased, by opaque id, when, and the leaf that says so | for good: it is the erasure list |
//! | `vault_secret` | wrapped secrets of the house by name | as long as the house |
//!
//! Nothing here is exported to anyone. `secure_delete` overwrites what is deleted, and the write-ahead log is folded
//! in and cut to nothing before a destruction is acknowledged. What a copying file system or a disk keeps of old
//! blocks stays wrapped by the master key.

use ground::{Because, Fault};
use policy::KeyGroup;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{Row, Sqlite, Transaction};
use std::path::Path;
use std::time::Duration;

use crate::Subject;
use crate::receipt::Erased;

const READERS: u32 = 2;

const SCHEMA: [&str; 4] = [
    "CREATE TABLE IF NOT EXISTS vault_key (\
     id BLOB PRIMARY KEY, subject BLOB NOT NULL, key_group TEXT NOT NULL, generation INTEGER NOT NULL, \
     wrapped BLOB NOT NULL, made_at INTEGER NOT NULL, UNIQUE (subject, key_group, generation)) STRICT",
    "CREATE TABLE IF NOT EXISTS vault_key_gone (\
     subject BLOB NOT NULL, key_group TEXT NOT NULL, gone_at INTEGER NOT NULL, PRIMARY KEY (subject, key_group)) STRICT",
    "CREATE TABLE IF NOT EXISTS vault_erased (\
     subject BLOB PRIMARY KEY, at INTEGER NOT NULL, leaf INTEGER NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS vault_secret (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL) STRICT",
];

/// A wrapped key.
pub(super) struct KeyRow {
    pub(super) id: [u8; 16],
    pub(super) subject: Subject,
    pub(super) group: KeyGroup,
    pub(super) wrapped: Vec<u8>,
}

/// What is known of a subject's key.
pub(super) enum Standing {
    Key(KeyRow),
    Gone,
    Absent,
}

/// The open file.
#[derive(Clone)]
pub(super) struct KeyStore {
    write: SqlitePool,
    read: SqlitePool,
}

/// One unit of the writer's work.
pub(super) struct Change(Transaction<'static, Sqlite>);

impl KeyStore {
    pub(super) async fn open(path: &Path) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            .pragma("secure_delete", "ON");
        let write = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        for statement in SCHEMA {
            sqlx::query(statement).execute(&write).await?;
        }
        let read = SqlitePoolOptions::new().max_connections(READERS).connect_with(options).await?;
        Ok(Self { write, read })
    }

    pub(super) async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }

    pub(super) async fn by_id(&self, id: [u8; 16]) -> Result<Option<KeyRow>, Fault> {
        let row = sqlx::query("SELECT id, subject, key_group, wrapped FROM vault_key WHERE id = $1")
            .bind(id.to_vec())
            .fetch_optional(&self.read)
            .await
            .because("reading a key")?;
        row.as_ref().map(key_row).transpose()
    }

    pub(super) async fn standing(&self, subject: Subject, group: KeyGroup) -> Result<Standing, Fault> {
        let mut connection = self.read.acquire().await.because("reading keys")?;
        standing(&mut connection, subject, group).await
    }

    pub(super) async fn secret(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        let row = sqlx::query("SELECT wrapped FROM vault_secret WHERE name = $1")
            .bind(name.to_owned())
            .fetch_optional(&self.read)
            .await
            .because("reading a secret")?;
        row.map(|row| row.try_get("wrapped").because("reading a secret")).transpose()
    }

    pub(super) async fn keep_secret(&self, name: &str, wrapped: Vec<u8>) -> Result<(), Fault> {
        sqlx::query("INSERT INTO vault_secret (name, wrapped) VALUES ($1, $2)")
            .bind(name.to_owned())
            .bind(wrapped)
            .execute(&self.write)
            .await
            .because("keeping a secret")
            .map(drop)
    }

    pub(super) async fn note_erased(&self, erased: Erased) -> Result<(), Fault> {
        sqlx::query("INSERT INTO vault_erased (subject, at, leaf) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(erased.subject.bytes().to_vec())
            .bind(erased.at.micros())
            .bind(i64::try_from(erased.leaf).unwrap_or(i64::MAX))
            .execute(&self.write)
            .await
            .because("noting an erasure")
            .map(drop)
    }

    pub(super) async fn erasure_list(&self) -> Result<Vec<Erased>, Fault> {
        let rows = sqlx::query("SELECT subject, at, leaf FROM vault_erased ORDER BY at, subject")
            .fetch_all(&self.read)
            .await
            .because("reading the erasure list")?;
        rows.iter().map(erased_row).collect()
    }

    /// The tombstones: subject, key group (`*` is all of them, `!` that somebody was erased), instant.
    pub(super) async fn gone(&self) -> Result<Vec<(Subject, String, i64)>, Fault> {
        let sql = "SELECT subject, key_group, gone_at FROM vault_key_gone \
                   UNION ALL SELECT subject, '!', at FROM vault_erased ORDER BY 3, 1, 2";
        let rows = sqlx::query(sql).fetch_all(&self.read).await.because("reading tombstones")?;
        rows.iter()
            .map(|row| {
                let group = row.try_get("key_group").because("reading a tombstone")?;
                Ok((subject_of(row)?, group, row.try_get("gone_at").because("reading a tombstone")?))
            })
            .collect()
    }

    /// How many tombstones there are; their number only grows.
    pub(super) async fn gone_count(&self) -> Result<u64, Fault> {
        let sql =
            "SELECT (SELECT COUNT(*) FROM vault_key_gone) + (SELECT COUNT(*) FROM vault_erased) AS held";
        let row = sqlx::query(sql).fetch_one(&self.read).await;
        let held: i64 = row.and_then(|row| row.try_get("held")).because("counting tombstones")?;
        u64::try_from(held).because("counting tombstones")
    }

    /// Everybody who has a key, or had one.
    pub(super) async fn subjects(&self) -> Result<Vec<Subject>, Fault> {
        let sql = "SELECT subject FROM vault_key UNION SELECT subject FROM vault_key_gone ORDER BY subject";
        let rows = sqlx::query(sql).fetch_all(&self.read).await.because("reading keys")?;
        rows.iter().map(subject_of).collect()
    }

    /// Removes keys whose tombstone stands: a copy that was taken while a key was destroyed may hold both.
    pub(super) async fn drop_gone(&self) -> Result<(), Fault> {
        let sql = "DELETE FROM vault_key WHERE EXISTS (SELECT 1 FROM vault_key_gone g \
                   WHERE g.subject = vault_key.subject AND g.key_group IN (vault_key.key_group, '*'))";
        sqlx::query(sql).execute(&self.write).await.because("removing destroyed keys").map(drop)
    }

    pub(super) async fn begin(&self) -> Result<Change, Fault> {
        self.write.begin_with("BEGIN IMMEDIATE").await.because("beginning with keys").map(Change)
    }

    /// Folds the write-ahead log into the file and cuts it to nothing, so that no deleted key is left in it.
    pub(super) async fn fold(&self) -> Result<(), Fault> {
        let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(&self.write)
            .await
            .because("folding the log of keys.db")?;
        let busy: i64 = row.try_get(0).because("folding the log of keys.db")?;
        if busy == 0 { Ok(()) } else { Err(Fault::new("the log of keys.db is busy and could not be folded")) }
    }
}

impl Change {
    pub(super) async fn standing(&mut self, subject: Subject, group: KeyGroup) -> Result<Standing, Fault> {
        standing(&mut self.0, subject, group).await
    }

    pub(super) async fn insert(&mut self, row: &KeyRow, now: ground::Timestamp) -> Result<(), Fault> {
        sqlx::query(
            "INSERT INTO vault_key (id, subject, key_group, generation, wrapped, made_at) VALUES ($1, $2, $3, 1, $4, $5)",
        )
        .bind(row.id.to_vec())
        .bind(row.subject.bytes().to_vec())
        .bind(row.group.id())
        .bind(row.wrapped.clone())
        .bind(now.micros())
        .execute(&mut *self.0)
        .await
        .because("keeping a key")
        .map(drop)
    }

    pub(super) async fn destroy(
        &mut self,
        subject: Subject,
        group: Option<KeyGroup>,
        now: ground::Timestamp,
    ) -> Result<(), Fault> {
        let group = group.map_or("*", KeyGroup::id);
        sqlx::query("DELETE FROM vault_key WHERE subject = $1 AND (key_group = $2 OR $2 = '*')")
            .bind(subject.bytes().to_vec())
            .bind(group)
            .execute(&mut *self.0)
            .await
            .because("destroying a key")?;
        sqlx::query(
            "INSERT INTO vault_key_gone (subject, key_group, gone_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(subject.bytes().to_vec())
        .bind(group)
        .bind(now.micros())
        .execute(&mut *self.0)
        .await
        .because("destroying a key")
        .map(drop)
    }

    /// Every key.
    pub(super) async fn all(&mut self) -> Result<Vec<KeyRow>, Fault> {
        let rows = sqlx::query("SELECT id, subject, key_group, wrapped FROM vault_key")
            .fetch_all(&mut *self.0)
            .await
            .because("reading keys")?;
        rows.iter().map(key_row).collect()
    }

    /// Keeps a key as it is wrapped now.
    pub(super) async fn rewrapped(&mut self, id: [u8; 16], wrapped: Vec<u8>) -> Result<(), Fault> {
        sqlx::query("UPDATE vault_key SET wrapped = $1 WHERE id = $2")
            .bind(wrapped)
            .bind(id.to_vec())
            .execute(&mut *self.0)
            .await
            .because("wrapping a key anew")
            .map(drop)
    }

    /// Every secret of the house.
    pub(super) async fn secrets(&mut self) -> Result<Vec<(String, Vec<u8>)>, Fault> {
        let rows = sqlx::query("SELECT name, wrapped FROM vault_secret")
            .fetch_all(&mut *self.0)
            .await
            .because("reading secrets")?;
        rows.iter()
            .map(|row| Ok((row.try_get("name")?, row.try_get("wrapped")?)))
            .collect::<Result<_, sqlx::Error>>()
            .because("reading secrets")
    }

    /// Keeps a secret as it is wrapped now.
    pub(super) async fn secret_rewrapped(&mut self, name: &str, wrapped: Vec<u8>) -> Result<(), Fault> {
        sqlx::query("UPDATE vault_secret SET wrapped = $1 WHERE name = $2")
            .bind(wrapped)
            .bind(name.to_owned())
            .execute(&mut *self.0)
            .await
            .because("wrapping a secret anew")
            .map(drop)
    }

    pub(super) async fn commit(self) -> Result<(), Fault> {
        self.0.commit().await.because("making keys durable")
    }
}

async fn standing(
    connection: &mut sqlx::SqliteConnection,
    subject: Subject,
    group: KeyGroup,
) -> Result<Standing, Fault> {
    let gone = sqlx::query("SELECT 1 FROM vault_key_gone WHERE subject = $1 AND key_group IN ($2, '*')")
        .bind(subject.bytes().to_vec())
        .bind(group.id())
        .fetch_optional(&mut *connection)
        .await
        .because("reading tombstones")?;
    if gone.is_some() {
        return Ok(Standing::Gone);
    }
    let row = sqlx::query(
        "SELECT id, subject, key_group, wrapped FROM vault_key WHERE subject = $1 AND key_group = $2 \
         ORDER BY generation DESC LIMIT 1",
    )
    .bind(subject.bytes().to_vec())
    .bind(group.id())
    .fetch_optional(&mut *connection)
    .await
    .because("reading a key")?;
    row.as_ref().map_or(Ok(Standing::Absent), |row| key_row(row).map(Standing::Key))
}

fn erased_row(row: &SqliteRow) -> Result<Erased, Fault> {
    let subject: Vec<u8> = row.try_get("subject").because("reading the erasure list")?;
    let (at, leaf): (i64, i64) = (
        row.try_get("at").because("reading the erasure list")?,
        row.try_get("leaf").because("reading the erasure list")?,
    );
    Ok(Erased {
        subject: Subject::from_bytes(&subject).because("the erasure list has an unknown kind of subject")?,
        at: ground::Timestamp::from_micros(at),
        leaf: u64::try_from(leaf).because("the erasure list has a leaf that is none")?,
    })
}

fn subject_of(row: &SqliteRow) -> Result<Subject, Fault> {
    let subject: Vec<u8> = row.try_get("subject").because("reading a subject of keys.db")?;
    Subject::from_bytes(&subject).because("keys.db has an unknown kind of subject")
}

fn key_row(row: &SqliteRow) -> Result<KeyRow, Fault> {
    let group: String = row.try_get("key_group").because("reading a key")?;
    let id: Vec<u8> = row.try_get("id").because("reading a key")?;
    Ok(KeyRow {
        id: id.try_into().map_err(|_| Fault::new("a key in keys.db has an id of another length"))?,
        subject: subject_of(row)?,
        group: KeyGroup::from_id(&group).ok_or_else(|| {
            Fault::new(format!("keys.db names the key group `{group}`, the policy does not"))
        })?,
        wrapped: row.try_get("wrapped").because("reading a key")?,
    })
}
