//! Whatever is handed over, nothing worse follows than a refusal, and nothing is larger than it may be.

use fuzz::{Change, Fuzz};
use sheet::{COLUMNS_MAX, Field, LETTERS_MAX, ROWS_MAX, Unread, day, digits, find, read, with_reasons};

use crate::books::book;

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");
const FIELDS: [Field; 2] =
    [Field { name: "room", words: &["房号", "room"] }, Field { name: "phone", words: &["手机", "phone"] }];

fn drive(input: &[u8]) -> Option<(usize, usize)> {
    let sheet = read(input).ok()?;
    let width = sheet.rows.iter().map(Vec::len).max()?;
    assert!(sheet.rows.len() <= ROWS_MAX && width <= COLUMNS_MAX);
    for cell in sheet.rows.iter().flatten() {
        assert!(cell.chars().count() <= LETTERS_MAX);
        std::hint::black_box((digits(cell), day(cell)));
    }
    let head = find(&sheet, &FIELDS);
    let reasons = (0..sheet.rows.len().min(50)).map(|row| (row, "why".to_owned())).collect();
    let back = with_reasons(&sheet, head.row, &reasons, "reason").expect("text or a workbook");
    // A column more, or a sign before what would be reckoned, may be one too many.
    assert!(matches!(read(&back), Ok(_) | Err(Unread::Large)));
    Some((sheet.rows.len().min(8), width))
}

#[test]
fn fuzz_sheet_texts() {
    let seeds = ["房号,手机\n101,13800138000\n", "sep=;\na;\"b\nc\"\n", "a\tb\n1\t=2\n"];
    Fuzz::new(FOLDER, "sheet-text", Change::Bytes)
        .seeds(seeds)
        .words(&["\"", "\n", ",", "\t", "sep="])
        .run(drive);
}

#[test]
fn fuzz_sheet_books() {
    let bytes = book(|page| {
        page.merge_range(0, 0, 1, 0, "房号", &rust_xlsxwriter::Format::new()).unwrap();
        page.write_string(1, 1, "手机").unwrap();
        page.write_number(2, 1, 13_800_138_000_f64).unwrap();
    });
    Fuzz::new(FOLDER, "sheet-book", Change::Bytes).seeds([bytes]).run(drive);
}
