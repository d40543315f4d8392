//! `cargo xtask fuzz` and `cargo xtask bench`: what runs for longer than a test may.

use std::process::Command;

use crate::report::Report;
use crate::shell::{cargo, shown, testing_cargo};
use crate::{Outcome, checks, tree};

/// Seconds that each driver gets in a run of all tests, beside as many others as tests run beside one another.
const SECONDS_IN_CI: u64 = 4;
const SEED_IN_CI: &str = "2026";

/// Runs every test whose name has `fuzz` in it, each for so many seconds (they read `COURTYARD_FUZZ_SECONDS`).
pub fn fuzz(seconds: u64) -> Outcome {
    tree::claim_target()?;
    // One after the other, so that what they say can be read.
    shown(drivers(seconds).args(["--test-threads=1", "--nocapture"]))
}

/// The same as a stage of the tests, always with one seed, so that a change is judged by itself; fresh seeds are for
/// `cargo xtask fuzz`. What is found lies in `tests/corpus` of its crate.
pub fn fuzz_stage() -> Outcome<Report> {
    let mut command = drivers(SECONDS_IN_CI);
    command.env("COURTYARD_FUZZ_SEED", SEED_IN_CI);
    let report = checks::run_tests("fuzz", &mut command)?;
    // Names are all that binds the drivers to this stage: without one it would be green and empty.
    if report.passed + report.failed == 0 {
        return Err("no test has `fuzz` in its name".into());
    }
    Ok(report)
}

fn drivers(seconds: u64) -> Command {
    let mut command = testing_cargo();
    command.args(["test", "--workspace", "--no-fail-fast", "--lib", "--bins", "--tests", "--", "fuzz"]);
    command.env("COURTYARD_FUZZ_SECONDS", seconds.to_string());
    command
}

/// The scenes that `bench/RESULTS.md` has a line for: a name, and what the load generator is told.
const SCENES: [(&str, &str); 7] = [
    ("1-50-video", "media --subscribers 50"),
    ("1-200-video", "media --subscribers 200"),
    ("1-400-video", "media --subscribers 400"),
    ("10-50-audio", "media --kind audio --publishers 10 --subscribers 50"),
    ("10-500-audio", "media --kind audio --publishers 10 --subscribers 500"),
    ("20-rooms-of-4", "media --rooms 20 --publishers 4 --subscribers 0"),
    ("limit", "limit --subscribers 400"),
];

/// Measures all scenes of media in turn, or one of them: `bench [NAME] [--rounds N]`. The server has core 0 and the load
/// core 1. `bench chat`, `bench office`, `bench enforcement` and `bench retention` are about the house.
pub fn bench(words: &[&str]) -> Outcome {
    match words {
        ["chat", more @ ..] => return chat("run", more),
        ["search", more @ ..] => return chat("search", more),
        ["office", more @ ..] => return office(more),
        ["enforcement", rounds @ ..] => return enforcement(rounds),
        ["retention"] => return retention(PEOPLE),
        ["retention", people] => return retention(people),
        _ => {}
    }
    let (names, rounds) = match words {
        [names @ .., "--rounds", rounds] => {
            (names, rounds.parse::<u32>().map_err(|_| format!("`{rounds}` is no number of rounds"))?)
        }
        names => (names, 1),
    };
    let known = SCENES.map(|(name, _)| name).join(", ");
    if let Some(unknown) = names.iter().find(|name| SCENES.iter().all(|(known, _)| known != *name)) {
        return Err(format!("no scene is called `{unknown}`; there are: {known}"));
    }
    tree::claim_target()?;
    let mut build = cargo();
    build.args([
        "build",
        "--release",
        "--package",
        "bench",
        "--package",
        "sfu",
        "--bin",
        "bench",
        "--example",
        "serve",
    ]);
    shown(&mut build)?;
    let release = tree::cargo_target().join("release");
    // In turn, not each five times in a row: what else the machine does falls on all of them alike.
    for round in 1..=rounds {
        for (name, told) in SCENES.iter().filter(|(name, _)| names.is_empty() || names.contains(name)) {
            println!("\n{name}, round {round}: bench {told}");
            let mut run = Command::new("taskset");
            run.args(["-c", "1"]).arg(release.join("bench")).args(told.split(' '));
            if told.starts_with("media") {
                run.arg("--server").arg(release.join("examples/serve"));
            }
            shown(&mut run)?;
        }
    }
    Ok(())
}

/// Builds the house as fast as a release, once with its gate and once without, and measures both in turn.
fn enforcement(words: &[&str]) -> Outcome {
    tree::claim_target()?;
    let folder = tree::cargo_target().join("twin");
    let built = folder.join("bench-house");
    let twin = folder.join("bench-house-ungated");
    let build = |features: &[&str]| {
        let mut build = cargo();
        build
            .args(["build", "--profile", "twin", "--package", "bench", "--bin", "bench-house"])
            .args(features);
        shown(&mut build)
    };
    build(&["--features", "ungated"])?;
    std::fs::copy(&built, &twin).map_err(|error| format!("keeping the twin: {error}"))?;
    build(&[])?;
    shown(Command::new(&built).arg("--twin").arg(&twin).args(words))
}

/// The same conversations at ours, ejabberd and Prosody, which Debian has: `bench chat [--peers ours] [--pairs N] ...`;
/// and looking for what was said at ours: `bench search [--messages N]`.
fn chat(what: &str, words: &[&str]) -> Outcome {
    tree::claim_target()?;
    let mut build = cargo();
    build.args(["build", "--profile", "twin", "--package", "bench", "--bin", "bench-chat"]);
    shown(&mut build)?;
    let mut run = Command::new("taskset");
    run.args(["-c", "1"]).arg(tree::cargo_target().join("twin/bench-chat")).arg(what);
    shown(run.args(words))
}

/// An organisation of many people: `bench office [--people N] [--lanes N]`.
fn office(words: &[&str]) -> Outcome {
    tree::claim_target()?;
    let mut build = cargo();
    build.args(["build", "--profile", "twin", "--package", "bench", "--bin", "bench-office"]);
    shown(&mut build)?;
    shown(Command::new(tree::cargo_target().join("twin/bench-office")).args(words))
}

/// People over whom four years pass.
const PEOPLE: &str = "100000";

/// The test of the four years, with so many people.
fn retention(people: &str) -> Outcome {
    tree::claim_target()?;
    let mut run = cargo();
    run.args([
        "test",
        "--profile",
        "twin",
        "--package",
        "kit",
        "--test",
        "house",
        "four_years",
        "--",
        "--nocapture",
    ]);
    shown(run.env("COURTYARD_YEARS_PEOPLE", people))
}
