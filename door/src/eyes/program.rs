//! The program that sees: pictures in, faces out, as long as somebody asks. It opens its nets and nothing else.

use std::io;
use std::path::Path;

use faces::models;
use faces::picture::Picture;
use faces::wire::{self, Kind, faces_written};

/// Answers one picture after the other until no more come.
///
/// # Errors
/// When whoever asks is gone, or says what is no picture's frame.
pub fn see(folder: &Path) -> io::Result<()> {
    super::apart::bounded();
    let (mut from, mut to) = (io::stdin().lock(), io::stdout().lock());
    let sight = match models::open(folder) {
        Ok(sight) => sight,
        Err(error) => {
            wire::write(&mut to, Kind::Blind, &[])?;
            return Err(io::Error::other(error));
        }
    };
    wire::write(&mut to, Kind::Ready, &[])?;
    while let Some((kind, body)) = wire::read(&mut from)? {
        if kind != Kind::Picture {
            return Err(io::ErrorKind::InvalidData.into());
        }
        match Picture::decode(&body).and_then(|picture| sight.look(&picture)) {
            Some(seen) => wire::write(&mut to, Kind::Faces, &faces_written(&seen))?,
            None => wire::write(&mut to, Kind::None, &[])?,
        }
    }
    Ok(())
}
