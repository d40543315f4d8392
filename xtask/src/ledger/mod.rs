//! The promise ledger: `docs/promises.toml`, the tests that prove its rows, and what a run of them wrote down.

mod count;
mod rows;
mod sabotage;
mod scan;
mod shown;

use std::path::PathBuf;
use std::{fs, io};

use crate::report::Report;
use crate::{Outcome, browsers, checks, shell, tree};
use rows::{Ledger, Line};

pub use sabotage::sabotage;
pub use shown::write;

/// What the tests of this run proved, a line each.
fn proofs_file() -> PathBuf {
    tree::root().join("target/proofs.jsonl")
}

/// Forgets what an earlier run proved: only this one counts.
pub fn forget() -> Outcome {
    match fs::remove_file(proofs_file()) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(format!("removing the old proofs: {error}"))
        }
        _ => Ok(()),
    }
}

/// `cargo xtask promises`: what the last run proved.
pub fn command() -> Outcome {
    let (ledger, lines) = (Ledger::load(&tree::root())?, rows::proofs(&proofs_file())?);
    let count = count::count(&ledger, &lines);
    print!("{count}");
    let faults = faults(&ledger, &lines)?;
    for fault in &faults {
        println!("{fault}");
    }
    if faults.is_empty() { Ok(()) } else { Err(format!("{} things are wrong with the ledger", faults.len())) }
}

/// `cargo xtask promises --sabotage N`.
pub fn sabotage_command(many: u64) -> Outcome {
    let mut report = Report::default();
    report.stage("sabotage", || sabotage(many));
    if report.failed == 0 { Ok(()) } else { Err("a proof did not notice that its subject was gone".into()) }
}

/// `cargo xtask promises --sabotage-all HOME`: everything that the tests of one crate, or of the browsers, name.
pub fn sabotage_all_command(home: &str) -> Outcome {
    let home = if home == "browsers" { "e2e" } else { home };
    let mut report = Report::default();
    report.stage("sabotage", || sabotage::sabotage_all(home));
    if report.failed == 0 { Ok(()) } else { Err("a proof did not notice that its subject was gone".into()) }
}

/// The ledger as a stage of the tests.
pub fn stage() -> Outcome<Report> {
    let (ledger, lines) = (Ledger::load(&tree::root())?, rows::proofs(&proofs_file())?);
    let count = count::count(&ledger, &lines);
    print!("{count}");
    let failures = faults(&ledger, &lines)?;
    let proved = count.proved();
    let passed = u64::from(failures.is_empty());
    Ok(Report { passed, failed: failures.len() as u64, failures, proved, ..Report::default() })
}

fn faults(ledger: &Ledger, lines: &[Line]) -> Outcome<Vec<String>> {
    let root = tree::root();
    let mut found = ledger.faults();
    found.extend(scan::faults(ledger, lines, &scan::marks(&root)?, &operations()?));
    found.extend(shown::faults(&root)?);
    Ok(found)
}

/// The operations of the committed contract; none where there is no contract yet.
fn operations() -> Outcome<Vec<String>> {
    let path = tree::root().join("docs/openapi.json");
    if !path.exists() {
        return Ok(Vec::new());
    }
    let contract: serde_json::Value =
        serde_json::from_str(&tree::read(&path)?).map_err(|error| format!("docs/openapi.json: {error}"))?;
    let paths = contract["paths"].as_object().into_iter().flatten();
    let acts = paths.flat_map(|(_, acts)| acts.as_object().into_iter().flatten());
    Ok(acts.filter_map(|(_, act)| Some(act["operationId"].as_str()?.to_owned())).collect())
}

/// The names of the functions that say they prove something: these run under their doorplates, and not first under the
/// default one on the same database.
pub fn proving_functions() -> Outcome<Vec<String>> {
    let mut names: Vec<String> = scan::tests(&tree::root())?
        .into_iter()
        .filter(|(_, test)| test.file.ends_with(".rs"))
        .map(|(_, test)| test.function())
        .collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// Runs each test that says it proves something under every doorplate that holds one of its rows, so that a group of
/// equal rows is proved for each product that has it.
pub fn under_every_doorplate() -> Outcome<Report> {
    let ledger = Ledger::load(&tree::root())?;
    let said = scan::tests(&tree::root())?;
    let mut report = Report::default();
    for doorplate in ledger.doorplates().filter(|doorplate| *doorplate != "courtyard") {
        let due = || said.iter().filter(|(id, _)| ledger.stands_behind(id, doorplate));
        let mut functions: Vec<String> =
            due().filter(|(_, test)| test.file.ends_with(".rs")).map(|(_, test)| test.function()).collect();
        functions.sort();
        functions.dedup();
        let environment = [("COURTYARD_TEST_PROFILE", doorplate)];
        if !functions.is_empty() {
            let mut command = shell::testing_cargo();
            command
                .args(["test", "--workspace", "--no-fail-fast", "--lib", "--bins", "--tests", "--"])
                .args(functions.iter().map(|name| format!("::{name}")))
                .envs(environment);
            report.add(checks::run_tests(doorplate, &mut command)?);
        }
        let ids: Vec<&str> =
            due().filter(|(_, test)| !test.file.ends_with(".rs")).map(|(id, _)| id.as_str()).collect();
        if !ids.is_empty() {
            let pattern = format!("{}.*({})", browsers::PROVING, ids.join("|"));
            report.add(browsers::playwright(
                &format!("{doorplate}-e2e"),
                &["--grep", &pattern],
                &environment,
            )?);
        }
    }
    Ok(report)
}

/// Runs exactly these tests of one crate, or of the browsers, with something in their environment.
fn rerun(home: &str, tests: &[&str], name: &str, environment: &[(&str, &str)]) -> Outcome<Report> {
    if home == "e2e" {
        let pattern: Vec<String> = tests.iter().map(|title| escaped(title)).collect();
        return browsers::playwright(name, &["--grep", &pattern.join("|")], environment);
    }
    let mut command = shell::testing_cargo();
    command
        // Of the whole workspace, as they were built; whatever is not named is passed over.
        .args(["test", "--workspace", "--no-fail-fast", "--lib", "--bins", "--tests", "--", "--exact"])
        .args(tests);
    command.envs(environment.iter().copied());
    checks::run_tests(name, &mut command)
}

/// A title as a pattern that matches it alone.
fn escaped(title: &str) -> String {
    title
        .chars()
        .flat_map(|letter| if letter.is_ascii_punctuation() { vec!['\\', letter] } else { vec![letter] })
        .collect()
}
