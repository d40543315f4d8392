//! Pools and statements of the two engines.

use futures_util::stream::{BoxStream, StreamExt};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{
    Column, PgConnection, PgPool, Postgres, Row as _, SqlSafeStr, Sqlite, SqliteConnection, SqlitePool,
    TypeInfo, ValueRef,
};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::{Cell, Ctx, DbError, Row, Value, View};
use crate::access::NoAccess;
use crate::{Access, Bus, Clock, Fault};

const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 12;

/// Where the data lie.
#[derive(Clone, Debug)]
pub enum DbSettings<'a> {
    /// A SQLite file; made when absent.
    File(&'a Path),
    /// A PostgreSQL address: `postgres://user@host/base`.
    Postgres(&'a str),
}

#[derive(Clone)]
pub(super) enum Pools {
    Sqlite { write: SqlitePool, read: SqlitePool },
    Postgres(PgPool),
}

/// The open database together with what every unit of work carries: clock, access and bus.
#[derive(Clone)]
pub struct Db {
    pub(super) pools: Pools,
    pub(super) clock: Clock,
    pub(super) access: Arc<dyn Access>,
    pub(super) bus: Bus,
}

impl Db {
    /// Opens the database; nothing is permitted until [`Db::with_access`].
    ///
    /// # Errors
    /// A fault where the file or the server cannot be reached.
    pub async fn open(settings: DbSettings<'_>, clock: Clock, bus: Bus) -> Result<Self, Fault> {
        let pools = match settings {
            DbSettings::File(path) => open_sqlite(path).await,
            DbSettings::Postgres(address) => open_postgres(address).await,
        };
        let pools = pools.map_err(|error| Fault::caused("opening the database", error))?;
        Ok(Self { pools, clock, access: Arc::new(NoAccess), bus })
    }

    /// The same database, deciding by this access.
    #[must_use]
    pub fn with_access(self, access: Arc<dyn Access>) -> Self {
        Self { access, ..self }
    }

    /// A writing unit of work. Dropped without `commit`, nothing happened.
    ///
    /// # Errors
    /// A fault where no connection can be had.
    pub async fn begin(&self) -> Result<Ctx, Fault> {
        Ctx::begin(self).await
    }

    /// A consistent read.
    ///
    /// # Errors
    /// A fault where no connection can be had.
    pub async fn view(&self) -> Result<View, Fault> {
        View::begin(self).await
    }

    /// A read of one statement, or of several that need not be of the same instant: without a transaction, and for
    /// that cheaper. For facts that stand alone, such as whose session this is.
    ///
    /// # Errors
    /// A fault where no connection can be had.
    pub async fn glance(&self) -> Result<View, Fault> {
        View::glance(self).await
    }

    /// The clock of the house.
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The bus of the house.
    pub const fn bus(&self) -> &Bus {
        &self.bus
    }

    /// True on SQLite.
    pub const fn is_sqlite(&self) -> bool {
        matches!(self.pools, Pools::Sqlite { .. })
    }

    /// Answers whether the database can be asked (`/readyz`).
    pub async fn is_ready(&self) -> bool {
        match &self.pools {
            Pools::Sqlite { read, .. } => sqlx::query("SELECT 1").execute(read).await.is_ok(),
            Pools::Postgres(pool) => sqlx::query("SELECT 1").execute(pool).await.is_ok(),
        }
    }

    /// Names of all tables of this database (for the walk over every column).
    ///
    /// # Errors
    /// A fault where the catalogue cannot be read.
    pub async fn table_names(&self) -> Result<Vec<String>, Fault> {
        let sql = if self.is_sqlite() {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        } else {
            "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
        };
        let mut view = self.view().await?;
        view.all(sql, vec![]).await?.iter().map(|row| row.get("name")).collect()
    }

    /// Makes an empty database beside this one (PostgreSQL only; tests and restore use it).
    ///
    /// # Errors
    /// A fault where the name is not plain lower-case letters, digits and underscores, or on SQLite.
    pub async fn create_database(&self, name: &str) -> Result<(), Fault> {
        let plain =
            name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        let Pools::Postgres(pool) = &self.pools else {
            return Err(Fault::new("SQLite has one database a file"));
        };
        if !plain || name.is_empty() {
            return Err(Fault::new("not a plain name for a database"));
        }
        let sql = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::query(sql).execute(pool).await.map_err(|error| Fault::caused("making a database", error))?;
        Ok(())
    }

    /// Closes the pools; SQLite folds its log into the file.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

async fn open_sqlite(path: &Path) -> Result<Pools, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .pragma("secure_delete", "ON");
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        .test_before_acquire(false) // a file does not hang up
        .connect_with(options.clone())
        .await?;
    let read = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .test_before_acquire(false)
        .connect_with(options.read_only(false))
        .await?;
    Ok(Pools::Sqlite { write, read })
}

async fn open_postgres(address: &str) -> Result<Pools, sqlx::Error> {
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(Duration::from_secs(30))
        .connect(address)
        .await?;
    Ok(Pools::Postgres(pool))
}

/// A transaction, or a connection of which each statement stands for itself.
pub(super) enum Tx {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    SqliteLoose(PoolConnection<Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
    PostgresLoose(PoolConnection<Postgres>),
}

enum Connection<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

impl Tx {
    pub(super) async fn write(pools: &Pools) -> Result<Self, DbError> {
        match pools {
            Pools::Sqlite { write, .. } => write.begin_with("BEGIN IMMEDIATE").await.map(Self::Sqlite),
            Pools::Postgres(pool) => pool.begin().await.map(Self::Postgres),
        }
        .map_err(DbError::from_sqlx)
    }

    pub(super) async fn read(pools: &Pools) -> Result<Self, DbError> {
        match pools {
            Pools::Sqlite { read, .. } => read.begin().await.map(Self::Sqlite),
            Pools::Postgres(pool) => {
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await.map(Self::Postgres)
            }
        }
        .map_err(DbError::from_sqlx)
    }

    pub(super) async fn loose(pools: &Pools) -> Result<Self, DbError> {
        match pools {
            Pools::Sqlite { read, .. } => read.acquire().await.map(Self::SqliteLoose),
            Pools::Postgres(pool) => pool.acquire().await.map(Self::PostgresLoose),
        }
        .map_err(DbError::from_sqlx)
    }

    fn connection(&mut self) -> Connection<'_> {
        match self {
            Self::Sqlite(tx) => Connection::Sqlite(&mut *tx),
            Self::SqliteLoose(connection) => Connection::Sqlite(&mut *connection),
            Self::Postgres(tx) => Connection::Postgres(&mut *tx),
            Self::PostgresLoose(connection) => Connection::Postgres(&mut *connection),
        }
    }

    pub(super) async fn commit(self) -> Result<(), DbError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
            Self::SqliteLoose(_) | Self::PostgresLoose(_) => Ok(()),
        }
        .map_err(DbError::from_sqlx)
    }

    pub(super) async fn run(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<u64, DbError> {
        match self.connection() {
            Connection::Sqlite(to) => {
                sqlite_query(sql, values).execute(to).await.map(|done| done.rows_affected())
            }
            Connection::Postgres(to) => {
                postgres_query(sql, values).execute(to).await.map(|done| done.rows_affected())
            }
        }
        .map_err(DbError::from_sqlx)
    }

    pub(super) async fn all(
        &mut self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, DbError> {
        match self.connection() {
            Connection::Sqlite(to) => {
                let rows = sqlite_query(sql, values).fetch_all(to).await.map_err(DbError::from_sqlx)?;
                neutral(&rows, sqlite_cell)
            }
            Connection::Postgres(to) => {
                let rows = postgres_query(sql, values).fetch_all(to).await.map_err(DbError::from_sqlx)?;
                neutral(&rows, postgres_cell)
            }
        }
    }

    pub(super) fn rows(
        &mut self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> BoxStream<'_, Result<Row, DbError>> {
        match self.connection() {
            Connection::Sqlite(to) => one_by_one(sqlite_query(sql, values).fetch(to), sqlite_cell),
            Connection::Postgres(to) => one_by_one(postgres_query(sql, values).fetch(to), postgres_cell),
        }
    }

    pub(super) async fn script(&mut self, sql: String) -> Result<(), DbError> {
        let sql = sqlx::AssertSqlSafe(sql);
        match self.connection() {
            Connection::Sqlite(to) => sqlx::raw_sql(sql).execute(to).await.map(drop),
            Connection::Postgres(to) => sqlx::raw_sql(sql).execute(to).await.map(drop),
        }
        .map_err(DbError::from_sqlx)
    }

    pub(super) const fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_) | Self::SqliteLoose(_))
    }
}

