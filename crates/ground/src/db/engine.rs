//! Pools and statements of the two engines.

use futures_util::stream::{BoxStream, StreamExt};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgPoolOptions, PgRow};
use sqlx::{Column, PgConnection, PgPool, Postgres, Row as _, SqlSafeStr, TypeInfo, ValueRef};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::lite::{Lent, Lite};
use super::{Cell, Ctx, DbError, Row, Value, View};
use crate::access::NoAccess;
use crate::{Access, Bus, Clock, Fault};

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
    Sqlite(Lite),
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
            DbSettings::File(path) => Lite::open(path).map(Pools::Sqlite),
            DbSettings::Postgres(address) => open_postgres(address).await.map_err(DbError::from_sqlx),
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
        matches!(self.pools, Pools::Sqlite(_))
    }

    /// Answers whether the database can be asked (`/readyz`).
    pub async fn is_ready(&self) -> bool {
        match &self.pools {
            Pools::Sqlite(lite) => match lite.loose().await {
                Ok(lent) => lent.all("SELECT 1 AS ready", &[]).await.is_ok(),
                Err(_) => false,
            },
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

    /// Makes a database beside this one, empty or as another is to which nobody is connected (PostgreSQL only; tests and restore
    /// use it).
    ///
    /// # Errors
    /// A fault where a name is not plain lower-case letters, digits and underscores, or on SQLite.
    pub async fn create_database(&self, name: &str, like: Option<&str>) -> Result<(), Fault> {
        let Pools::Postgres(pool) = &self.pools else {
            return Err(Fault::new("SQLite has one database a file"));
        };
        if !is_plain(name) || !like.is_none_or(is_plain) {
            return Err(Fault::new("not a plain name for a database"));
        }
        let like = like.map(|other| format!(" TEMPLATE {other}")).unwrap_or_default();
        let sql = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}{like}"));
        sqlx::query(sql).execute(pool).await.map_err(|error| Fault::caused("making a database", error))?;
        Ok(())
    }

    /// Removes a database beside this one, whoever is connected to it (PostgreSQL only; tests use it).
    ///
    /// # Errors
    /// As [`Self::create_database`].
    pub async fn drop_database(&self, name: &str) -> Result<(), Fault> {
        let Pools::Postgres(pool) = &self.pools else {
            return Err(Fault::new("SQLite has one database a file"));
        };
        if !is_plain(name) {
            return Err(Fault::new("not a plain name for a database"));
        }
        let sql = sqlx::AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        sqlx::query(sql).execute(pool).await.map_err(|error| Fault::caused("removing a database", error))?;
        Ok(())
    }

    /// Closes the pools; SQLite folds its log into the file.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite(lite) => lite.close().await,
            Pools::Postgres(pool) => pool.close().await,
        }
    }
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
    Sqlite(Lent),
    Postgres(sqlx::Transaction<'static, Postgres>),
    PostgresLoose(PoolConnection<Postgres>),
}

enum Connection<'a> {
    Sqlite(&'a Lent),
    Postgres(&'a mut PgConnection),
}

impl Tx {
    pub(super) async fn write(pools: &Pools) -> Result<Self, DbError> {
        match pools {
            Pools::Sqlite(lite) => lite.write().await.map(Self::Sqlite),
            Pools::Postgres(pool) => pool.begin().await.map(Self::Postgres).map_err(DbError::from_sqlx),
        }
    }

    pub(super) async fn read(pools: &Pools) -> Result<Self, DbError> {
        match pools {
            Pools::Sqlite(lite) => lite.read().await.map(Self::Sqlite),
            Pools::Postgres(pool) => {
                let begun = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await;
                begun.map(Self::Postgres).map_err(DbError::from_sqlx)
            }
        }
    }

    pub(super) async fn loose(pools: &Pools) -> Result<Self, DbError> {
        match pools {
            Pools::Sqlite(lite) => lite.loose().await.map(Self::Sqlite),
            Pools::Postgres(pool) => {
                pool.acquire().await.map(Self::PostgresLoose).map_err(DbError::from_sqlx)
            }
        }
    }

    fn connection(&mut self) -> Connection<'_> {
        match self {
            Self::Sqlite(lent) => Connection::Sqlite(lent),
            Self::Postgres(tx) => Connection::Postgres(&mut *tx),
            Self::PostgresLoose(connection) => Connection::Postgres(&mut *connection),
        }
    }

    pub(super) async fn commit(self) -> Result<(), DbError> {
        match self {
            Self::Sqlite(lent) => lent.commit().await,
            Self::Postgres(tx) => tx.commit().await.map_err(DbError::from_sqlx),
            Self::PostgresLoose(_) => Ok(()),
        }
    }

    pub(super) async fn run(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<u64, DbError> {
        match self.connection() {
            Connection::Sqlite(to) => to.run(sql.into_sql_str().as_str(), &values).await,
            Connection::Postgres(to) => {
                let done = postgres_query(sql, values).execute(to).await;
                done.map(|done| done.rows_affected()).map_err(DbError::from_sqlx)
            }
        }
    }

    pub(super) async fn all(
        &mut self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, DbError> {
        match self.connection() {
            Connection::Sqlite(to) => to.all(sql.into_sql_str().as_str(), &values).await,
            Connection::Postgres(to) => {
                let rows = postgres_query(sql, values).fetch_all(to).await.map_err(DbError::from_sqlx)?;
                neutral(&rows)
            }
        }
    }

    pub(super) fn rows(
        &mut self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> BoxStream<'_, Result<Row, DbError>> {
        match self.connection() {
            Connection::Sqlite(to) => to.rows(sql.into_sql_str().as_str().to_owned(), values),
            Connection::Postgres(to) => one_by_one(postgres_query(sql, values).fetch(to)),
        }
    }

    pub(super) async fn script(&mut self, sql: String) -> Result<(), DbError> {
        match self.connection() {
            Connection::Sqlite(to) => to.script(&sql),
            Connection::Postgres(to) => {
                let done = sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(to).await;
                done.map(drop).map_err(DbError::from_sqlx)
            }
        }
    }

    pub(super) const fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }
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

fn one_by_one<'a>(rows: BoxStream<'a, Result<PgRow, sqlx::Error>>) -> BoxStream<'a, Result<Row, DbError>> {
    let mut names: Option<Arc<[String]>> = None;
    rows.map(move |row| {
        let row = row.map_err(DbError::from_sqlx)?;
        one(names.get_or_insert_with(|| names_of(&row)), &row)
    })
    .boxed()
}

fn neutral(rows: &[PgRow]) -> Result<Vec<Row>, DbError> {
    let Some(first) = rows.first() else { return Ok(Vec::new()) };
    let names = names_of(first);
    rows.iter().map(|row| one(&names, row)).collect()
}

fn names_of(row: &PgRow) -> Arc<[String]> {
    row.columns().iter().map(|column| column.name().to_owned()).collect()
}

fn one(names: &Arc<[String]>, row: &PgRow) -> Result<Row, DbError> {
    let cells = (0..names.len()).map(|at| postgres_cell(row, at)).collect::<Result<Vec<_>, _>>();
    cells.map(|cells| Row::new(Arc::clone(names), cells)).map_err(DbError::from_sqlx)
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

/// Whether a name of a database needs no quotes.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
