//! The building's own rules, which no compiler knows: who may use whom, which room does which work, what a document
//! may name. Each rule is a plain function over a tree of files, so that its tests can hold it against a small one.

mod dial;
mod documents;
mod floors;
mod permit;
mod queries;
mod ratchet;
mod rooms;
mod rust;
mod tables;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::report::Report;
use crate::{Outcome, tree};
use rust::Source;

/// One thing that is not as it should be, where it stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    pub place: String,
    pub says: String,
}

impl Fault {
    fn new(place: impl Into<String>, says: impl Into<String>) -> Fault {
        Fault { place: place.into(), says: says.into() }
    }
}

/// Every rule over the tree at `root`.
pub fn faults(root: &Path) -> Outcome<Vec<Fault>> {
    let sources = sources(root)?;
    let mut found = floors::check(root)?;
    found.extend(rooms::check(&sources));
    found.extend(queries::check(&sources));
    found.extend(dial::check(&sources));
    found.extend(permit::check(&sources));
    found.extend(tables::check(root, &sources)?);
    found.extend(ratchet::check(root, &sources)?);
    found.extend(documents::check(root)?);
    Ok(found)
}

fn sources(root: &Path) -> Outcome<Vec<Source>> {
    tree::rust_files(root)
        .iter()
        .map(|file| Ok(Source::new(tree::name(root, file), &tree::read(file)?)))
        .collect()
}

/// The rules as a stage of the tests.
pub fn stage() -> Outcome<Report> {
    let found = faults(&tree::root())?;
    let failures: Vec<String> =
        found.iter().map(|fault| format!("{}: {}", fault.place, fault.says)).collect();
    let passed = u64::from(failures.is_empty());
    Ok(Report { passed, failed: failures.len() as u64, failures, ..Report::default() })
}

/// `cargo xtask tidy`.
pub fn command(write: bool) -> Outcome {
    let root = tree::root();
    if write {
        ratchet::lower(&root, &sources(&root)?)?;
    }
    let found = faults(&root)?;
    for fault in &found {
        println!("{}: {}", fault.place, fault.says);
    }
    if found.is_empty() { Ok(()) } else { Err(format!("{} things are not tidy", found.len())) }
}
