//! Phone numbers: E.164, mainland numbers first.

use vault::Plain;

use super::Refusal;

/// A phone number that can receive codes, in E.164: `+8613800138000`.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Whether it is a number from outside the mainland, where +86 does not reach.
    pub(super) fn is_abroad(&self) -> bool {
        !self.0.starts_with("+86")
    }

    /// Reads what a person typed: eleven digits of a mainland mobile number, or E.164 with `+`.
    /// Spaces, hyphens and full-width digits are forgiven.
    pub fn read(typed: &str) -> Option<Self> {
        if typed.len() > 64 {
            return None;
        }
        let mut digits = String::new();
        let mut plus = false;
        for sign in typed.trim().chars() {
            match sign {
                '0'..='9' => digits.push(sign),
                '０'..='９' => digits.push(char::from_digit(sign as u32 - '０' as u32, 10)?),
                '+' | '＋' if digits.is_empty() && !plus => plus = true,
                ' ' | '-' | '(' | ')' | '\u{a0}' | '\u{3000}' => {}
                _ => return None,
            }
        }
        let full = match (plus, digits.strip_prefix("00")) {
            (true, _) => digits,
            (false, Some(rest)) => rest.to_owned(),
            (false, None) if is_mainland_mobile(&digits) => format!("86{digits}"),
            (false, None) if digits.strip_prefix("86").is_some_and(is_mainland_mobile) => digits,
            (false, None) => return None,
        };
        let whole = (8..=15).contains(&full.len()) && !full.starts_with('0');
        let mainland = full.strip_prefix("86").is_none_or(is_mainland_mobile);
        (whole && mainland).then(|| Self(format!("+{full}")))
    }

    /// The same for a field that must hold one.
    ///
    /// # Errors
    /// [`Refusal::PhoneMissing`] or [`Refusal::PhoneWrong`].
    pub fn required(typed: &str) -> Result<Self, Refusal> {
        if typed.trim().is_empty() {
            return Err(Refusal::PhoneMissing);
        }
        Self::read(typed).ok_or(Refusal::PhoneWrong)
    }

    /// E.164, the form that is indexed and dialled.
    pub fn e164(&self) -> &str {
        &self.0
    }
}

fn is_mainland_mobile(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1])
}

impl Plain for Phone {
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
    fn a_mainland_number_needs_no_country() {
        for typed in
            ["13800138000", "138 0013 8000", "+86 138-0013-8000", "008613800138000", "８６13800138000"]
        {
            assert_eq!(Phone::read(typed).map(|phone| phone.0).as_deref(), Some("+8613800138000"), "{typed}");
        }
        assert_eq!(Phone::read("+14155550123").unwrap().e164(), "+14155550123");
    }

    #[test]
    fn what_is_no_mobile_number_is_refused() {
        for typed in
            ["", "12345", "10086", "23800138000", "+8612345678901", "+", "+0123456789", "138001380o0"]
        {
            assert!(Phone::read(typed).is_none(), "{typed}");
        }
    }
}
