//! Documents name only what exists.

use std::path::{Path, PathBuf};

use super::Fault;
use crate::{Outcome, tree};

/// A word that begins so is a path of this tree.
const PATHS: [&str; 9] = ["crates/", "docs/", "web/", "e2e/", "xtask/", "policy/", "bench/", "door/", ".ci/"];

pub fn check(root: &Path) -> Outcome<Vec<Fault>> {
    let mut found = Vec::new();
    for file in documents(root) {
        let place = tree::name(root, &file);
        let text = tree::read(&file)?;
        let here = file.parent().unwrap_or(root);
        let mut fenced = false;
        for (line, words) in text.lines().enumerate() {
            if words.trim_start().starts_with("```") {
                fenced = !fenced;
            }
            let mut named: Vec<(&str, PathBuf)> =
                backticked(words).into_iter().map(|path| (path, root.join(path))).collect();
            if !fenced {
                named.extend(linked(words).into_iter().map(|path| (path, here.join(path))));
            }
            for (path, _) in named.into_iter().filter(|(_, at)| !at.exists()) {
                found.push(Fault::new(
                    format!("{place}:{}", line + 1),
                    format!("names {path}, which does not exist"),
                ));
            }
        }
    }
    Ok(found)
}

fn documents(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in [
        root.to_owned(),
        root.join("docs"),
        root.join("crates"),
        root.join("policy"),
        root.join("bench"),
        root.join("door"),
        root.join("e2e"),
        root.join("web"),
    ] {
        let deep = folder != root;
        let mut take = |file: &Path| {
            if file.extension().is_some_and(|ending| ending == "md") && (deep || file.parent() == Some(root))
            {
                found.push(file.to_owned());
            }
        };
        if deep {
            tree::walk(&folder, &mut take);
        } else {
            std::fs::read_dir(root)
                .into_iter()
                .flatten()
                .filter_map(Result::ok)
                .for_each(|entry| take(&entry.path()));
        }
    }
    found.sort();
    found
}

/// The paths of this tree between back-ticks. What holds a place for something (`*`, `<`, `{`, `NNNN`) is no path.
fn backticked(line: &str) -> Vec<&str> {
    line.split('`')
        .skip(1)
        .step_by(2)
        .map(|word| word.trim_end_matches(['/', '.', ',']))
        .filter(|word| PATHS.iter().any(|begins| word.starts_with(begins)))
        .filter(|word| !word.contains(['*', '<', '{', ' ', '$', ':', '…']) && !word.contains("NNNN"))
        .collect()
}

/// The targets of Markdown links and pictures into this tree.
fn linked(line: &str) -> Vec<&str> {
    line.match_indices("](")
        .filter_map(|(at, _)| line[at + 2..].split([')', ' ', '#']).next())
        .filter(|target| !target.is_empty() && !target.contains(':') && !target.starts_with('/'))
        .collect()
}
