//! Workbooks (ECMA-376, XLSX). What is packed is measured before it is unpacked.

use std::io::{Cursor, Read as _};

use calamine::{DataRef, Reader as _, SheetVisible, Xlsx};

use crate::read::{COLUMNS_MAX, Gathered, ROWS_MAX, Unread};

/// Parts of a workbook.
const PARTS_MAX: usize = 2_000;
/// All its parts unpacked, in bytes.
const UNPACKED_MAX: u64 = 100 * 1024 * 1024;
/// Merged places that are looked at.
const MERGED_MAX: usize = 20_000;

/// The rows of the first sheet that can be seen and has something in it.
pub(crate) fn rows(bytes: &[u8]) -> Result<Vec<Vec<String>>, Unread> {
    measured(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unread::Broken)?;
    let seen = book.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
    let names: Vec<String> = seen.map(|sheet| sheet.name.clone()).collect();
    for name in names {
        let gathered = cells(&mut book, &name)?;
        if !gathered.0.is_empty() {
            return merged(&mut book, &name, gathered);
        }
    }
    Err(Unread::Empty)
}

/// Whether it unpacks to what may be read, whatever it says of itself.
fn measured(bytes: &[u8]) -> Result<(), Unread> {
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unread::Broken)?;
    if parts.len() > PARTS_MAX {
        return Err(Unread::Large);
    }
    let mut left = UNPACKED_MAX;
    for index in 0..parts.len() {
        let part = parts.by_index(index).map_err(|_| Unread::Broken)?;
        let read =
            std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|_| Unread::Broken)?;
        left = left.checked_sub(read).ok_or(Unread::Large)?;
    }
    Ok(())
}

fn cells(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Gathered, Unread> {
    let mut gathered = Gathered::default();
    // A sheet of diagrams has no cells.
    let Ok(mut reader) = book.worksheet_cells_reader(name) else { return Ok(gathered) };
    while let Some(cell) = reader.next_cell().map_err(|_| Unread::Broken)? {
        let (row, column) = place(cell.get_position());
        gathered.put(row, column, &shown(cell.get_value()))?;
    }
    Ok(gathered)
}

fn place((row, column): (u32, u32)) -> (usize, usize) {
    (usize::try_from(row).unwrap_or(usize::MAX), usize::try_from(column).unwrap_or(usize::MAX))
}

/// What stands in the first place of a merged cell stands in all.
fn merged(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    mut gathered: Gathered,
) -> Result<Vec<Vec<String>>, Unread> {
    let places = book.merge_cells_by_sheet_name(name).map_err(|_| Unread::Broken)?;
    let (rows, mut left) = (gathered.0.len().min(ROWS_MAX), ROWS_MAX * COLUMNS_MAX);
    for merged in places.into_iter().take(MERGED_MAX) {
        let ((top, first), (bottom, last)) = (place(merged.start), place(merged.end));
        let Some(cell) = gathered.0.get(top).and_then(|cells| cells.get(first)).cloned() else { continue };
        if cell.is_empty() {
            continue;
        }
        // Formatting reaches on to the end of a sheet; nothing is made there that was not.
        for row in top..=bottom.min(rows.saturating_sub(1)) {
            for column in first..=last.min(COLUMNS_MAX - 1) {
                left = left.checked_sub(1).ok_or(Unread::Large)?;
                gathered.put(row, column, &cell)?;
            }
        }
    }
    Ok(gathered.0)
}

/// A cell as people see it: days by ISO 8601, whole numbers without a point.
fn shown(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::DateTime(when) => {
            let (year, month, day, hour, minute, _, _) = when.to_ymd_hms_milli();
            let (serial, clock) = (when.as_f64(), format!("{hour:02}:{minute:02}"));
            if when.is_duration() || serial < 1.0 {
                clock
            } else if serial.fract() == 0.0 {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {clock}")
            }
        }
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}
