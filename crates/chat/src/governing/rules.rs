//! What a list of words may be, and whether a message has one of them. No I/O, no clock.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Refusal;

/// Words of one list, at most.
const WORDS_MAX: usize = 500;
/// Characters of one word. Of one character half the language would be refused.
const CHARACTERS: std::ops::RangeInclusive<usize> = 2..=40;

/// Who makes groups in an organisation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "GroupsBy")]
pub(crate) enum By {
    /// Each of its members.
    Everybody,
    /// Its administrators.
    Administrators,
}

impl By {
    /// The word in the table.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::Administrators => "administrators",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Everybody, Self::Administrators].into_iter().find(|by| by.word() == word)
    }
}

/// A list that can be one: each word once, as it was typed.
pub(super) fn words(typed: &[String]) -> Result<Vec<String>, Refusal> {
    let mut words: Vec<String> = Vec::with_capacity(typed.len().min(WORDS_MAX));
    for word in typed.iter().map(|word| word.trim()).filter(|word| !word.is_empty()) {
        let is_fit = CHARACTERS.contains(&folded(word).chars().count()) && !word.contains(char::is_control);
        if !is_fit || words.len() == WORDS_MAX {
            return Err(Refusal::Words);
        }
        if !words.iter().any(|known| folded(known) == folded(word)) {
            words.push(word.to_owned());
        }
    }
    Ok(words)
}

/// The first word of a list that a message has.
///
/// A word of letters and digits alone is found as a whole word, so that no innocent one is refused that merely contains it;
/// every other is found wherever its characters stand in a row, whatever blanks and marks were put between them.
pub(super) fn found<'w>(words: &'w [String], text: &str) -> Option<&'w str> {
    let plain = folded(text);
    let lower = text.to_lowercase();
    let spoken: Vec<&str> = lower.split(|sign: char| !sign.is_alphanumeric()).collect();
    words.iter().map(String::as_str).find(|word| {
        if word.chars().all(|sign| sign.is_ascii_alphanumeric()) {
            let word = word.to_lowercase();
            spoken.iter().any(|one| latin(one).any(|part| part == word))
        } else {
            plain.contains(&folded(word))
        }
    })
}

/// The runs of Latin letters and digits of a word, which may stand between Chinese ones.
fn latin(word: &str) -> impl Iterator<Item = &str> {
    word.split(|sign: char| !sign.is_ascii_alphanumeric())
}

/// Small letters and digits alone, full-width forms as their narrow ones: what stands between them hides nothing.
fn folded(text: &str) -> String {
    let narrow = |sign: char| match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        _ => sign,
    };
    text.chars().map(narrow).flat_map(char::to_lowercase).filter(|sign| sign.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(of: &[&str]) -> Vec<String> {
        of.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn chinese_words_are_found_whatever_stands_between_their_characters() {
        let words = list(&["内幕消息", "ＶＩＰ返利"]);
        assert_eq!(found(&words, "我有内 幕-消 息"), Some("内幕消息"));
        assert_eq!(found(&words, "vip返利群"), Some("ＶＩＰ返利"));
        assert_eq!(found(&words, "幕后的消息"), None);
    }

    #[test]
    fn latin_words_are_found_as_whole_words_alone() {
        let words = list(&["ass", "Falcon"]);
        assert_eq!(found(&words, "the class passes"), None);
        assert_eq!(found(&words, "Project FALCON, today"), Some("Falcon"));
        assert_eq!(found(&words, "项目falcon今天上线"), Some("Falcon"));
        assert_eq!(found(&words, "falcons"), None);
    }

    #[test]
    fn a_list_has_each_word_once_and_bounds() {
        assert_eq!(words(&list(&[" 内幕 ", "内 幕", "", "abc"])).unwrap(), ["内幕", "abc"]);
        assert!(words(&list(&["字"])).is_err() && words(&list(&["--"])).is_err());
        assert!(words(&list(&[&"字".repeat(41)])).is_err());
        let many: Vec<String> = (0..501).map(|number| format!("word{number}")).collect();
        assert!(words(&many).is_err() && words(&many[..500]).is_ok());
    }
}
