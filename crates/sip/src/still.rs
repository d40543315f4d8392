//! One picture of H.264, taken out of RTP as it came and written as a film of one frame (ISO/IEC 14496-12 and 14496-15), which
//! every browser shows. Nothing is decoded.

use crate::h264::AnnexB;

/// The largest picture that is kept, in bytes: a station's whole picture has a tenth of it.
pub const BYTES_MAX: usize = 256 * 1_024;
/// What every film begins with.
const TYPE: &[u8] = b"isom\0\0\x02\0isomiso2avc1mp41";
/// The film lasts a second, of so many parts.
const SCALE: u32 = 1_000;
/// Neither turned nor scaled.
const MATRIX: [u32; 9] = [0x0001_0000, 0, 0, 0, 0x0001_0000, 0, 0, 0, 0x4000_0000];

/// A picture that needs nothing before it, with what it is decoded by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Still {
    sequence_set: Vec<u8>,
    picture_set: Vec<u8>,
    units: Vec<Vec<u8>>,
}

/// Gathers the packets of a stream and has its last whole picture.
#[derive(Clone, Debug, Default)]
pub struct Gatherer {
    packing: AnnexB,
    sequence_set: Vec<u8>,
    picture_set: Vec<u8>,
    /// The picture that comes in: its time stamp, whether all of it has come so far, and its slices.
    at: Option<u32>,
    is_whole: bool,
    units: Vec<Vec<u8>>,
    next: Option<u64>,
    last: Option<Still>,
}

impl Gatherer {
    /// With the parameter sets of an offer.
    #[must_use]
    pub fn new(sets: &[Vec<u8>]) -> Self {
        let mut own = Self::default();
        for set in sets {
            own.set(set);
        }
        own
    }

    fn set(&mut self, unit: &[u8]) {
        match unit.first().map(|head| head & 31) {
            Some(7) if unit.len() >= 4 => self.sequence_set = unit.to_vec(),
            Some(8) => self.picture_set = unit.to_vec(),
            _ => {}
        }
    }

    /// Takes the next packet: its number, its time stamp, whether it ends a picture, and its payload.
    pub fn push(&mut self, (sequence, timestamp): (u64, u32), ends: bool, payload: &[u8]) {
        if self.at != Some(timestamp) {
            self.at = Some(timestamp);
            self.is_whole = true;
            self.units.clear();
        }
        if self.next.is_some_and(|next| next != sequence) {
            self.is_whole = false;
        }
        self.next = Some(sequence + 1);
        for unit in units(&self.packing.push(payload)) {
            if unit.first().is_some_and(|head| head & 31 == 5) {
                self.units.push(unit.to_vec());
            }
            self.set(unit);
        }
        let size: usize = self.units.iter().map(Vec::len).sum();
        if size > BYTES_MAX {
            self.is_whole = false;
            self.units.clear();
        }
        let is_known = !self.sequence_set.is_empty() && !self.picture_set.is_empty();
        if ends && self.is_whole && is_known && !self.units.is_empty() {
            self.last = Some(Still {
                sequence_set: self.sequence_set.clone(),
                picture_set: self.picture_set.clone(),
                units: std::mem::take(&mut self.units),
            });
        }
    }

    /// The last whole picture; nothing where none has come.
    #[must_use]
    pub fn take(&mut self) -> Option<Still> {
        self.last.take()
    }
}

/// The units between start codes.
fn units(stream: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = stream.strip_prefix(&[0, 0, 0, 1]);
    std::iter::from_fn(move || {
        let own = rest?;
        let end = own.windows(4).position(|four| four == [0, 0, 0, 1]);
        rest = end.and_then(|end| own.get(end + 4..));
        own.get(..end.unwrap_or(own.len()))
    })
}

impl Still {
    /// As a film of one frame (`video/mp4`).
    #[must_use]
    pub fn film(&self) -> Vec<u8> {
        let mut sample = Vec::new();
        for unit in &self.units {
            sample.extend_from_slice(&length(unit));
            sample.extend_from_slice(unit);
        }
        let head = boxed(b"ftyp", &[TYPE]);
        // Where the picture stands is written in what stands before it, whose length does not change by that.
        let before = head.len() + self.described(&sample, 0).len() + 8;
        let described = self.described(&sample, u32::try_from(before).unwrap_or(u32::MAX));
        [head, described, boxed(b"mdat", &[&sample])].concat()
    }

