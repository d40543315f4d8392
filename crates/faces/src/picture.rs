//! Pictures: decoded, made smaller, and looked at in parts.

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Bytes of a picture in JPEG, at most.
pub const BYTES_MAX: usize = 4 << 20;
/// Pixels of a side, at most.
const SIDE_MAX: usize = 4_096;
/// Pixels of a picture, at most: those of a camera of the size called 4K. Such a picture takes some 200 MB while it is read.
const PIXELS_MAX: usize = 3_840 * 2_160;
/// The longest side of what is looked at.
pub const LOOKED_AT: usize = 640;

/// A picture: red, green and blue of each place, from 0 to 255.
#[derive(Clone, PartialEq, Debug)]
pub struct Picture {
    wide: usize,
    high: usize,
    data: Vec<f32>,
}

impl Picture {
    /// Decodes a JPEG; nothing where it is none, or is too large.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > BYTES_MAX {
            return None;
        }
        let options = DecoderOptions::default()
            .jpeg_set_out_colorspace(ColorSpace::RGB)
            .set_max_width(SIDE_MAX)
            .set_max_height(SIDE_MAX);
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
        // Its own word of how large it is comes first: before that nothing is made for it.
        decoder.decode_headers().ok()?;
        let (wide, high) = decoder.dimensions()?;
        if wide * high > PIXELS_MAX {
            return None;
        }
        let pixels = decoder.decode().ok()?;
        Self::of(wide, high, pixels.into_iter().map(f32::from).collect())
    }

    /// The picture of these numbers.
    #[must_use]
    pub fn of(wide: usize, high: usize, data: Vec<f32>) -> Option<Self> {
        (wide > 0 && high > 0 && data.len() == wide * high * 3).then_some(Self { wide, high, data })
    }

    /// How wide and high.
    #[must_use]
    pub const fn sides(&self) -> (usize, usize) {
        (self.wide, self.high)
    }

    /// The numbers, row by row.
    #[must_use]
    pub fn data(&self) -> &[f32] {
        &self.data
    }

    /// As large as it is looked at.
    #[must_use]
    pub fn fitted(&self) -> Self {
        let longest = self.wide.max(self.high);
        if longest <= LOOKED_AT {
            return self.clone();
        }
        let side = |side: usize| (side * LOOKED_AT / longest).max(1);
        self.part((0.0, 0.0, self.wide as f32, self.high as f32), (side(self.wide), side(self.high)))
    }

    /// A part of it, from (left, top) to (right, bottom), made so large; black beyond the edges. Each place is the mean of what it
    /// covers.
    #[must_use]
    pub(crate) fn part(&self, (left, top, right, bottom): (f32, f32, f32, f32), to: (usize, usize)) -> Self {
        let columns = spans((left, right), to.0, self.wide);
        let rows = spans((top, bottom), to.1, self.high);
        let mut data = Vec::with_capacity(to.0 * to.1 * 3);
        for row in &rows {
            for column in &columns {
                let mut sum = [0.0; 3];
                for (y, down) in row {
                    for (x, right) in column {
                        let from = (y * self.wide + x) * 3;
                        let weight = down * right;
                        for (sum, seen) in sum.iter_mut().zip(&self.data[from..from + 3]) {
                            *sum += weight * seen;
                        }
                    }
                }
                data.extend_from_slice(&sum);
            }
        }
        Self { wide: to.0, high: to.1, data }
    }

    /// What is at a place between places; black beyond the edges.
    pub(crate) fn at(&self, x: f32, y: f32) -> [f32; 3] {
        let (left, top) = (x.floor(), y.floor());
        let (right, down) = (x - left, y - top);
        let mut sum = [0.0; 3];
        for (dy, by_row) in [(0.0, 1.0 - down), (1.0, down)] {
            for (dx, by_column) in [(0.0, 1.0 - right), (1.0, right)] {
                let (x, y) = (left + dx, top + dy);
                if x < 0.0 || y < 0.0 || x >= self.wide as f32 || y >= self.high as f32 {
                    continue;
                }
                let from = (y as usize * self.wide + x as usize) * 3;
                for (sum, seen) in sum.iter_mut().zip(&self.data[from..from + 3]) {
                    *sum += by_row * by_column * seen;
                }
            }
        }
        sum
    }
}

