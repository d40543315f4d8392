//! `cargo xtask fuzz` and `cargo xtask bench`: what runs for longer than a test may.

use crate::shell::{cargo, shown};
use crate::{Outcome, tree};

/// Runs every test whose name has `fuzz` in it, each for so many seconds (they read `COURTYARD_FUZZ_SECONDS`).
pub fn fuzz(seconds: u64) -> Outcome {
    tree::claim_target()?;
    let mut command = cargo();
    command.args([
        "test",
        "--workspace",
        "--lib",
        "--bins",
        "--tests",
        "--",
        "fuzz",
        "--nocapture",
        "--test-threads=1",
    ]);
    shown(command.env("COURTYARD_FUZZ_SECONDS", seconds.to_string()))
}

/// Runs a measure of `bench/`, or names those there are.
pub fn bench(words: &[&str]) -> Outcome {
    let folder = tree::root().join("bench");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("run").exists())
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    match words {
        [] => {
            println!("cargo xtask bench NAME, with one of: {}", names.join(", "));
            Ok(())
        }
        [name, rest @ ..] if names.iter().any(|known| known == name) => {
            let mut command = std::process::Command::new(folder.join(name).join("run"));
            shown(command.current_dir(tree::root()).env("CARGO_TARGET_DIR", tree::cargo_target()).args(rest))
        }
        [name, ..] => Err(format!("bench/{name}/run does not exist; there are: {}", names.join(", "))),
    }
}
