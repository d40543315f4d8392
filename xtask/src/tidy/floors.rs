//! Who may use whom: the floors of the house, read from the crates' manifests.

use std::fs;
use std::path::Path;

use super::Fault;
use crate::{Outcome, tree};

/// From the ground up; a crate may use what stands before it. The wings, which never use one another, share a floor.
const FLOORS: [&[&str]; 8] = [
    &["ground"],
    &["policy-macros"],
    &["policy"],
    &["vault"],
    &["egress"],
    &["yard"],
    &["meet", "chat", "office", "community"],
    &["gate"],
];

/// Used by whoever needs them; they use nothing of the house.
const TOOLS: [&str; 9] = ["sfu", "sip", "senses", "connectors", "pass", FACES, "sheet", "things", MODELS];

/// Which models there are: the tool that every other may use.
const MODELS: &str = "models";
/// What finds faces, which the program of the house that sees uses as the box at a door does.
const FACES: &str = "faces";

/// Beside the floors: the test kit, which only tests may use.
const KIT: &str = "kit";

/// The agent at a gate: a program of its own on a box of its own, which may use tools and nothing of the house.
const DOOR: &str = "door";

/// Drives tests with what strangers could send; uses nothing of the house, and only tests use it.
const FUZZ: &str = "fuzz";

fn floor(name: &str) -> Option<usize> {
    FLOORS.iter().position(|crates| crates.contains(&name))
}

pub fn check(root: &Path) -> Outcome<Vec<Fault>> {
    let mut found = Vec::new();
    let mut manifests: Vec<_> = fs::read_dir(root.join("crates"))
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|folder| folder.join("Cargo.toml").exists())
        .collect();
    manifests.push(root.join("xtask"));
    manifests.push(root.join("door"));
    manifests.sort();
    for folder in manifests.iter().filter(|folder| folder.join("Cargo.toml").exists()) {
        let path = folder.join("Cargo.toml");
        let place = tree::name(root, &path);
        let manifest: toml::Table =
            tree::read(&path)?.parse().map_err(|error| format!("{place}: {error}"))?;
        let name = manifest
            .get("package")
            .and_then(|package| package.get("name")?.as_str())
            .unwrap_or_default()
            .to_owned();
        if floor(&name).is_none()
            && !TOOLS.contains(&name.as_str())
            && ![KIT, FUZZ, DOOR, "xtask"].contains(&name.as_str())
        {
            found.push(Fault::new(&place, format!("the crate {name} stands on no floor")));
        }
        for (used, for_tests) in uses(&manifest) {
            if let Some(says) = refused(&name, &used, for_tests) {
                found.push(Fault::new(&place, says));
            }
        }
        if !folder.join("README.md").exists() && name != "xtask" {
            found.push(Fault::new(tree::name(root, folder), "has no README.md: ten lines on what it is"));
        }
    }
    Ok(found)
}

/// The crates of the house that a manifest names, and whether only its tests use them.
fn uses(manifest: &toml::Table) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let mut take = |table: &toml::Table| {
        for (section, for_tests) in
            [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)]
        {
            for (key, value) in table.get(section).and_then(toml::Value::as_table).into_iter().flatten() {
                let name = value.get("package").and_then(toml::Value::as_str).unwrap_or(key);
                if floor(name).is_some() || TOOLS.contains(&name) || [KIT, FUZZ, DOOR].contains(&name) {
                    found.push((name.to_owned(), for_tests));
                }
            }
        }
    };
    take(manifest);
    for (_, target) in manifest.get("target").and_then(toml::Value::as_table).into_iter().flatten() {
        if let Some(table) = target.as_table() {
            take(table);
        }
    }
    found
}

/// Why `name` may not use `used`; `None` where it may.
fn refused(name: &str, used: &str, for_tests: bool) -> Option<String> {
    if used == KIT {
        return (!for_tests).then(|| format!("{name} uses the test kit outside its tests"));
    }
    if used == DOOR {
        return Some(format!("{name} uses the agent of a door, which is a program of its own"));
    }
    if used == FUZZ {
        return (!for_tests).then(|| format!("{name} uses the fuzz drivers outside its tests"));
    }
    if name == FUZZ {
        return Some(format!("fuzz uses {used}; it uses nothing of the house"));
    }
    if name == "xtask" {
        return Some(format!("xtask must build in seconds and uses {used} of the house"));
    }
    if name == KIT {
        return None;
    }
    if name == DOOR {
        return (!TOOLS.contains(&used))
            .then(|| format!("door uses {used}; it may use tools and nothing of the house"));
    }
    if TOOLS.contains(&name) && (used == MODELS || (name, used) == ("senses", FACES)) {
        return None;
    }
    if TOOLS.contains(&name) {
        return Some(format!("the tool {name} uses {used}; tools use nothing of the house"));
    }
    if TOOLS.contains(&used) {
        return None;
    }
    let (own, other) = (floor(name)?, floor(used)?);
    match own.cmp(&other) {
        std::cmp::Ordering::Greater => None,
        std::cmp::Ordering::Equal => {
            Some(format!("{name} uses {used} beside it; wings never name one another"))
        }
        std::cmp::Ordering::Less => Some(format!("{name} uses {used}, which stands above it")),
    }
}
