//! What every source file keeps: a module document first, no room whose name says nothing, no TODO without its issue.

use super::Fault;
use super::rust::Source;

/// Rooms in which anything could lie.
const NAMELESS: [&str; 8] = ["utils", "util", "common", "manager", "managers", "helpers", "helper", "misc"];

pub fn check(sources: &[Source]) -> Vec<Fault> {
    let mut found = Vec::new();
    for source in sources {
        // The samples of compile-fail tests are read by a compiler, not by people.
        let is_sample = source.path.contains("/tests/")
            && source.path.matches('/').count() > 3
            && !source.path.contains("/tests/it/");
        if !source.first.starts_with("//!") && !is_sample {
            found.push(Fault::new(&source.path, "does not begin with a //! that says what it is"));
        }
        for part in source.path.trim_end_matches(".rs").split('/') {
            if NAMELESS.contains(&part) {
                found.push(Fault::new(
                    &source.path,
                    format!("is a room called {part:?}: name it by its work"),
                ));
            }
        }
        for (line, comment) in &source.comments {
            if says_later(comment) && !comment.to_lowercase().contains("issue") {
                found.push(Fault::new(
                    format!("{}:{line}", source.path),
                    "leaves work for later without naming its issue",
                ));
            }
        }
    }
    found
}

/// Whether a comment puts something off, in one of the three usual words.
fn says_later(comment: &str) -> bool {
    let words = || comment.split(|letter: char| !letter.is_alphanumeric());
    ["TODO", "FIXME", "XXX"].iter().any(|later| words().any(|word| word == *later))
}
