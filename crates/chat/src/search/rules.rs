//! What a text is found by, and whether it is what was looked for.

use std::collections::BTreeSet;

use crate::log::Refusal;

/// Letters by which the beginning of a word is found.
const PREFIX: usize = 3;
/// Characters that one search may have.
const QUERY_MAX: usize = 100;

/// Scripts that are written without blanks between words.
fn is_ideograph(sign: char) -> bool {
    matches!(u32::from(sign), 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff)
}

/// A run of ideographs, or a word of another script.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Run {
    Signs(Vec<char>),
    Word(Vec<char>),
}

/// The runs of a text, in lower case.
fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut is_open = false;
    for sign in text.chars().flat_map(char::to_lowercase) {
        if !sign.is_alphanumeric() {
            is_open = false;
            continue;
        }
        match (runs.last_mut().filter(|_| is_open), is_ideograph(sign)) {
            (Some(Run::Signs(signs)), true) => signs.push(sign),
            (Some(Run::Word(letters)), false) => letters.push(sign),
            (_, true) => runs.push(Run::Signs(vec![sign])),
            (_, false) => runs.push(Run::Word(vec![sign])),
        }
        is_open = true;
    }
    runs
}

/// What a message is found by: its ideographs, their adjacent pairs, its words, and the beginnings of its words; the same more
/// than once where it is said more than once.
pub(super) fn each_term(text: &str, mut found: impl FnMut(&str)) {
    let mut term = String::new();
    let mut say = |kind: char, signs: &[char]| {
        term.clear();
        term.push(kind);
        term.extend(signs);
        found(&term);
    };
    for run in runs(text) {
        match run {
            Run::Signs(signs) => {
                signs.chunks(1).for_each(|sign| say('c', sign));
                signs.windows(2).for_each(|pair| say('p', pair));
            }
            Run::Word(letters) => {
                say('w', &letters);
                say('b', &letters[..letters.len().min(PREFIX)]);
            }
        }
    }
}

/// The same, each once.
#[cfg(test)]
pub(super) fn terms(text: &str) -> BTreeSet<String> {
    let mut terms = BTreeSet::new();
    each_term(text, |term| {
        terms.insert(term.to_owned());
    });
    terms
}

/// A search as it was typed.
#[derive(Clone, Debug)]
pub(super) struct Query(Vec<Run>);

impl Query {
    pub(super) fn read(typed: &str) -> Result<Self, Refusal> {
        let runs = runs(typed);
        let is_fit = !runs.is_empty() && typed.chars().count() <= QUERY_MAX;
        if is_fit { Ok(Self(runs)) } else { Err(Refusal::Query) }
    }

    /// What every message that is looked for has.
    pub(super) fn terms(&self) -> BTreeSet<String> {
        let mut terms = BTreeSet::new();
        for run in &self.0 {
            match run {
                Run::Signs(signs) if signs.len() == 1 => terms.extend([format!("c{}", signs[0])]),
                Run::Signs(signs) => {
                    terms.extend(signs.windows(2).map(|pair| format!("p{}{}", pair[0], pair[1])));
                }
                Run::Word(letters) if letters.len() < PREFIX => {
                    terms.extend([format!("w{}", letters.iter().collect::<String>())]);
                }
                Run::Word(letters) => {
                    terms.extend([format!("b{}", letters.iter().take(PREFIX).collect::<String>())]);
                }
            }
        }
        terms
    }

    /// Whether a text is looked for: each run of ideographs stands in it, each word is the beginning of one of its own;
    /// a word of one or two letters is one of its own.
    pub(super) fn fits(&self, text: &str) -> bool {
        let there = runs(text);
        self.0.iter().all(|run| {
            there.iter().any(|own| match (run, own) {
                (Run::Signs(signs), Run::Signs(own)) => {
                    own.windows(signs.len()).any(|part| part == signs.as_slice())
                }
                (Run::Word(letters), Run::Word(own)) if letters.len() < PREFIX => letters == own,
                (Run::Word(letters), Run::Word(own)) => own.starts_with(letters),
                _ => false,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 7] = [
        "今天下午三点开会，讨论预算",
        "预算 meeting 改到明天",
        "The MEETING moved to 3pm",
        "开 会",
        "me too",
        "会开完了",
        "",
    ];

    #[test]
    fn what_fits_has_all_terms_of_the_search() {
        for typed in ["开会", "会", "预算", "meet", "MEETING 预算", "me", "3pm", "预 算", "明天改"]
        {
            let query = Query::read(typed).unwrap();
            for text in TEXTS.iter().filter(|text| query.fits(text)) {
                assert!(query.terms().is_subset(&terms(text)), "{typed} in {text}");
            }
        }
    }

    #[test]
    fn a_search_finds_what_it_says_and_no_more() {
        let found = |typed: &str| {
            let query = Query::read(typed).unwrap();
            TEXTS
                .iter()
                .enumerate()
                .filter(|(_, text)| query.fits(text))
                .map(|(at, _)| at)
                .collect::<Vec<_>>()
        };
        assert_eq!(found("开会"), [0]);
        assert_eq!(found("会"), [0, 3, 5]);
        assert_eq!(found("meet"), [1, 2]);
        assert_eq!(found("me"), [4], "one or two letters are a word by themselves");
        assert_eq!(found("预算 meeting"), [1]);
        assert!(Query::read(" ，。 ").is_err() && Query::read(&"会".repeat(101)).is_err());
    }
}
