//! What may be a photo, and how long it is known where one was.

use std::time::Duration;
use yard::avatar::{Kind, Picture};

use super::Refusal;

/// Bytes of a photo, at most: the page makes a picture of about 100 KB of whatever was chosen.
pub(super) const BYTES_MAX: usize = 512 * 1_024;
/// How long it is known to which boxes a photo was handed, after it ended.
pub(super) const KNOWN_FOR: Duration = Duration::from_secs(180 * 86_400);

/// The photo in these bytes without what was written beside it: when, where and with what it was taken.
pub(super) fn photo(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    if bytes.len() > BYTES_MAX {
        return Err(Refusal::TooLarge);
    }
    let picture = Picture::read(bytes).map_err(|_| Refusal::Photo)?;
    match Kind::of(picture.bytes()) {
        Some(Kind::Jpeg) => Ok(picture.bytes().to_vec()),
        _ => Err(Refusal::Photo),
    }
}
