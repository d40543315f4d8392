//! What the door says, and how a message lies in its file: plain functions on plain values.

use sip::g711;
use sip::sdp::Audio;

use super::{Reply, Saying, Tongue};

/// The longest message.
pub(crate) const SAMPLES_MAX: usize = 30 * g711::RATE as usize;
/// A shorter one is none: somebody hung up.
pub(crate) const SAMPLES_MIN: usize = g711::RATE as usize / 2;
/// The tone before it: hertz and milliseconds.
const TONE: (u32, u32) = (880, 400);

impl Saying {
    /// Its words.
    pub const fn words(self, tongue: Tongue) -> &'static str {
        match (self, tongue) {
            (Self::Reply(Reply::Soon), Tongue::Zh) => "请稍等，马上就来。",
            (Self::Reply(Reply::Soon), Tongue::En) => "Please wait a moment. Somebody is coming.",
            (Self::Reply(Reply::Leave), Tongue::Zh) => "请放在门口，谢谢。",
            (Self::Reply(Reply::Leave), Tongue::En) => "Please leave it at the door. Thank you.",
            (Self::Reply(Reply::Later), Tongue::Zh) => "今天不方便，请改日再来。",
            (Self::Reply(Reply::Later), Tongue::En) => "Today does not suit us. Please come another day.",
            (Self::Prompt, Tongue::Zh) => {
                "现在无人接听。如需留言，请在提示音后说话，最长三十秒，按井号键结束。留言只给这一户的人听，保存三十天。"
            }
            (Self::Prompt, Tongue::En) => {
                "Nobody answers. To leave a message, please speak after the tone, for thirty seconds at most, and press hash to \
                 end. Only the people of this home hear it, and it is kept for thirty days."
            }
        }
    }
}

/// The tone after which a visitor speaks, as 16-bit samples.
pub(super) fn tone() -> Vec<i16> {
    g711::tone(TONE.0, TONE.1)
}

/// What is silent in the law of a call.
pub(crate) const fn silence(law: Audio) -> u8 {
    match law {
        Audio::Pcmu => 0xff,
        Audio::Pcma => 0xd5,
    }
}

/// A message as `audio/wav`: the samples as they came, and what says so before them.
pub(crate) fn wav(law: Audio, samples: &[u8]) -> Vec<u8> {
    let form: u16 = match law {
        Audio::Pcma => 6,
        Audio::Pcmu => 7,
    };
    let length = u32::try_from(samples.len()).unwrap_or(u32::MAX);
    let mut out = Vec::with_capacity(samples.len() + 58);
    out.extend_from_slice(b"RIFF");
    out.extend_from_slice(&length.saturating_add(50 + length % 2).to_le_bytes());
    out.extend_from_slice(b"WAVEfmt ");
    out.extend_from_slice(&18_u32.to_le_bytes());
    out.extend_from_slice(&form.to_le_bytes());
    out.extend_from_slice(&1_u16.to_le_bytes());
    for rate in [g711::RATE; 2] {
        out.extend_from_slice(&rate.to_le_bytes());
    }
    // A byte for each sample, of eight bits; nothing more about the form.
    for word in [1_u16, 8, 0] {
        out.extend_from_slice(&word.to_le_bytes());
    }
    out.extend_from_slice(b"fact");
    for word in [4, length] {
        out.extend_from_slice(&word.to_le_bytes());
    }
    out.extend_from_slice(b"data");
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(samples);
    if length % 2 == 1 {
        out.push(0);
    }
    out
}

/// The 16-bit samples of a WAV file of one channel, and their rate; nothing where it is another form. Whoever writes into a pipe
/// does not know the length beforehand: it ends where the file does.
pub(super) fn samples(file: &[u8]) -> Option<(Vec<i16>, u32)> {
    let mut rest = file.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WAVE")?;
    let mut rate = None;
    loop {
        let (kind, after) = rest.split_first_chunk::<4>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        match kind {
            b"fmt " => {
                let form: &[u8; 16] = after.first_chunk()?;
                // PCM, one channel, sixteen bits.
                if form[..4] != [1, 0, 1, 0] || form[14..] != [16, 0] {
                    return None;
                }
                rate = Some(u32::from_le_bytes([form[4], form[5], form[6], form[7]]));
            }
            b"data" => {
                let data = after.get(..length).unwrap_or(after);
                let two = data.chunks_exact(2).filter_map(|two| two.first_chunk::<2>());
                return Some((two.map(|two| i16::from_le_bytes(*two)).collect(), rate?));
            }
            _ => {}
        }
        rest = after.get(length..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_a_file_that_says_in_which_law_it_is() {
        let file = wav(Audio::Pcma, &[0xd5; 5]);
        assert_eq!((&file[..4], &file[8..16], &file[20..22]), (&b"RIFF"[..], &b"WAVEfmt "[..], &[6, 0][..]));
        assert_eq!(u32::from_le_bytes(file[4..8].try_into().unwrap()) as usize + 8, file.len());
        assert_eq!(wav(Audio::Pcmu, &[])[20], 7);
    }

    #[test]
    fn samples_are_read_to_the_end_also_where_their_length_is_a_lie() {
        let mut file =
            b"RIFF\xff\xff\xff\x7fWAVEfmt \x10\0\0\0\x01\0\x01\0\x22\x56\0\0\x44\xac\0\0\x02\0\x10\0"
                .to_vec();
        file.extend_from_slice(b"data\xff\xff\xff\x7f\x01\0\xff\xff\x07");
        assert_eq!(samples(&file), Some((vec![1, -1], 22_050)));
        for cut in 0..42 {
            assert_eq!(samples(&file[..cut]), None, "{cut}");
        }
        assert_eq!(samples(b"no file"), None);
    }
}
