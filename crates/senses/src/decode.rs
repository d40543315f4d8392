//! A recording becomes samples: `ffmpeg` does it, in a process of its own that may read its standard input and nothing
//! else, and knows the forms in which browsers record and no other.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use crate::wire::{Deaf, SECONDS_MAX};

/// Samples a second.
pub const HERTZ: u32 = 16_000;

const FORMATS: &str = "matroska,webm,ogg,mov,mp4,m4a,mp3,wav,flac,aac";
const CODECS: &str = "opus,libopus,vorbis,libvorbis,aac,mp3,mp3float,flac,pcm_s16le,pcm_f32le";

/// The samples of a recording, one channel.
///
/// # Errors
/// Where it is no sound, too long, or there is no decoder.
pub fn decode(sound: Vec<u8>) -> Result<Vec<f32>, Deaf> {
    // A second more than may be tells what is too long from what is just as long as it may be.
    let seconds = (SECONDS_MAX + 2).to_string();
    let mut child = Command::new("ffmpeg")
        .args(["-nostdin", "-hide_banner", "-loglevel", "quiet", "-threads", "1"])
        .args(["-protocol_whitelist", "pipe", "-format_whitelist", FORMATS, "-codec_whitelist", CODECS])
        .args(["-i", "pipe:0", "-map", "0:a:0", "-vn", "-sn", "-dn", "-t", &seconds])
        .args(["-f", "f32le", "-ac", "1", "-ar", "16000", "pipe:1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| Deaf::Decoder)?;
    let (into, from) = (child.stdin.take(), child.stdout.take());
    let (Some(mut into), Some(from)) = (into, from) else { return Err(Deaf::Failed) };
    // It reads and writes at the same time. Where it stops reading before the end it has seen enough.
    let feeding = std::thread::spawn(move || into.write_all(&sound).is_ok());
    let most = u64::from(SECONDS_MAX + 1) * u64::from(HERTZ) * 4;
    let mut bytes = Vec::new();
    let read = from.take(most + 1).read_to_end(&mut bytes);
    let ended = child.kill().and_then(|()| child.wait());
    drop(feeding.join());
    let (read, _) = (read.map_err(|_| Deaf::Failed)?, ended.map_err(|_| Deaf::Failed)?);
    if u64::try_from(read).is_ok_and(|read| read > most) {
        return Err(Deaf::Long);
    }
    let (samples, _) = bytes.as_chunks::<4>();
    // Less than a tenth of a second is no recording.
    if samples.len() < usize::try_from(HERTZ / 10).unwrap_or(0) {
        return Err(Deaf::Unreadable);
    }
    Ok(samples.iter().map(|sample| f32::from_le_bytes(*sample)).collect())
}
