//! Number plates, as people type them and cameras read them.

use vault::Plain;

/// What stands first on plates of the mainland: the province.
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
/// What stands last on some of them: learners, police, trailers, consulates, and those of Hong Kong and Macao.
const ENDS: &str = "学警港澳挂领使";
/// Characters that are looked at.
const TYPED_MAX: usize = 40;

/// A number plate: capital letters and digits, of the mainland with its signs. Where a plate of the mainland has O or I after its
/// second sign it is 0 or 1: it has neither, and cameras mix them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Plate(String);

impl Plate {
    /// Reads what somebody typed or a camera saw; full width, small letters, blanks, dots and hyphens are forgiven.
    pub fn read(typed: &str) -> Option<Self> {
        let signs: Vec<char> =
            typed.chars().take(TYPED_MAX + 1).map(folded).filter(|sign| !is_between(*sign)).collect();
        if typed.chars().count() > TYPED_MAX {
            return None;
        }
        let read = mainland(&signs).or_else(|| embassy(&signs)).or_else(|| armed(&signs));
        read.or_else(|| foreign(&signs)).map(|signs| Self(signs.into_iter().collect()))
    }

    /// The plate.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its first two signs and its last.
    pub fn masked(&self) -> String {
        let signs: Vec<char> = self.0.chars().collect();
        let hidden = signs.len().saturating_sub(3);
        let shown = |at: usize| at < 2 || at >= 2 + hidden;
        signs.iter().enumerate().map(|(at, sign)| if shown(at) { *sign } else { '*' }).collect()
    }
}

impl Plain for Plate {
    fn to_plain(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok().and_then(Self::read)
    }
}

/// Half width and capital.
fn folded(sign: char) -> char {
    let half = match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        other => other,
    };
    half.to_ascii_uppercase()
}

const fn is_between(sign: char) -> bool {
    matches!(sign, ' ' | '\u{3000}' | '\t' | '·' | '•' | '・' | '．' | '.' | '-' | '‐' | '–' | '—')
}

const fn is_sign(sign: char) -> bool {
    sign.is_ascii_uppercase() || sign.is_ascii_digit()
}

/// Neither O nor I.
const fn digits(sign: char) -> char {
    match sign {
        'O' => '0',
        'I' => '1',
        other => other,
    }
}

/// A province, a letter, and five or six signs of which the last may be a word.
fn mainland(signs: &[char]) -> Option<Vec<char>> {
    let [province, office, rest @ ..] = signs else { return None };
    if !PROVINCES.contains(*province) || !office.is_ascii_uppercase() {
        return None;
    }
    let (body, end) = match rest.split_last() {
        Some((last, body)) if ENDS.contains(*last) => (body, Some(*last)),
        _ => (rest, None),
    };
    let fits = if end.is_some() { matches!(body.len(), 4 | 5) } else { matches!(body.len(), 5 | 6) };
    if !fits || !body.iter().all(|sign| is_sign(*sign)) {
        return None;
    }
    Some([*province, *office].into_iter().chain(body.iter().map(|sign| digits(*sign))).chain(end).collect())
}

/// 使 and six digits.
fn embassy(signs: &[char]) -> Option<Vec<char>> {
    let ['使', body @ ..] = signs else { return None };
    let body: Vec<char> = body.iter().map(|sign| digits(*sign)).collect();
    let fits = body.len() == 6 && body.iter().all(char::is_ascii_digit);
    fits.then(|| std::iter::once('使').chain(body).collect())
}

/// WJ, a province, four or five signs.
fn armed(signs: &[char]) -> Option<Vec<char>> {
    let ['W', 'J', province, body @ ..] = signs else { return None };
    let fits = PROVINCES.contains(*province)
        && matches!(body.len(), 4..=6)
        && body.iter().all(|sign| is_sign(*sign));
    fits.then(|| ['W', 'J', *province].into_iter().chain(body.iter().map(|sign| digits(*sign))).collect())
}

/// Four to ten letters and digits, with a digit among them.
fn foreign(signs: &[char]) -> Option<Vec<char>> {
    let fits = (4..=10).contains(&signs.len())
        && signs.iter().all(|sign| is_sign(*sign))
        && signs.iter().any(char::is_ascii_digit);
    fits.then(|| signs.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use fuzz::{Change, Fuzz};

    const RIGHT: [(&str, &str); 12] = [
        ("京A12345", "京A12345"),
        ("京a·1234５", "京A12345"),
        (" 京Ａ-12 345 ", "京A12345"),
        ("京AO1I45", "京A01145"),
        ("粤BD12345", "粤BD12345"),
        ("京O12345", "京O12345"),
        ("粤Z1234港", "粤Z1234港"),
        ("沪A1234学", "沪A1234学"),
        ("京A00001使", "京A00001使"),
        ("使014578", "使014578"),
        ("wj京1234x", "WJ京1234X"),
        ("b-mw 1o23", "BMW1O23"),
    ];

    #[test]
    fn a_plate_is_read_as_it_stands_on_the_vehicle() {
        for (typed, read) in RIGHT {
            assert_eq!(Plate::read(typed).as_ref().map(Plate::as_str), Some(read), "{typed}");
        }
        for wrong in [
            "",
            "京",
            "京A",
            "京A1234",
            "京A1234567",
            "京112345",
            "无车牌",
            "unknown",
            "ABCD",
            "AB1",
            "12345678901",
            "京A12京45",
            "京A123456港",
            "A港1234",
            "京A1234\u{0}",
            &"A1".repeat(40),
        ] {
            assert!(Plate::read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_masked_plate_shows_three_signs() {
        assert_eq!(Plate::read("京A12345").unwrap().masked(), "京A****5");
        assert_eq!(Plate::read("AB12").unwrap().masked(), "AB*2");
    }

    #[test]
    fn fuzz_plate() {
        Fuzz::new(env!("CARGO_MANIFEST_DIR"), "plate", Change::Bytes)
            .seeds(RIGHT.map(|(typed, _)| typed.as_bytes().to_vec()))
            .words(&["京", "港", "０", "·"])
            .run(|input| {
                let plate = Plate::read(&String::from_utf8_lossy(input))?;
                // What was read is read as the same again.
                assert!(Plate::from_plain(&plate.to_plain()) == Some(plate.clone()));
                assert!(plate.masked().contains('*'));
                Some(plate.as_str().chars().count())
            });
    }
}
