//! What a list says: plain functions on plain values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sheet::{Head, Sheet, digits, plain};
use std::collections::{BTreeMap, HashSet};

use super::Refusal;
use crate::account::Phone;
use crate::org::Line;
use crate::org::department::DEPTH_MAX;
use crate::org::record::{Field, rules as records};

/// Characters of the name of a department.
const DEPARTMENT_MAX: usize = 64;

/// What an organisation attests of a list.
#[derive(Clone)]
pub(in crate::org) struct Attestation {
    /// For what the list is brought in.
    pub purpose: Line,
    /// How far: which data, of whom.
    pub extent: Line,
    /// For which use.
    pub usage: Line,
}

impl Attestation {
    /// Reads it; without the word that everybody agreed there is none.
    ///
    /// # Errors
    /// [`Refusal::Attestation`].
    pub(in crate::org) fn read(agreed: bool, [purpose, extent, usage]: [&str; 3]) -> Result<Self, Refusal> {
        let line = |text: &str| Line::reason(Some(text)).ok_or(Refusal::Attestation);
        if !agreed {
            return Err(Refusal::Attestation);
        }
        Ok(Self { purpose: line(purpose)?, extent: line(extent)?, usage: line(usage)? })
    }
}

/// What a column of a list may hold.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "UploadColumn")]
pub(super) enum Column {
    Phone,
    Name,
    Department,
    Gender,
    Company,
    InvoiceTitle,
    Signature,
    Landline,
    Email,
    Position,
    Rank,
    Title,
    Fax,
    Seat,
}

impl Column {
    const ALL: [Self; 14] = [
        Self::Phone,
        Self::Name,
        Self::Department,
        Self::Gender,
        Self::Company,
        Self::InvoiceTitle,
        Self::Signature,
        Self::Landline,
        Self::Email,
        Self::Position,
        Self::Rank,
        Self::Title,
        Self::Fax,
        Self::Seat,
    ];

    /// The field of the record into which it goes.
    const fn field(self) -> Option<Field> {
        Some(match self {
            Self::Phone | Self::Department => return None,
            Self::Name => Field::Name,
            Self::Gender => Field::Gender,
            Self::Company => Field::Company,
            Self::InvoiceTitle => Field::InvoiceTitle,
            Self::Signature => Field::Signature,
            Self::Landline => Field::Landline,
            Self::Email => Field::Email,
            Self::Position => Field::Position,
            Self::Rank => Field::Rank,
            Self::Title => Field::Title,
            Self::Fax => Field::Fax,
            Self::Seat => Field::Seat,
        })
    }
}

/// What people and the exports of other programs call each column, those of DingTalk, WeCom and Feishu among them; in the order
/// of [`Column::ALL`].
const FIELDS: [sheet::Field; 14] = [
    sheet::Field {
        name: "phone",
        words: &[
            "手机号",
            "手机号码",
            "手机",
            "移动电话",
            "联系电话",
            "mobile",
            "mobilephone",
            "mobilenumber",
            "phone",
            "phonenumber",
            "cellphone",
        ],
    },
    sheet::Field {
        name: "name",
        words: &["姓名", "真实姓名", "员工姓名", "成员姓名", "名字", "name", "fullname", "realname"],
    },
    sheet::Field {
        name: "department",
        words: &[
            "部门",
            "所属部门",
            "所在部门",
            "主部门",
            "部门全路径",
            "部门路径",
            "department",
            "departments",
            "dept",
        ],
    },
    sheet::Field { name: "gender", words: &["性别", "gender", "sex"] },
    sheet::Field {
        name: "company",
        words: &["公司", "所属公司", "公司名称", "合同公司", "企业", "company", "employer"],
    },
    sheet::Field { name: "invoice_title", words: &["发票抬头", "开票抬头", "invoicetitle"] },
    sheet::Field { name: "signature", words: &["工作签名", "个性签名", "签名", "signature"] },
    sheet::Field {
        name: "landline",
        words: &[
            "座机",
            "办公电话",
            "固定电话",
            "电话",
            "分机号",
            "分机",
            "landline",
            "telephone",
            "extension",
            "tel",
        ],
    },
    sheet::Field {
        name: "email",
        words: &[
            "工作邮箱",
            "企业邮箱",
            "邮箱",
            "电子邮箱",
            "个人邮箱",
            "邮件",
            "workemail",
            "businessemail",
            "email",
            "mail",
        ],
    },
    sheet::Field { name: "position", words: &["职务", "职位", "position", "post"] },
    sheet::Field { name: "rank", words: &["职级", "级别", "rank", "grade", "level"] },
    sheet::Field {
        name: "title", words: &["岗位", "头衔", "职称", "岗位名称", "jobtitle", "title", "job"]
    },
    sheet::Field { name: "fax", words: &["传真", "传真号", "fax"] },
    sheet::Field {
        name: "seat",
        words: &[
            "工位",
            "座位",
            "办公地点",
            "工位号",
            "办公位置",
            "seat",
            "desk",
            "workplace",
            "officelocation",
        ],
    },
];

