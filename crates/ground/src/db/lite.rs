//! SQLite in the thread that asks. A statement that finds its pages takes microseconds, less than waking another thread would;
//! so it is run where its unit of work runs. What waits for the disk goes to a thread that may wait: a commit, a writer that
//! another process holds up, and rows that are read one by one.

use futures_util::stream::{BoxStream, StreamExt};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, Error, OpenFlags, ToSql};
use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::Instant;

use super::{Cell, DbError, Row, Value};
use crate::Fault;

const READERS: usize = 4;
/// How long somebody waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(30);
/// How long a statement waits for another process.
const BUSY: Duration = Duration::from_secs(10);
/// Prepared statements that a connection keeps.
const PREPARED: usize = 256;
/// A statement that took longer lets others go on before its unit of work does.
const LONG: Duration = Duration::from_millis(1);
/// A statement that took longer is told to the operator.
const TOO_LONG: Duration = Duration::from_secs(1);
/// Rows that are read ahead of whoever takes them one by one.
const AHEAD: usize = 64;

/// The connections to one file: one that writes, and some that read.
#[derive(Clone)]
pub(super) struct Lite {
    write: Arc<Side>,
    read: Arc<Side>,
}

struct Side {
    places: Arc<Semaphore>,
    many: u32,
    idle: Mutex<Vec<Arc<Mutex<Connection>>>>,
}

impl Lite {
    /// Opens a file; it is made when absent.
    pub(super) fn open(path: &Path) -> Result<Self, DbError> {
        let write = Side::open(path, 1)?;
        Ok(Self { write, read: Side::open(path, READERS)? })
    }

    /// A transaction that writes.
    pub(super) async fn write(&self) -> Result<Lent, DbError> {
        let lent = Side::lend(&self.write).await?;
        let begun = lent.with(|connection| {
            connection.busy_timeout(Duration::ZERO)?;
            plain(connection, "BEGIN IMMEDIATE")
        });
        match begun {
            Err(Error::SqliteFailure(error, _)) if error.code == rusqlite::ErrorCode::DatabaseBusy => {
                lent.apart(|connection| {
                    connection.busy_timeout(BUSY)?;
                    plain(connection, "BEGIN IMMEDIATE")
                })
                .await
            }
            begun => begun.map(|()| lent).map_err(DbError::from_sqlite),
        }
    }

    /// A transaction that reads.
    pub(super) async fn read(&self) -> Result<Lent, DbError> {
        let lent = self.loose().await?;
        lent.with(|connection| plain(connection, "BEGIN")).map_err(DbError::from_sqlite)?;
        Ok(lent)
    }

    /// A connection of which each statement stands for itself.
    pub(super) async fn loose(&self) -> Result<Lent, DbError> {
        Side::lend(&self.read).await
    }

    /// Closes all connections once they are back; the last folds the log into the file.
    pub(super) async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

impl Side {
    fn open(path: &Path, many: usize) -> Result<Arc<Self>, DbError> {
        let idle =
            (0..many).map(|_| connect(path).map(|one| Arc::new(Mutex::new(one)))).collect::<Result<_, _>>();
        let idle = Mutex::new(idle.map_err(DbError::from_sqlite)?);
        let places = Arc::new(Semaphore::new(many));
        Ok(Arc::new(Self { places, many: u32::try_from(many).unwrap_or(1), idle }))
    }

    async fn lend(side: &Arc<Self>) -> Result<Lent, DbError> {
        let place = tokio::time::timeout(ACQUIRE, Arc::clone(&side.places).acquire_owned()).await;
        let place = place.ok().and_then(Result::ok);
        let place = place.ok_or_else(|| Fault::new("no connection to the database came free"))?;
        let connection = lock(&side.idle).pop();
        let connection = connection.ok_or_else(|| Fault::new("the database is closed"))?;
        Ok(Lent { connection, side: Arc::clone(side), _place: place })
    }

