//! One neutral value and one neutral row for both engines.

use std::sync::Arc;

use crate::{Fault, Timestamp};

/// A value bound to a statement; an empty one keeps its type, which PostgreSQL wants to know.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A whole number, a truth (0 or 1) or an instant (microseconds).
    Int(Option<i64>),
    /// Text.
    Text(Option<String>),
    /// Bytes: ids and sealed values.
    Blob(Option<Vec<u8>>),
}

/// A value read from a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// NULL.
    Null,
    /// A whole number.
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// A type that can stand in a column, and be absent there.
pub trait Column: Into<Value> {
    /// The absent value of this type.
    const EMPTY: Value;
}

impl<T: Column> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(T::EMPTY, Into::into)
    }
}

macro_rules! value_from {
    ($($from:ty => $kind:ident by $into:expr;)*) => {
        $(impl From<$from> for Value {
            fn from(value: $from) -> Self {
                let into: fn($from) -> _ = $into;
                Self::$kind(Some(into(value)))
            }
        }
        impl Column for $from {
            const EMPTY: Value = Value::$kind(None);
        })*
    };
}

value_from! {
    i64 => Int by |value| value;
    i32 => Int by i64::from;
    u32 => Int by i64::from;
    u16 => Int by i64::from;
    u8 => Int by i64::from;
    bool => Int by i64::from;
    Timestamp => Int by Timestamp::micros;
    String => Text by |value| value;
    &str => Text by str::to_owned;
    Vec<u8> => Blob by |value| value;
    &[u8] => Blob by <[u8]>::to_vec;
    [u8; 16] => Blob by |value| value.to_vec();
    [u8; 32] => Blob by |value| value.to_vec();
}

/// A type that can be read from a cell; `None` where the cell holds something else.
pub trait FromCell: Sized {
    /// Reads the cell.
    fn from_cell(cell: &Cell) -> Option<Self>;
}

impl FromCell for i64 {
    fn from_cell(cell: &Cell) -> Option<Self> {
        if let Cell::Int(value) = cell { Some(*value) } else { None }
    }
}

impl FromCell for bool {
    fn from_cell(cell: &Cell) -> Option<Self> {
        i64::from_cell(cell).map(|value| value != 0)
    }
}

impl FromCell for Timestamp {
    fn from_cell(cell: &Cell) -> Option<Self> {
        i64::from_cell(cell).map(Self::from_micros)
    }
}

impl FromCell for String {
    fn from_cell(cell: &Cell) -> Option<Self> {
        if let Cell::Text(value) = cell { Some(value.clone()) } else { None }
    }
}

impl FromCell for Vec<u8> {
    fn from_cell(cell: &Cell) -> Option<Self> {
        if let Cell::Blob(value) = cell { Some(value.clone()) } else { None }
    }
}

impl<const N: usize> FromCell for [u8; N] {
    fn from_cell(cell: &Cell) -> Option<Self> {
        if let Cell::Blob(value) = cell { value.as_slice().try_into().ok() } else { None }
    }
}

macro_rules! narrow_from_cell {
    ($($kind:ty),*) => {
        $(impl FromCell for $kind {
            fn from_cell(cell: &Cell) -> Option<Self> {
                i64::from_cell(cell).and_then(|value| Self::try_from(value).ok())
            }
        })*
    };
}
narrow_from_cell!(u8, u16, u32, u64, usize);

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: &Cell) -> Option<Self> {
        if matches!(cell, Cell::Null) { Some(None) } else { T::from_cell(cell).map(Some) }
    }
}

/// One row of an answer. Reading a column that is absent or of another kind is a fault of ours.
#[derive(Clone, Debug)]
pub struct Row {
    names: Arc<[String]>,
    cells: Vec<Cell>,
}

impl Row {
    pub(super) const fn new(names: Arc<[String]>, cells: Vec<Cell>) -> Self {
        Self { names, cells }
    }

    /// The value of a column.
    ///
    /// # Errors
    /// A fault naming the column where it is absent or holds another kind.
    pub fn get<T: FromCell>(&self, column: &str) -> Result<T, Fault> {
        let at = self.names.iter().position(|name| name == column);
        at.and_then(|at| self.cells.get(at)).and_then(T::from_cell).ok_or_else(|| {
            Fault::new(format!("column `{column}` cannot be read as {}", std::any::type_name::<T>()))
        })
    }

    /// The cells alone, in the statement's order.
    pub fn into_cells(self) -> Vec<Cell> {
        self.cells
    }

    /// Column names and cells in the statement's order; for walks over whole tables.
    pub fn cells(&self) -> impl Iterator<Item = (&str, &Cell)> {
        self.names.iter().map(String::as_str).zip(&self.cells)
    }
}
