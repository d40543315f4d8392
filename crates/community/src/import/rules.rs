//! What a row says: plain functions on plain values.

use ground::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sheet::{Field, Head, Sheet, digits, plain};
use std::collections::HashSet;
use std::time::Duration;
use yard::account::Phone;
use yard::org::Line;

use crate::awaited::Named as Person;
use crate::household::Relation;

const DAY: Duration = Duration::from_secs(86_400);
/// How much earlier a day begins in China than at Greenwich.
const EAST: Duration = Duration::from_secs(8 * 3_600);

/// The columns, by their place in [`Columns::of`].
const FIELDS: [Field; 10] = [
    Field {
        name: "building",
        words: &[
            "楼栋",
            "楼号",
            "楼栋号",
            "栋号",
            "楼幢",
            "栋",
            "幢",
            "楼宇",
            "楼座",
            "座",
            "building",
            "block",
            "tower",
        ],
    },
    Field { name: "unit", words: &["单元", "单元号", "梯", "unit", "entrance", "staircase"] },
    Field {
        name: "room",
        words: &[
            "房号",
            "房间号",
            "房间",
            "室号",
            "户号",
            "室",
            "门牌号",
            "room",
            "flat",
            "apartment",
            "door",
        ],
    },
    Field { name: "floor", words: &["楼层", "层", "所在层", "floor", "storey", "level"] },
    Field {
        name: "number",
        words: &["房屋编号", "房产编号", "资产编号", "编号", "homenumber", "number", "code"],
    },
    Field {
        name: "name",
        words: &[
            "业主姓名",
            "姓名",
            "住户姓名",
            "租客姓名",
            "业主",
            "住户",
            "客户名称",
            "name",
            "owner",
            "resident",
            "tenant",
        ],
    },
    Field {
        name: "phone",
        words: &[
            "手机号码",
            "手机号",
            "手机",
            "联系电话",
            "联系方式",
            "电话",
            "phone",
            "mobile",
            "telephone",
        ],
    },
    Field {
        name: "relation",
        words: &["身份", "关系", "住户类型", "客户类型", "类型", "role", "relation", "type"],
    },
    Field {
        name: "from",
        words: &["入住日期", "起租日期", "开始日期", "起始日期", "since", "from", "movein"],
    },
    Field {
        name: "until",
        words: &["到期日期", "租期至", "结束日期", "截止日期", "迁出日期", "until", "to", "moveout"],
    },
];

/// Which columns hold what, by their place in a row, from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ImportColumns")]
pub(super) struct Columns {
    /// The building; where none does, a room such as `3-1-502` says it.
    pub building: Option<u16>,
    /// The unit; where none does, a building has one.
    pub unit: Option<u16>,
    /// The room.
    pub room: Option<u16>,
    /// The floor; where none does, it is read from the room: `502` is on the fifth.
    pub floor: Option<u16>,
    /// The number by which everybody calls the home; where none does, building, unit and room make it.
    pub number: Option<u16>,
    /// The name of somebody who is awaited there; where none does, the list names nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<u16>,
    /// His number, by which he is known when he applies; it goes with the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<u16>,
    /// As what he lives there: 业主, 家人, 租客, owner, family or tenant; where none does, an owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relation: Option<u16>,
    /// From when on; who is let in lives there at once, so it is looked at and not kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<u16>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<u16>,
}

impl Columns {
    /// As the header says.
    pub(super) fn found(sheet: &Sheet) -> (Head, Self) {
        let head = sheet::find(sheet, &FIELDS);
        let at = |field: usize| {
            head.fields.get(field).copied().flatten().and_then(|column| u16::try_from(column).ok())
        };
        let mut columns = Self {
            building: at(0),
            unit: at(1),
            room: at(2),
            floor: at(3),
            number: at(4),
            name: at(5),
            phone: at(6),
            relation: at(7),
            from: at(8),
            until: at(9),
        };
        // Without name and number nobody can be known; then nothing is read of anybody.
        if columns.name.is_none() || columns.phone.is_none() {
            columns = Self { name: None, phone: None, relation: None, from: None, until: None, ..columns };
        }
        (head, columns)
    }

