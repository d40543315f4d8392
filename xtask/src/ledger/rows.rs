//! The rows of the ledger, their groups, and the lines a run wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

use crate::{Outcome, tree};

/// The five products by the letters their rows begin with, and their doorplates.
pub const PRODUCTS: [(&str, &str); 5] =
    [("JJB", "jujiabao"), ("HKT", "huiketing"), ("YZJ", "yunzhijia"), ("AJ", "anju"), ("DB", "duban")];

/// What a row may wait for: the part of the house that builds its subject.
const WAITS: [&str; 6] = ["chat", "doors", "office", "meet", "running", "later"];

#[derive(Deserialize)]
pub struct Row {
    pub id: String,
    #[serde(default)]
    pub same_as: Vec<String>,
    pub waits: Option<String>,
    pub why: Option<String>,
}

impl Row {
    pub fn product(&self) -> &str {
        self.id.split('-').next().unwrap_or_default()
    }
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    promise: Vec<Row>,
}

/// One line of `target/proofs.jsonl`: a test reached its end, and drove these operations on the way.
#[derive(Deserialize, Clone)]
pub struct Line {
    pub id: String,
    pub test: String,
    pub operations: Vec<String>,
    pub profile: String,
    /// The crate the test lives in, or `e2e`.
    #[serde(rename = "crate")]
    pub home: String,
}

pub struct Ledger {
    pub rows: Vec<Row>,
    /// Each id with the first id of its group.
    first: BTreeMap<String, String>,
    /// The doorplates that exist as data.
    plates: BTreeSet<String>,
}

impl Ledger {
    pub fn load(root: &Path) -> Outcome<Ledger> {
        let plates = std::fs::read_dir(root.join("policy/profiles"))
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned()))
            .collect();
        Ledger::parse(&tree::read(&root.join("docs/promises.toml"))?, plates)
    }

    pub fn parse(text: &str, plates: BTreeSet<String>) -> Outcome<Ledger> {
        let file: File = toml::from_str(text).map_err(|error| format!("docs/promises.toml: {error}"))?;
        let known: BTreeSet<&str> = file.promise.iter().map(|row| row.id.as_str()).collect();
        let mut first: BTreeMap<String, String> = BTreeMap::new();
        for row in &file.promise {
            // A canonical row stands before its followers, which name it first.
            let head = row
                .same_as
                .iter()
                .find_map(|other| first.get(other))
                .cloned()
                .unwrap_or_else(|| row.id.clone());
            first.insert(row.id.clone(), head);
        }
        if let Some(stray) =
            file.promise.iter().flat_map(|row| &row.same_as).find(|id| !known.contains(id.as_str()))
        {
            return Err(format!("docs/promises.toml: same_as names {stray}, which is no row"));
        }
        Ok(Ledger { rows: file.promise, first, plates })
    }

    pub fn knows(&self, id: &str) -> bool {
        self.first.contains_key(id)
    }

    /// The first id of the group a row belongs to.
    pub fn group<'a>(&'a self, id: &'a str) -> &'a str {
        self.first.get(id).map_or(id, String::as_str)
    }

    pub fn doorplates(&self) -> impl Iterator<Item = &str> {
        self.plates.iter().map(String::as_str)
    }

    /// Whether a line proves a row: of its group, and run under its product's doorplate. Until that doorplate exists,
    /// the default one, which has every wing open, stands in for it.
    pub fn proves(&self, line: &Line, row: &Row) -> bool {
        if self.group(&line.id) != self.group(&row.id) {
            return false;
        }
        let plate = doorplate(row.product());
        line.profile == plate || (!self.plates.contains(plate) && line.profile == "courtyard")
    }

    /// Whether a doorplate's product holds the row, or one that says the same.
    pub fn stands_behind(&self, id: &str, plate: &str) -> bool {
        self.rows.iter().any(|row| doorplate(row.product()) == plate && self.group(&row.id) == self.group(id))
    }

    /// What is wrong with the rows themselves.
    pub fn faults(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        for row in &self.rows {
            if !seen.insert(&row.id) {
                found.push(format!("{}: stands twice in the ledger", row.id));
            }
            if !PRODUCTS.iter().any(|(letters, _)| *letters == row.product()) {
                found.push(format!("{}: belongs to none of the five products", row.id));
            }
            match (&row.waits, &row.why) {
                (Some(waits), _) if !WAITS.contains(&waits.as_str()) => {
                    found.push(format!(
                        "{}: waits for {waits:?}, which is none of {}",
                        row.id,
                        WAITS.join(", ")
                    ));
                }
                (Some(_), None) => found.push(format!("{}: waits without saying why", row.id)),
                (None, Some(_)) => found.push(format!("{}: says why it waits and does not wait", row.id)),
                _ => {}
            }
        }
        found
    }
}

pub fn doorplate(product: &str) -> &'static str {
    PRODUCTS.iter().find(|(letters, _)| *letters == product).map_or("", |(_, plate)| plate)
}

/// The lines of a run; none when nothing ran.
pub fn proofs(path: &Path) -> Outcome<Vec<Line>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    tree::read(path)?
        .lines()
        .map(|line| {
            serde_json::from_str(line).map_err(|error| format!("target/proofs.jsonl: {error}: {line}"))
        })
        .collect()
}
