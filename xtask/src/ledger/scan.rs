//! The words `proves: ID` in the tests, held against what the run wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::rows::{Ledger, Line};
use super::shown::Test;
use crate::{Outcome, tree};

/// A test proves no more than this, or it proves nothing in particular.
const ROWS_PER_TEST: usize = 5;

/// What one file of tests says about the ledger.
pub struct Marks {
    pub path: String,
    /// The ids after `proves:`.
    pub says: BTreeSet<String>,
    /// The ids that stand as literals in a file that calls `proved`.
    pub calls: BTreeSet<String>,
}

/// Each row that a test says it proves, with the test.
pub fn tests(root: &Path) -> Outcome<Vec<(String, Test)>> {
    let mut found = Vec::new();
    for file in test_files(root) {
        let (name, text) = (tree::name(root, &file), tree::read(&file)?);
        let named = if name.ends_with(".rs") { in_rust(&text) } else { in_playwright(&text) };
        for (id, test) in named {
            found.push((id, Test { file: name.clone(), name: test }));
        }
    }
    Ok(found)
}

/// In a document `proves: ID`, then the function.
fn in_rust(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut said: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some((_, rest)) = line.strip_prefix("///").and_then(|line| line.split_once("proves: ")) {
            said.extend(ids(rest));
        } else if let Some((_, rest)) = line.split_once("fn ").filter(|_| !line.starts_with("//")) {
            let name = rest.split(['(', '<']).next().unwrap_or_default();
            found.extend(said.drain(..).map(|id| (id, name.replace('_', " "))));
        }
    }
    found
}

/// In a title: "what it shows (proves: ID, ID)".
fn in_playwright(text: &str) -> Vec<(String, String)> {
    let titled = |line: &str| {
        let (before, rest) = line.split_once("proves: ")?;
        let title = before.rsplit(['"', '`', '\'']).next()?.trim_end_matches(['(', ' ', ',', ':']);
        let title = if title.is_empty() { rest.split(['"', '`', '\'']).next()? } else { title };
        Some(ids(rest).into_iter().map(|id| (id, title.to_owned())).collect::<Vec<_>>())
    };
    text.lines().filter_map(titled).flatten().collect()
}

fn test_files(root: &Path) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> =
        tree::rust_files(root).into_iter().filter(|file| !file.starts_with(root.join("xtask"))).collect();
    tree::walk(&root.join("e2e"), &mut |file| {
        if file.extension().is_some_and(|ending| ending == "ts") {
            files.push(file.to_owned());
        }
    });
    files
}

/// The marks of every file that has any.
pub fn marks(root: &Path) -> Outcome<Vec<Marks>> {
    let mut found = Vec::new();
    for file in test_files(root) {
        let marks = read(tree::name(root, &file), &tree::read(&file)?);
        if !marks.says.is_empty() || !marks.calls.is_empty() {
            found.push(marks);
        }
    }
    Ok(found)
}

fn read(path: String, text: &str) -> Marks {
    let says = text
        .match_indices("proves: ")
        .flat_map(|(at, word)| ids(text[at + word.len()..].lines().next().unwrap_or_default()))
        .collect();
    let handed = |text: &str| -> BTreeSet<String> {
        text.split('"').filter(|word| is_id(word)).map(str::to_owned).collect()
    };
    let calls = if text.contains("proved(") { handed(text) } else { BTreeSet::new() };
    Marks { path, says, calls }
}

/// The ids at the beginning of a line, set apart by commas or blanks.
fn ids(line: &str) -> Vec<String> {
    line.split([',', ' '])
        .filter(|word| !word.is_empty())
        .map(|word| word.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric()))
        .take_while(|word| is_id(word))
        .map(str::to_owned)
        .collect()
}

fn is_id(word: &str) -> bool {
    word.split_once('-').is_some_and(|(letters, digits)| {
        (2..=3).contains(&letters.len())
            && letters.bytes().all(|letter| letter.is_ascii_uppercase())
            && digits.len() == 3
            && digits.bytes().all(|digit| digit.is_ascii_digit())
    })
}

