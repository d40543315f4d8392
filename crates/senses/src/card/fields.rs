//! What stands on the side of a resident identity card that has the portrait: pieces of text become its fields, and are believed only where
//! they agree with one another.

/// A piece of text and where its middle stands, once the card is set straight; as high as its line.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Piece {
    pub text: String,
    pub x: f32,
    pub y: f32,
    pub high: f32,
}

/// A card that agrees with itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Card {
    /// The name.
    pub name: String,
    /// As the card says it: 男 or 女.
    pub sex: String,
    /// The people that its owner belongs to.
    pub nation: String,
    /// Year, month and day.
    pub birth: (u16, u8, u8),
    /// The address.
    pub address: String,
    /// The eighteen signs.
    pub number: String,
}

/// Whether words that cards have are read, so that it is of no use to turn the picture.
pub(super) fn is_upright(pieces: &[Piece]) -> bool {
    let is_label =
        |piece: &Piece| ["姓名", "住址", "公民身份"].iter().any(|label| piece.text.contains(label));
    pieces.iter().any(is_label)
}

/// The fields of a card; nothing where one is missing, or number, day of birth and sex do not agree (GB 11643).
pub(super) fn card(pieces: Vec<Piece>) -> Option<Card> {
    let rows = rows(pieces);
    let after = |label: &str| {
        rows.iter()
            .find_map(|row| row.split_once(label).map(|(_, rest)| rest))
            .filter(|rest| !rest.is_empty())
    };
    let at_number = rows.iter().position(|row| row.contains("身份号码") || numbered(row).is_some())?;
    let number = numbered(&rows[at_number])?;
    let name: String = after("姓名")?.chars().filter(|sign| is_han(*sign) || *sign == '·').collect();
    let sex = after("性别")?.chars().next().filter(|sign| matches!(sign, '男' | '女'))?;
    let nation: String = after("民族")?.chars().filter(|sign| is_han(*sign)).collect();
    let birth = day(after("出生")?)?;
    let at_address = rows.iter().position(|row| row.contains("住址"))?;
    let (_, first) = rows[at_address].split_once("住址")?;
    let address =
        std::iter::once(first).chain(rows.get(at_address + 1..at_number)?.iter().map(String::as_str));
    let address: String = address.collect();
    let is_male = number.as_bytes()[16] % 2 == 1;
    let agrees = number[6..14] == format!("{:04}{:02}{:02}", birth.0, birth.1, birth.2)
        && is_male == (sex == '男')
        && name.chars().count() >= 2
        && !nation.is_empty()
        && !address.is_empty();
    agrees.then(|| Card { name, sex: sex.to_string(), nation, birth, address, number })
}

/// The rows from above, each from left to right, without blanks.
fn rows(mut pieces: Vec<Piece>) -> Vec<String> {
    pieces.sort_by(|one, two| one.y.total_cmp(&two.y));
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        match rows.last_mut() {
            Some(row)
                if row.last().is_some_and(|last| piece.y - last.y < 0.5 * last.high.min(piece.high)) =>
            {
                row.push(piece);
            }
            _ => rows.push(vec![piece]),
        }
    }
    let text = |mut row: Vec<Piece>| {
        row.sort_by(|one, two| one.x.total_cmp(&two.x));
        let signs = row.iter().flat_map(|piece| piece.text.chars());
        signs.filter(|sign| !sign.is_whitespace()).collect::<String>()
    };
    rows.into_iter().map(text).collect()
}

const fn is_han(sign: char) -> bool {
    matches!(sign, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The number in a row: its last eighteen signs, right to the check. No sign is guessed.
fn numbered(row: &str) -> Option<String> {
    let signs: String = row.chars().filter(|sign| !is_han(*sign)).collect::<String>().to_ascii_uppercase();
    let signs = signs.trim_matches(|sign: char| !sign.is_ascii_alphanumeric()).to_owned();
    if signs.len() != 18 || !signs.is_ascii() || !signs.bytes().take(17).all(|sign| sign.is_ascii_digit()) {
        return None;
    }
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = signs.bytes().zip(WEIGHTS).map(|(sign, weight)| u32::from(sign - b'0') * weight).sum();
    let check = b"10X98765432"[(sum % 11) as usize];
    (signs.as_bytes()[17] == check).then_some(signs)
}

/// A day as a card writes it: 1990年1月7日.
fn day(text: &str) -> Option<(u16, u8, u8)> {
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let day = rest.split('日').next()?;
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{Piece, card};

    fn of(rows: &[&[&str]]) -> Vec<Piece> {
        let row = |(number, row): (usize, &&[&str])| {
            let piece = move |(at, text): (usize, &&str)| Piece {
                text: (*text).to_owned(),
                x: at as f32 * 100.0,
                // Lines are never quite straight.
                y: number as f32 * 40.0 + at as f32 * 3.0,
                high: 30.0,
            };
            row.iter().enumerate().map(piece).collect::<Vec<_>>()
        };
        rows.iter().enumerate().flat_map(row).rev().collect()
    }

    const LAST: &[&str] = &["公民身份号码", "11010519491231002X"];

    #[test]
    fn pieces_in_any_order_become_the_card_that_they_are_of() {
        let pieces = of(&[
            &["姓名", "韦小宝"],
            &["性别女", "民族汉"],
            &["出生 1949 年 12 月 31日"],
            &["住址", "北京市朝阳区某某路"],
            &["1号院2号楼303室"],
            LAST,
        ]);
        let read = card(pieces).unwrap();
        assert_eq!((read.name.as_str(), read.number.as_str()), ("韦小宝", "11010519491231002X"));
        assert_eq!((read.sex.as_str(), read.nation.as_str(), read.birth), ("女", "汉", (1949, 12, 31)));
        assert_eq!(read.address, "北京市朝阳区某某路1号院2号楼303室");
    }

    #[test]
    fn a_card_that_does_not_agree_with_itself_is_not_believed() {
        let with = |name: &'static str, sex: &'static str, birth: &'static str, number: &'static str| {
            card(of(&[
                &["姓名", name],
                &[sex, "民族汉"],
                &[birth],
                &["住址某路1号"],
                &["公民身份号码", number],
            ]))
        };
        let (name, sex, birth, number) = ("韦小宝", "性别女", "出生1949年12月31日", LAST[1]);
        assert!(with(name, sex, birth, number).is_some());
        for (name, sex, birth, number) in [
            ("韦", sex, birth, number),
            (name, "性别男", birth, number),
            (name, sex, "出生1949年12月30日", number),
            (name, sex, "出生", number),
            (name, sex, birth, "1101051949123102X"),
            (name, sex, birth, "110105194912310021"),
            (name, sex, birth, "11010519491231003X"),
        ] {
            assert_eq!(with(name, sex, birth, number), None, "{name} {sex} {birth} {number}");
        }
        assert_eq!(card(Vec::new()), None);
    }
}
