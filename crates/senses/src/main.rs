//! The program `courtyard-senses`. The house runs `speech`, `card`, `plate` and `faces`; the others are for whoever sets a model up.

use senses::apart;
use senses::card::Reader;
use senses::convert::convert;
use senses::wire::{self, Kind};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[cfg(feature = "whisper")]
mod speech;

const HELP: &str = "courtyard-senses: speech and identity cards become text on this machine.

  speech --model FILE                                    recognise what comes over the standard input (the house runs it)
  hear --model FILE RECORDING                            write down one recording
  convert --model FILE --tokenizer FILE --to FILE        write a Whisper model of CTranslate2 in GGML's form
  card --nets FOLDER                                     read the card that comes over the standard input (the house runs it)
  read --nets FOLDER PICTURE                             read one card (JPEG)
  plate --nets FOLDER                                    read the plates on what comes over the standard input (the house runs it)
  faces --nets FOLDER                                    find the faces on what comes over the standard input (the house runs it)
  plate --nets FOLDER PICTURE                            read the plate on one picture (JPEG)
";

/// Bytes of memory that reading a card may take.
const READING_MAX: u64 = 1 << 30;
/// The same of finding faces: the largest picture in all its forms takes less than half of it.
const SEEING_MAX: u64 = 2 << 30;

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
        #[cfg(feature = "whisper")]
        Some("speech") => speech::speech(&named(words, "--model")?),
        #[cfg(feature = "whisper")]
        Some("hear") => speech::hear(&named(words, "--model")?, words.last().map(Path::new)),
        #[cfg(not(feature = "whisper"))]
        Some("speech" | "hear") => Err("this program was built without the recogniser of speech".to_owned()),
        Some("convert") => {
            write(&named(words, "--model")?, &named(words, "--tokenizer")?, &named(words, "--to")?)
        }
        Some("card") => card(&named(words, "--nets")?),
        Some("plate") if words.len() > 3 => plate(&named(words, "--nets")?, words.last().map(Path::new)),
        Some("plate") => plates(&named(words, "--nets")?),
        Some("faces") => faces(&named(words, "--nets")?),
        Some("read") => read(&named(words, "--nets")?, words.last().map(Path::new)),
        _ => Err(HELP.to_owned()),
    }
}

/// The file after this word.
fn named(words: &[String], name: &str) -> Result<PathBuf, String> {
    let at = words.iter().position(|word| word == name);
    let file = at.and_then(|at| words.get(at + 1)).map(PathBuf::from);
    file.ok_or_else(|| format!("{name} is wanted\n\n{HELP}"))
}

/// Reads one card for the house, and ends: nothing of it is left for the next.
fn card(nets: &Path) -> Result<(), String> {
    // Somebody waits for a few seconds of one core, and no other card is read meanwhile.
    apart::settle(1);
    apart::bounded(READING_MAX);
    let (mut from, mut to) = (io::stdin().lock(), io::stdout().lock());
    let failed = |error: io::Error| format!("speaking with the house: {error}");
    let Some(picture) = wire::read(&mut from, Kind::Picture).map_err(failed)? else { return Ok(()) };
    let card = Reader::open(nets).and_then(|reader| reader.read(&picture));
    wire::write_card(&mut to, &card.map(|card| (card.name, card.number))).map_err(failed)
}

/// Finds the faces on pictures of one person who clocks, and ends with them. It knows neither who he is nor whom he is compared with.
fn faces(nets: &Path) -> Result<(), String> {
    apart::settle(1);
    apart::bounded(SEEING_MAX);
    faces::program::serve(nets, &mut io::stdin().lock(), &mut io::stdout().lock())
        .map_err(|error| format!("speaking with the house: {error}"))
}

/// Reads what the camera of a lane saw of one vehicle, picture by picture, and ends.
fn plates(nets: &Path) -> Result<(), String> {
    apart::settle(0);
    apart::bounded(READING_MAX);
    let (mut from, mut to) = (io::stdin().lock(), io::stdout().lock());
    let failed = |error: io::Error| format!("speaking with the house: {error}");
    let reader = Reader::open(nets);
    while let Some(picture) = wire::read(&mut from, Kind::Frame).map_err(failed)? {
        let plate = reader.as_ref().map_err(|why| *why).and_then(|reader| reader.plate(&picture));
        wire::write_plate(&mut to, &plate.map(|plate| (plate.text, plate.sure))).map_err(failed)?;
    }
    Ok(())
}

fn plate(nets: &Path, picture: Option<&Path>) -> Result<(), String> {
    let picture = picture.ok_or("which picture?")?;
    let bytes = std::fs::read(picture).map_err(|error| format!("{}: {error}", picture.display()))?;
    let plate = Reader::open(nets).and_then(|reader| reader.plate(&bytes)).map_err(|why| why.to_string())?;
    writeln!(io::stdout(), "{} {}", plate.text, plate.sure).map_err(|error| error.to_string())
}

fn read(nets: &Path, picture: Option<&Path>) -> Result<(), String> {
    let picture = picture.ok_or("which picture?")?;
    let bytes = std::fs::read(picture).map_err(|error| format!("{}: {error}", picture.display()))?;
    let card = Reader::open(nets).and_then(|reader| reader.read(&bytes)).map_err(|why| why.to_string())?;
    let (year, month, day) = card.birth;
    let said =
        [&card.name, &card.sex, &card.nation, &card.address, &card.number].map(String::as_str).join("\n");
    writeln!(io::stdout(), "{said}\n{year}-{month}-{day}").map_err(|error| error.to_string())
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
