//! Sheets as people hand them over: a workbook (XLSX), text with separators (CSV in UTF-8, UTF-16 or GB18030), or what was copied
//! from a sheet. Whatever it was, it becomes rows of text; its header is found by the words people use, and what was wrong goes back
//! in the same form with a column of reasons. Knows no people, reads no files.
//!
//! - Everything is bounded before it is unpacked: bytes, rows, columns, letters of a cell.
//! - A merged cell counts in each of its places, since a building's name is often written once for all its rows.
//! - No formula is reckoned and none is written: a cell that would begin one goes out as text.

mod head;
mod read;
mod text;
mod value;
mod workbook;
mod write;

pub use head::{Field, Head, find};
pub use read::{BYTES_MAX, COLUMNS_MAX, Form, LETTERS_MAX, ROWS_MAX, Sheet, Unread, read};
pub use value::{day, digits, plain};
pub use write::{Unwritten, with_reasons, written};
