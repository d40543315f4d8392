//! `cargo xtask quick`: the loop while writing. What changed, on SQLite, without a browser.

use std::collections::BTreeSet;
use std::path::Path;

use crate::report::{Report, Watch};
use crate::shell::output;
use crate::{Outcome, checks, tidy, tree};

pub fn quick() -> Outcome {
    let watch = Watch::start();
    let mut report = Report::default();
    tree::claim_target()?;
    report.stage("format", checks::format);
    report.stage("tidy", tidy::stage);
    let crates = changed_crates()?;
    if crates.is_empty() {
        println!("   no crate changed");
    } else {
        report.stage(&format!("clippy {}", crates.join(" ")), || checks::build_tests(&crates));
        report.stage(&format!("tests {}", crates.join(" ")), || checks::tests(&crates, &[]));
    }
    report.finish(watch.seconds())
}

/// The crates with a file that differs from the last commit, or that git does not know yet.
fn changed_crates() -> Outcome<Vec<String>> {
    let root = tree::root();
    let at = root.display().to_string();
    let changed = output("git", &["-C", &at, "status", "--porcelain", "--untracked-files=all"])
        .ok_or("git status failed")?;
    let mut names = BTreeSet::new();
    for line in changed.lines() {
        let path = line.get(2..).unwrap_or_default().trim();
        let path = path.rsplit(" -> ").next().unwrap_or(path);
        names.extend(crate_of(&root, path));
    }
    Ok(names.into_iter().collect())
}

fn crate_of(root: &Path, path: &str) -> Option<String> {
    let (first, rest) = path.split_once('/')?;
    let (folder, manifest) = match first {
        "xtask" | "door" => (first, root.join(first)),
        "crates" => {
            let folder = rest.split('/').next()?;
            (folder, root.join("crates").join(folder))
        }
        _ => return None,
    };
    manifest.join("Cargo.toml").exists().then(|| folder.to_owned())
}
