//! SQL stands in `store.rs` and nowhere else.

use super::Fault;
use super::rust::Source;

/// Files and folders that own a store under another name, and why.
const ELSEWHERE: [(&str, &str); 6] = [
    ("crates/ground/src/db", "the database floor itself"),
    ("crates/ground/src/tables", "holds the registry against the database's own catalogue"),
    ("crates/ground/src/jobs", "the durable queue is one small store"),
    ("crates/ground/src/outbox", "the outbox is one small store"),
    ("crates/ground/src/stream", "the per-person sequence is one small store"),
    ("crates/vault/src/keys", "keys.db is a database of its own, which no other code may speak to"),
];

const BEGINNINGS: [(&str, &str); 9] = [
    ("SELECT ", " FROM "),
    ("SELECT ", ""),
    ("INSERT INTO ", ""),
    ("INSERT OR ", " INTO "),
    ("UPDATE ", " SET "),
    ("DELETE FROM ", ""),
    ("CREATE TABLE ", ""),
    ("ALTER TABLE ", ""),
    ("WITH ", " AS ("),
];

pub fn check(sources: &[Source]) -> Vec<Fault> {
    let mut found = Vec::new();
    for source in sources {
        let allowed = ELSEWHERE.iter().any(|(place, _)| source.path.starts_with(place));
        if source.file_name() == "store.rs"
            || source.is_test()
            || allowed
            || !source.path.starts_with("crates/")
        {
            continue;
        }
        let tests = source.tests_begin();
        for (line, text) in source.strings.iter().filter(|(line, _)| *line < tests) {
            if is_query(text) {
                found.push(Fault::new(
                    format!("{}:{line}", source.path),
                    "holds SQL; queries stand in store.rs",
                ));
            }
        }
    }
    found
}

fn is_query(text: &str) -> bool {
    let flat = text.split_whitespace().filter(|word| *word != "\\").collect::<Vec<_>>().join(" ") + " ";
    BEGINNINGS.iter().any(|(begins, holds)| flat.starts_with(begins) && flat.contains(holds))
}

#[cfg(test)]
mod tests {
    use super::is_query;

    #[test]
    fn queries_are_told_from_sentences() {
        assert!(is_query("SELECT id FROM meet_room WHERE id = $1"));
        assert!(is_query("\n   UPDATE meet_room\n   SET locked = $1"));
        assert!(is_query("WITH old AS (SELECT 1) DELETE FROM x"));
        assert!(!is_query("Select a device from the list"));
        assert!(!is_query("UPDATE the page"));
    }
}