    async fn close(&self) {
        let all = tokio::time::timeout(ACQUIRE, self.places.acquire_many(self.many)).await;
        self.places.close();
        drop(all);
        lock(&self.idle).clear();
    }
}

/// A connection lent to one unit of work. Dropped before a commit, what it did is undone.
pub(super) struct Lent {
    connection: Arc<Mutex<Connection>>,
    side: Arc<Side>,
    _place: OwnedSemaphorePermit,
}

impl Lent {
    fn with<T>(&self, work: impl FnOnce(&Connection) -> T) -> T {
        work(&lock(&self.connection))
    }

    /// Works in a thread that may wait.
    async fn apart(
        self,
        work: impl FnOnce(&Connection) -> Result<(), Error> + Send + 'static,
    ) -> Result<Self, DbError> {
        let done = tokio::task::spawn_blocking(move || self.with(work).map(|()| self)).await;
        done.map_err(|error| Fault::caused("waiting for the database", error))?.map_err(DbError::from_sqlite)
    }

    /// Makes it so; durable when this returns.
    pub(super) async fn commit(self) -> Result<(), DbError> {
        // Where nothing was begun there is nothing to wait for.
        if self.with(Connection::is_autocommit) {
            return Ok(());
        }
        self.apart(|connection| plain(connection, "COMMIT")).await.map(drop)
    }

    /// Runs a statement; answers how many rows it touched.
    pub(super) async fn run(&self, sql: &str, values: &[Value]) -> Result<u64, DbError> {
        let begun = Instant::now();
        let done = self.with(|connection| {
            let mut statement = prepared(connection, sql, values)?;
            let mut rows = statement.raw_query();
            while rows.next()?.is_some() {}
            Ok(connection.changes())
        });
        took(sql, begun).await;
        done.map_err(DbError::from_sqlite)
    }

    /// All rows of a statement.
    pub(super) async fn all(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DbError> {
        let begun = Instant::now();
        let found = self.with(|connection| {
            let mut found = Vec::new();
            each(connection, sql, values, |row| {
                found.push(row);
                true
            })
            .map(|()| found)
        });
        took(sql, begun).await;
        found.map_err(DbError::from_sqlite)
    }

    /// The rows of a statement as they are taken. Dropped before the end, the rest is not read.
    pub(super) fn rows(&self, sql: String, values: Vec<Value>) -> BoxStream<'_, Result<Row, DbError>> {
        let (give, taken) = mpsc::channel(AHEAD);
        let connection = Arc::clone(&self.connection);
        tokio::task::spawn_blocking(move || {
            let connection = lock(&connection);
            let done = each(&connection, &sql, &values, |row| give.blocking_send(Ok(row)).is_ok());
            if let Err(error) = done {
                drop(give.blocking_send(Err(DbError::from_sqlite(error))));
            }
        });
        futures_util::stream::unfold(taken, async |mut taken| taken.recv().await.map(|row| (row, taken)))
            .boxed()
    }

    /// Runs a text of several statements.
    pub(super) fn script(&self, sql: &str) -> Result<(), DbError> {
        self.with(|connection| connection.execute_batch(sql)).map_err(DbError::from_sqlite)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let is_back =
            self.with(|connection| connection.is_autocommit() || plain(connection, "ROLLBACK").is_ok());
        if is_back {
            lock(&self.side.idle).push(Arc::clone(&self.connection));
        } else {
            tracing::error!("a transaction could not be undone; its connection is given up");
        }
    }
}

/// What a thread that panicked left is whole: SQLite itself undoes a statement that did not end.
fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

fn connect(path: &Path) -> Result<Connection, Error> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    // Eight megabytes of pages at most are kept by each connection.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; \
         PRAGMA cache_size = -8192;",
    )?;
    Ok(connection)
}

fn plain(connection: &Connection, sql: &str) -> Result<(), Error> {
    connection.prepare_cached(sql)?.raw_execute().map(drop)
}

