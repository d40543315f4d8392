//! Sums (SHA-256), as the list writes them.

use aws_lc_rs::digest::{Context, SHA256, digest};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// Bytes that are read at once.
pub(crate) const PIECE: usize = 64 << 10;

/// Whether it is a sum as the list writes them.
pub(crate) fn is_sum(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|sign| matches!(sign, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether these bytes have this sum.
pub(crate) fn is(bytes: &[u8], sum: &str) -> bool {
    hex(digest(&SHA256, bytes).as_ref()) == sum
}

/// The sum of a file.
pub(crate) fn of(path: &Path) -> io::Result<String> {
    let (mut file, mut summing, mut piece) = (File::open(path)?, Context::new(&SHA256), vec![0; PIECE]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hex(summing.finish().as_ref())),
            count => summing.update(&piece[..count]),
        }
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