/// For each of `count` places along a side: which places of the picture it covers, and by how much.
fn spans((from, to): (f32, f32), count: usize, side: usize) -> Vec<Vec<(usize, f32)>> {
    let each = (to - from) / count as f32;
    let span = |number: usize| {
        let begin = from + each * number as f32;
        if each < 1.0 {
            // Larger than it was: between the two nearest.
            let middle = begin + each / 2.0 - 0.5;
            let (low, part) = (middle.floor(), middle - middle.floor());
            return [(low, 1.0 - part), (low + 1.0, part)]
                .into_iter()
                .filter(|(at, _)| *at >= 0.0 && *at < side as f32)
                .map(|(at, weight)| (at as usize, weight))
                .collect();
        }
        let end = begin + each;
        let first = begin.floor().max(0.0);
        let last = end.ceil().min(side as f32);
        let mut covered = Vec::new();
        let mut at = first;
        while at < last {
            let part = (end.min(at + 1.0) - begin.max(at)).max(0.0);
            covered.push((at as usize, part / each));
            at += 1.0;
        }
        covered
    };
    (0..count).map(span).collect()
}

#[cfg(test)]
mod tests {
    use super::Picture;

    #[test]
    fn a_part_is_the_mean_of_what_it_covers_and_black_beyond_the_edges() {
        let data = (0..16).flat_map(|one| [one as f32; 3]).collect();
        let picture = Picture::of(4, 4, data).unwrap();
        let red = |picture: &Picture| picture.data().iter().step_by(3).copied().collect::<Vec<_>>();
        assert_eq!(red(&picture.part((0.0, 0.0, 4.0, 4.0), (2, 2))), [2.5, 4.5, 10.5, 12.5]);
        assert_eq!(red(&picture.part((2.0, 2.0, 6.0, 6.0), (2, 2))), [12.5, 0.0, 0.0, 0.0]);
        assert_eq!(picture.at(1.5, 0.0)[0], 1.5);
        assert_eq!(picture.at(-5.0, 0.0)[0], 0.0);
    }

    /// A grey JPEG of this size: each of its blocks is two bits, one for "no light beyond the last" and one for "nothing more".
    fn grey(wide: u16, high: u16) -> Vec<u8> {
        let table = |kind: u8| [&[0xff, 0xc4, 0, 20, kind, 1][..], &[0; 16]].concat();
        let mut bytes = [&b"\xff\xd8\xff\xdb\x00\x43\x00"[..], &[1; 64]].concat();
        bytes.extend(b"\xff\xc0\x00\x0b\x08");
        bytes.extend([high.to_be_bytes(), wide.to_be_bytes()].concat());
        bytes.extend(b"\x01\x01\x11\x00");
        bytes.extend([table(0), table(0x10)].concat());
        bytes.extend(b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00");
        let blocks = usize::from(wide.div_ceil(8)) * usize::from(high.div_ceil(8));
        bytes.resize(bytes.len() + blocks.div_ceil(4), 0);
        bytes.extend(b"\xff\xd9");
        bytes
    }

    #[test]
    fn a_picture_larger_than_any_camera_takes_is_none_though_it_is_small_as_a_file() {
        assert_eq!(Picture::decode(&grey(64, 48)).unwrap().sides(), (64, 48));
        assert!(Picture::decode(&grey(3_848, 2_160)).is_none());
        assert!(Picture::decode(&grey(5_000, 8)).is_none());
    }

    #[test]
    fn what_is_no_picture_is_none() {
        for bytes in [&b""[..], b"\xff\xd8\xff\xd9", b"GIF89a", &[0xff; 64]] {
            assert!(Picture::decode(bytes).is_none());
        }
        assert!(Picture::of(2, 2, vec![0.0; 11]).is_none());
    }
}