/// Others go on after a statement that was long, and after many that were short.
async fn took(sql: &str, begun: Instant) {
    let took = begun.elapsed();
    if took >= TOO_LONG {
        tracing::warn!(took_ms = took.as_millis(), sql, "a statement took long");
    }
    if took >= LONG {
        tokio::task::yield_now().await;
    } else {
        tokio::task::coop::consume_budget().await;
    }
}

/// The statement with its values: `$2` is the second of them, wherever it stands.
fn prepared<'c>(
    connection: &'c Connection,
    sql: &str,
    values: &[Value],
) -> Result<CachedStatement<'c>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let count = statement.parameter_count();
    let known = if count > NAMED_MAX { numbers(sql) } else { Vec::new() };
    let known = if known.len() == count { known } else { Vec::new() };
    for place in 1..=count {
        let number = match known.get(place - 1) {
            Some(number) => Some(*number),
            None => statement.parameter_name(place).and_then(|name| name.get(1..)?.parse().ok()),
        };
        let value = number.and_then(|number: usize| values.get(number.checked_sub(1)?));
        let value = value.ok_or(Error::InvalidParameterCount(values.len(), place))?;
        statement.raw_bind_parameter(place, value)?;
    }
    Ok(statement)
}

/// Parameters whose names the engine is asked for one by one: it looks through all before it for each.
const NAMED_MAX: usize = 16;

/// The numbers of a statement's parameters in the order in which each stands there first, which is that of their places.
fn numbers(sql: &str) -> Vec<usize> {
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    for part in sql.split('$').skip(1) {
        let digits = part.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(part.len());
        found.extend(part[..digits].parse().ok().filter(|number: &usize| seen.insert(*number)));
    }
    found
}

/// Hands out the rows as long as they are wanted.
fn each(
    connection: &Connection,
    sql: &str,
    values: &[Value],
    mut want: impl FnMut(Row) -> bool,
) -> Result<(), Error> {
    let mut statement = prepared(connection, sql, values)?;
    let names: Arc<[String]> = statement.column_names().into_iter().map(str::to_owned).collect();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        let cells =
            (0..names.len()).map(|at| row.get_ref(at).and_then(cell)).collect::<Result<Vec<_>, _>>()?;
        if !want(Row::new(Arc::clone(&names), cells)) {
            break;
        }
    }
    Ok(())
}

fn cell(value: ValueRef<'_>) -> Result<Cell, Error> {
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(value) => Cell::Int(value),
        ValueRef::Real(value) => Cell::Text(value.to_string()),
        ValueRef::Text(_) => Cell::Text(value.as_str()?.to_owned()),
        ValueRef::Blob(value) => Cell::Blob(value.to_vec()),
    })
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self {
            Self::Int(value) => value.map(ValueRef::Integer),
            Self::Text(value) => value.as_ref().map(|value| ValueRef::Text(value.as_bytes())),
            Self::Blob(value) => value.as_deref().map(ValueRef::Blob),
        };
        Ok(ToSqlOutput::Borrowed(value.unwrap_or(ValueRef::Null)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_bound_by_its_number_among_few_and_among_many() {
        let connection = Connection::open_in_memory().unwrap();
        for count in [3, 40] {
            let values: Vec<Value> = (1..=count).map(Value::from).collect();
            let rest: String = (4..=count).map(|number| format!(", ${number}")).collect();
            let sql = format!("SELECT $2, $1, $2, $3{rest}");
            let mut statement = prepared(&connection, &sql, &values).unwrap();
            let mut rows = statement.raw_query();
            let row = rows.next().unwrap().unwrap();
            let found: Vec<i64> =
                (0..=usize::try_from(count).unwrap()).map(|at| row.get(at).unwrap()).collect();
            assert_eq!(found, [vec![2, 1], (2..=count).collect()].concat());
            let few = &values[1..];
            assert!(prepared(&connection, &sql, few).is_err(), "one is missing");
        }
    }
}
