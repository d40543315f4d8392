//! What may be: names, types, parts. Plain functions on plain values.

use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use vault::Plain;

use super::{FileId, Refusal};

/// Bytes of one piece in the store, at most: what a broken line loses, and what reading a part opens.
pub(super) const PIECE_BYTES: usize = 1 << 20;
/// Bytes of a part that comes with a checksum: all of it is held until the sum is known.
pub(super) const CHECKED_MAX: usize = 8 << 20;
/// Bytes of a small picture.
pub(super) const PREVIEW_MAX: usize = 128 << 10;
/// Characters of a name.
const NAME_MAX: usize = 200;
/// Bars of the shape of a voice message.
const WAVE_MAX: usize = 96;
/// Pixels of a side, and milliseconds, that are believed.
const SIDE_MAX: u32 = 100_000;
const MILLIS_MAX: u32 = 24 * 3_600_000;

/// Types that a page may show by themselves: none of them can hold anything that runs.
const SHOWN: [&str; 19] = [
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/avif",
    "video/mp4",
    "video/webm",
    "video/ogg",
    "video/quicktime",
    "audio/mpeg",
    "audio/mp4",
    "audio/x-m4a",
    "audio/aac",
    "audio/ogg",
    "audio/webm",
    "audio/wav",
    "audio/x-wav",
    "audio/flac",
    "audio/opus",
];

/// What a file is called and what it is, as its sender says.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct About {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub kind: String,
    /// Pixels of a picture or a video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// How long a sound or a video plays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub millis: Option<u32>,
    /// How loud a voice message is along its way, 0 to 255; only a voice message has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wave: Option<Vec<u8>>,
}

impl Plain for About {
    fn to_plain(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

impl About {
    /// What is said, as far as it can be believed.
    pub(super) fn tidied(self) -> Self {
        let kind = self.kind.trim().to_ascii_lowercase();
        let kind = kind.split(';').next().unwrap_or_default().trim_end().to_owned();
        Self {
            name: name(&self.name),
            kind: if is_type(&kind) { kind } else { "application/octet-stream".to_owned() },
            width: self.width.filter(|side| (1..=SIDE_MAX).contains(side)),
            height: self.height.filter(|side| (1..=SIDE_MAX).contains(side)),
            millis: self.millis.filter(|millis| (1..=MILLIS_MAX).contains(millis)),
            wave: self.wave.filter(|wave| (1..=WAVE_MAX).contains(&wave.len())),
        }
    }

    /// The type under which it is handed out: its own where a page may show it.
    pub(super) fn shown_as(&self) -> Option<&'static str> {
        SHOWN.into_iter().find(|kind| *kind == self.kind)
    }
}

/// A name without folders, without what steers a line, and not too long.
fn name(typed: &str) -> String {
    let turns = |sign: char| matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let last = typed.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|sign| !sign.is_control() && !turns(*sign)).collect();
    let name = name.trim().trim_start_matches('.');
    let length = name.chars().count();
    let short: String = name.chars().skip(length.saturating_sub(NAME_MAX)).collect();
    if short.is_empty() { "file".to_owned() } else { short }
}

fn is_type(kind: &str) -> bool {
    let is_token = |part: &str| {
        !part.is_empty()
            && part.len() <= 64
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte))
    };
    kind.split_once('/').is_some_and(|(whole, part)| is_token(whole) && is_token(part))
}

/// The name in the store of the piece that begins there, of whoever has this claim.
pub(super) fn blob(claim: &[u8; 16], start: i64) -> String {
    let mut name: String = claim.iter().map(|byte| format!("{byte:02x}")).collect();
    name.insert(2, '/');
    format!("{name}-{start:x}")
}

/// What a piece is bound to: its file and its place there, so that none can be put in the place of another.
pub(super) fn row(file: FileId, start: i64) -> [u8; 16] {
    let bound = [&b"chat_file_piece"[..], &file.bytes(), &start.to_be_bytes()].concat();
    digest(&SHA256, &bound).as_ref().first_chunk().copied().unwrap_or_default()
}

