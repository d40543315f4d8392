//! What a sign is.

use crate::log::Refusal;

/// Characters of one sign, at most: some are drawn of many.
const SIGN_MAX: usize = 8;
/// Signs of one person at one message, at most.
pub(super) const EACH_MAX: i64 = 10;

/// One sign: a picture or a short word, not a letter of the keyboard.
pub(super) fn sign(typed: &str) -> Result<&str, Refusal> {
    let is_fit = (1..=SIGN_MAX).contains(&typed.chars().count())
        && !typed.chars().any(|one| one.is_whitespace() || one.is_control())
        && !typed.is_ascii();
    if is_fit { Ok(typed) } else { Err(Refusal::Sign) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_short_and_more_than_a_letter() {
        assert!(["👍", "👩‍👩‍👧", "1️⃣", "收到"].into_iter().all(|typed| sign(typed).is_ok()));
        assert!(["", "a", "👍 ", "收到收到收到收到收", "ok"].into_iter().all(|typed| sign(typed).is_err()));
    }
}
