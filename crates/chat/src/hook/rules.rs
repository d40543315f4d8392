//! What may happen: names, and how much.

use yard::account::Bound;

use super::Refusal;

/// Webhooks of one conversation, at most.
pub(super) const MOST: i64 = 20;
/// What comes through one of them, at most.
pub(super) const POSTS: Bound = Bound { kind: "hook.post.minute", span_s: 60, most: 60 };
/// Signs of an address: 32 bytes as base64url.
pub(super) const SECRET_LEN: usize = 43;
const NAME_MAX: usize = 40;

/// A name that programs have; it stands in plain text, so nobody's own name fits.
pub(super) fn name(typed: &str) -> Result<String, Refusal> {
    let fits = (1..=NAME_MAX).contains(&typed.len())
        && typed.starts_with(|first: char| first.is_ascii_lowercase())
        && typed.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-');
    if fits { Ok(typed.to_owned()) } else { Err(Refusal::Name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_has_the_name_of_a_program() {
        assert_eq!(name("ci-2").unwrap(), "ci-2");
        for wrong in ["", "李安娜", "Ana", "c i", "-ci", "2ci", &"a".repeat(41)] {
            assert!(name(wrong).is_err(), "{wrong}");
        }
    }
}
