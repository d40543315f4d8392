//! Out of a database, row by row.

use futures_util::TryStreamExt;

use super::Shape;
use crate::archive::ArchiveWriter;
use crate::db::Assembled;
use crate::{Cell, Db, Fault, Value, View};

/// Rows of one page of [`dump_in_pages`].
const PAGE: u32 = 2_000;

/// Writes the rows of a table as the view sees them.
///
/// # Errors
/// A fault where they cannot be read or written.
pub async fn dump(view: &mut View, shape: &Shape, out: &mut ArchiveWriter) -> Result<(), Fault> {
    let (columns, order) = (shape.listed(), shape.ordered(view.is_sqlite()));
    let sql = format!("SELECT {columns} FROM {} ORDER BY {order}", super::shape::quoted(&shape.name));
    out.table(shape).await?;
    let mut rows = view.rows(Assembled(sql), vec![]);
    while let Some(row) = rows.try_next().await? {
        out.row(&row.into_cells()).await?;
    }
    drop(rows);
    out.end().await
}

/// The same in short reads, page after page, for a database whose log must be folded meanwhile (`keys.db`). Rows that come
/// or go on the way may be in it or not; those that stay are.
///
/// # Errors
/// A fault where they cannot be read or written.
pub async fn dump_in_pages(db: &Db, shape: &Shape, out: &mut ArchiveWriter) -> Result<(), Fault> {
    let (columns, order) = (shape.listed(), shape.ordered(db.is_sqlite()));
    let table = super::shape::quoted(&shape.name);
    let after = format!(" WHERE ({order}) > ({})", crate::db::places(1, shape.order.len()));
    out.table(shape).await?;
    let mut last: Option<Vec<Value>> = None;
    loop {
        let after = if last.is_some() { after.as_str() } else { "" };
        let sql = format!("SELECT {columns} FROM {table}{after} ORDER BY {order} LIMIT {PAGE}");
        let mut view = db.view().await?;
        let rows = view.all(Assembled(sql), last.take().unwrap_or_default()).await?;
        drop(view);
        for row in &rows {
            let cells: Vec<Cell> = row.cells().map(|(_, cell)| cell.clone()).collect();
            out.row(&cells).await?;
        }
        match rows.last() {
            Some(row) if rows.len() == PAGE as usize => last = Some(key_of(shape, row)?),
            _ => return out.end().await,
        }
    }
}

fn key_of(shape: &Shape, row: &crate::Row) -> Result<Vec<Value>, Fault> {
    let value = |name: &String| {
        let cell = row.cells().find(|(column, _)| column == name).map(|(_, cell)| cell.clone());
        let kind = shape.kind_of(name);
        cell.zip(kind).map(|(cell, kind)| super::load::value(cell, kind))
    };
    let key: Option<Vec<Value>> = shape.order.iter().map(value).collect();
    key.ok_or_else(|| Fault::new("a table whose key is none of its columns"))
}
