//! Cargo's part of the truth: format, clippy, tests, and counting what it printed.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::report::Report;
use crate::shell::{Ran, cargo, logged, testing_cargo};
use crate::{Outcome, tree};

const LONG: Duration = Duration::from_secs(45 * 60);

/// The crates whose integration tests speak to a database, and so run on both.
const ON_BOTH_DATABASES: [&str; 8] = ["ground", "yard", "meet", "chat", "office", "community", "gate", "kit"];

pub fn format() -> Outcome<Report> {
    logged("format", cargo().args(["fmt", "--all", "--check"]), LONG)?.or_tail(60)?;
    Ok(Report::one())
}

/// Builds every test, or those of these crates, so that the closed namespace has nothing left to fetch or to build, and says what
/// Clippy found meanwhile.
pub fn build_tests(crates: &[String]) -> Outcome<Report> {
    let mut command = testing_cargo();
    command.args(["test", "--lib", "--bins", "--tests", "--no-run"]);
    choose(&mut command, crates);
    let said = logged("build-tests", &mut command, LONG)?.or_tail(120)?;
    let mut report = Report::one();
    report.add(linted("build-tests", &said));
    Ok(report)
}

/// Builds all that the whole run starts besides: the other implementation of MLS that browsers talk with, the tools that other
/// clients try by themselves, and the binaries. Of the whole workspace, as the tests: of one crate alone the crates below would be
/// built once more, with fewer features.
pub fn build_all() -> Outcome<Report> {
    tree::embed_client()?;
    let mut report = build_tests(&[])?;
    let mut command = testing_cargo();
    let said =
        logged("build-examples", command.args(["build", "--workspace", "--examples"]), LONG)?.or_tail(120)?;
    report.add(linted("build-examples", &said));
    tree::keep_built("debug/examples/mls_peer")?;
    // Tests of the gate and of the agent start the binaries, so they are there; browsers start both.
    tree::keep_built("debug/courtyard")?;
    tree::keep_built("debug/courtyard-door")?;
    Ok(report)
}

/// Whether Clippy was content with what was built just now, or earlier: cargo says again what it said then.
pub fn linted(name: &str, said: &str) -> Report {
    let found = warnings(said);
    if found == 0 {
        return Report::one();
    }
    println!("{said}");
    Report::failure(format!("{name}: {found} warnings"))
}

/// How many warnings cargo printed; the sum that it prints below those of each crate is none.
fn warnings(said: &str) -> usize {
    let is_sum = |line: &str| line.contains(" generated ") && line.contains(" warning");
    said.lines().filter(|line| line.starts_with("warning: ") && !is_sum(line)).count()
}

/// The unit and integration tests on SQLite: of everything, or of these crates; without the functions that `without` names.
pub fn tests(crates: &[String], without: &[String]) -> Outcome<Report> {
    let mut command = testing_cargo();
    command.args(["test", "--no-fail-fast", "--lib", "--bins", "--tests"]);
    choose(&mut command, crates);
    command.arg("--");
    for name in without {
        command.arg("--skip").arg(format!("::{name}"));
    }
    run_tests("tests", &mut command)
}

/// The same integration tests on PostgreSQL.
pub fn tests_on_postgres(address: &str) -> Outcome<Report> {
    let root = tree::root();
    let crates: Vec<String> = ON_BOTH_DATABASES
        .iter()
        .filter(|name| has_integration_tests(&root.join("crates").join(name)))
        .map(ToString::to_string)
        .collect();
    if crates.is_empty() {
        return Ok(Report::default());
    }
    let mut command = testing_cargo();
    command.args(["test", "--no-fail-fast", "--test", "*"]).env("COURTYARD_TEST_POSTGRES", address);
    choose(&mut command, &crates);
    run_tests("tests-postgres", &mut command)
}

/// The samples in documents that must not compile. Of the whole workspace, as it was built; crates without samples say
/// `doctest = false`.
pub fn samples() -> Outcome<Report> {
    let mut command = testing_cargo();
    command.args(["test", "--workspace", "--doc", "--no-fail-fast"]);
    run_tests("samples", &mut command)
}

fn has_integration_tests(crate_folder: &Path) -> bool {
    fs::read_dir(crate_folder.join("tests")).is_ok_and(|mut entries| {
        entries.any(|entry| {
            entry.is_ok_and(|entry| entry.path().extension().is_some_and(|ending| ending == "rs"))
        })
    })
}

fn choose(command: &mut Command, crates: &[String]) {
    if crates.is_empty() {
        command.arg("--workspace");
    }
    for name in crates {
        command.args(["--package", name]);
    }
}

/// Runs `cargo test` and counts; a binary that died without its last line is a failure, too.
pub fn run_tests(name: &str, command: &mut Command) -> Outcome<Report> {
    // A test waits for the disk now and then; one more than there are cores keeps them busy.
    let threads = std::thread::available_parallelism().map_or(2, usize::from) + 1;
    command.env("RUST_TEST_THREADS", threads.to_string());
    let offline = std::env::var_os(crate::closed::INSIDE).is_some();
    if offline {
        command.env("CARGO_NET_OFFLINE", "true");
    }
    let ran = logged(name, command, LONG)?;
    Ok(count(name, &ran))
}

fn count(name: &str, ran: &Ran) -> Report {
    let mut report = read_results(&ran.text);
    if report.failed > 0 {
        println!("{}", ran.tail(150));
    } else if !ran.ok {
        report.failed = 1;
        report.failures.push(format!("{name}: cargo test failed without a failing test\n{}", ran.tail(80)));
    }
    report
}

/// Counts what `cargo test` printed. A test may say `skipped: why` on a line of its own when a premise is missing.
pub fn read_results(text: &str) -> Report {
    let mut report = Report::default();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("test result: ") {
            report.passed += counted(rest, " passed");
            report.failed += counted(rest, " failed");
        } else if let Some(test) = line.strip_prefix("test ") {
            if let Some(test) = test.strip_suffix(" ... FAILED") {
                report.failures.push(test.to_owned());
            } else if let Some((test, why)) = test.split_once(" ... ignored") {
                report.skipped.push(format!("{test}{why}"));
            }
        } else if let Some(why) = line.trim().strip_prefix("skipped: ") {
            report.skipped.push(why.to_owned());
        }
    }
    report
}

fn counted(line: &str, word: &str) -> u64 {
    let Some((before, _)) = line.split_once(word) else { return 0 };
    before.rsplit([' ', ';', '.']).next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{read_results, warnings};

    #[test]
    fn what_cargo_test_prints_is_counted_over_all_binaries() {
        let text = "running 3 tests\ntest rules::a_day_is_a_day ... ok\ntest rules::two ... FAILED\ntest three ... ignored, no camera\n\
            test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
            test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n";
        let report = read_results(text);
        assert_eq!((report.passed, report.failed), (13, 1));
        assert_eq!(report.failures, ["rules::two"]);
        assert_eq!(report.skipped, ["three, no camera"]);
    }

    #[test]
    fn a_warning_counts_once_and_the_sum_of_a_crate_does_not() {
        let said = "warning: unused variable: `x`\n --> src/main.rs:1:5\n\nwarning: `cl` (bin \"cl\") generated 1 warning\n\
            warning: useless use of `vec!`\nwarning: `cl` (lib) generated 2 warnings (1 duplicate)\n    Finished\n";
        assert_eq!((warnings(said), warnings("    Finished\n")), (2, 0));
    }
}
