//! What the tests of speech need: the program `courtyard-senses`, and a model that is converted once. Where one of them is not to be had, these tests say that they were left out.

use std::path::PathBuf;
use std::time::Duration;

use crate::packages::Model;
use crate::report::Report;
use crate::shell::{has, logged, testing_cargo};
use crate::{Outcome, checks, tree};

const LIMIT: Duration = Duration::from_secs(45 * 60);

fn model() -> Outcome<Model> {
    Model::named("speech")
}

/// Where the program is kept.
pub fn program() -> Outcome<PathBuf> {
    Ok(tree::scratch()?.join("courtyard-senses"))
}

/// What the tests find the program and the model by; nothing where one of them is not there.
pub fn environment() -> Vec<(&'static str, PathBuf)> {
    let (Ok(program), Ok(model)) = (program(), model()) else { return Vec::new() };
    if !can_hear() || !program.is_file() || !model.is_there() {
        return Vec::new();
    }
    let file = model.folder().join("whisper-base.ggml");
    vec![("COURTYARD_TEST_SPEECH_PROGRAM", program), ("COURTYARD_TEST_SPEECH_MODEL", file)]
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
    let mut command = testing_cargo();
    command.args(["build", "--package", "senses", "--features", "whisper", "--bin", "courtyard-senses"]);
    let said = logged("build-senses", &mut command, LIMIT)?.or_tail(60)?;
    let read = checks::linted("build-senses", &said);
    tree::keep_built("debug/courtyard-senses")?;
    let model = model()?;
    if model.is_there() {
        return Ok(read);
    }
    match model.bring("courtyard") {
        Ok(()) => Ok(read),
        Err(said) => Ok(Report::skip(format!("speech becomes text: its model: {said}"))),
    }
}
