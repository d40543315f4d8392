//! Real browsers against the real binary: the Playwright tests of `e2e/`.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::report::Report;
use crate::shell::{has, logged};
use crate::{Outcome, cards, eyes, node, speech, tree};

const LIMIT: Duration = Duration::from_secs(35 * 60);

/// How much of what a failed test said stands beside its name.
const REASON_LETTERS: usize = 600;

fn folder() -> PathBuf {
    tree::root().join("e2e")
}

/// Fetches what the browser tests need while there still is a network.
pub fn prepare() -> Outcome<Report> {
    if !folder().join("package.json").exists() {
        return Ok(Report::default());
    }
    node::check()?;
    node::packages(&folder())?;
    Ok(Report::default())
}

/// What the title of a test that proves a row says before the row.
pub const PROVING: &str = "proves: ";

/// All Playwright tests but those that prove a row, which run under its doorplates; none where there is no browser.
pub fn tests() -> Outcome<Report> {
    if !folder().join("package.json").exists() {
        return Ok(Report::default());
    }
    if !has("/usr/bin/chromium") {
        return Ok(Report::skip("real browsers: apt install chromium"));
    }
    playwright("browsers", &["--grep-invert", PROVING], &[])
}

/// Runs Playwright with these words and this environment, and counts.
pub fn playwright(name: &str, words: &[&str], environment: &[(&str, &str)]) -> Outcome<Report> {
    let results = tree::scratch()?.join(format!("{name}.json"));
    let mut command = Command::new("npx");
    command
        .current_dir(folder())
        .args(["--no-install", "playwright", "test"])
        .args(words)
        .env("COURTYARD_BINARY", tree::scratch()?.join("courtyard"))
        .env("COURTYARD_MLS_PEER", tree::scratch()?.join("mls_peer"))
        .env("COURTYARD_PROOFS", tree::root().join("target/proofs.jsonl"))
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &results)
        .envs(speech::environment())
        .envs(cards::environment())
        .envs(eyes::environment())
        .envs(environment.iter().copied());
    if results.exists() {
        std::fs::remove_file(&results).map_err(|error| format!("removing {}: {error}", results.display()))?;
    }
    let ran = logged(name, &mut command, LIMIT)?;
    let Ok(text) = tree::read(&results) else {
        return Err(format!("Playwright left no result\n{}", ran.tail(60)));
    };
    let found: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", results.display()))?;
    let mut report = Report::default();
    for suite in found["suites"].as_array().into_iter().flatten() {
        collect(suite, &mut report);
    }
    for error in found["errors"].as_array().into_iter().flatten() {
        report.failed += 1;
        report.failures.push(format!("{name}: {}", error["message"].as_str().unwrap_or("unknown")));
    }
    if report.failed > 0 {
        println!("{}", ran.tail(150));
    }
    Ok(report)
}

/// Adds up a suite of Playwright's JSON report and the suites within it.
fn collect(suite: &serde_json::Value, report: &mut Report) {
    for inner in suite["suites"].as_array().into_iter().flatten() {
        collect(inner, report);
    }
    for spec in suite["specs"].as_array().into_iter().flatten() {
        let title =
            format!("{}: {}", spec["file"].as_str().unwrap_or("?"), spec["title"].as_str().unwrap_or("?"));
        for test in spec["tests"].as_array().into_iter().flatten() {
            match test["status"].as_str() {
                Some("expected") => report.passed += 1,
                Some("skipped") => {
                    let why = test["annotations"][0]["description"].as_str().unwrap_or("without a reason");
                    report.skipped.push(format!("{title}: {why}"));
                }
                _ => {
                    report.failed += 1;
                    report.failures.push(match reason(test) {
                        Some(reason) => format!("{title}: {reason}"),
                        None => title.clone(),
                    });
                }
            }
        }
    }
}

/// What a failed test said first, in one line: the log of a run is long, and what stays of it short.
fn reason(test: &serde_json::Value) -> Option<String> {
    let results = test["results"].as_array()?;
    let said = results.iter().find_map(|result| result["error"]["message"].as_str())?;
    let mut plain = String::new();
    let mut letters = said.chars();
    while let Some(letter) = letters.next() {
        if letter == '\u{1b}' {
            // A colour of the terminal: it ends with a letter.
            letters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(letter);
        }
    }
    let words: Vec<&str> = plain.split_whitespace().collect();
    Some(words.join(" ").chars().take(REASON_LETTERS).collect())
}

#[cfg(test)]
mod tests {
    use super::{Report, collect};

    #[test]
    fn the_tests_of_inner_suites_count_and_a_flaky_one_has_failed() {
        let why = serde_json::json!([{"error": {"message": "\u{1b}[31mTimed out\u{1b}[39m\n  waiting"}}]);
        let suite = serde_json::json!({"suites": [{"specs": [
            {"title": "a", "file": "a.spec.ts", "tests": [{"status": "expected"}]},
            {"title": "b", "file": "a.spec.ts", "tests": [{"status": "flaky"}]},
            {"title": "c", "file": "a.spec.ts", "tests": [{"status": "skipped", "annotations": [{"description": "no Firefox"}]}]},
        ]}], "specs": [{"title": "d", "file": "d.spec.ts", "tests": [{"status": "unexpected", "results": why}]}]});
        let mut report = Report::default();
        collect(&suite, &mut report);
        assert_eq!((report.passed, report.failed), (1, 2));
        assert_eq!(report.skipped, ["a.spec.ts: c: no Firefox"]);
        assert_eq!(report.failures, ["a.spec.ts: b", "d.spec.ts: d: Timed out waiting"]);
    }
}
