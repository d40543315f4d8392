//! What the tests of cards need: the program `courtyard-senses`, and the nets that find and read text on a picture, out of a package of PyPI,
//! pinned. Where one of them is not to be had, these tests say that they were left out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::report::Report;
use crate::shell::{cargo, has, logged, output};
use crate::{Outcome, speech, tree};

const LIMIT: Duration = Duration::from_secs(20 * 60);

/// PP-OCRv4 (Apache-2.0) as RapidOCR carries it.
const PACKAGE: &str = "rapidocr-onnxruntime";
const VERSION: &str = "1.4.4";
const SUM: &str = "971d7d5f223a7a808662229df1ef69893809d8457d834e6373d3854bc1782cbf";
/// The net that finds lines, and the one that reads them, with the sum of each.
const NETS: [(&str, &str); 2] = [
    ("ch_PP-OCRv4_det_infer.onnx", "d2a7720d45a54257208b1e13e36a8479894cb74155a5efe29462512d42f49da9"),
    ("ch_PP-OCRv4_rec_infer.onnx", "48fc40f24f6d2a207a2b1091d3437eb3cc3eb6b676dc3ef9c37384005483683b"),
];

fn nets() -> PathBuf {
    tree::cache().join("models/cards")
}

/// What the tests find the program and the nets by; nothing where one of them is not there.
pub fn environment() -> Vec<(&'static str, PathBuf)> {
    let Ok(program) = speech::program() else { return Vec::new() };
    if !program.is_file() || !NETS.iter().all(|(name, _)| nets().join(name).is_file()) {
        return Vec::new();
    }
    vec![("COURTYARD_TEST_CARD_PROGRAM", program), ("COURTYARD_TEST_CARD_NETS", nets())]
}

/// Builds the program where the one that hears was not built, and brings the nets, while there still is a network.
pub fn prepare() -> Outcome<Report> {
    if let Some(missing) = ["python3", "ffmpeg"].into_iter().find(|program| !has(program)) {
        return Ok(Report::skip(format!("cards are read: {missing} is not here")));
    }
    if !speech::can_hear() {
        let mut command = cargo();
        command.args(["build", "--package", "senses", "--bin", "courtyard-senses"]);
        logged("build-cards", &mut command, LIMIT)?.or_tail(60)?;
        tree::keep_built("debug/courtyard-senses")?;
    }
    if NETS.iter().all(|(name, wanted)| sum(&nets().join(name)).is_some_and(|sum| sum == *wanted)) {
        return Ok(Report::one());
    }
    match bring() {
        Ok(()) => Ok(Report::one()),
        Err(said) => Ok(Report::skip(format!("cards are read: {said}"))),
    }
}

fn sum(file: &Path) -> Option<String> {
    let said = output("sha256sum", &[file.to_str()?])?;
    said.split_whitespace().next().map(str::to_owned)
}

/// Fetches the package, checks it, and takes the two nets out; nothing of it is run.
fn bring() -> Outcome {
    let folder = tree::scratch()?.join("cards");
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(failed)?;
    }
    fs::create_dir_all(&folder).map_err(failed)?;
    let mut venv = Command::new("python3");
    logged("cards-venv", venv.args(["-m", "venv"]).arg(folder.join("venv")), LIMIT)?.or_tail(5)?;
    let mut pip = Command::new(folder.join("venv/bin/python"));
    pip.args(["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "-d"]).arg(&folder);
    logged("cards-fetch", pip.arg(format!("{PACKAGE}=={VERSION}")), LIMIT)?.or_tail(5)?;
    let name = PACKAGE.replace('-', "_");
    let wheel = folder.join(format!("{name}-{VERSION}-py3-none-any.whl"));
    if sum(&wheel).is_none_or(|sum| sum != SUM) {
        return Err(format!("{PACKAGE} is not the one that was looked at"));
    }
    let mut unzip = Command::new("python3");
    unzip.args(["-m", "zipfile", "-e"]).arg(&wheel).arg(&folder);
    logged("cards-unpack", &mut unzip, LIMIT)?.or_tail(5)?;
    fs::create_dir_all(nets()).map_err(failed)?;
    for (net, wanted) in NETS {
        let from = folder.join(&name).join("models").join(net);
        if sum(&from).is_none_or(|sum| sum != wanted) {
            return Err(format!("{net} is not the one that was looked at"));
        }
        fs::copy(from, nets().join(net)).map_err(failed)?;
    }
    fs::remove_dir_all(&folder).map_err(failed)
}
