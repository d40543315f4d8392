//! Workbooks.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use sheet::{COLUMNS_MAX, Form, LETTERS_MAX, ROWS_MAX, Unread, read, with_reasons};

/// A workbook with one sheet.
pub fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().expect("a workbook")
}

fn one(row: u32, column: u16, cell: &str) -> Vec<u8> {
    book(|page| {
        page.write_string(row, column, cell).expect("a cell");
    })
}

#[test]
fn cells_are_read_as_people_see_them() {
    let bytes = book(|page| {
        let day = Format::new().set_num_format("yyyy/m/d");
        let moment = Format::new().set_num_format("yyyy/m/d hh:mm");
        let clock = Format::new().set_num_format("hh:mm");
        page.write_string(0, 0, " 3\u{a0}号楼\n").unwrap();
        page.write_number(0, 1, 13_800_138_000_f64).unwrap();
        page.write_number(0, 2, 88.5).unwrap();
        page.write_datetime_with_format(0, 3, ExcelDateTime::from_ymd(2026, 3, 5).unwrap(), &day).unwrap();
        let at = ExcelDateTime::from_ymd(2026, 3, 5).unwrap().and_hms(8, 30, 0).unwrap();
        page.write_datetime_with_format(0, 4, at, &moment).unwrap();
        page.write_datetime_with_format(0, 5, ExcelDateTime::from_hms(8, 30, 0).unwrap(), &clock).unwrap();
        page.write_boolean(0, 6, true).unwrap();
        page.write_string(3, 0, "0012").unwrap();
    });
    let sheet = read(&bytes).unwrap();
    assert_eq!(sheet.form, Form::Workbook);
    assert_eq!(
        sheet.rows,
        [
            vec!["3 号楼", "13800138000", "88.5", "2026-03-05", "2026-03-05 08:30", "08:30", "true"],
            vec![],
            vec![],
            vec!["0012"],
        ]
    );
    assert_eq!((sheet.at(3, 0), sheet.at(1, 0), sheet.at(99, 99)), ("0012", "", ""));
}

#[test]
fn a_merged_cell_counts_in_each_of_its_places() {
    let bytes = book(|page| {
        let plain = Format::new();
        page.merge_range(0, 0, 2, 0, "3号楼", &plain).unwrap();
        for row in 0..3 {
            page.write_string(row, 1, format!("{}01", row + 1)).unwrap();
        }
        // Formatting that reaches on makes no rows.
        page.merge_range(2, 3, 9_000, 5, "", &plain).unwrap();
    });
    let rows = read(&bytes).unwrap().rows;
    assert_eq!(rows, [["3号楼", "101"], ["3号楼", "201"], ["3号楼", "301"]]);
}

#[test]
fn the_first_sheet_that_is_seen_and_has_something_is_read() {
    let mut book = Workbook::new();
    book.add_worksheet().set_hidden(true).write_string(0, 0, "hidden").unwrap();
    book.add_worksheet().set_active(true);
    book.add_worksheet().write_string(0, 0, "here").unwrap();
    assert_eq!(read(&book.save_to_buffer().unwrap()).unwrap().rows, [["here"]]);
    assert_eq!(read(&self::book(|_| ())), Err(Unread::Empty));
}

#[test]
fn what_is_too_large_is_refused_before_it_is_unpacked_into_memory() {
    let last_row = u32::try_from(ROWS_MAX).unwrap();
    let last_column = u16::try_from(COLUMNS_MAX).unwrap();
    for (row, column) in [(last_row, 0), (0, last_column), (1_048_575, 16_383)] {
        let bytes = one(row, column, "x");
        assert_eq!(read(&bytes), Err(Unread::Large), "{row} {column}");
    }
    let bytes = one(last_row - 1, last_column - 1, "x");
    assert_eq!(read(&bytes).unwrap().at(ROWS_MAX - 1, COLUMNS_MAX - 1), "x");
    let long = "字".repeat(LETTERS_MAX + 1);
    let bytes = one(0, 0, &long);
    assert_eq!(read(&bytes), Err(Unread::Large));

    // A long text that stands once in the file and in a great many places of the sheet.
    let text = "字".repeat(LETTERS_MAX);
    let bytes = book(|page| {
        page.merge_range(0, 0, 199, last_column - 2, &text, &Format::new()).unwrap();
        page.write_string(199, last_column - 1, "x").unwrap();
    });
    assert!(bytes.len() < 1 << 20);
    assert_eq!(read(&bytes), Err(Unread::Large));

    // A part that says nothing of its size and unpacks to more than there may be.
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    packed.start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let blank = vec![b' '; 1 << 20];
    for _ in 0..201 {
        packed.write_all(&blank).unwrap();
    }
    let bytes = packed.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20);
    assert_eq!(read(&bytes), Err(Unread::Large));
}

#[test]
fn what_is_no_workbook_says_so() {
    let bytes = one(0, 0, "x");
    assert_eq!(read(&bytes[..bytes.len() / 2]), Err(Unread::Broken));
    assert_eq!(read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"), Err(Unread::Old));
    assert_eq!(read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Err(Unread::Unknown));
    assert_eq!(read(b""), Err(Unread::Empty));
}

#[test]
fn what_was_wrong_goes_back_as_a_workbook_with_its_reasons() {
    let bytes = book(|page| {
        for (row, cells) in
            [["业主名单", ""], ["房号", "手机"], ["101", "138"], ["102", "13800138000"], ["=1+1", "x"]]
                .iter()
                .enumerate()
        {
            for (column, cell) in cells.iter().enumerate() {
                page.write_string(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *cell)
                    .unwrap();
            }
        }
    });
    let sheet = read(&bytes).unwrap();
    let reasons = BTreeMap::from([(2, "号码不对".to_owned()), (4, "没有这一户".to_owned())]);
    let back = read(&with_reasons(&sheet, 1, &reasons, "原因").unwrap()).unwrap();
    assert_eq!(
        back.rows,
        [
            vec!["业主名单"],
            vec!["房号", "手机", "原因"],
            vec!["101", "138", "号码不对"],
            vec!["=1+1", "x", "没有这一户"],
        ]
    );
}
