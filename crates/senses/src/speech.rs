//! The part of the program that hears.

use senses::hear::Ear;
use senses::wire::{self, Deaf};
use senses::{apart, decode};
use std::io::{self, Write};
use std::path::Path;

/// Answers one wish after the other until no more come. The model is read once; a model that cannot be read is said to
/// whoever asks first.
pub fn speech(model: &Path) -> Result<(), String> {
    apart::settle(10);
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

/// Writes down one recording.
pub fn hear(model: &Path, recording: Option<&Path>) -> Result<(), String> {
    let recording = recording.ok_or("which recording?")?;
    let sound = std::fs::read(recording).map_err(|error| format!("{}: {error}", recording.display()))?;
    let ear = Ear::open(model).map_err(|why: Deaf| why.to_string())?;
    let words = decode::decode(sound).and_then(|samples| ear.hear(&samples, ""));
    let words = words.map_err(|why| why.to_string())?;
    writeln!(io::stdout(), "{words}").map_err(|error| error.to_string())
}
