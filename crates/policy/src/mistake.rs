//! A mistake in the policy's data, with the line to mend.

use std::ops::Range;

use serde::Serialize;

/// Something in the policy's data that must be mended before a house opens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Mistake {
    /// The file, from the folder `policy/`; or `configuration` for what the keeper has to state.
    pub file: String,
    /// The line, counted from 1; 0 where a whole file is meant.
    pub line: usize,
    /// What is wrong and how to mend it.
    pub what: String,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.file.as_str(), self.line) {
            ("configuration", _) => write!(f, "configuration: {}", self.what),
            (file, 0) => write!(f, "policy/{file}: {}", self.what),
            (file, line) => write!(f, "policy/{file}:{line}: {}", self.what),
        }
    }
}

impl std::error::Error for Mistake {}

/// Collects the mistakes of one file.
pub(crate) struct Notebook<'a> {
    file: &'a str,
    text: &'a str,
    mistakes: Vec<Mistake>,
}

impl<'a> Notebook<'a> {
    pub(crate) fn new(file: &'a str, text: &'a str) -> Notebook<'a> {
        Notebook { file, text, mistakes: Vec::new() }
    }

    /// Writes down a mistake at a byte range of the file.
    pub(crate) fn at(&mut self, span: Range<usize>, what: impl Into<String>) {
        let before = self.text.get(..span.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        self.mistakes.push(Mistake { file: self.file.to_owned(), line, what: what.into() });
    }

    /// Writes down a mistake of the whole file.
    pub(crate) fn file(&mut self, what: impl Into<String>) {
        self.mistakes.push(Mistake { file: self.file.to_owned(), line: 0, what: what.into() });
    }

    /// All of them, to be joined with those of other files.
    pub(crate) fn close(self) -> Vec<Mistake> {
        self.mistakes
    }
}

/// `; did you mean ..?` where one of the known names is close.
pub(crate) fn hint<'k>(meant: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    known
        .into_iter()
        .map(|name| (distance(meant, name), name))
        .filter(|(far, _)| *far <= 3)
        .min()
        .map_or(String::new(), |(_, name)| format!("; did you mean `{name}`?"))
}

/// Levenshtein distance. (The macros have the same; a macro crate cannot share functions.)
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let swap = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = swap.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
