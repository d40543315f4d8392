//! Every table of a migration is named in its crate's registry, with owner and lifetime.

use std::path::Path;

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
    let mut found = Vec::new();
    for file in files {
        let place = tree::name(root, &file);
        let text = tree::read(&file)?;
        if !text.trim_start().starts_with("--") {
            found.push(Fault::new(&place, "does not begin with a comment that says why"));
        }
        let home: String = place.split('/').take(2).collect::<Vec<_>>().join("/") + "/";
        for table in tables(&text) {
            let named = sources
                .iter()
                .filter(|source| source.path.starts_with(&home) && !source.is_test())
                .any(|source| source.strings.iter().any(|(_, text)| *text == table));
            if !named {
                found.push(Fault::new(
                    &place,
                    format!("makes the table {table}, which its crate does not register"),
                ));
            }
        }
    }
    Ok(found)
}

/// The names of the tables a migration makes.
fn tables(sql: &str) -> Vec<String> {
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
        if is(0, "create") && is(1, "table") {
            let skip = if is(2, "if") { 5 } else { 2 };
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
        assert_eq!(tables(sql), ["a_b", "c"]);
    }
}