fn sqlite_query(
    sql: impl SqlSafeStr,
    values: Vec<Value>,
) -> sqlx::query::Query<'static, Sqlite, SqliteArguments> {
    let mut query = sqlx::query(sql);
    for value in values {
        query = match value {
            Value::Int(value) => query.bind(value),
            Value::Text(value) => query.bind(value),
            Value::Blob(value) => query.bind(value),
        };
    }
    query
}

fn postgres_query(
    sql: impl SqlSafeStr,
    values: Vec<Value>,
) -> sqlx::query::Query<'static, Postgres, PgArguments> {
    let mut query = sqlx::query(sql);
    for value in values {
        query = match value {
            Value::Int(value) => query.bind(value),
            Value::Text(value) => query.bind(value),
            Value::Blob(value) => query.bind(value),
        };
    }
    query
}

fn one_by_one<'a, R: sqlx::Row + 'a>(
    rows: BoxStream<'a, Result<R, sqlx::Error>>,
    cell: fn(&R, usize) -> Result<Cell, sqlx::Error>,
) -> BoxStream<'a, Result<Row, DbError>> {
    let mut names: Option<Arc<[String]>> = None;
    rows.map(move |row| {
        let row = row.map_err(DbError::from_sqlx)?;
        let names = names
            .get_or_insert_with(|| row.columns().iter().map(|column| column.name().to_owned()).collect());
        let cells = (0..names.len()).map(|at| cell(&row, at)).collect::<Result<Vec<_>, _>>();
        cells.map(|cells| Row::new(Arc::clone(names), cells)).map_err(DbError::from_sqlx)
    })
    .boxed()
}

