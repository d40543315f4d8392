//! The program that sees, whoever starts it: pictures in, faces out, as long as somebody asks. It opens its nets and nothing else.

use std::io::{self, Read, Write};
use std::path::Path;

use crate::models;
use crate::picture::Picture;
use crate::wire::{self, Kind, faces_written};

/// Answers one picture after the other until no more come. Whoever calls it has set the process apart before.
///
/// # Errors
/// When whoever asks is gone, or says what is no picture's frame.
pub fn serve(folder: &Path, from: &mut impl Read, to: &mut impl Write) -> io::Result<()> {
    let sight = match models::open(folder) {
        Ok(sight) => sight,
        Err(error) => {
            wire::write(to, Kind::Blind, &[])?;
            return Err(io::Error::other(error));
        }
    };
    wire::write(to, Kind::Ready, &[])?;
    while let Some((kind, body)) = wire::read(from)? {
        if kind != Kind::Picture {
            return Err(io::ErrorKind::InvalidData.into());
        }
        match Picture::decode(&body).and_then(|picture| sight.look(&picture)) {
            Some(seen) => wire::write(to, Kind::Faces, &faces_written(&seen))?,
            None => wire::write(to, Kind::None, &[])?,
        }
    }
    Ok(())
}
