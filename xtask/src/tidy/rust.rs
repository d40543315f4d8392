//! Rust source, read just closely enough: what is code, what is comment, what stands in string literals, where
//! functions begin and end. No parser crate, so that `xtask` builds in seconds.

/// One file, taken apart.
pub struct Source {
    /// Path from the root.
    pub path: String,
    /// The text with comments, strings and character literals blanked out; line breaks stay.
    pub code: String,
    /// Each string literal with its line.
    pub strings: Vec<(usize, String)>,
    /// Each comment with its line.
    pub comments: Vec<(usize, String)>,
    pub lines: usize,
    /// The first line that says something.
    pub first: String,
}

/// A function in a file.
pub struct Function {
    pub name: String,
    /// Its line, counted from one.
    pub line: usize,
    /// How many lines from its name to its closing brace.
    pub length: usize,
    /// What stands before `fn` on its line.
    pub before: String,
    /// From its name to the brace.
    pub head: String,
    pub body: String,
}

impl Source {
    pub fn new(path: impl Into<String>, text: &str) -> Source {
        let mut source = Source {
            path: path.into(),
            code: String::with_capacity(text.len()),
            strings: Vec::new(),
            comments: Vec::new(),
            lines: text.lines().count(),
            first: text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned(),
        };
        Reader { rest: text, line: 1, source: &mut source }.read();
        source
    }

    /// Whether this is a test: a file of tests, a file in `tests/`, or the test kit.
    pub fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs")
            || self.path.contains("/tests/")
            || self.path.starts_with("crates/kit/")
            || self.path.starts_with("bench/")
    }

    /// The line at which tests within the file begin, or the line after its last.
    pub fn tests_begin(&self) -> usize {
        let lines: Vec<&str> = self.code.lines().map(str::trim).collect();
        let opens = |pair: &[&str]| {
            pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{')
        };
        lines.windows(2).position(opens).map_or(self.lines + 1, |at| at + 1)
    }

    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The lines of code, counted from one, that are no tests.
    pub fn working_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self.tests_begin();
        self.code.lines().enumerate().map(|(at, line)| (at + 1, line)).take_while(move |(at, _)| *at < end)
    }

    pub fn functions(&self) -> Vec<Function> {
        let mut found = Vec::new();
        for (at, _) in self.code.match_indices("fn ") {
            let starts_word = self.code[..at]
                .chars()
                .next_back()
                .is_none_or(|before| !before.is_alphanumeric() && before != '_');
            let name: String = self.code[at + 3..]
                .chars()
                .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
                .collect();
            if !starts_word || name.is_empty() {
                continue;
            }
            let Some(open) = body_begins(&self.code[at..]) else { continue };
            let body = braced(&self.code[at + open..]);
            let line_start = self.code[..at].rfind('\n').map_or(0, |end| end + 1);
            found.push(Function {
                line: self.code[..at].matches('\n').count() + 1,
                length: self.code[at..at + open].matches('\n').count() + body.matches('\n').count() + 1,
                before: self.code[line_start..at].trim().to_owned(),
                head: self.code[at + 3..at + open].to_owned(),
                body: body.to_owned(),
                name,
            });
        }
        found
    }
}

/// Where the brace of a function's body opens; `None` for a declaration without one.
fn body_begins(code: &str) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, letter) in code.char_indices() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ';' if depth == 0 => return None,
            '{' if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

/// The text from an opening brace to its closing one.
fn braced(code: &str) -> &str {
    let mut depth = 0_i32;
    for (at, letter) in code.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &code[..=at];
        }
    }
    code
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
    source: &'a mut Source,
}

impl Reader<'_> {
    fn read(&mut self) {
        while let Some(letter) = self.rest.chars().next() {
            if self.rest.starts_with("//") {
                let end = self.rest.find('\n').unwrap_or(self.rest.len());
                self.comment(end);
            } else if self.rest.starts_with("/*") {
                self.comment(block_comment_end(self.rest));
            } else if let Some((skip, inner, whole)) =
                string_at(self.rest, self.source.code.chars().next_back())
            {
                self.source.strings.push((self.line, self.rest[skip..skip + inner].to_owned()));
                self.blank(whole);
            } else if letter == '\'' {
                self.blank(character_end(self.rest));
            } else {
                self.line += usize::from(letter == '\n');
                self.source.code.push(letter);
                self.rest = &self.rest[letter.len_utf8()..];
            }
        }
    }

    fn comment(&mut self, end: usize) {
        self.source.comments.push((self.line, self.rest[..end].to_owned()));
        self.blank(end);
    }

    fn blank(&mut self, bytes: usize) {
        let taken = &self.rest[..bytes];
        for letter in taken.chars() {
            self.line += usize::from(letter == '\n');
            self.source.code.push(if letter == '\n' { '\n' } else { ' ' });
        }
        self.rest = &self.rest[bytes..];
    }
}

fn block_comment_end(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// A string literal at the beginning of `text`: where its content starts, how long that is, how long all of it.
fn string_at(text: &str, before: Option<char>) -> Option<(usize, usize, usize)> {
    let in_word = before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    let prefix = if in_word {
        0
    } else {
        text.find(|letter| !['b', 'c', 'r'].contains(&letter)).filter(|at| *at <= 2)?
    };
    let raw = text[..prefix].contains('r');
    let hashes = if raw { text[prefix..].len() - text[prefix..].trim_start_matches('#').len() } else { 0 };
    let start = prefix + hashes;
    if !text[start..].starts_with('"') {
        return None;
    }
    let content = start + 1;
    if raw {
        let end = format!("\"{}", "#".repeat(hashes));
        let length = text[content..].find(&end).unwrap_or(text.len() - content);
        return Some((content, length, (content + length + end.len()).min(text.len())));
    }
    let mut escaped = false;
    for (at, letter) in text[content..].char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some((content, at, content + at + 1)),
            _ => {}
        }
    }
    Some((content, text.len() - content, text.len()))
}

/// How much a character literal takes; one letter where it is a lifetime.
fn character_end(text: &str) -> usize {
    let mut letters = text.char_indices().skip(1);
    match (letters.next(), letters.next()) {
        (Some((_, '\\')), Some((escaped, letter))) => {
            let after = escaped + letter.len_utf8();
            text[after..].find('\'').map_or(text.len(), |end| after + end + 1)
        }
        (Some(_), Some((end, '\''))) => end + 1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn strings_and_comments_are_no_code() {
        let text = "//! doc\nfn a<'x>(q: &'x str) -> char {\n  let s = \"SELECT { \\\" \"; /* { */ let r = r#\"raw \" { \"#;\n  '{'\n}\nfn b();\n";
        let source = Source::new("a.rs", text);
        let functions = source.functions();
        assert_eq!(functions.len(), 1, "{}", source.code);
        assert_eq!((functions[0].name.as_str(), functions[0].line, functions[0].length), ("a", 2, 4));
        assert_eq!(source.strings, [(3, "SELECT { \\\" ".to_owned()), (3, "raw \" { ".to_owned())]);
        assert_eq!(source.comments.len(), 2);
        assert_eq!(source.first, "//! doc");
    }

    #[test]
    fn a_string_over_several_lines_keeps_the_count_of_lines() {
        let source = Source::new("a.rs", "let a = \"one\ntwo\";\nlet b = b\"three\";");
        assert_eq!(source.strings[1], (3, "three".to_owned()));
        assert_eq!(source.code.lines().count(), 3);
    }
}
