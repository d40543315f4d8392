//! What may happen: plain functions on plain values.

use std::collections::HashSet;
use std::sync::LazyLock;
use vault::Plain;

use super::Refusal;
use crate::account::Bound;

/// Fewest signs of a password.
pub(super) const SIGNS_MIN: usize = 10;
/// Most bytes of a password; argon2 reads them all.
const BYTES_MAX: usize = 512;
/// Fewest different signs.
const DIFFERENT_MIN: usize = 5;
/// Fewest parts that a guesser must put together: a listed word, a run, a year or one free sign is a part.
const PARTS_MIN: usize = 5;
/// Longest part that is looked for.
const PART_MAX: usize = 20;

/// Tries for one login from one address.
pub(super) const PER_LOGIN_AND_ADDRESS: Bound =
    Bound { kind: "password.both.quarter", span_s: 900, most: 10 };
/// Tries for one login from everywhere.
pub(super) const PER_LOGIN: Bound = Bound { kind: "password.login.hour", span_s: 3_600, most: 60 };
/// Tries from one address.
pub(super) const PER_ADDRESS: Bound = Bound { kind: "password.address.quarter", span_s: 900, most: 40 };

/// Most common passwords and the words they are made of, a few hundred bytes a line.
static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("common.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
});
/// Ways a finger goes over the keys.
const KEYS: &[&str] = &[
    "1234567890-=",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "!@#$%^&*()_+",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "a1s2d3f4g5h6j7k8l9",
    "147258369",
    "741852963",
    "789456123",
    "159357",
    "qweasdzxc",
    "poiuytrewq",
    "lkjhgfdsa",
    "mnbvcxz",
];

/// The name by which a keeper signs in; lower case.
#[derive(Clone, PartialEq, Eq)]
pub struct Login(String);

impl Login {
    /// 3 to 64 letters, digits and `. _ - @ +`; large and small letters are one.
    ///
    /// # Errors
    /// [`Refusal::LoginMissing`] where it is empty, [`Refusal::LoginWrong`] otherwise.
    pub fn read(typed: &str) -> Result<Self, Refusal> {
        let login = typed.trim().to_lowercase();
        let fits = |sign: char| sign.is_alphanumeric() || "._-@+".contains(sign);
        match login.chars().count() {
            0 => Err(Refusal::LoginMissing),
            3..=64 if login.chars().all(fits) => Ok(Self(login)),
            _ => Err(Refusal::LoginWrong),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Plain for Login {
    fn to_plain(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok().map(|login| Self(login.to_owned()))
    }
}

/// A password as it was typed. It cannot be printed.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// A password to compare; any text will do.
    pub fn typed(typed: String) -> Self {
        Self(typed)
    }

    /// A new password for this login.
    ///
    /// # Errors
    /// [`Refusal::Short`], [`Refusal::Long`] or [`Refusal::Common`].
    pub fn chosen(typed: String, login: &Login) -> Result<Self, Refusal> {
        if typed.chars().count() < SIGNS_MIN {
            return Err(Refusal::Short);
        }
        if typed.len() > BYTES_MAX {
            return Err(Refusal::Long);
        }
        let signs: Vec<char> = typed.to_lowercase().chars().collect();
        let different = signs.iter().collect::<HashSet<_>>().len();
        if different < DIFFERENT_MIN || parts(&signs, login.as_str()) < PARTS_MIN {
            return Err(Refusal::Common);
        }
        Ok(Self(typed))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Longer than any password that was ever set.
    pub(super) fn is_too_long(&self) -> bool {
        self.0.len() > BYTES_MAX
    }
}

/// The fewest parts that the signs can be put together from.
fn parts(signs: &[char], login: &str) -> usize {
    let mut fewest: Vec<usize> = (0..=signs.len()).collect();
    for from in 0..signs.len() {
        fewest[from + 1] = fewest[from + 1].min(fewest[from] + 1);
        for to in from + 3..=signs.len().min(from + PART_MAX) {
            if is_part(&signs[from..to], login) {
                fewest[to] = fewest[to].min(fewest[from] + 1);
            }
        }
    }
    fewest[signs.len()]
}

fn is_part(signs: &[char], login: &str) -> bool {
    let word: String = signs.iter().collect();
    if word == login || COMMON.contains(word.as_str()) || KEYS.iter().any(|row| row.contains(&word)) {
        return true;
    }
    is_run(signs) || is_date_or_telephone(&word) || COMMON.contains(unmasked(signs).as_str())
}

/// `aaaa`, `abcd`, `9876`.
fn is_run(signs: &[char]) -> bool {
    [0, 1, -1].iter().any(|step| {
        signs.windows(2).all(|pair| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0])) == *step)
    })
}

/// A year, a day, or a mobile number: what is known of a person is tried first.
fn is_date_or_telephone(word: &str) -> bool {
    if !word.bytes().all(|sign| sign.is_ascii_digit()) {
        return false;
    }
    let of_our_time = word.starts_with("19") || word.starts_with("20");
    match word.len() {
        4 | 8 => of_our_time,
        11 => word.starts_with('1'),
        _ => false,
    }
}

/// `p@ssw0rd` as `password`.
fn unmasked(signs: &[char]) -> String {
    let bare = |sign: &char| match sign {
        '@' | '4' => 'a',
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '5' | '$' => 's',
        '7' => 't',
        other => *other,
    };
    signs.iter().map(bare).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(typed: &str) -> Result<Password, Refusal> {
        Password::chosen(typed.to_owned(), &Login::read("zhangwei").unwrap())
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        for common in [
            "1234567890",
            "qwertyuiop",
            "password123",
            "P@ssw0rd123",
            "woaini1314520",
            "5201314520",
            "qq123456789",
            "aaaaaaaaaaaa",
            "abababababab",
            "1qaz2wsx3edc",
            "zhangwei1990",
            "zhangwei19900101",
            "admin888888",
            "13800138000",
            "qazwsxedc123",
            "iloveyou2024",
            "Asdfghjkl;1",
            "abc123456789",
            "woaini20081213",
        ] {
            assert!(matches!(chosen(common), Err(Refusal::Common)), "{common}");
        }
    }

    #[test]
    fn what_nobody_else_has_is_taken() {
        for own in ["kT9#vq2LmX", "purple-Otter-17-ladder", "门前大桥下游过一群鸭二四六", "zr7Kq-pp4Wd-09s"]
        {
            assert!(chosen(own).is_ok(), "{own}");
        }
    }

    #[test]
    fn a_password_is_long_and_not_endless() {
        assert!(matches!(chosen("kT9#vq2Lm"), Err(Refusal::Short)));
        assert!(matches!(chosen(&"kT9#vq2LmX".repeat(60)), Err(Refusal::Long)));
    }

    #[test]
    fn a_login_is_one_word_in_small_letters() {
        assert_eq!(Login::read(" Keeper@House ").unwrap().as_str(), "keeper@house");
        assert!(matches!(Login::read(""), Err(Refusal::LoginMissing)));
        for wrong in ["ab", "a b c", "a\u{0}bc", &"x".repeat(65)] {
            assert!(matches!(Login::read(wrong), Err(Refusal::LoginWrong)), "{wrong}");
        }
    }

    #[test]
    fn the_list_is_as_long_as_it_says() {
        assert!(COMMON.len() >= 1_000, "{}", COMMON.len());
        assert!(COMMON.iter().all(|word| word.chars().count() >= 3 && *word == word.to_lowercase()));
    }
}
