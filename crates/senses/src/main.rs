//! The program `courtyard-senses`. The house runs `speech`; the other two are for whoever sets a model up.

use senses::convert::convert;
use senses::hear::Ear;
use senses::wire::{self, Deaf};
use senses::{apart, decode};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "courtyard-senses: speech becomes text on this machine.

  speech --model FILE                                    recognise what comes over the standard input (the house runs it)
  hear --model FILE RECORDING                            write down one recording
  convert --model FILE --tokenizer FILE --to FILE        write a Whisper model of CTranslate2 in GGML's form
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(said) => {
            // Where even this cannot be written there is nobody to be told.
            drop(writeln!(io::stderr(), "{said}"));
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Result<(), String> {
    match words.first().map(String::as_str) {
        Some("speech") => speech(&named(words, "--model")?),
        Some("hear") => hear(&named(words, "--model")?, words.last().map(Path::new)),
        Some("convert") => {
            write(&named(words, "--model")?, &named(words, "--tokenizer")?, &named(words, "--to")?)
        }
        _ => Err(HELP.to_owned()),
    }
}

/// The file after this word.
fn named(words: &[String], name: &str) -> Result<PathBuf, String> {
    let at = words.iter().position(|word| word == name);
    let file = at.and_then(|at| words.get(at + 1)).map(PathBuf::from);
    file.ok_or_else(|| format!("{name} FILE is wanted\n\n{HELP}"))
}

/// Answers one wish after the other until no more come. The model is read once; a model that cannot be read is said to
/// whoever asks first.
fn speech(model: &Path) -> Result<(), String> {
    apart::settle();
    let (mut from, mut to) = (io::stdin().lock(), io::stdout().lock());
    let ear = Ear::open(model);
    let failed = |error: io::Error| format!("speaking with the house: {error}");
    while let Some((tongue, sound)) = wire::read_wish(&mut from).map_err(failed)? {
        let heard = match &ear {
            Ok(ear) => decode::decode(sound).and_then(|samples| ear.hear(&samples, &tongue)),
            Err(why) => Err(*why),
        };
        wire::write_answer(&mut to, &heard).map_err(failed)?;
    }
    Ok(())
}

fn hear(model: &Path, recording: Option<&Path>) -> Result<(), String> {
    let recording = recording.ok_or("which recording?")?;
    let sound = std::fs::read(recording).map_err(|error| format!("{}: {error}", recording.display()))?;
    let ear = Ear::open(model).map_err(|why: Deaf| why.to_string())?;
    let words = decode::decode(sound).and_then(|samples| ear.hear(&samples, ""));
    let words = words.map_err(|why| why.to_string())?;
    writeln!(io::stdout(), "{words}").map_err(|error| error.to_string())
}

fn write(model: &Path, tokenizer: &Path, to: &Path) -> Result<(), String> {
    let read = |path: &Path| std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    let (from, words) = (read(model)?, read(tokenizer)?);
    // Whole or not at all: a file that broke off would look like a model.
    let part = to.with_extension("part");
    let said = |error: io::Error| format!("{}: {error}", part.display());
    let mut out = BufWriter::new(File::create(&part).map_err(said)?);
    convert(&from, &words, &mut out).map_err(|why| why.to_string())?;
    out.into_inner().map_err(|error| said(error.into_error()))?.sync_all().map_err(said)?;
    std::fs::rename(&part, to).map_err(said)
}