/// Which columns hold what, by their place in a row, from 0.
pub(super) type Columns = BTreeMap<Column, u16>;

/// Where the header is and which columns hold what, by their names.
pub(super) fn found(sheet: &Sheet) -> (Head, Columns) {
    let head = sheet::find(sheet, &FIELDS);
    let places = Column::ALL.iter().zip(&head.fields);
    let columns = places.filter_map(|(column, at)| Some((*column, u16::try_from((*at)?).ok()?)));
    let columns = columns.collect();
    (head, columns)
}

/// Whether they are of such a sheet, and say enough: telephones, or departments alone.
pub(super) fn are_of(columns: &Columns, width: usize) -> bool {
    let mut taken = HashSet::new();
    (columns.contains_key(&Column::Phone) || columns.keys().eq([&Column::Department]))
        && columns.values().all(|column| usize::from(*column) < width && taken.insert(*column))
}

/// The names of columns with something in their header that hold nothing known, and were not left out.
pub(super) fn unknown(head: &Head, columns: &Columns, left_out: &[u16]) -> Vec<(u16, String)> {
    let names = (0_u16..).zip(&head.columns);
    let open = names.filter(|(at, name)| {
        !name.trim().is_empty() && !left_out.contains(at) && !columns.values().any(|column| column == at)
    });
    open.map(|(at, name)| (at, name.clone())).collect()
}

/// What is wrong with a row.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "UploadWrong")]
pub(super) enum Wrong {
    /// No telephone, or none that can be reached.
    Phone,
    /// The same telephone stands further up.
    Twice,
    /// A value that its field does not hold.
    Value,
    /// A department whose name is too long, or too deep, or that is not there and that only administrators draw.
    Department,
    /// Its person refused that this organisation brings him in by lists.
    Refused,
    /// As many invitations were sent today as may be.
    Many,
}

/// What a row says of somebody, beside his number.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(in crate::org) struct Details {
    /// What goes into his record.
    pub fields: BTreeMap<Field, String>,
}

/// Somebody whom a row names.
#[derive(Clone)]
pub(super) struct Said {
    pub row: usize,
    pub phone: Phone,
    pub details: Details,
    pub path: Vec<String>,
}

/// What a list says: whom, which departments, and what is wrong in which row.
#[derive(Default)]
pub(super) struct Read {
    pub people: Vec<Said>,
    pub paths: Vec<(usize, Vec<String>)>,
    pub wrong: BTreeMap<usize, Wrong>,
}

/// Reads the rows beneath the header; empty ones are passed over. `company` is dropped where a path begins with it.
pub(super) fn rows(sheet: &Sheet, head: usize, columns: &Columns, company: &str) -> Read {
    let mut read = Read::default();
    let mut seen = HashSet::new();
    for row in head + 1..sheet.rows.len() {
        let cell = |column: Column| {
            columns.get(&column).map_or(String::new(), |at| plain(sheet.at(row, usize::from(*at))))
        };
        if Column::ALL.iter().all(|column| cell(*column).is_empty()) {
            continue;
        }
        match one(&cell, company) {
            Ok((Some(phone), details, path)) if seen.insert(phone.e164().to_owned()) => {
                read.people.push(Said { row, phone, details, path });
            }
            Ok((Some(_), ..)) => drop(read.wrong.insert(row, Wrong::Twice)),
            Ok((None, _, path)) => read.paths.push((row, path)),
            Err(why) => drop(read.wrong.insert(row, why)),
        }
    }
    read
}

type One = (Option<Phone>, Details, Vec<String>);