pub fn faults(ledger: &Ledger, lines: &[Line], marks: &[Marks], operations: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for file in marks {
        for id in file.says.union(&file.calls).filter(|id| !ledger.knows(id)) {
            found.push(format!("{}: {id} is no row of the ledger", file.path));
        }
        for id in file.says.difference(&file.calls) {
            found.push(format!("{}: says `proves: {id}` and never hands it to proved()", file.path));
        }
        for id in file.calls.difference(&file.says) {
            found.push(format!("{}: hands {id} to proved() in no test that says `proves: {id}`", file.path));
        }
    }
    let mut per_test: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for line in lines {
        per_test.entry((&line.home, &line.test)).or_default().insert(ledger.group(&line.id));
        if line.operations.is_empty() {
            found.push(format!(
                "{} {}: proves {} without saying what it drove",
                line.home, line.test, line.id
            ));
        }
        for operation in &line.operations {
            let is_job = operation.strip_prefix("job:").is_some_and(|name| !name.is_empty());
            if !is_job && !operations.is_empty() && !operations.contains(operation) {
                found.push(format!(
                    "{} {}: drove {operation:?}, which is no operation of the contract",
                    line.home, line.test
                ));
            }
        }
    }
    for ((home, test), ids) in per_test.iter().filter(|(_, ids)| ids.len() > ROWS_PER_TEST) {
        found.push(format!("{home} {test}: proves {} rows; {ROWS_PER_TEST} is the most", ids.len()));
    }
    for row in ledger.rows.iter().filter(|row| row.waits.is_some()) {
        if lines.iter().any(|line| ledger.proves(line, row)) {
            found.push(format!("{}: is proved and still waits; strike `waits` and `why`", row.id));
        }
    }
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::count::{Numbers, count};
    use super::super::rows::{Ledger, Line};
    use super::{faults, read};

    const LEDGER: &str = r#"
        [[promise]]
        id = "JJB-001"
        same_as = ["HKT-001", "DB-001"]
        [[promise]]
        id = "HKT-001"
        same_as = ["JJB-001", "DB-001"]
        [[promise]]
        id = "HKT-002"
        waits = "chat"
        why = "no chat yet"
        [[promise]]
        id = "DB-001"
        same_as = ["JJB-001", "HKT-001"]
    "#;

    fn ledger() -> Ledger {
        Ledger::parse(LEDGER, BTreeSet::from(["courtyard".into(), "jujiabao".into(), "huiketing".into()]))
            .unwrap()
    }

    fn line(id: &str, profile: &str, operations: &[&str]) -> Line {
        let operations = operations.iter().map(ToString::to_string).collect();
        Line {
            id: id.into(),
            test: "a_test".into(),
            operations,
            profile: profile.into(),
            home: "yard".into(),
        }
    }

    #[test]
    fn a_group_is_proved_once_per_doorplate_and_the_default_stands_in_for_those_to_come() {
        let lines = [line("JJB-001", "courtyard", &["me.get"]), line("JJB-001", "huiketing", &["me.get"])];
        let ledger = ledger();
        let count = count(&ledger, &lines);
        let of = |letters: &str| count.products.iter().find(|(known, _, _)| *known == letters).unwrap().2;
        assert_eq!(of("JJB"), Numbers { unproved: 1, ..Numbers::default() });
        assert_eq!(of("HKT"), Numbers { proved: 1, waiting: 1, ..Numbers::default() });
        assert_eq!(of("DB"), Numbers { proved: 1, ..Numbers::default() });
        let plates = ["jujiabao", "huiketing", "anju"].map(|plate| ledger.stands_behind("DB-001", plate));
        assert_eq!(plates, [true, true, false]);
        assert!(!ledger.stands_behind("HKT-002", "jujiabao"));
    }

    #[test]
    fn a_row_is_shown_with_the_test_that_says_it() {
        let rust = "/// proves: JJB-001, HKT-001\n#[tokio::test]\nasync fn a_door_opens() {}\nfn other() {}";
        let shown = [("JJB-001".into(), "a door opens".into()), ("HKT-001".into(), "a door opens".into())];
        assert_eq!(super::in_rust(rust), shown);
        let title = "test(\"a door opens (proves: JJB-001, HKT-001)\", async () => {";
        assert_eq!(super::in_playwright(title), shown);
    }

    #[test]
    fn a_mark_without_its_call_is_no_proof() {
        let file = read(
            "a.rs".into(),
            "/// proves: JJB-001, HKT-009.\nfn a() { proved(\"JJB-001\", &[\"x\"]); proved(\n \"HKT-002\", &[]) }",
        );
        let said = faults(&ledger(), &[], &[file], &[]).join("\n");
        assert!(said.contains("says `proves: HKT-009` and never hands"), "{said}");
        assert!(said.contains("HKT-009 is no row"), "{said}");
        assert!(said.contains("hands HKT-002 to proved() in no test"), "{said}");
        assert!(!said.contains("JJB-001"), "{said}");
    }

    #[test]
    fn a_proof_names_operations_that_exist_and_no_row_that_waits() {
        let lines =
            [line("JJB-001", "jujiabao", &["me.gone", "job:sweep"]), line("HKT-002", "huiketing", &[])];
        let said = faults(&ledger(), &lines, &[], &["me.get".into()]).join("\n");
        assert!(said.contains("drove \"me.gone\""), "{said}");
        assert!(!said.contains("job:sweep"), "{said}");
        assert!(said.contains("HKT-002: is proved and still waits"), "{said}");
        assert!(said.contains("without saying what it drove"), "{said}");
    }

    #[test]
    fn a_test_that_proves_everything_proves_nothing() {
        let lines: Vec<Line> = (1..=6).map(|at| line(&format!("AJ-00{at}"), "anju", &["me.get"])).collect();
        assert!(faults(&ledger(), &lines, &[], &[]).iter().any(|said| said.contains("proves 6 rows")));
    }
}
