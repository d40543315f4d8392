//! What is a picture: plain functions on bytes. Only headers are read; nothing is decoded.

use super::Refusal;

/// Bytes of a picture.
pub(super) const BYTES_MAX: usize = 1 << 20;
/// Pixels of a side.
const SIDE_MAX: u32 = 4_096;

/// The kinds of pictures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
}

impl Kind {
    /// The kind by the first bytes.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(Self::Webp)
        } else {
            None
        }
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}

/// A picture without what was written beside it.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture(Vec<u8>);

impl Picture {
    /// The picture in these bytes.
    ///
    /// # Errors
    /// [`Refusal::NotPicture`] or [`Refusal::TooLarge`].
    pub fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.len() > BYTES_MAX {
            return Err(Refusal::TooLarge);
        }
        let kind = Kind::of(bytes).ok_or(Refusal::NotPicture)?;
        let (bare, width, height) = match kind {
            Kind::Png => png(bytes),
            Kind::Jpeg => jpeg(bytes),
            Kind::Webp => webp(bytes),
        }
        .ok_or(Refusal::NotPicture)?;
        let fits = |side: u32| (1..=SIDE_MAX).contains(&side);
        if fits(width) && fits(height) { Ok(Self(bare)) } else { Err(Refusal::NotPicture) }
    }

    /// The bytes that are kept.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

type Bare = Option<(Vec<u8>, u32, u32)>;

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    let three = bytes.get(at..at + 3)?;
    Some(u32::from_le_bytes([three[0], three[1], three[2], 0]))
}

/// Chunks of `length | name | body | sum`; `IHDR` first, `IEND` last, and nothing after it.
fn png(bytes: &[u8]) -> Bare {
    const BESIDE: [&[u8]; 5] = [b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"];
    if bytes.get(12..16) != Some(b"IHDR") {
        return None;
    }
    let (width, height) = (be32(bytes, 16)?, be32(bytes, 20)?);
    let mut bare = bytes[..8].to_vec();
    let mut at = 8;
    loop {
        let length = usize::try_from(be32(bytes, at)?).ok()?;
        let chunk = bytes.get(at..at.checked_add(length)?.checked_add(12)?)?;
        let name = &chunk[4..8];
        if !BESIDE.contains(&name) {
            bare.extend_from_slice(chunk);
        }
        if name == b"IEND" {
            return Some((bare, width, height));
        }
        at += chunk.len();
    }
}

/// Segments of `FF | marker | length | body` up to the first scan, which is copied as it is.
fn jpeg(bytes: &[u8]) -> Bare {
    let mut bare = bytes[..2].to_vec();
    let (mut at, mut sides) = (2, None);
    loop {
        let (0xff, marker) = (*bytes.get(at)?, *bytes.get(at + 1)?) else { return None };
        if marker == 0xff {
            at += 1; // a fill byte
            continue;
        }
        let length = usize::from(u16::from_be_bytes(bytes.get(at + 2..at + 4)?.try_into().ok()?));
        let segment = bytes.get(at..at + 2 + length)?;
        match marker {
            // A frame: precision, height, width.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let side = |at: usize| {
                    Some(u32::from(u16::from_be_bytes(segment.get(at..at + 2)?.try_into().ok()?)))
                };
                sides = Some((side(7)?, side(5)?));
                bare.extend_from_slice(segment);
            }
            // The scan and all after it; comments and application segments cannot come before its end.
            0xda => {
                let (width, height) = sides?;
                bare.extend_from_slice(&bytes[at..]);
                return Some((bare, width, height));
            }
            // JFIF, colour profile and Adobe's colour transform belong to the picture; Exif, XMP and comments do not.
            0xe1 | 0xe3..=0xed | 0xef | 0xfe => {}
            0xd8 | 0xd9 => return None,
            _ => bare.extend_from_slice(segment),
        }
        at += segment.len();
    }
}

/// `RIFF | length | WEBP` and chunks of `name | length | body`, padded to even length.
fn webp(bytes: &[u8]) -> Bare {
    let mut bare = bytes.get(..12)?.to_vec();
    let (mut at, mut sides) = (12, None);
    while at < bytes.len() {
        let name = bytes.get(at..at + 4)?;
        let length = usize::try_from(u32::from_le_bytes(bytes.get(at + 4..at + 8)?.try_into().ok()?)).ok()?;
        let end = at.checked_add(8)?.checked_add(length)?.checked_add(length & 1)?;
        let chunk = bytes.get(at..end)?;
        sides = sides.or(webp_sides(name, chunk));
        if name != b"EXIF" && name != b"XMP " {
            let from = bare.len();
            bare.extend_from_slice(chunk);
            if name == b"VP8X"
                && let Some(flags) = bare.get_mut(from + 8)
            {
                *flags &= !0b0000_1100; // no Exif, no XMP
            }
        }
        at = end;
    }
    let length = u32::try_from(bare.len().checked_sub(8)?).ok()?;
    bare[4..8].copy_from_slice(&length.to_le_bytes());
    let (width, height) = sides?;
    Some((bare, width, height))
}