fn one(cell: &impl Fn(Column) -> String, company: &str) -> Result<One, Wrong> {
    let path = path(&cell(Column::Department), company)?;
    let phone = cell(Column::Phone);
    let mut details = Details::default();
    for (column, field) in Column::ALL.into_iter().filter_map(|column| Some((column, column.field()?))) {
        let text = cell(column);
        if !text.is_empty() {
            let line = records::value(field, &text).map_err(|_| Wrong::Value)?;
            details.fields.insert(field, line.as_str().to_owned());
        }
    }
    if phone.is_empty() && details.fields.is_empty() && !path.is_empty() {
        return Ok((None, details, path));
    }
    let phone = digits(&phone).and_then(|digits| Phone::read(&digits)).ok_or(Wrong::Phone)?;
    Ok((Some(phone), details, path))
}

/// The departments of a cell from the top: `总公司/研发部/后端` and `研发部-后端` alike, the first where there are several.
fn path(cell: &str, company: &str) -> Result<Vec<String>, Wrong> {
    let first = cell.split([';', '；', '|']).next().unwrap_or_default();
    let by = if first.contains(['/', '\\', '>']) { &['/', '\\', '>'][..] } else { &['-', '－', '—'][..] };
    let mut path: Vec<String> =
        first.split(by).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
    if path.len() > 1 && path.first().is_some_and(|top| top == company) {
        path.remove(0);
    }
    let fits = |name: &String| Line::read(name, DEPARTMENT_MAX).is_ok();
    if path.len() > DEPTH_MAX || !path.iter().all(fits) { Err(Wrong::Department) } else { Ok(path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Read {
        let sheet = sheet::read(text.as_bytes()).unwrap();
        let (head, columns) = found(&sheet);
        assert!(are_of(&columns, head.columns.len()), "{columns:?}");
        assert_eq!(unknown(&head, &columns, &[]), []);
        rows(&sheet, head.row, &columns, "四合院")
    }

    #[test]
    fn the_exports_of_other_programs_are_known_by_their_headers() {
        for (header, known) in [
            ("姓名,手机号,部门,职位,分机号,办公地点,邮箱", 7),
            ("姓名,职务,部门,性别,手机,座机,企业邮箱", 7),
            ("姓名,手机号码,工作邮箱,部门,职务,工位,性别", 7),
            ("Name,Mobile,Department,Position,Email", 5),
        ] {
            let sheet = sheet::read(format!("{header}\n").as_bytes()).unwrap();
            let (head, columns) = found(&sheet);
            assert_eq!(columns.len(), known, "{header}: {columns:?}");
            assert_eq!(unknown(&head, &columns, &[]), []);
        }
    }

    #[test]
    fn what_no_record_has_a_field_for_is_named_until_it_is_left_out() {
        let sheet = sheet::read("姓名,手机号,身份证号,民族\n".as_bytes()).unwrap();
        let (head, columns) = found(&sheet);
        let open: Vec<u16> = unknown(&head, &columns, &[]).into_iter().map(|(at, _)| at).collect();
        assert_eq!(open, [2, 3]);
        assert_eq!(unknown(&head, &columns, &[2, 3]), []);
    }

    #[test]
    fn rows_say_people_and_departments_or_what_is_wrong() {
        let read = read(
            "姓名,手机号,部门,邮箱\n王芳,13800138000,四合院/研发部/后端,fang@example.com\n李雷,13800138001,市场部-华北,\n\
             ,,行政部,\n王芳,13800138000,,\n张三,12,,\n赵六,13800138003,,nobody\n",
        );
        let people: Vec<(&str, Vec<&str>)> = read
            .people
            .iter()
            .map(|said| (said.phone.e164(), said.path.iter().map(String::as_str).collect()))
            .collect();
        assert_eq!(
            people,
            [("+8613800138000", vec!["研发部", "后端"]), ("+8613800138001", vec!["市场部", "华北"])]
        );
        assert_eq!(read.paths, [(3, vec!["行政部".to_owned()])]);
        let wrong: Vec<(usize, Wrong)> = read.wrong.into_iter().collect();
        assert_eq!(wrong, [(4, Wrong::Twice), (5, Wrong::Phone), (6, Wrong::Value)]);
    }

    #[test]
    fn nothing_is_attested_by_silence() {
        assert!(Attestation::read(true, ["通讯录", "姓名和手机号", "内部联络"]).is_ok());
        for (agreed, texts) in [
            (false, ["通讯录", "姓名和手机号", "内部联络"]),
            (true, ["", "姓名和手机号", "内部联络"]),
            (true, ["通讯录", " ", "内部联络"]),
            (true, ["通讯录", "姓名", "x"]),
        ] {
            assert!(matches!(Attestation::read(agreed, texts), Err(Refusal::Attestation)));
        }
    }
}
