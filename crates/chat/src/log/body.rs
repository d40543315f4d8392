//! What a message is made of, as it is sealed: its words, and what hangs on them.
//!
//! A body that is words and nothing else is stored as these words. Any other is JSON that begins with `{"v":1,`; words
//! that begin so are wrapped, too, so that nobody's words are ever taken for such a form.

use serde::{Deserialize, Serialize};
use vault::Plain;

use super::Refusal;
use super::rules::Text;
use crate::file::{FILES_MAX, FileId};

const BEGINS: &str = "{\"v\":1,";

/// What a message is made of.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Body {
    /// What it says; nothing where files alone are sent.
    pub text: String,
    /// The files that it carries, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
}

impl Body {
    /// What somebody wants to say.
    pub(crate) fn read(typed: &str, files: &[FileId]) -> Result<Self, Refusal> {
        let text = match Text::read(typed) {
            Ok(text) => text.into_inner(),
            Err(_) if typed.trim().is_empty() && !files.is_empty() => String::new(),
            Err(refusal) => return Err(refusal),
        };
        let mut once = files.to_vec();
        once.sort_unstable();
        once.dedup();
        if once.len() != files.len() || files.len() > FILES_MAX {
            return Err(Refusal::Files);
        }
        Ok(Self { text, files: files.to_vec() })
    }

    fn is_words(&self) -> bool {
        self.files.is_empty() && !self.text.starts_with(BEGINS)
    }
}

#[derive(Serialize)]
struct Written<'a> {
    v: u8,
    #[serde(flatten)]
    body: &'a Body,
}

impl Plain for Body {
    fn to_plain(&self) -> Vec<u8> {
        if self.is_words() {
            return self.text.as_bytes().to_vec();
        }
        serde_json::to_vec(&Written { v: 1, body: self }).unwrap_or_default()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        let words = std::str::from_utf8(bytes).ok()?;
        if words.starts_with(BEGINS) {
            return serde_json::from_str(words).ok();
        }
        Some(Self { text: words.to_owned(), ..Self::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_comes_back_as_it_was_and_words_are_never_taken_for_a_form() {
        let file = FileId::from_bytes([7; 16]);
        for (text, files) in
            [("你好", vec![]), ("", vec![file]), ("{\"v\":1,\"text\":\"x\"}", vec![]), ("{}", vec![file])]
        {
            let body = Body { text: text.to_owned(), files };
            let plain = body.to_plain();
            assert_eq!(Body::from_plain(&plain).as_ref(), Some(&body));
            let is_form = plain.starts_with(BEGINS.as_bytes());
            assert_eq!(is_form, !body.is_words(), "{text}");
        }
        assert_eq!(
            Body::from_plain(b"as it was before").map(|body| body.text).as_deref(),
            Some("as it was before")
        );
    }

    #[test]
    fn a_message_may_be_files_without_words_but_not_nothing() {
        let file = |number: u8| FileId::from_bytes([number; 16]);
        assert!(Body::read(" ", &[file(1)]).is_ok_and(|body| body.text.is_empty()));
        assert!(Body::read(" ", &[]).is_err() && Body::read("a\0", &[file(1)]).is_err());
        assert!(Body::read("x", &[file(1), file(1)]).is_err());
        let many: Vec<FileId> = (0..=u8::try_from(FILES_MAX).unwrap()).map(file).collect();
        assert!(Body::read("x", &many).is_err() && Body::read("x", &many[1..]).is_ok());
    }
}
