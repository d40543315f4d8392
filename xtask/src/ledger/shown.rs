//! The ledger as everybody may read it: each row with the tests that prove it, in `policy/published/promises.json`. The
//! house shows it beside the sentences of its policy.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::rows::Ledger;
use super::scan;
use crate::{Outcome, tree};

/// A row as it stands in the ledger, as far as it is shown.
#[derive(Deserialize)]
struct Told {
    id: String,
    term: String,
    says: String,
    shows: String,
    waits: Option<String>,
}

#[derive(Deserialize)]
struct File {
    promise: Vec<Told>,
}

#[derive(Serialize)]
struct Shown {
    id: String,
    term: String,
    says: String,
    shows: String,
    waits: Option<String>,
    tests: Vec<Test>,
}

/// A test that says it proves a row.
#[derive(Serialize, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Test {
    pub file: String,
    pub name: String,
}

impl Test {
    /// The function in the source, where it is one of Rust.
    pub fn function(&self) -> String {
        self.name.replace(' ', "_")
    }
}

fn place(root: &Path) -> PathBuf {
    root.join("policy/published/promises.json")
}

/// `cargo xtask promises --write`: brings the published ledger up to date.
pub fn write() -> Outcome {
    let root = tree::root();
    fs::write(place(&root), text(&root)?).map_err(|error| format!("writing the published promises: {error}"))
}

/// What is wrong with the published ledger.
pub fn faults(root: &Path) -> Outcome<Vec<String>> {
    let fresh = tree::read(&place(root))? == text(root)?;
    let stale =
        "policy/published/promises.json is stale: `cargo xtask promises --write` brings it up to date";
    Ok(if fresh { Vec::new() } else { vec![stale.to_owned()] })
}

fn text(root: &Path) -> Outcome<String> {
    let told: File = toml::from_str(&tree::read(&root.join("docs/promises.toml"))?)
        .map_err(|error| format!("docs/promises.toml: {error}"))?;
    let ledger = Ledger::load(root)?;
    let mut of_group: BTreeMap<String, Vec<Test>> = BTreeMap::new();
    for (id, test) in scan::tests(root)? {
        of_group.entry(ledger.group(&id).to_owned()).or_default().push(test);
    }
    let rows = told.promise.into_iter().map(|row| {
        let mut tests = of_group.get(ledger.group(&row.id)).cloned().unwrap_or_default();
        tests.sort();
        tests.dedup();
        let Told { id, term, says, shows, waits } = row;
        Shown { id, term, says, shows, waits, tests }
    });
    let rows: Vec<Shown> = rows.collect();
    let text = serde_json::to_string_pretty(&rows).map_err(|error| format!("the promises: {error}"))?;
    Ok(text + "\n")
}
