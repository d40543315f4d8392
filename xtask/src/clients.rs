//! Other real clients than browsers: every folder of `e2e/` with a `run` of its own.
//!
//! `run` gets the binary as `COURTYARD_BINARY`, prints a line `ok NAME` or `FAILED NAME` per thing it tried and
//! `skipped: why` for what it could not, and exits with 0 when nothing failed. What it needs from npm
//! (`package-lock.json`) and from PyPI (`requirements.txt`) is there before it starts; Python is `COURTYARD_PYTHON`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::report::Report;
use crate::shell::{has, logged};
use crate::{Outcome, node, tree};

const LIMIT: Duration = Duration::from_secs(15 * 60);

fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(tree::root().join("e2e")).into_iter().flatten();
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("run").is_file())
        .collect();
    found.sort();
    found
}

fn name(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().display().to_string()
}

/// Fetches what the clients need while there still is a network.
pub fn prepare() -> Outcome<Report> {
    let mut report = Report::default();
    for folder in folders() {
        if folder.join("package-lock.json").exists() {
            node::check()?;
            node::packages(&folder)?;
        }
        if folder.join("requirements.txt").exists()
            && let Err(said) = python_packages(&folder)
        {
            report.add(Report::skip(format!("{}: {said}", name(&folder))));
        }
    }
    Ok(report)
}

/// A Python of their own for the packages of a folder, kept for other clones that want the same ones.
fn python_packages(folder: &Path) -> Outcome {
    let wanted = tree::read(&folder.join("requirements.txt"))?;
    let home = environment(folder);
    let stamp = home.join("requirements.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let log = format!("python-{}", name(folder));
    logged(&log, Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home), LIMIT)?.or_tail(20)?;
    let mut pip = Command::new(home.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
        .arg(folder.join("requirements.txt"));
    logged(&log, &mut pip, LIMIT)?.or_tail(20)?;
    fs::write(&stamp, wanted).map_err(|error| format!("writing {}: {error}", stamp.display()))
}

fn environment(folder: &Path) -> PathBuf {
    tree::cache().join("python").join(name(folder))
}

/// Runs every client against the binary.
pub fn tests() -> Outcome<Report> {
    let mut report = Report::default();
    for folder in folders() {
        let name = name(&folder);
        let python = environment(&folder).join("bin/python");
        if folder.join("requirements.txt").exists() && !has(&python.display().to_string()) {
            report.add(Report::skip(format!("{name}: its packages from PyPI are not there")));
            continue;
        }
        let mut command = Command::new(folder.join("run"));
        command
            .current_dir(&folder)
            .env("COURTYARD_BINARY", tree::scratch()?.join("courtyard"))
            .env("COURTYARD_PROOFS", tree::root().join("target/proofs.jsonl"))
            .env("COURTYARD_PYTHON", &python)
            .env("CARGO_TARGET_DIR", tree::cargo_target());
        let ran = logged(&format!("client-{name}"), &mut command, LIMIT)?;
        let mut found = count(&name, &ran.text);
        if !ran.ok && found.failed == 0 {
            found.failed = 1;
            found.failures.push(format!("{name}: failed\n{}", ran.tail(60)));
        } else if found.failed > 0 {
            println!("{}", ran.tail(100));
        }
        report.add(found);
    }
    Ok(report)
}

fn count(client: &str, text: &str) -> Report {
    let mut report = Report::default();
    for line in text.lines().map(str::trim) {
        if line.starts_with("ok ") {
            report.passed += 1;
        } else if let Some(what) = line.strip_prefix("FAILED ") {
            report.failed += 1;
            report.failures.push(format!("{client}: {what}"));
        } else if let Some(why) = line.strip_prefix("skipped: ") {
            report.skipped.push(format!("{client}: {why}"));
        }
    }
    report
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn each_thing_a_client_tried_counts() {
        let report =
            count("media", "starting\nok joins\nok publishes\nFAILED data: lost\nskipped: no Firefox\n");
        assert_eq!((report.passed, report.failed), (2, 1));
        assert_eq!(report.failures, ["media: data: lost"]);
        assert_eq!(report.skipped, ["media: no Firefox"]);
    }
}