    /// Whether they are of such a sheet, and say enough.
    pub(super) fn are_of(&self, width: usize) -> bool {
        let all = [self.building, self.unit, self.room, self.floor, self.number];
        let people = [self.name, self.phone, self.relation, self.from, self.until];
        let all = all.into_iter().chain(people);
        self.name.is_some() == self.phone.is_some()
            && self.room.is_some()
            && all.flatten().all(|column| usize::from(column) < width)
    }
}

/// What is wrong with a row.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ImportWrong")]
pub(super) enum Wrong {
    /// No building.
    Building,
    /// No room.
    Room,
    /// A name of more than forty letters, a room or number of more than twenty.
    Long,
    /// No floor from -20 to 200.
    Floor,
    /// The same home stands further up.
    Twice,
    /// Another home has this number.
    Number,
    /// The community has as many buildings, units or homes as it may.
    Many,
    /// A number without a name, or a name of more than 64 letters.
    Name,
    /// A name without a number, or one that cannot be reached.
    Phone,
    /// Neither owner nor family nor tenant.
    Relation,
    /// No day, or an end before its beginning.
    Dates,
}

/// A home as a row says it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Said {
    pub building: String,
    pub unit: String,
    pub room: String,
    pub floor: Option<i64>,
    pub number: String,
}

/// A row: its place in the sheet, and what it says.
pub(super) type Read = (usize, Result<(Said, Option<Person>), Wrong>);

/// The homes of a sheet beneath its header, each with its row and whom it names; empty rows are passed over. A home stands there once for
/// each whom it names, or once.
pub(super) fn homes(sheet: &Sheet, head: usize, columns: &Columns) -> Vec<Read> {
    let mut seen = HashSet::new();
    let rows = (head + 1..sheet.rows.len())
        .filter(|row| sheet.rows.get(*row).is_some_and(|cells| !cells.is_empty()));
    let read = rows.map(|row| {
        let said = home(sheet, row, columns).and_then(|said| {
            let person = person(sheet, row, columns)?;
            let phone = person.as_ref().map(|person| person.phone.e164().to_owned());
            let place = (said.building.clone(), said.unit.clone(), said.room.clone(), phone);
            if seen.insert(place) { Ok((said, person)) } else { Err(Wrong::Twice) }
        });
        (row, said)
    });
    read.collect()
}

/// Whom a row names; nobody where name and number are empty.
fn person(sheet: &Sheet, row: usize, columns: &Columns) -> Result<Option<Person>, Wrong> {
    let cell = |column: Option<u16>| {
        column.map_or(String::new(), |column| plain(sheet.at(row, usize::from(column))))
    };
    let (name, phone) = (cell(columns.name), cell(columns.phone));
    if name.is_empty() && phone.is_empty() {
        return Ok(None);
    }
    let name = Line::read(&name, 64).map_err(|_| Wrong::Name)?;
    let phone = digits(&phone).and_then(|digits| Phone::read(&digits)).ok_or(Wrong::Phone)?;
    let relation = match cell(columns.relation).to_lowercase().as_str() {
        "" | "业主" | "房主" | "产权人" | "owner" => Relation::Owner,
        "家人" | "家属" | "亲属" | "成员" | "family" => Relation::Family,
        "租客" | "租户" | "承租人" | "tenant" => Relation::Tenant,
        _ => return Err(Wrong::Relation),
    };
    let from_at = instant(&cell(columns.from))?;
    // The last day is one of his own, to its end.
    let until_at = instant(&cell(columns.until))?.map(|begin| begin.plus(DAY));
    if from_at.zip(until_at).is_some_and(|(from, until)| until <= from) {
        return Err(Wrong::Dates);
    }
    Ok(Some(Person { relation, name, phone, until_at }))
}

