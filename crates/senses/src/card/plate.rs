//! A number plate in what was read of a picture: signs that fit together as plates of the mainland do (GA 36), or nothing.
//!
//! A sign is made another only where the plate's own form leaves one choice: plates have neither O nor I after their second sign, and
//! those of new energy have digits where they have. How sure a plate is is how sure its weakest sign is.

/// What stands first: the province.
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
/// What stands last on some: learners, police, trailers, consulates, and those of Hong Kong and Macao.
const ENDS: &str = "学警港澳挂领";
/// By which letters new energy is known: on small vehicles the third sign, on large ones the last.
const ENERGY: &str = "DFABCEGHJK";
/// What is left of being sure where a sign was made another.
const MENDED: f32 = 0.85;

/// A sign as it was read, and how sure the net is of it, from 0 to 1.
pub(super) type Sign = (char, f32);

/// A plate on a picture.
#[derive(Clone, PartialEq, Debug)]
pub struct Plate {
    /// Its signs, without blanks and dots.
    pub text: String,
    /// How sure it is, of a hundred.
    pub sure: u8,
}

/// The plate in a line; nothing where there is none, or it may be two.
pub(super) fn plate(line: &[Sign]) -> Option<Plate> {
    let signs: Vec<Sign> = line.iter().map(|(sign, sure)| (folded(*sign), *sure)).collect();
    let signs: Vec<Sign> = signs.into_iter().filter(|(sign, _)| !is_between(*sign)).collect();
    let begins = signs.iter().position(|(sign, _)| PROVINCES.contains(*sign) || *sign == '使')?;
    // A rivet or the edge before it may be read as one sign; more is no plate.
    if begins > 1 {
        return None;
    }
    let read = embassy(&signs[begins..]).or_else(|| mainland(&signs[begins..]))?;
    let weakest = read.iter().map(|(_, sure)| *sure).fold(1.0_f32, f32::min);
    Some(Plate {
        text: read.into_iter().map(|(sign, _)| sign).collect(),
        sure: (weakest.clamp(0.0, 1.0) * 100.0).round() as u8,
    })
}

/// What stands above and what stands below on a plate of two lines; nothing where these two are none.
pub(super) fn of_two(above: &[Sign], below: &[Sign]) -> Option<Plate> {
    let is_head = |signs: &[Sign]| signs.iter().filter(|(sign, _)| !is_between(*sign)).count() == 2;
    if !is_head(above) {
        return None;
    }
    plate(&[above, below].concat())
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
    !(sign.is_ascii_alphanumeric() || matches!(sign, '\u{3400}'..='\u{9fff}'))
}

/// A province, a letter, and five or six signs, of which the last may be a word.
fn mainland(signs: &[Sign]) -> Option<Vec<Sign>> {
    let [province, office, rest @ ..] = signs else { return None };
    let office = if office.0 == '8' { ('B', office.1 * MENDED) } else { *office };
    if !PROVINCES.contains(province.0) || !office.0.is_ascii_uppercase() || office.0 == 'I' {
        return None;
    }
    let body: Vec<Sign> = rest.iter().map(|(sign, sure)| (without_o_and_i(*sign), *sure)).collect();
    let body = match body.split_last() {
        Some((last, before)) if ENDS.contains(last.0) => {
            let fits = matches!(before.len(), 4 | 5) && all_plain(before);
            fits.then_some(body)?
        }
        _ if body.len() == 5 => all_plain(&body).then_some(body)?,
        _ if body.len() == 6 => energy(&body)?,
        _ => return None,
    };
    Some([*province, office].into_iter().chain(body).collect())
}

/// 使 and six digits.
fn embassy(signs: &[Sign]) -> Option<Vec<Sign>> {
    let [first, body @ ..] = signs else { return None };
    if first.0 != '使' || body.len() != 6 {
        return None;
    }
    let body: Option<Vec<Sign>> = body.iter().map(|sign| digit(*sign)).collect();
    Some(std::iter::once(*first).chain(body?).collect())
}

/// The six signs of new energy: a letter, a letter or digit, four digits; or five digits and a letter.
fn energy(body: &[Sign]) -> Option<Vec<Sign>> {
    let is_energy = |sign: &Sign| ENERGY.contains(sign.0);
    let (first, last) = (body.first()?, body.last()?);
    let all = |signs: &[Sign]| signs.iter().map(|sign| digit(*sign)).collect::<Option<Vec<Sign>>>();
    if is_energy(first) && all_plain(&body[1..2]) {
        return Some([vec![*first, body[1]], all(&body[2..])?].concat());
    }
    is_energy(last).then(|| all(&body[..5]))?.map(|digits| [digits, vec![*last]].concat())
}

