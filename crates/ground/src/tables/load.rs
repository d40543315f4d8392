//! Into a database, row by row.

use super::shape::{ColumnKind, Shape, quoted, shapes};
use crate::db::Assembled;
use crate::{Cell, Ctx, Db, Fault, Value, View};

/// A cell as a value for a column of this kind.
pub(super) fn value(cell: Cell, kind: ColumnKind) -> Value {
    match cell {
        Cell::Null => kind.empty(),
        Cell::Int(value) => Value::Int(Some(value)),
        Cell::Text(value) => Value::Text(Some(value)),
        Cell::Blob(value) => Value::Blob(Some(value)),
    }
}

/// The rows of an archive on their way into a database whose tables are there: one unit of work for all of them.
pub struct Load {
    cx: Ctx,
    known: Vec<Shape>,
    /// References between tables, to be made again (PostgreSQL).
    references: Vec<String>,
    into: Option<Target>,
}

struct Target {
    sql: String,
    kinds: Vec<ColumnKind>,
}

impl Load {
    /// Begins: all rows that the migrations put there go, references are asked only at the end.
    ///
    /// # Errors
    /// A fault where the database cannot be prepared.
    pub async fn begin(db: &Db) -> Result<Self, Fault> {
        let known = shapes(&mut db.view().await?, "").await?;
        let mut cx = db.begin().await?;
        let references = loosen(&mut cx).await?;
        for shape in &known {
            cx.run(Assembled(format!("DELETE FROM {}", quoted(&shape.name))), vec![]).await?;
        }
        Ok(Self { cx, known, references, into: None })
    }

    /// The same for one table that was just built and is empty.
    ///
    /// # Errors
    /// A fault where the database cannot be prepared.
    pub async fn begin_with(db: &Db, shape: &Shape) -> Result<Self, Fault> {
        Ok(Self { cx: db.begin().await?, known: vec![shape.clone()], references: Vec::new(), into: None })
    }

    /// The rows that follow belong to this table.
    ///
    /// # Errors
    /// A fault where the database has no such table, or not with these columns.
    pub fn table(&mut self, shape: &Shape) -> Result<(), Fault> {
        let here = self.known.iter().find(|known| known.name == shape.name);
        if here.is_none_or(|here| here.columns != shape.columns) {
            return Err(Fault::new(format!(
                "the table `{}` of the archive is not as it is here",
                shape.name
            )));
        }
        let (table, columns) = (quoted(&shape.name), shape.listed());
        let places = crate::db::places(1, shape.columns.len());
        let sql = format!("INSERT INTO {table} ({columns}) VALUES ({places})");
        self.into = Some(Target { sql, kinds: shape.columns.iter().map(|(_, kind)| *kind).collect() });
        Ok(())
    }

    /// The next row.
    ///
    /// # Errors
    /// A fault where it does not fit.
    pub async fn row(&mut self, cells: Vec<Cell>) -> Result<(), Fault> {
        let into = self.into.as_ref().filter(|into| into.kinds.len() == cells.len());
        let into = into.ok_or_else(|| Fault::new("a row of the archive does not fit its table"))?;
        let values = cells.into_iter().zip(&into.kinds).map(|(cell, kind)| value(cell, *kind)).collect();
        self.cx.run(Assembled(into.sql.clone()), values).await?;
        Ok(())
    }

    /// Makes it so, if all references hold.
    ///
    /// # Errors
    /// A fault where one does not; then nothing was loaded.
    pub async fn finish(mut self) -> Result<(), Fault> {
        for reference in std::mem::take(&mut self.references) {
            self.cx.script(reference).await?;
        }
        self.cx.commit().await
    }
}

/// Lets rows come in any order. Answers what makes the references again.
async fn loosen(cx: &mut Ctx) -> Result<Vec<String>, Fault> {
    if cx.is_sqlite() {
        cx.script("PRAGMA defer_foreign_keys = ON".to_owned()).await?;
        return Ok(Vec::new());
    }
    let rows = cx
        .all(
            "SELECT r.relname::text AS name, c.conname::text AS reference, pg_get_constraintdef(c.oid) AS says \
             FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid JOIN pg_namespace n ON n.oid = r.relnamespace \
             WHERE c.contype = 'f' AND n.nspname = current_schema() ORDER BY c.conname",
            vec![],
        )
        .await?;
    let mut again = Vec::new();
    for row in &rows {
        let (table, name): (String, String) = (row.get("name")?, row.get("reference")?);
        let (table, name, says) = (quoted(&table), quoted(&name), row.get::<String>("says")?);
        cx.script(format!("ALTER TABLE {table} DROP CONSTRAINT {name}")).await?;
        again.push(format!("ALTER TABLE {table} ADD CONSTRAINT {name} {says}"));
    }
    Ok(again)
}

/// Makes the tables of an archive whose shapes say how (SQLite).
///
/// # Errors
/// A fault where the database refuses.
pub async fn build(db: &Db, shape: &Shape) -> Result<(), Fault> {
    let mut cx = db.begin().await?;
    for statement in &shape.made_by {
        cx.script(statement.clone()).await?;
    }
    cx.commit().await
}

/// A fault unless the database holds no table at all.
///
/// # Errors
/// That fault, or one where it cannot be asked.
pub async fn expect_empty(db: &Db) -> Result<(), Fault> {
    let names = db.table_names().await?;
    if names.is_empty() {
        return Ok(());
    }
    Err(Fault::new(format!("the database is not empty: it has {} tables", names.len())))
}

/// How many rows a table has.
///
/// # Errors
/// A fault where it cannot be asked.
pub async fn count(view: &mut View, table: &str) -> Result<u64, Fault> {
    let sql = format!("SELECT COUNT(*) AS held FROM {}", quoted(table));
    view.one(Assembled(sql), vec![]).await?.get("held")
}
