//! What a table looks like, in words that both engines share.

use serde::{Deserialize, Serialize};

use crate::{Fault, Value, View};

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Whole numbers, truths, instants.
    Int,
    /// Text.
    Text,
    /// Bytes.
    Blob,
}

impl ColumnKind {
    fn of(word: &str) -> Result<Self, Fault> {
        match word.to_ascii_lowercase().as_str() {
            "bigint" | "integer" | "int" | "smallint" | "boolean" => Ok(Self::Int),
            "text" | "character varying" => Ok(Self::Text),
            "blob" | "bytea" => Ok(Self::Blob),
            other => Err(Fault::new(format!("a column of the kind `{other}` has no neutral value"))),
        }
    }

    /// The absent value of this kind.
    pub const fn empty(self) -> Value {
        match self {
            Self::Int => Value::Int(None),
            Self::Text => Value::Text(None),
            Self::Blob => Value::Blob(None),
        }
    }
}

/// One table: its columns in their order, and the order of its rows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Shape {
    /// The database file it stands in; empty for the house's own database.
    pub database: String,
    /// Its name.
    pub name: String,
    /// Names and kinds of its columns.
    pub columns: Vec<(String, ColumnKind)>,
    /// The columns by which its rows are ordered: its key.
    pub order: Vec<String>,
    /// What makes it and its indexes, where the database brings no migrations of its own; empty otherwise.
    pub made_by: Vec<String>,
}

impl Shape {
    /// Database and name, as the manifest says them.
    pub fn place(&self) -> String {
        if self.database.is_empty() { self.name.clone() } else { format!("{}/{}", self.database, self.name) }
    }

    pub(super) fn kind_of(&self, column: &str) -> Option<ColumnKind> {
        self.columns.iter().find(|(name, _)| name == column).map(|(_, kind)| *kind)
    }

    /// The columns, ready for a statement.
    pub(super) fn listed(&self) -> String {
        let names: Vec<String> = self.columns.iter().map(|(name, _)| quoted(name)).collect();
        names.join(", ")
    }

    /// The order of the rows, the same on both engines.
    pub(super) fn ordered(&self, is_sqlite: bool) -> String {
        let collate = if is_sqlite { "" } else { " COLLATE \"C\"" };
        let names: Vec<String> = self
            .order
            .iter()
            .map(|name| {
                let is_text = self.kind_of(name) == Some(ColumnKind::Text);
                format!("{}{}", quoted(name), if is_text { collate } else { "" })
            })
            .collect();
        names.join(", ")
    }
}

/// A name in a statement. Names come from a catalogue; a quote in one would end it, so it is doubled.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The shapes of all tables of a database, by name, as this view sees them. `database` is where they stand.
///
/// # Errors
/// A fault where the catalogue cannot be read or knows a kind that has no neutral value.
pub async fn shapes(view: &mut View, database: &str) -> Result<Vec<Shape>, Fault> {
    let sql = if view.is_sqlite() {
        "SELECT m.name AS name, c.name AS col, c.type AS kind, c.pk AS pk FROM sqlite_master m, pragma_table_info(m.name) c \
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid"
    } else {
        "SELECT c.table_name::text AS name, c.column_name::text AS col, c.data_type::text AS kind, \
         COALESCE(k.ordinal_position::bigint, 0) AS pk FROM information_schema.columns c \
         JOIN pg_tables t ON t.schemaname = c.table_schema AND t.tablename = c.table_name \
         LEFT JOIN information_schema.table_constraints p ON p.table_schema = c.table_schema \
           AND p.table_name = c.table_name AND p.constraint_type = 'PRIMARY KEY' \
         LEFT JOIN information_schema.key_column_usage k ON k.constraint_schema = p.constraint_schema \
           AND k.constraint_name = p.constraint_name AND k.table_name = c.table_name AND k.column_name = c.column_name \
         WHERE c.table_schema = current_schema() ORDER BY c.table_name COLLATE \"C\", c.ordinal_position"
    };
    let mut found: Vec<(Shape, Vec<(i64, String)>)> = Vec::new();
    for row in view.all(sql, vec![]).await? {
        let (name, column): (String, String) = (row.get("name")?, row.get("col")?);
        let kind = ColumnKind::of(&row.get::<String>("kind")?)?;
        if found.last().is_none_or(|(shape, _)| shape.name != name) {
            let blank = Shape {
                database: database.to_owned(),
                name,
                columns: Vec::new(),
                order: Vec::new(),
                made_by: Vec::new(),
            };
            found.push((blank, Vec::new()));
        }
        let Some((shape, key)) = found.last_mut() else { continue };
        let place: i64 = row.get("pk")?;
        if place > 0 {
            key.push((place, column.clone()));
        }
        shape.columns.push((column, kind));
    }
    Ok(found.into_iter().map(|(shape, key)| in_order(shape, key)).collect())
}

/// Columns by name, so that both engines say the same whatever their migrations added when; rows by their key.
fn in_order(mut shape: Shape, mut key: Vec<(i64, String)>) -> Shape {
    shape.columns.sort_by(|one, other| one.0.cmp(&other.0));
    key.sort();
    shape.order = key.into_iter().map(|(_, name)| name).collect();
    if shape.order.is_empty() {
        shape.order = shape.columns.iter().map(|(name, _)| name.clone()).collect();
    }
    shape
}

/// The statements that make a table and its indexes (SQLite only; for databases without migrations of the house).
///
/// # Errors
/// A fault where the catalogue cannot be read.
pub async fn schema_of(view: &mut View, table: &str) -> Result<Vec<String>, Fault> {
    let rows = view
        .all(
            "SELECT sql FROM sqlite_master WHERE tbl_name = $1 AND sql IS NOT NULL ORDER BY type DESC, name",
            crate::values![table],
        )
        .await?;
    rows.iter().map(|row| row.get("sql")).collect()
}