fn all_plain(signs: &[Sign]) -> bool {
    signs.iter().all(|(sign, _)| sign.is_ascii_uppercase() || sign.is_ascii_digit())
}

/// Plates have neither.
const fn without_o_and_i(sign: char) -> char {
    match sign {
        'O' => '0',
        'I' => '1',
        other => other,
    }
}

/// A digit where there can be no letter; what it may be mistaken for is mended and less sure.
fn digit((sign, sure): Sign) -> Option<Sign> {
    let mended = match sign {
        '0'..='9' => return Some((sign, sure)),
        'O' | 'Q' | 'D' => '0',
        'I' | 'L' => '1',
        'B' => '8',
        'Z' => '2',
        'S' => '5',
        'G' => '6',
        _ => return None,
    };
    Some((mended, sure * MENDED))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fuzz::{Change, Fuzz};

    fn signs(text: &str) -> Vec<Sign> {
        text.chars().map(|sign| (sign, 1.0)).collect()
    }

    fn read(text: &str) -> Option<(String, u8)> {
        plate(&signs(text)).map(|plate| (plate.text, plate.sure))
    }

    #[test]
    fn plates_of_every_form_are_read_as_they_stand() {
        for (line, wanted) in [
            ("京A·12345", "京A12345"),
            ("粤B D12345", "粤BD12345"),
            ("粤B·DF2345", "粤BDF2345"),
            ("沪AF12345", "沪AF12345"),
            ("沪A12345D", "沪A12345D"),
            ("苏E·AB123", "苏EAB123"),
            ("粤Z·1234港", "粤Z1234港"),
            ("粤Z·1234澳", "粤Z1234澳"),
            ("京A·1234警", "京A1234警"),
            ("沪A·1234学", "沪A1234学"),
            ("鲁B·1234挂", "鲁B1234挂"),
            ("沪A·0023领", "沪A0023领"),
            ("使014·578", "使014578"),
            ("|京A12345", "京A12345"),
            ("1京A12345", "京A12345"),
            ("京ａ１２３４５", "京A12345"),
        ] {
            assert_eq!(read(line).map(|(text, _)| text).as_deref(), Some(wanted), "{line}");
        }
    }

    #[test]
    fn a_sign_is_mended_where_the_form_leaves_one_choice_and_is_less_sure_then() {
        assert_eq!(read("京AO1I45"), Some(("京A01145".to_owned(), 100)), "there is neither O nor I");
        assert_eq!(read("粤BD1234S"), Some(("粤BD12345".to_owned(), 85)));
        assert_eq!(read("粤BDB234B"), Some(("粤BDB2348".to_owned(), 85)), "a letter may stand fourth");
        assert_eq!(read("沪A1Z3B5F"), Some(("沪A12385F".to_owned(), 85)));
        assert_eq!(read("粤812345"), Some(("粤B12345".to_owned(), 85)));
        assert_eq!(read("京A8B8B8"), Some(("京A8B8B8".to_owned(), 100)), "either may stand there");
        let weak: Vec<Sign> = signs("京A12345")
            .into_iter()
            .map(|(sign, _)| (sign, if sign == '3' { 0.4 } else { 0.9 }))
            .collect();
        assert_eq!(plate(&weak).map(|plate| plate.sure), Some(40), "as sure as its weakest sign");
    }

    #[test]
    fn what_is_no_plate_is_none() {
        for line in [
            "",
            "京",
            "京A",
            "京A1234",
            "京A1234567",
            "京A123456",
            "京112345",
            "京I12345",
            "小区出入口",
            "ABC123",
            "12京A12345",
            "京A12京45",
            "京A123456港",
            "使01457",
            "粤BDX23Y5",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
        assert_eq!(
            of_two(&signs("京A·"), &signs("12345")).map(|plate| plate.text).as_deref(),
            Some("京A12345")
        );
        assert_eq!(of_two(&signs("京A1"), &signs("2345")), None);
        assert_eq!(of_two(&signs("出口"), &signs("12345")), None);
    }

    #[test]
    fn fuzz_plate_line() {
        Fuzz::new(env!("CARGO_MANIFEST_DIR"), "plate-line", Change::Text)
            .seeds(["京A·12345", "粤BD12345", "粤Z·1234港", "使014·578"])
            .words(&["京", "港", "使", "O", "I"])
            .run(|input| {
                let read = plate(&signs(&String::from_utf8_lossy(input)))?;
                // What was read is read as the same again.
                assert_eq!(plate(&signs(&read.text)).map(|again| again.text), Some(read.text.clone()));
                Some((read.text.chars().count(), read.sure))
            });
    }
}
