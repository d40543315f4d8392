//! The table registry: each table with its owner, its lifetime, and how it is exported and erased.
//! A table that nobody registered does not start.

mod dump;
mod load;
mod shape;

pub use dump::{dump, dump_in_pages};
pub use load::{Load, build, count, expect_empty};
pub use shape::{ColumnKind, Shape, schema_of, shapes};

use crate::{Db, Fault};

/// What happens to a table's rows when a person is erased.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Erasure {
    /// The rows of the person are deleted.
    Rows,
    /// The rows stay, unreadable: their key is destroyed.
    Keys,
    /// Nothing personal is in it.
    Nothing,
    /// The law wants it kept for a time; store-only until then.
    Floor,
}

/// Whether a person's archive holds the rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Export {
    /// In the archive of the person.
    Person,
    /// In the archive of the organisation.
    Org,
    /// In neither: it is the machine's own.
    None,
}

/// One table as the house knows it.
#[derive(Clone, Copy, Debug)]
pub struct TableDecl {
    /// Its name.
    pub name: &'static str,
    /// Whose the rows are, in a word: `person`, `org`, `house`.
    pub owner: &'static str,
    /// How long a row lives and what removes it, in a sentence.
    pub lifetime: &'static str,
    /// In whose archive it goes.
    pub export: Export,
    /// What erasing a person does to it.
    pub erasure: Erasure,
    /// Columns that hold nothing personal in the clear (ids, times, states, counts).
    pub plain: &'static [&'static str],
    /// Columns that hold sealed values or keyed indexes; those of a `#[derive(Personal)]` as well.
    pub sealed: &'static [&'static str],
}

/// The tables that ground itself keeps.
pub const TABLES: &[TableDecl] = &[
    TableDecl {
        name: "ground_migration",
        owner: "house",
        lifetime: "for good: what the schema has been through",
        export: Export::None,
        erasure: Erasure::Nothing,
        plain: &["version", "name", "checksum", "ran_at"],
        sealed: &[],
    },
    TableDecl {
        name: "ground_job",
        owner: "house",
        lifetime: "until it has run; given up ones for 30 days, removed by ground.sweep",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["id", "name", "key", "payload", "run_at", "attempts", "state", "why"],
        sealed: &[],
    },
    TableDecl {
        name: "ground_stream_head",
        owner: "person",
        lifetime: "as long as the person",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["person", "seq"],
        sealed: &[],
    },
    TableDecl {
        name: "ground_stream",
        owner: "person",
        lifetime: "30 days, removed by ground.sweep",
        export: Export::None,
        erasure: Erasure::Rows,
        plain: &["person", "seq", "topic", "kind", "at", "body"],
        sealed: &[],
    },
];

/// Holds the registry against the database.
///
/// # Errors
/// A fault naming the first table or column that stands in one and not in the other.
pub async fn check(db: &Db, declared: &[TableDecl]) -> Result<(), Fault> {
    let names = db.table_names().await?;
    for name in &names {
        let Some(table) = declared.iter().find(|table| table.name == name) else {
            return Err(Fault::new(format!("table `{name}` is not registered")));
        };
        for column in columns(db, name).await? {
            if !table.plain.contains(&column.as_str()) && !table.sealed.contains(&column.as_str()) {
                return Err(Fault::new(format!(
                    "column `{name}.{column}` is declared neither plain nor sealed"
                )));
            }
        }
    }
    match declared.iter().find(|table| !names.iter().any(|name| name == table.name)) {
        Some(absent) => Err(Fault::new(format!("table `{}` is registered and not there", absent.name))),
        None => Ok(()),
    }
}

/// The column names of a table.
///
/// # Errors
/// A fault where the catalogue cannot be read.
pub async fn columns(db: &Db, table: &str) -> Result<Vec<String>, Fault> {
    let sql = if db.is_sqlite() {
        "SELECT name FROM pragma_table_info($1)"
    } else {
        "SELECT column_name::text AS name FROM information_schema.columns \
         WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
    };
    let mut view = db.view().await?;
    view.all(sql, crate::values![table]).await?.iter().map(|row| row.get("name")).collect()
}
