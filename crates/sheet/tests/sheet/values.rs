//! What stands in a cell.

use jiff::civil::date;
use sheet::{day, digits, plain};

#[test]
fn numbers_that_are_names_keep_their_digits() {
    for (cell, read) in [
        ("138 0013-8000", Some("13800138000")),
        ("１３８００１３８０００", Some("13800138000")),
        ("1.38001380E+10", Some("13800138000")),
        ("13800138000.0", Some("13800138000")),
        ("'0012", Some("0012")),
        ("（010）12345678", Some("01012345678")),
        ("1-101", Some("1101")),
        ("A座101", Some("A座101")),
        ("4.40301E+17", None),
        ("1.38001E+3", None),
        ("", None),
    ] {
        assert_eq!(digits(cell).as_deref(), read, "{cell}");
    }
    assert_eq!(plain("　Ａ１　"), "A1");
}

#[test]
fn days_are_read_in_every_way_in_which_they_are_written() {
    for cell in [
        "2026-03-05",
        "2026/3/5",
        "2026.3.5",
        "2026年3月5日",
        "20260305",
        "2026-03-05 08:30",
        "2026/3/5T08:30",
        "46086",
    ] {
        assert_eq!(day(cell), Some(date(2026, 3, 5)), "{cell}");
    }
    for cell in ["", "5/3/2026", "2026-02-30", "2026", "9999", "99999", "soon", "202603051"] {
        assert_eq!(day(cell), None, "{cell}");
    }
}
