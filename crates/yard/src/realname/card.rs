//! The number of a resident identity card (GB 11643).

use vault::Plain;

/// Signs of a number.
const SIGNS: usize = 18;
/// Provinces, by the first two signs (GB/T 2260), with Hong Kong, Macao and Taiwan as on residence permits.
const REGIONS: [u8; 35] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
    61, 62, 63, 64, 65, 71, 81, 82, 83,
];

/// A number: region, day of birth, sequence, and a check as its last sign.
#[derive(Clone, PartialEq, Eq)]
pub struct CardNumber(String);

impl CardNumber {
    /// Reads what somebody typed; blanks and a small x are forgiven.
    pub fn read(typed: &str) -> Option<Self> {
        if typed.len() > 64 {
            return None;
        }
        let text: String =
            typed.chars().filter(|sign| !sign.is_whitespace()).collect::<String>().to_ascii_uppercase();
        let signs = text.as_bytes();
        if signs.len() != SIGNS || !signs[..17].iter().all(u8::is_ascii_digit) {
            return None;
        }
        let is_region = REGIONS.contains(&text.get(..2)?.parse().ok()?);
        let (year, month, day) = (
            text.get(6..10)?.parse().ok()?,
            text.get(10..12)?.parse().ok()?,
            text.get(12..14)?.parse().ok()?,
        );
        if !is_region || !is_day(year, month, day) {
            return None;
        }
        const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 = signs.iter().zip(WEIGHTS).map(|(sign, weight)| u32::from(sign - b'0') * weight).sum();
        let check = b"10X98765432"[(sum % 11) as usize];
        (check == signs[17]).then_some(Self(text))
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its first and last sign; in between nothing of it.
    pub fn masked(&self) -> String {
        let mut signs = self.0.chars();
        let (first, last) = (signs.next().unwrap_or('*'), signs.next_back().unwrap_or('*'));
        format!("{first}{}{last}", "*".repeat(SIGNS - 2))
    }
}

/// Whether there was such a day (Gregorian) on which somebody alive can be born.
fn is_day(year: u16, month: u8, day: u8) -> bool {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        2 => 28 + u8::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1880..2200).contains(&year) && (1..=last).contains(&day)
}

impl Plain for CardNumber {
    fn to_plain(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok().and_then(Self::read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_right_to_its_last_sign_and_masked_to_two() {
        // The examples of GB 11643.
        for right in ["11010519491231002X", "440524188001010014", "1101 0519 4912 3100 2x"] {
            assert!(CardNumber::read(right).is_some(), "{right}");
        }
        for wrong in [
            "110105194912310021",
            "11010519491331002X",
            "1101051949123100",
            "",
            "A1010519491231002X",
            &"1".repeat(99),
        ] {
            assert!(CardNumber::read(wrong).is_none(), "{wrong}");
        }
        let number = CardNumber::read("11010519491231002X").unwrap();
        assert_eq!(number.masked(), "1****************X");
        assert!(CardNumber::from_plain(&number.to_plain()).is_some_and(|same| same == number));
    }

    /// With a check that fits: what is wrong is the region or the day alone.
    #[test]
    fn a_region_that_is_none_and_a_day_that_never_was_are_refused() {
        let with_check = |head: &str| {
            let fits = |sign: &char| CardNumber::read(&format!("{head}{sign}")).is_some();
            "0123456789X".chars().filter(fits).count()
        };
        assert_eq!(with_check("11010520000229002"), 1);
        for wrong in ["11010520010229002", "11010519490431002", "99010519491231002", "11010518001231002"] {
            assert_eq!(with_check(wrong), 0, "{wrong}");
        }
    }
}
