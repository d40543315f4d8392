//! Text with separators.

use std::collections::BTreeMap;

use sheet::{Form, Unread, read, with_reasons};

#[test]
fn every_encoding_that_programs_write_is_read() {
    let text = "楼栋,房号\r\n3号楼,101\r\n";
    let (national, _, _) = encoding_rs::GB18030.encode(text);
    let marked = ["\u{feff}".as_bytes(), text.as_bytes()].concat();
    let wide: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [text.as_bytes(), &marked, &national, &wide] {
        let sheet = read(bytes).unwrap();
        assert_eq!(sheet.form, Form::Text);
        assert_eq!(sheet.rows, [["楼栋", "房号"], ["3号楼", "101"]]);
    }
}

#[test]
fn the_separator_is_found_and_quotes_hold_a_cell_together() {
    let rows = [["a", "b"], ["1,5", "say \"yes\" now"]];
    for text in [
        "a,b\n\"1,5\",\"say \"\"yes\"\"\nnow\"\n",
        "a\tb\n1,5\t\"say \"\"yes\"\" now\"\n",
        "a;b\n\"1,5\";\"say \"\"yes\"\" now\"\n",
        "sep=;\na;b\n1,5;\"say \"\"yes\"\" now\"\n",
        "a|b\r1,5|\"say \"\"yes\"\" now\"",
    ] {
        assert_eq!(read(text.as_bytes()).unwrap().rows, rows, "{text}");
    }
}

#[test]
fn rows_may_be_of_any_length_and_what_nobody_sees_is_left_out() {
    let sheet = read("a\u{200b},b\n\n , \nc,,d\u{202e}\n".as_bytes()).unwrap();
    assert_eq!(sheet.rows, [vec!["a", "b"], vec![], vec!["c", "", "d"]]);
    assert_eq!(read(b"\n , \n"), Err(Unread::Empty));
    assert_eq!(read(b"a,b\0c"), Err(Unread::Unknown));
    assert_eq!(read(&[0xff, 0xff, 0x81]), Err(Unread::Unknown));
    assert_eq!(read("x,".repeat(64).as_bytes()).unwrap().rows[0].len(), 64);
    assert_eq!(read("x,".repeat(65).as_bytes()), Err(Unread::Large));
    assert_eq!(read("x\n".repeat(20_001).as_bytes()), Err(Unread::Large));
}

#[test]
fn what_was_wrong_goes_back_as_text_and_nothing_in_it_is_reckoned() {
    let sheet =
        read(b"room,note,phone\n101,\"=HYPERLINK(\"\"x\"\")\",+8613800138000\n102,fine,-5\n").unwrap();
    let reasons = BTreeMap::from([(1, "@no".to_owned())]);
    let back = with_reasons(&sheet, 0, &reasons, "why").unwrap();
    let text = String::from_utf8(back).unwrap();
    assert_eq!(text, "\u{feff}room,note,phone,why\r\n101,\"'=HYPERLINK(\"\"x\"\")\",+8613800138000,'@no\r\n");
    // Handed in again, it has no second column of reasons.
    let again = with_reasons(&read(text.as_bytes()).unwrap(), 0, &BTreeMap::new(), "why").unwrap();
    assert_eq!(String::from_utf8(again).unwrap(), "\u{feff}room,note,phone,why\r\n");
}
