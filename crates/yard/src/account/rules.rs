//! What may happen: plain functions on plain values.

use ground::Timestamp;
use ground::limits::Limit;
use policy::{Lang, Purpose};
use std::time::Duration;
use vault::Plain;

use super::Refusal;

/// How long a code lives.
pub const CODE_LIFE: Duration = Duration::from_secs(300);
/// Tries of a code.
pub const CODE_TRIES: i64 = 5;
/// Seconds between two codes to one number.
pub const RESEND_S: u64 = 60;
/// Silence after which a number alone no longer opens everything.
pub const SILENT: Duration = Duration::from_secs(60 * 86_400);
/// A session that was not used for so long ends.
pub const SESSION_LIFE: Duration = Duration::from_secs(180 * 86_400);

/// A bound on how often something happens: at most `most` within `span_s` seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// What is counted.
    pub kind: &'static str,
    /// The window in seconds.
    pub span_s: u32,
    /// How many fit in it.
    pub most: u32,
}

impl Bound {
    /// Seconds until the window that is running ends.
    pub fn left_s(self, now: Timestamp) -> u64 {
        let passed = now.seconds().rem_euclid(i64::from(self.span_s)).unsigned_abs();
        u64::from(self.span_s) - passed
    }

    /// What is left of it after so many, for the headers.
    pub(crate) fn limit(self, counted: i64, now: Timestamp) -> Limit {
        let left = u32::try_from(i64::from(self.most).saturating_sub(counted)).unwrap_or(0);
        Limit { kind: self.kind, most: self.most, span_s: self.span_s, left, reset_s: self.left_s(now) }
    }
}

/// Codes to one number.
pub const PER_NUMBER: &[Bound] = &[
    Bound { kind: "code.number.minute", span_s: 60, most: 1 },
    Bound { kind: "code.number.hour", span_s: 3_600, most: 5 },
    Bound { kind: "code.number.day", span_s: 86_400, most: 10 },
];
/// Codes from one address.
pub const PER_ADDRESS: &[Bound] = &[
    Bound { kind: "code.address.minute", span_s: 60, most: 10 },
    Bound { kind: "code.address.hour", span_s: 3_600, most: 60 },
];

/// A name as a person wants to be called.
#[derive(Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// One to 64 characters without control characters; outer blanks are dropped.
    ///
    /// # Errors
    /// [`Refusal::NameMissing`] where it is empty, [`Refusal::NameWrong`] otherwise.
    pub fn read(typed: &str) -> Result<Self, Refusal> {
        let name = typed.trim();
        if name.is_empty() {
            return Err(Refusal::NameMissing);
        }
        let hidden =
            |sign: char| sign.is_control() || ('\u{202a}'..='\u{202e}').contains(&sign) || sign == '\u{2066}';
        if name.chars().count() > 64 || name.chars().any(hidden) {
            return Err(Refusal::NameWrong);
        }
        Ok(Self(name.to_owned()))
    }

    /// What others see of somebody who gives no name: a word, and digits of a number by chance that say nothing of him
    /// (AJ-003).
    pub fn made_up(lang: Lang, chance: u64) -> Self {
        let word = match lang {
            Lang::ZhCn => "用户",
            Lang::En => "User",
        };
        Self(format!("{word} {:06}", chance % 1_000_000))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Plain for Name {
    fn to_plain(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok().map(|name| Self(name.to_owned()))
    }
}

/// `+8613800138000` as `138****8000`: enough to recognise one's own.
pub fn mask_phone(e164: &str) -> String {
    let local = e164.strip_prefix("+86").unwrap_or(e164);
    let shown: Vec<char> = local.chars().collect();
    if shown.len() < 8 {
        return "****".to_owned();
    }
    let (head, tail) = (&shown[..3], &shown[shown.len() - 4..]);
    format!("{}****{}", head.iter().collect::<String>(), tail.iter().collect::<String>())
}

/// What was accepted must be the version in force and hold every required purpose; the rest is the
/// person's choice. Answers the purposes that are recorded.
///
/// # Errors
/// [`Refusal::ConsentStale`] or [`Refusal::ConsentMissing`].
pub fn consented(
    version: &str,
    accepted: &[Purpose],
    in_force: &str,
    asked: &[(Purpose, bool)],
) -> Result<Vec<Purpose>, Refusal> {
    if version != in_force {
        return Err(Refusal::ConsentStale);
    }
    let missing = asked.iter().any(|(purpose, required)| *required && !accepted.contains(purpose));
    if missing {
        return Err(Refusal::ConsentMissing);
    }
    Ok(asked.iter().map(|(purpose, _)| *purpose).filter(|purpose| accepted.contains(purpose)).collect())
}

/// The same for a number from abroad: what it is asked besides was accepted as well.
///
/// # Errors
/// [`Refusal::NumberAbroad`].
pub fn consented_abroad(accepted: &[Purpose], asked: &[Purpose]) -> Result<Vec<Purpose>, Refusal> {
    let all = asked.iter().all(|purpose| accepted.contains(purpose));
    if all { Ok(asked.to_vec()) } else { Err(Refusal::NumberAbroad) }
}

/// Whether a device gives nothing by which it is known again.
pub fn is_unnamed(label: &str) -> bool {
    ["", "?"].contains(&label.trim())
}

/// A number that was silent for so long may have another owner: SMS alone opens little.
pub fn is_limited(seen_at: Timestamp, now: Timestamp) -> bool {
    now.since(seen_at) >= SILENT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_masked_to_what_its_owner_recognises() {
        assert_eq!(mask_phone("+8613800138000"), "138****8000");
        assert_eq!(mask_phone("+1415"), "****");
    }

    #[test]
    fn a_name_has_something_to_show() {
        assert_eq!(Name::read("  王芳 ").unwrap().as_str(), "王芳");
        assert!(matches!(Name::read("   "), Err(Refusal::NameMissing)));
        assert!(matches!(Name::read("a\u{0}b"), Err(Refusal::NameWrong)));
        assert!(matches!(Name::read(&"长".repeat(65)), Err(Refusal::NameWrong)));
    }

    #[test]
    fn a_made_up_name_is_a_name_in_the_language_of_whoever_gets_it() {
        assert_eq!(Name::made_up(Lang::ZhCn, 17_000_042).as_str(), "用户 000042");
        let english = Name::made_up(Lang::En, u64::MAX);
        assert_eq!(Name::read(english.as_str()).unwrap().as_str(), english.as_str());
    }

    #[test]
    fn required_purposes_are_accepted_or_there_is_no_account() {
        let asked = [(Purpose::Account, true), (Purpose::ProductNews, false)];
        assert_eq!(consented("v", &[Purpose::Account], "v", &asked).unwrap(), [Purpose::Account]);
        assert!(matches!(consented("v", &[], "v", &asked), Err(Refusal::ConsentMissing)));
        assert!(matches!(consented("u", &[Purpose::Account], "v", &asked), Err(Refusal::ConsentStale)));
        let stray = consented("v", &[Purpose::Account, Purpose::Support], "v", &asked).unwrap();
        assert_eq!(stray, [Purpose::Account], "what was not asked is not recorded");
    }
}
