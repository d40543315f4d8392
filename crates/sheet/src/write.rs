//! What goes back: the same rows in the same form, with a column that says what was wrong.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, Workbook};

use crate::{Form, Sheet};

/// The sheet could not be written. It never should be.
#[derive(Debug, thiserror::Error)]
pub enum Unwritten {
    /// As a workbook.
    #[error("writing a workbook: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// As text.
    #[error("writing text: {0}")]
    Text(#[from] csv::Error),
}

/// The header and the rows that have a reason, each with its reason in a column of its own; rows keep their order. `title` is what
/// that column is called; where the last one is called so already, as in a sheet that went back once, it is taken.
///
/// # Errors
/// When it cannot be written.
pub fn with_reasons(
    sheet: &Sheet,
    header: usize,
    reasons: &BTreeMap<usize, String>,
    title: &str,
) -> Result<Vec<u8>, Unwritten> {
    let width = sheet.rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = if width > 0 && sheet.at(header, width - 1) == title { width - 1 } else { width };
    let line = |row: usize, last: &str| {
        let mut cells: Vec<String> = (0..width).map(|column| sheet.at(row, column).to_owned()).collect();
        cells.push(last.to_owned());
        cells
    };
    let mut lines: Vec<Vec<String>> = (0..header).map(|row| line(row, "")).collect();
    lines.push(line(header, title));
    lines.extend(reasons.iter().filter(|(row, _)| **row > header).map(|(row, why)| line(*row, why)));
    match sheet.form {
        Form::Workbook => workbook(&lines, header),
        Form::Text => text(&lines),
    }
}

/// Lines with a header, as a sheet: nothing in it is a formula, whatever people wrote.
///
/// # Errors
/// When it cannot be written.
pub fn written(lines: &[Vec<String>], form: Form) -> Result<Vec<u8>, Unwritten> {
    match form {
        Form::Workbook => {
            let mut book = Workbook::new();
            let (page, bold) = (book.add_worksheet(), Format::new().set_bold());
            for (row, cells) in (0_u32..).zip(lines) {
                for (column, cell) in (0_u16..).zip(cells) {
                    // Digits stand as numbers, so that a program for sheets can add them up.
                    match (row, cell.parse::<u32>()) {
                        (0, _) => page.write_string_with_format(row, column, cell, &bold)?,
                        (_, Ok(number)) => page.write_number(row, column, number)?,
                        (_, Err(_)) => page.write_string(row, column, cell)?,
                    };
                }
            }
            Ok(book.save_to_buffer()?)
        }
        Form::Text => text(lines),
    }
}

fn workbook(lines: &[Vec<String>], header: usize) -> Result<Vec<u8>, Unwritten> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    let (bold, red) = (Format::new().set_bold(), Format::new().set_font_color(Color::Red));
    for (row, cells) in (0_u32..).zip(lines) {
        for (column, cell) in (0_u16..).zip(cells) {
            let is_reason = usize::from(column) + 1 == cells.len();
            match (usize::try_from(row).is_ok_and(|row| row <= header), is_reason) {
                (true, _) => page.write_string_with_format(row, column, cell, &bold)?,
                (false, true) => page.write_string_with_format(row, column, cell, &red)?,
                (false, false) => page.write_string(row, column, cell)?,
            };
        }
    }
    Ok(book.save_to_buffer()?)
}

/// In UTF-8 with its mark, without which one widespread program takes it for another encoding.
fn text(lines: &[Vec<String>]) -> Result<Vec<u8>, Unwritten> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    for cells in lines {
        writer.write_record(cells.iter().map(|cell| guarded(cell)))?;
    }
    writer.into_inner().map_err(|error| Unwritten::Text(error.into_error().into()))
}

/// A cell that a program for sheets would reckon goes as text.
fn guarded(cell: &str) -> String {
    let is_number = cell.trim_start_matches(['+', '-']).parse::<f64>().is_ok();
    if cell.starts_with(['=', '+', '-', '@', '\t']) && !is_number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