/// When a day begins where lists of this kind are written.
fn instant(cell: &str) -> Result<Option<Timestamp>, Wrong> {
    if cell.is_empty() {
        return Ok(None);
    }
    let day = sheet::day(cell).ok_or(Wrong::Dates)?;
    Timestamp::read(&format!("{day}T00:00:00Z")).map(|at| Some(at.minus(EAST))).ok_or(Wrong::Dates)
}

fn home(sheet: &Sheet, row: usize, columns: &Columns) -> Result<Said, Wrong> {
    let cell = |column: Option<u16>| {
        column.map_or(String::new(), |column| plain(sheet.at(row, usize::from(column))))
    };
    let mut said = [cell(columns.building), cell(columns.unit), whole(&cell(columns.room))];
    if columns.building.is_none() {
        said = parted(&said[2], &said[1]);
    }
    let [building, mut unit, room] = said;
    if building.is_empty() {
        return Err(Wrong::Building);
    }
    if room.is_empty() {
        return Err(Wrong::Room);
    }
    if unit.is_empty() {
        "1".clone_into(&mut unit);
    }
    let number = match cell(columns.number) {
        number if number.is_empty() => [&building, &unit, &room].map(|part| short(part)).join("-"),
        number => number,
    };
    let is_long = |text: &str, most: usize| text.chars().count() > most;
    if is_long(&building, 40) || is_long(&unit, 40) || is_long(&room, 20) || is_long(&number, 20) {
        return Err(Wrong::Long);
    }
    Ok(Said { floor: floor(&cell(columns.floor), &room)?, building, unit, room, number })
}

/// A room that a program for sheets took for a number.
fn whole(cell: &str) -> String {
    match cell.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|digit| digit == b'0') => whole.to_owned(),
        _ => cell.to_owned(),
    }
}

/// `3-1-502`, `3号楼1单元502室` or `3-502` in its parts; what the column of units says goes before.
fn parted(cell: &str, unit: &str) -> [String; 3] {
    let signs = ['-', '－', '—', '/', ' ', '栋', '幢', '楼', '座', '单', '元', '号', '室'];
    let parts: Vec<&str> = cell.split(signs).filter(|part| !part.is_empty()).collect();
    let or = |part: &str| if unit.is_empty() { part.to_owned() } else { unit.to_owned() };
    match parts.as_slice() {
        [building, middle, room] => [(*building).to_owned(), or(middle), (*room).to_owned()],
        [building, room] => [(*building).to_owned(), unit.to_owned(), (*room).to_owned()],
        _ => [String::new(), unit.to_owned(), cell.to_owned()],
    }
}

/// What is short of a name: `3号楼` is `3`, `A座` is `A`.
fn short(name: &str) -> String {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    if plain.is_empty() { name.to_owned() } else { plain }
}

