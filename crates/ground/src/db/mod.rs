//! The database: SQLite out of the box, PostgreSQL by one setting; the same SQL text on both.
//!
//! A neutral value and row, two connections behind an enum. SQLite has one writing connection behind
//! a fair queue and begins with `BEGIN IMMEDIATE`; a write is acknowledged only after `COMMIT`, with
//! `synchronous=FULL`. Placeholders are `$1`, `$2` on both engines.

mod engine;
mod error;
mod lite;
mod migrate;
mod unit;
mod value;

pub use engine::{Db, DbSettings};
pub use error::DbError;
pub use migrate::Migration;
pub use sqlx::AssertSqlSafe as Assembled;
pub use unit::{Ctx, View};
pub use value::{Cell, Column, FromCell, Row, Value};

/// The places of so many values from the first on: `$2, $3, $4`.
pub fn places(first: usize, many: usize) -> String {
    (first..first + many).map(|at| format!("${at}")).collect::<Vec<_>>().join(", ")
}

/// The values of a statement: `values![id, name, now]`.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        vec![$($crate::Value::from($value)),*]
    };
}

/// The migrations of a crate, from its folder: `migrations![2026112201 => "person"]` reads
/// `migrations/2026112201_person.sql`.
#[macro_export]
macro_rules! migrations {
    ($($version:literal => $name:literal),* $(,)?) => {
        vec![$($crate::db::Migration {
            version: $version,
            name: $name,
            sql: include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"), "/migrations/", stringify!($version), "_", $name, ".sql"
            )),
        }),*]
    };
}
