//! Every table of a migration is named in its crate's registry, with owner and lifetime.

use std::path::{Path, PathBuf};

use super::Fault;
use super::rust::Source;
use crate::{Outcome, tree};

pub fn check(root: &Path, sources: &[Source]) -> Outcome<Vec<Fault>> {
    let mut files = Vec::new();
    tree::walk(&root.join("crates"), &mut |file| {
        let is_migration =
            file.parent().and_then(Path::file_name).is_some_and(|folder| folder == "migrations");
        if is_migration && file.extension().is_some_and(|ending| ending == "sql") {
            files.push(file.to_owned());
        }
    });
    files.sort();
    let read = |file: &PathBuf| Ok((tree::name(root, file), tree::read(file)?));
    let files: Vec<(String, String)> = files.iter().map(read).collect::<Outcome<_>>()?;
    let dropped: Vec<Vec<String>> = files.iter().map(|(_, text)| tables(text, "drop")).collect();
    let mut found = Vec::new();
    for (at, (place, text)) in files.iter().enumerate() {
        if !text.trim_start().starts_with("--") {
            found.push(Fault::new(place, "does not begin with a comment that says why"));
        }
        let home: String = place.split('/').take(2).collect::<Vec<_>>().join("/") + "/";
        let later =
            || files.iter().zip(&dropped).skip(at + 1).filter(|((place, _), _)| place.starts_with(&home));
        for table in tables(text, "create") {
            // A later step may have taken it away.
            if later().any(|(_, dropped)| dropped.contains(&table)) {
                continue;
            }
            let named = sources
                .iter()
                .filter(|source| source.path.starts_with(&home) && !source.is_test())
                .any(|source| source.strings.iter().any(|(_, text)| *text == table));
            if !named {
                found.push(Fault::new(
                    place,
                    format!("makes the table {table}, which its crate does not register"),
                ));
            }
        }
    }
    Ok(found)
}

/// The names of the tables that a migration makes (`create`) or takes away (`drop`).
fn tables(sql: &str, verb: &str) -> Vec<String> {
    let words: Vec<String> = sql
        .lines()
        .filter(|line| !line.trim_start().starts_with("--"))
        .flat_map(|line| {
            line.split(|letter: char| !letter.is_alphanumeric() && letter != '_').map(str::to_owned)
        })
        .filter(|word| !word.is_empty())
        .collect();
    let mut found = Vec::new();
    for at in 0..words.len() {
        let is = |offset: usize, word: &str| {
            words.get(at + offset).is_some_and(|found| found.eq_ignore_ascii_case(word))
        };
        if is(0, verb) && is(1, "table") {
            // `if not exists`, `if exists`.
            let skip = [5, 4].into_iter().find(|skip| is(2, "if") && is(skip - 1, "exists")).unwrap_or(2);
            found.extend(words.get(at + skip).cloned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::tables;

    #[test]
    fn the_tables_of_a_migration_are_found() {
        let sql = "-- create table nothing\nCREATE TABLE a_b (id BLOB);\ncreate table if not exists c(id);\nCREATE INDEX i ON a_b(id);";
        assert_eq!(tables(sql, "create"), ["a_b", "c"]);
        assert_eq!(tables("-- gone\nDROP TABLE a_b;\nDROP TABLE IF EXISTS c;", "drop"), ["a_b", "c"]);
    }
}