/// The floor as it is said, or as the room says it: the digits before its last two.
fn floor(said: &str, room: &str) -> Result<Option<i64>, Wrong> {
    if said.is_empty() {
        let digits: String = room.chars().filter(char::is_ascii_digit).collect();
        let number = digits.len().checked_sub(2).and_then(|end| digits.get(..end)?.parse().ok());
        return Ok(number.filter(|floor| (1..=200).contains(floor)));
    }
    let minus = said.starts_with(['-', 'B', 'b']) || said.starts_with("负") || said.starts_with("地下");
    let number = digits(said).map(|text| text.chars().filter(char::is_ascii_digit).collect::<String>());
    let number: i64 = number.and_then(|text| text.parse().ok()).ok_or(Wrong::Floor)?;
    let number = if minus { -number } else { number };
    if (-20..=200).contains(&number) { Ok(Some(number)) } else { Err(Wrong::Floor) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Result<Said, Wrong>> {
        let sheet = sheet::read(text.as_bytes()).unwrap();
        let (head, columns) = Columns::found(&sheet);
        assert!(columns.are_of(head.columns.len()), "{columns:?}");
        homes(&sheet, head.row, &columns).into_iter().map(|(_, said)| said.map(|(said, _)| said)).collect()
    }

    fn said(building: &str, unit: &str, room: &str, floor: Option<i64>, number: &str) -> Result<Said, Wrong> {
        Ok(Said {
            building: building.to_owned(),
            unit: unit.to_owned(),
            room: room.to_owned(),
            floor,
            number: number.to_owned(),
        })
    }

    #[test]
    fn rows_say_homes_in_the_ways_in_which_properties_write_them() {
        assert_eq!(
            read(
                "楼栋,单元,房号,楼层,业主姓名\n3号楼,1单元,502,,王芳\n3号楼,1单元,601.0,6层,\nA座,,１２０１,,\n,1单元,1,,\n3号楼,1单元,502,5,\n3号楼,,,,\nB,1,2,高,\n"
            ),
            [
                said("3号楼", "1单元", "502", Some(5), "3-1-502"),
                said("3号楼", "1单元", "601", Some(6), "3-1-601"),
                said("A座", "1", "1201", Some(12), "A-1-1201"),
                Err(Wrong::Building),
                Err(Wrong::Twice),
                Err(Wrong::Room),
                Err(Wrong::Floor),
            ]
        );
    }

    #[test]
    fn a_room_that_says_all_is_taken_apart() {
        assert_eq!(
            read("序号,房间号,编号\n1,3-1-502,甲-01\n2,3号楼1单元601室,\n3,5-101,\n4,502,\n"),
            [
                said("3", "1", "502", Some(5), "甲-01"),
                said("3", "1", "601", Some(6), "3-1-601"),
                said("5", "1", "101", Some(1), "5-1-101"),
                Err(Wrong::Building),
            ]
        );
    }

    #[test]
    fn a_row_names_whom_it_says_by_name_and_number_or_nobody() {
        let text = "楼栋,房号,姓名,手机号,身份,到期日期\n3,502,王芳,13800138000,,\n3,502,李雷,13800138001,租客,2027-06-30\n3,502,王芳,13800138000,,\n3,503,,,,\n\
                    3,504,王芳,,,\n3,505,,13800138002,,\n3,506,王芳,1380013,,\n3,507,王芳,13800138000,保安,\n3,508,王芳,13800138000,,明年\n";
        let sheet = sheet::read(text.as_bytes()).unwrap();
        let (head, columns) = Columns::found(&sheet);
        let read = homes(&sheet, head.row, &columns).into_iter().map(|(_, said)| said);
        let named: Vec<_> = read
            .map(|said| {
                said.map(|(_, person)| {
                    person.map(|one| {
                        (one.relation, one.phone.e164().to_owned(), one.until_at.map(|at| at.rfc3339()))
                    })
                })
            })
            .collect();
        assert_eq!(named[0], Ok(Some((Relation::Owner, "+8613800138000".to_owned(), None))));
        let Ok(Some((Relation::Tenant, _, Some(until)))) = &named[1] else { panic!("{named:?}") };
        assert!(until.starts_with("2027-06-30T16:00:00"), "the last day is his to its end: {until}");
        assert_eq!(named[3], Ok(None));
        let wrong: Vec<Wrong> = named.iter().filter_map(|said| said.as_ref().err().copied()).collect();
        assert_eq!(
            wrong,
            [Wrong::Twice, Wrong::Phone, Wrong::Name, Wrong::Phone, Wrong::Relation, Wrong::Dates]
        );
    }

    #[test]
    fn what_is_below_the_ground_is_below_it() {
        for (said, found) in [("B2", Some(-2)), ("-1", Some(-1)), ("负3层", Some(-3)), ("21", Some(21))] {
            assert_eq!(floor(said, "1"), Ok(found), "{said}");
        }
        assert_eq!(floor("201", "1"), Err(Wrong::Floor));
        assert_eq!(floor("", "A"), Ok(None));
    }
}
