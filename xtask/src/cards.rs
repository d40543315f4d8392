//! What the tests of cards need: the program `courtyard-senses`, and the nets that find and read text on a picture. Where one of them is not to be had, these tests say that they were left out.

use std::path::PathBuf;
use std::time::Duration;

use crate::packages::Model;
use crate::report::Report;
use crate::shell::{has, logged, testing_cargo};
use crate::{Outcome, checks, speech, tree};

const LIMIT: Duration = Duration::from_secs(20 * 60);

fn nets() -> Outcome<Model> {
    Model::named("cards")
}

/// What the tests find the program and the nets by; nothing where one of them is not there.
pub fn environment() -> Vec<(&'static str, PathBuf)> {
    let (Ok(program), Ok(nets)) = (speech::program(), nets()) else { return Vec::new() };
    if !program.is_file() || !nets.is_there() {
        return Vec::new();
    }
    vec![("COURTYARD_TEST_CARD_PROGRAM", program), ("COURTYARD_TEST_CARD_NETS", nets.folder())]
}

/// Builds the program where the one that hears was not built, and brings the nets, while there still is a network.
pub fn prepare() -> Outcome<Report> {
    if let Some(missing) = ["python3", "ffmpeg"].into_iter().find(|program| !has(program)) {
        return Ok(Report::skip(format!("cards are read: {missing} is not here")));
    }
    let read = if speech::can_hear() { Report::one() } else { build()? };
    let nets = nets()?;
    if nets.is_there() {
        return Ok(read);
    }
    match nets.bring("courtyard") {
        Ok(()) => Ok(read),
        Err(said) => Ok(Report::skip(format!("cards are read: {said}"))),
    }
}

fn build() -> Outcome<Report> {
    let mut command = testing_cargo();
    command.args(["build", "--package", "senses", "--bin", "courtyard-senses"]);
    let said = logged("build-cards", &mut command, LIMIT)?.or_tail(60)?;
    tree::keep_built("debug/courtyard-senses")?;
    Ok(checks::linted("build-cards", &said))
}
