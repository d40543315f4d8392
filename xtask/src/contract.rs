//! The chain of the contract: the handlers say what they speak (`courtyard openapi`), the committed `docs/openapi.json`
//! says it to everybody, and the committed types of the client come from that. A link that is stale fails.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::report::Report;
use crate::shell::logged;
use crate::{Outcome, node, serve, tree};

const LIMIT: Duration = Duration::from_secs(300);

fn contract() -> PathBuf {
    tree::root().join("docs/openapi.json")
}

fn types() -> PathBuf {
    tree::root().join("web/src/api/schema.gen.ts")
}

fn flows() -> PathBuf {
    tree::root().join("docs/asyncapi.json")
}

/// `cargo xtask contract --write`: brings the committed files up to date.
pub fn write() -> Outcome {
    let binary = serve::build(&[])?;
    fs::write(flows(), spoken(&binary, "asyncapi")?)
        .map_err(|error| format!("writing docs/asyncapi.json: {error}"))?;
    fs::write(contract(), spoken(&binary, "openapi")?)
        .map_err(|error| format!("writing docs/openapi.json: {error}"))?;
    node::check()?;
    node::packages(&tree::root().join("web"))?;
    fs::write(types(), generated()?).map_err(|error| format!("writing the client's types: {error}"))
}

/// The chain as a stage of the tests.
pub fn stage() -> Outcome<Report> {
    let hint = "`cargo xtask contract --write` brings it up to date";
    let mut report = Report::default();
    let binary = tree::scratch()?.join("courtyard");
    for (path, word) in [(contract(), "openapi"), (flows(), "asyncapi")] {
        if tree::read(&path)? == spoken(&binary, word)? {
            report.passed += 1;
        } else {
            report.failed += 1;
            report.failures.push(format!("docs/{word}.json is not what the handlers speak; {hint}"));
        }
    }
    if tree::read(&types())? == generated()? {
        report.passed += 1;
    } else {
        report.failed += 1;
        report
            .failures
            .push(format!("web/src/api/schema.gen.ts does not come from docs/openapi.json; {hint}"));
    }
    Ok(report)
}

fn spoken(binary: &std::path::Path, word: &str) -> Outcome<String> {
    let out =
        Command::new(binary).arg(word).output().map_err(|error| format!("starting courtyard: {error}"))?;
    if !out.status.success() {
        return Err(format!("`courtyard {word}` failed: {}", String::from_utf8_lossy(&out.stderr)));
    }
    Ok(String::from_utf8_lossy(&out.stdout).into_owned())
}

fn generated() -> Outcome<String> {
    let fresh = tree::scratch()?.join("schema.gen.ts");
    let mut command = Command::new("npx");
    command
        .current_dir(tree::root().join("web"))
        .args(["--no-install", "openapi-typescript"])
        .arg(contract())
        // As `npm run api` does: what has a default may be left out of a request all the same.
        .arg("--default-non-nullable=false");
    logged("contract", command.arg("-o").arg(&fresh), LIMIT)?.or_tail(20)?;
    tree::read(&fresh)
}