fn neutral<R: sqlx::Row>(
    rows: &[R],
    cell: fn(&R, usize) -> Result<Cell, sqlx::Error>,
) -> Result<Vec<Row>, DbError> {
    let Some(first) = rows.first() else { return Ok(Vec::new()) };
    let names: Arc<[String]> = first.columns().iter().map(|column| column.name().to_owned()).collect();
    rows.iter()
        .map(|row| {
            let cells = (0..names.len()).map(|at| cell(row, at)).collect::<Result<Vec<_>, _>>();
            cells.map(|cells| Row::new(Arc::clone(&names), cells)).map_err(DbError::from_sqlx)
        })
        .collect()
}

fn sqlite_cell(row: &SqliteRow, at: usize) -> Result<Cell, sqlx::Error> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(Cell::Null);
    }
    match raw.type_info().name() {
        "INTEGER" | "BOOLEAN" => row.try_get_unchecked(at).map(Cell::Int),
        "BLOB" => row.try_get_unchecked(at).map(Cell::Blob),
        _ => row.try_get_unchecked(at).map(Cell::Text),
    }
}

fn postgres_cell(row: &PgRow, at: usize) -> Result<Cell, sqlx::Error> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(Cell::Null);
    }
    match raw.type_info().name() {
        "INT8" => row.try_get(at).map(Cell::Int),
        "INT4" => row.try_get::<i32, _>(at).map(|value| Cell::Int(value.into())),
        "BOOL" => row.try_get::<bool, _>(at).map(|value| Cell::Int(value.into())),
        "BYTEA" => row.try_get(at).map(Cell::Blob),
        _ => row.try_get(at).map(Cell::Text),
    }
}
