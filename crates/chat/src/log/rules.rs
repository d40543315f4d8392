//! What may be written.

use vault::Plain;

use super::Refusal;

/// Characters of a message, at most.
pub(crate) const TEXT_MAX: usize = 20_000;

/// What a message says: 1 to 20,000 characters of Markdown. White space at its ends goes, in it stays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Text(String);

impl Text {
    pub(crate) fn read(typed: &str) -> Result<Self, Refusal> {
        let text = typed.trim();
        let is_fit = !text.is_empty() && text.chars().count() <= TEXT_MAX && !text.contains('\0');
        if is_fit { Ok(Self(text.to_owned())) } else { Err(Refusal::Text) }
    }

    pub(crate) fn into_inner(self) -> String {
        self.0
    }
}

impl Plain for Text {
    fn to_plain(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok().map(|text| Self(text.to_owned()))
    }
}

/// What a client calls an event.
pub(super) fn mark(typed: &str) -> Result<&str, Refusal> {
    let is_fit = (8..=64).contains(&typed.len())
        && typed.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_fit { Ok(typed) } else { Err(Refusal::Mark) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_something_and_is_bounded() {
        assert!(Text::read(" \n ").is_err() && Text::read("a\0b").is_err());
        assert!(
            Text::read(&"长".repeat(TEXT_MAX)).is_ok() && Text::read(&"长".repeat(TEXT_MAX + 1)).is_err()
        );
        assert_eq!(Text::read(" a\n\n b ").unwrap().into_inner(), "a\n\n b");
    }

    #[test]
    fn a_mark_is_plain() {
        assert!(mark("0b5f-7_Z").is_ok());
        assert!(
            ["", "short", "with blank", "长长长长长长长长"].into_iter().all(|typed| mark(typed).is_err())
        );
    }
}
