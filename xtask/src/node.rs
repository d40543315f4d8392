//! The web client's side: Node itself, packages by the lock file, the build.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::report::Report;
use crate::shell::{logged, output};
use crate::{Outcome, tree};

/// The oldest Node that Vite 8 runs on.
const OLDEST: (u32, u32) = (20, 19);
const LIMIT: Duration = Duration::from_secs(15 * 60);

/// Says in one sentence what is wrong with Node here, if anything is.
pub fn check() -> Outcome {
    let how = "get it from https://nodejs.org/en/download or with `apt install nodejs npm` where that is new enough \
        （需要 Node.js 20.19 或更新的版本）";
    let Some(version) = output("node", &["--version"]) else {
        return Err(format!(
            "the web client is built with Node.js 20.19 or newer, and there is none here: {how}."
        ));
    };
    if !new_enough(&version) {
        return Err(format!(
            "the web client is built with Node.js 20.19 or newer, and this is {version}: {how}."
        ));
    }
    if output("npm", &["--version"]).is_none() {
        return Err(format!(
            "the web client is built with npm, which comes with Node.js and is missing here: {how}."
        ));
    }
    Ok(())
}

fn new_enough(version: &str) -> bool {
    let mut parts = version.trim_start_matches('v').split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0)) >= OLDEST
}

/// Builds the client into `web/dist`.
pub fn build_client() -> Outcome {
    check()?;
    let web = tree::root().join("web");
    packages(&web)?;
    script(&web, "build").map(drop)
}

/// Everything `web/package.json` offers to check itself with, then the build.
pub fn check_client() -> Outcome<Report> {
    check()?;
    let web = tree::root().join("web");
    packages(&web)?;
    let mut report = Report::default();
    let mut names: Vec<String> =
        scripts(&web)?.into_iter().filter(|name| name.starts_with("check:")).collect();
    names.extend(["test".to_owned(), "build".to_owned()]);
    for name in names {
        match script(&web, &name) {
            Ok(()) => report.add(Report::one()),
            Err(said) => report.add(Report {
                failed: 1,
                failures: vec![format!("web: npm run {name} {said}")],
                ..Report::default()
            }),
        }
    }
    Ok(report)
}

/// Installs a folder's packages by its lock file, unless they are those already.
pub fn packages(folder: &Path) -> Outcome {
    let lock = tree::read(&folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.courtyard-lock");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let name = format!("npm-ci-{}", folder.file_name().unwrap_or_default().display());
    // What is already in npm's cache is not asked for again, so that clones share it.
    logged(
        &name,
        Command::new("npm").current_dir(folder).args(["ci", "--prefer-offline", "--no-audit", "--no-fund"]),
        LIMIT,
    )?
    .or_tail(30)?;
    fs::write(&stamp, lock).map_err(|error| format!("writing {}: {error}", stamp.display()))
}

/// Whether a folder's `package.json` has a script of this name.
pub fn offers(folder: &Path, script: &str) -> Outcome<bool> {
    Ok(scripts(folder)?.iter().any(|name| name == script))
}

/// The names of the scripts in a folder's `package.json`.
fn scripts(folder: &Path) -> Outcome<Vec<String>> {
    let text = tree::read(&folder.join("package.json"))?;
    let package: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| format!("{}/package.json: {error}", folder.display()))?;
    Ok(package["scripts"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect())
}

fn script(folder: &Path, name: &str) -> Outcome {
    let log = format!("{}-{}", folder.file_name().unwrap_or_default().display(), name.replace(':', "-"));
    logged(&log, Command::new("npm").current_dir(folder).args(["run", name]).env("CI", "1"), LIMIT)?
        .or_tail(80)
        .map(drop)
}

#[cfg(test)]
mod tests {
    use super::new_enough;

    #[test]
    fn the_nodes_that_vite_does_not_run_on_are_refused() {
        assert!(!new_enough("v18.20.4"));
        assert!(!new_enough("v20.18.9"));
        assert!(new_enough("v20.19.0"));
        assert!(new_enough("v24.1.0"));
        assert!(!new_enough("nonsense"));
    }
}
