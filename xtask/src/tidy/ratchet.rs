//! Length: what is long may not grow, and what is short may not become long unnoticed. `xtask/ratchet.toml` lists
//! what is longer than the limits, with its length; the list only shrinks.

use std::collections::BTreeMap;
use std::path::Path;

use super::Fault;
use super::rust::Source;
use crate::{Outcome, tree};

const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 60;
/// A test tells a story from beginning to end.
const TEST_LINES: usize = 100;
const LIST: &str = "xtask/ratchet.toml";

type Lengths = BTreeMap<String, usize>;

pub fn check(root: &Path, sources: &[Source]) -> Outcome<Vec<Fault>> {
    let known = read(root)?;
    let long = long(root, sources)?;
    let mut found = Vec::new();
    for (name, (length, limit)) in &long {
        let allowed = known.get(name).copied().unwrap_or(*limit);
        if *length > allowed {
            found
                .push(Fault::new(name, format!("is {length} lines long; {allowed} is the most it may have")));
        } else if known.contains_key(name) && *length < allowed {
            found.push(Fault::new(
                LIST,
                format!("{name} has shrunk to {length}: `cargo xtask tidy --write` keeps it there"),
            ));
        }
    }
    for name in known.keys().filter(|name| !long.contains_key(*name)) {
        found.push(Fault::new(
            LIST,
            format!("{name} is not long any more: `cargo xtask tidy --write` strikes it off"),
        ));
    }
    Ok(found)
}

/// Lowers the list to what is true now. It never adds to it.
pub fn lower(root: &Path, sources: &[Source]) -> Outcome {
    let long = long(root, sources)?;
    let mut text = String::from(
        "# What is longer than it should be, and how long. Written by `cargo xtask tidy --write`; it only shrinks.\n\n[lines]\n",
    );
    for (name, allowed) in read(root)? {
        if let Some((length, _)) = long.get(&name) {
            text += &format!("\"{name}\" = {}\n", allowed.min(*length));
        }
    }
    std::fs::write(root.join(LIST), text).map_err(|error| format!("writing {LIST}: {error}"))
}

fn read(root: &Path) -> Outcome<Lengths> {
    let path = root.join(LIST);
    if !path.exists() {
        return Ok(Lengths::new());
    }
    let table: toml::Table = tree::read(&path)?.parse().map_err(|error| format!("{LIST}: {error}"))?;
    let lines = table.get("lines").and_then(toml::Value::as_table).into_iter().flatten();
    Ok(lines
        .filter_map(|(name, length)| Some((name.clone(), usize::try_from(length.as_integer()?).ok()?)))
        .collect())
}

/// All that is longer than its limit, with its length and that limit.
fn long(root: &Path, sources: &[Source]) -> Outcome<BTreeMap<String, (usize, usize)>> {
    let mut found = BTreeMap::new();
    for source in sources {
        if source.lines > FILE_LINES {
            found.insert(source.path.clone(), (source.lines, FILE_LINES));
        }
        for function in source.functions() {
            let limit = if source.is_test() || function.line >= source.tests_begin() {
                TEST_LINES
            } else {
                FUNCTION_LINES
            };
            if function.length > limit {
                found.insert(format!("{}::{}", source.path, function.name), (function.length, limit));
            }
        }
    }
    let mut scripts = Vec::new();
    for folder in ["web/src", "e2e"] {
        tree::walk(&root.join(folder), &mut |file| {
            let name = tree::name(root, file);
            if (name.ends_with(".ts") || name.ends_with(".tsx")) && !name.ends_with(".gen.ts") {
                scripts.push((name, file.to_owned()));
            }
        });
    }
    for (name, file) in scripts {
        let lines = tree::read(&file)?.lines().count();
        if lines > FILE_LINES {
            found.insert(name, (lines, FILE_LINES));
        }
    }
    Ok(found)
}