/// The part that `Range` asks for: its first byte and the one after its last. What is not understood is the whole.
pub(super) fn part(range: Option<&str>, size: i64) -> Result<Option<(i64, i64)>, Refusal> {
    let Some(asked) = range.and_then(|range| range.trim().strip_prefix("bytes=")) else { return Ok(None) };
    let Some((first, last)) = asked.trim().split_once('-') else { return Ok(None) };
    let number = |text: &str| text.trim().parse::<i64>().ok().filter(|number| *number >= 0);
    let (from, to) = match (first.trim(), last.trim()) {
        ("", last) => match number(last) {
            Some(count) => (size.saturating_sub(count).max(0), if count == 0 { 0 } else { size }),
            None => return Ok(None),
        },
        (first, "") => match number(first) {
            Some(first) => (first, size),
            None => return Ok(None),
        },
        (first, last) => match (number(first), number(last)) {
            (Some(first), Some(last)) if first <= last => (first, last.saturating_add(1).min(size)),
            _ => return Ok(None),
        },
    };
    if from < to { Ok(Some((from, to))) } else { Err(Refusal::Range { size }) }
}

/// `Content-Disposition` with a name that every browser reads.
pub(super) fn disposition(name: &str, is_shown: bool) -> String {
    let plain: String = name
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() || "._- ".contains(sign) { sign } else { '_' })
        .collect();
    let mut encoded = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    let how = if is_shown { "inline" } else { "attachment" };
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_what_was_asked_for_or_none() {
        let asked = |range: &str| part(Some(range), 100);
        for (range, wanted) in [
            ("bytes=0-0", (0, 1)),
            ("bytes=10-", (10, 100)),
            ("bytes=-5", (95, 100)),
            ("bytes=-500", (0, 100)),
            ("bytes=90-500", (90, 100)),
            ("bytes=0-9223372036854775807", (0, 100)),
        ] {
            assert_eq!(asked(range).unwrap(), Some(wanted), "{range}");
        }
        for whole in ["bytes=5-2", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "bytes=", "bytes=--5"] {
            assert_eq!(asked(whole).unwrap(), None, "{whole}");
        }
        for none in ["bytes=100-", "bytes=-0", "bytes=200-300"] {
            assert!(asked(none).is_err(), "{none}");
        }
        assert_eq!(part(None, 100).unwrap(), None);
    }

    #[test]
    fn a_name_leads_nowhere_and_turns_nothing_around() {
        for (typed, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\x\\报告.pdf", "报告.pdf"),
            ("a\u{202e}fdp.exe", "afdp.exe"),
            (" \n", "file"),
            ("...", "file"),
            ("a\r\nSet-Cookie: x", "aSet-Cookie: x"),
        ] {
            assert_eq!(name(typed), kept);
        }
        let long = format!("{}.pdf", "长".repeat(300));
        assert!(name(&long).ends_with(".pdf") && name(&long).chars().count() == NAME_MAX);
        assert_eq!(
            disposition("报 \"告.pdf", false),
            "attachment; filename=\"_ __.pdf\"; filename*=UTF-8''%E6%8A%A5%20%22%E5%91%8A.pdf"
        );
    }

    #[test]
    fn what_could_run_is_never_shown() {
        let said = |kind: &str| About { name: "x".into(), kind: kind.into(), ..About::default() }.tidied();
        for kind in [
            "text/html",
            "image/svg+xml",
            "application/xhtml+xml",
            "text/xml",
            "application/pdf",
            "",
            "x",
            "a/b/c",
        ] {
            assert_eq!(said(kind).shown_as(), None, "{kind}");
        }
        assert_eq!(said(" IMAGE/PNG; charset=x ").shown_as(), Some("image/png"));
        assert_eq!(said("audio/webm;codecs=opus").shown_as(), Some("audio/webm"));
    }

    #[test]
    fn pieces_are_bound_to_their_place() {
        let (one, other) = (FileId::from_bytes([1; 16]), FileId::from_bytes([2; 16]));
        assert!(row(one, 0) != row(other, 0) && row(one, 0) != row(one, 1) && row(one, 7) == row(one, 7));
        assert_eq!(blob(&[0xab; 16], 255), "ab/ababababababababababababababab-ff");
    }
}
