//! Headers.

use rust_xlsxwriter::Format;
use sheet::{Field, find, read};

use crate::books::book;

const FIELDS: [Field; 5] = [
    Field { name: "building", words: &["楼栋", "楼号", "building"] },
    Field { name: "room", words: &["房号", "房间", "room"] },
    Field { name: "name", words: &["业主姓名", "姓名", "name"] },
    Field { name: "phone", words: &["手机号", "手机", "电话", "phone"] },
    Field { name: "card", words: &["卡号", "card"] },
];

#[test]
fn the_header_is_found_beneath_a_title_and_by_the_words_that_people_use() {
    let sheet = read("阳光小区业主名单\n制表：物业,,,\n序号,楼 栋,房间号（必填）,业主姓名*,联系电话,备用电话\n1,3,101,王芳,138,139\n".as_bytes()).unwrap();
    let head = find(&sheet, &FIELDS);
    assert_eq!(head.row, 2);
    assert_eq!(head.fields, [Some(1), Some(2), Some(3), Some(4), None]);
    assert_eq!(head.columns[2], "房间号（必填）");
}

#[test]
fn a_header_of_two_rows_says_both() {
    let bytes = book(|page| {
        let plain = Format::new();
        page.merge_range(0, 0, 1, 0, "房号", &plain).unwrap();
        page.merge_range(0, 1, 0, 2, "业主", &plain).unwrap();
        page.merge_range(0, 3, 0, 4, "租客", &plain).unwrap();
        for (column, name) in [(1, "姓名"), (2, "手机"), (3, "姓名"), (4, "手机")] {
            page.write_string(1, column, name).unwrap();
        }
        page.write_string(2, 0, "101").unwrap();
    });
    let head = find(&read(&bytes).unwrap(), &FIELDS);
    assert_eq!((head.row, head.fields), (1, vec![None, Some(0), Some(1), Some(2), None]));
    assert_eq!(head.columns, ["房号", "业主 姓名", "业主 手机", "租客 姓名", "租客 手机"]);
}

#[test]
fn the_exact_name_goes_before_what_contains_it_and_no_column_is_two_things() {
    let sheet = read(b"Phone owner,Phone,Room,Room name\n1,2,3,4\n").unwrap();
    let head = find(&sheet, &FIELDS);
    assert_eq!(head.fields, [None, Some(2), Some(3), Some(1), None]);
    let none = find(&read(b"x,y\n1,2\n").unwrap(), &FIELDS);
    assert_eq!((none.row, none.fields), (0, vec![None; 5]));
}
