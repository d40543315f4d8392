//! What was handed over, whatever its form.

use crate::{text, workbook};

/// The longest sheet, in bytes as it comes.
pub const BYTES_MAX: usize = 10 * 1024 * 1024;
/// Rows that are read.
pub const ROWS_MAX: usize = 20_000;
/// Columns that are read.
pub const COLUMNS_MAX: usize = 64;
/// Letters of one cell.
pub const LETTERS_MAX: usize = 2_000;
/// All cells together, in bytes of UTF-8: a workbook names a long text once and shows it in a million places.
const TEXT_MAX: usize = 32 * 1024 * 1024;

/// How a sheet came, and goes back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// A workbook (ECMA-376).
    Workbook,
    /// Text with separators.
    Text,
}

/// Rows of text. Empty rows of a workbook are kept, so that the number of a row is the one that people see, less one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sheet {
    /// How it came.
    pub form: Form,
    /// Its rows, each as long as its last cell with something in it.
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// What stands there; empty where there is nothing.
    #[must_use]
    pub fn at(&self, row: usize, column: usize) -> &str {
        self.rows.get(row).and_then(|cells| cells.get(column)).map_or("", String::as_str)
    }
}

/// Why nothing was read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, thiserror::Error)]
pub enum Unread {
    /// No form that is known here.
    #[error("this is no workbook (XLSX) and no text (CSV)")]
    Unknown,
    /// An older workbook, or one behind a password.
    #[error("this workbook is of the old form or behind a password: save it as XLSX or CSV without one")]
    Old,
    /// A workbook that is damaged.
    #[error("this workbook is damaged")]
    Broken,
    /// Nothing in it.
    #[error("there is nothing in this sheet")]
    Empty,
    /// More than is read.
    #[error(
        "this sheet is larger than what is read: 10 MB, 20,000 rows, 64 columns, 2,000 letters a cell, 32 MB of text"
    )]
    Large,
}

/// Reads a sheet: the first of a workbook that has something in it.
///
/// # Errors
/// Why nothing was read.
pub fn read(bytes: &[u8]) -> Result<Sheet, Unread> {
    if bytes.len() > BYTES_MAX {
        return Err(Unread::Large);
    }
    let (form, rows) = match bytes {
        [b'P', b'K', 3, 4, ..] => (Form::Workbook, workbook::rows(bytes)?),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(Unread::Old),
        _ => (Form::Text, text::rows(bytes)?),
    };
    if rows.iter().all(Vec::is_empty) {
        return Err(Unread::Empty);
    }
    Ok(Sheet { form, rows })
}

/// Rows as they are gathered, within their bounds, and how many bytes that were.
#[derive(Default)]
pub(crate) struct Gathered(pub Vec<Vec<String>>, usize);

impl Gathered {
    /// Puts what stands at a place there; nothing where it is empty.
    pub fn put(&mut self, row: usize, column: usize, cell: &str) -> Result<(), Unread> {
        let cell = tidied(cell)?;
        if cell.is_empty() {
            return Ok(());
        }
        self.1 += cell.len();
        if row >= ROWS_MAX || column >= COLUMNS_MAX || self.1 > TEXT_MAX {
            return Err(Unread::Large);
        }
        if self.0.len() <= row {
            self.0.resize_with(row + 1, Vec::new);
        }
        if let Some(cells) = self.0.get_mut(row) {
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            if let Some(place) = cells.get_mut(column) {
                *place = cell;
            }
        }
        Ok(())
    }
}

/// A cell in one line, without blanks around it and without signs that nobody sees.
fn tidied(cell: &str) -> Result<String, Unread> {
    let seen = |sign: &char| !matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let line: String = cell
        .chars()
        .filter(seen)
        .take(LETTERS_MAX + 1)
        .map(|sign| if sign.is_control() || sign.is_whitespace() { ' ' } else { sign })
        .collect();
    if line.chars().nth(LETTERS_MAX).is_some() {
        return Err(Unread::Large);
    }
    Ok(line.trim().to_owned())
}