fn webp_sides(name: &[u8], chunk: &[u8]) -> Option<(u32, u32)> {
    match name {
        b"VP8X" => Some((le24(chunk, 12)? + 1, le24(chunk, 15)? + 1)),
        b"VP8L" if chunk.get(8) == Some(&0x2f) => {
            let bits = u32::from_le_bytes(chunk.get(9..13)?.try_into().ok()?);
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        b"VP8 " if chunk.get(11..14) == Some(&[0x9d, 0x01, 0x2a]) => {
            let side = |at: usize| {
                Some(u32::from(u16::from_le_bytes(chunk.get(at..at + 2)?.try_into().ok()?) & 0x3fff))
            };
            Some((side(14)?, side(16)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&u32::try_from(body.len()).unwrap().to_be_bytes()[..], name, body, &[0; 4]].concat()
    }

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        let start = [b"\x89PNG\r\n\x1a\n".to_vec(), png_chunk(b"IHDR", &head)].concat();
        [start, png_chunk(b"tEXt", b"Author\0Ana"), png_chunk(b"IDAT", b"x"), png_chunk(b"IEND", b"")]
            .concat()
    }

    fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
        let sides =
            [&[0xff, 0xc0, 0, 11, 8][..], &height.to_be_bytes(), &width.to_be_bytes(), &[1, 1, 0x11, 0]]
                .concat();
        let exif = [&[0xff, 0xe1, 0, 12][..], b"Exif\0\0GPS!"].concat();
        [&[0xff, 0xd8][..], &[0xff, 0xe0, 0, 4, 1, 2], &exif, &sides, &[0xff, 0xda, 0, 2, 9, 9, 0xff, 0xd9]]
            .concat()
    }

    fn webp_of(width: u32, height: u32) -> Vec<u8> {
        let side = |side: u32| (side - 1).to_le_bytes()[..3].to_vec();
        let head = [vec![0b1100, 0, 0, 0], side(width), side(height)].concat();
        let chunk = |name: &[u8; 4], body: &[u8]| {
            let pad: &[u8] = if body.len() % 2 == 1 { &[0] } else { &[] };
            [&name[..], &u32::try_from(body.len()).unwrap().to_le_bytes(), body, pad].concat()
        };
        let chunks =
            [chunk(b"VP8X", &head), chunk(b"VP8L", &[0x2f, 0, 0, 0, 0]), chunk(b"EXIF", b"GPS")].concat();
        let length = u32::try_from(chunks.len() + 4).unwrap().to_le_bytes();
        [&b"RIFF"[..], &length, b"WEBP", &chunks].concat()
    }

    #[test]
    fn pictures_of_all_kinds_are_taken_up_to_their_bounds() {
        for (side, good) in [(1, true), (4_096, true), (4_097, false)] {
            assert_eq!(Picture::read(&png_of(side, 1)).is_ok(), good, "png {side}");
            assert_eq!(Picture::read(&jpeg_of(1, u16::try_from(side).unwrap())).is_ok(), good, "jpeg {side}");
            assert_eq!(Picture::read(&webp_of(side, 1)).is_ok(), good, "webp {side}");
        }
        assert!(Picture::read(&png_of(0, 1)).is_err());
        assert!(matches!(Picture::read(&vec![0xff; BYTES_MAX + 1]), Err(Refusal::TooLarge)));
    }

    #[test]
    fn what_was_written_beside_the_picture_is_gone() {
        for (bytes, secret) in [(png_of(9, 9), &b"Ana"[..]), (jpeg_of(9, 9), b"GPS"), (webp_of(9, 9), b"GPS")]
        {
            let kept = Picture::read(&bytes).ok().unwrap();
            assert!(bytes.windows(3).any(|three| three == secret));
            assert!(!kept.bytes().windows(3).any(|three| three == secret));
            assert_eq!(Kind::of(kept.bytes()), Kind::of(&bytes));
            assert!(Picture::read(kept.bytes()).is_ok_and(|again| again == kept), "the rest is whole");
        }
        let webp = Picture::read(&webp_of(9, 9)).ok().unwrap();
        let stated = u32::from_le_bytes(webp.bytes()[4..8].try_into().unwrap());
        assert_eq!(usize::try_from(stated).unwrap() + 8, webp.bytes().len());
    }

    #[test]
    fn anything_else_and_anything_cut_is_no_picture() {
        for other in [
            &b""[..],
            b"<svg onload=x>",
            b"GIF89a",
            b"BM",
            b"%PDF-1.7",
            b"\x89PNG\r\n\x1a\n",
            b"RIFF....WEBP",
        ] {
            assert!(matches!(Picture::read(other), Err(Refusal::NotPicture)));
        }
        for whole in [png_of(9, 9), jpeg_of(9, 9), webp_of(9, 9)] {
            for cut in 0..whole.len() - 8 {
                // A file cut within its pixels may pass; no cut may panic.
                drop(Picture::read(&whole[..cut]));
            }
        }
    }
}