    /// What the film is: one track of one picture, which stands there.
    fn described(&self, sample: &[u8], at: u32) -> Vec<u8> {
        let (width, height) = size(&self.sequence_set).unwrap_or((640, 480));
        let matrix = MATRIX.map(u32::to_be_bytes).concat();
        let second = SCALE.to_be_bytes();
        let (none, one) = ([0; 4], 1_u32.to_be_bytes());
        let rate = [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let film =
            boxed(b"mvhd", &[&[0; 12], &second, &second, &rate, &matrix, &[0; 24], &2_u32.to_be_bytes()]);
        let wide = (u32::from(width) << 16).to_be_bytes();
        let high = (u32::from(height) << 16).to_be_bytes();
        let track =
            boxed(b"tkhd", &[&[0, 0, 0, 7], &[0; 8], &one, &none, &second, &[0; 16], &matrix, &wide, &high]);
        let clock = boxed(b"mdhd", &[&[0; 12], &second, &second, &[0x55, 0xc4, 0, 0]]);
        let kind = boxed(b"hdlr", &[&[0; 8], b"vide", &[0; 13]]);
        let sources = boxed(b"dref", &[&none, &one, &boxed(b"url ", &[&[0, 0, 0, 1]])]);
        let times = boxed(b"stts", &[&none, &one, &one, &second]);
        let pieces = boxed(b"stsc", &[&none, &one, &one, &one, &one]);
        let sizes = boxed(b"stsz", &[&none, &none, &one, &length(sample)]);
        let places = boxed(b"stco", &[&none, &one, &at.to_be_bytes()]);
        let table = boxed(b"stbl", &[&self.codec(width, height), &times, &pieces, &sizes, &places]);
        let shown = boxed(b"vmhd", &[&[0, 0, 0, 1], &[0; 8]]);
        let media = boxed(b"minf", &[&shown, &boxed(b"dinf", &[&sources]), &table]);
        let track = boxed(b"trak", &[&track, &boxed(b"mdia", &[&clock, &kind, &media])]);
        boxed(b"moov", &[&film, &track])
    }

    /// By what it is decoded.
    fn codec(&self, width: u16, height: u16) -> Vec<u8> {
        let profile = self.sequence_set.get(1..4).unwrap_or(&[0x42, 0xe0, 0x1f]);
        let set = |unit: &[u8]| [&u16::try_from(unit.len()).unwrap_or(0).to_be_bytes(), unit].concat();
        let (sequence, picture) = (set(&self.sequence_set), set(&self.picture_set));
        let config = boxed(b"avcC", &[&[1], profile, &[0xff, 0xe1], &sequence, &[1], &picture]);
        let mut entry = vec![0; 6];
        entry.extend_from_slice(&[0, 1]);
        entry.extend_from_slice(&[0; 16]);
        entry.extend_from_slice(&width.to_be_bytes());
        entry.extend_from_slice(&height.to_be_bytes());
        entry.extend_from_slice(&[0, 0x48, 0, 0, 0, 0x48, 0, 0, 0, 0, 0, 0, 0, 1]);
        entry.extend_from_slice(&[0; 32]);
        entry.extend_from_slice(&[0, 0x18, 0xff, 0xff]);
        boxed(b"stsd", &[&[0; 4], &[0, 0, 0, 1], &boxed(b"avc1", &[&entry, &config])])
    }
}

fn length(bytes: &[u8]) -> [u8; 4] {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes()
}

/// A box of ISO/IEC 14496-12.
fn boxed(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u32::try_from(content.len() + 8).unwrap_or(u32::MAX);
    [&length.to_be_bytes()[..], kind, &content].concat()
}

/// Width and height that a sequence parameter set names (ITU-T H.264, 7.3.2.1.1); nothing where it cannot be read.
fn size(unit: &[u8]) -> Option<(u16, u16)> {
    let mut bits = Bits::of(unit.get(1..)?);
    let profile = bits.take(8)?;
    bits.take(16)?;
    bits.golomb()?;
    let mut chroma = 1;
    if [100, 110, 122, 244, 44, 83, 86, 118, 128].contains(&profile) {
        chroma = bits.golomb()?;
        if chroma == 3 {
            bits.take(1)?;
        }
        bits.golomb()?;
        bits.golomb()?;
        bits.take(1)?;
        // Scaling lists are of no camera at a door; the size is then the player's to find.
        if bits.take(1)? == 1 {
            return None;
        }
    }
    bits.golomb()?;
    match bits.golomb()? {
        0 => {
            bits.golomb()?;
        }
        1 => {
            bits.take(1)?;
            bits.golomb()?;
            bits.golomb()?;
            for _ in 0..bits.golomb()?.min(255) {
                bits.golomb()?;
            }
        }
        _ => {}
    }
    bits.golomb()?;
    bits.take(1)?;
    let (wide, high) = (bits.golomb()? + 1, bits.golomb()? + 1);
    let frames = bits.take(1)?;
    if frames == 0 {
        bits.take(1)?;
    }
    bits.take(1)?;
    let (mut width, mut height) = (wide.checked_mul(16)?, high.checked_mul(16 * (2 - frames))?);
    if bits.take(1)? == 1 {
        let (across, down) =
            (if chroma == 1 || chroma == 2 { 2 } else { 1 }, if chroma == 1 { 2 } else { 1 });
        let (left, right, top, bottom) = (bits.golomb()?, bits.golomb()?, bits.golomb()?, bits.golomb()?);
        width = width.checked_sub((left + right).checked_mul(across)?)?;
        height = height.checked_sub((top + bottom).checked_mul(down * (2 - frames))?)?;
    }
    Some((u16::try_from(width).ok()?, u16::try_from(height).ok()?))
}

/// Bits of a unit, without what keeps start codes out of it.
struct Bits {
    bytes: Vec<u8>,
    at: usize,
}

impl Bits {
    fn of(unit: &[u8]) -> Self {
        let mut bytes: Vec<u8> = Vec::with_capacity(unit.len());
        let mut zeros = 0;
        for byte in unit.iter().take(256) {
            if zeros >= 2 && *byte == 3 {
                zeros = 0;
                continue;
            }
            zeros = if *byte == 0 { zeros + 1 } else { 0 };
            bytes.push(*byte);
        }
        Self { bytes, at: 0 }
    }

    /// The next bits, 24 at most.
    fn take(&mut self, count: usize) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            let byte = self.bytes.get(self.at / 8)?;
            value = (value << 1) | u32::from((byte >> (7 - self.at % 8)) & 1);
            self.at += 1;
        }
        Some(value)
    }

    /// A number as Exp-Golomb has it, up to 65,535.
    fn golomb(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while self.take(1)? == 0 {
            zeros += 1;
            if zeros > 15 {
                return None;
            }
        }
        Some((1 << zeros) - 1 + self.take(zeros)?)
    }
}
