//! Pictures of cards: decoded, made smaller, turned, and looked at along a slanted line.

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Pixels of a side, at most; and the longest side of what is looked at.
const SIDE_MAX: usize = 4_096;
const LOOKED_AT: usize = 1_600;

/// A picture: blue, green and red of each place (in which order the nets were taught), from 0 to 255.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Picture {
    pub wide: usize,
    pub high: usize,
    data: Vec<f32>,
}

impl Picture {
    /// Decodes a JPEG and makes it no larger than is looked at; nothing where it is none, or is too large.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let options = DecoderOptions::default()
            .jpeg_set_out_colorspace(ColorSpace::RGB)
            .set_max_width(SIDE_MAX)
            .set_max_height(SIDE_MAX);
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
        let pixels = decoder.decode().ok()?;
        let (wide, high) = decoder.dimensions()?;
        let turned = pixels.as_chunks::<3>().0.iter();
        let data = turned.flat_map(|[red, green, blue]| [*blue, *green, *red]).map(f32::from).collect();
        Some(Self::of(wide, high, data)?.within(LOOKED_AT))
    }

    /// The picture of these numbers.
    pub(super) fn of(wide: usize, high: usize, data: Vec<f32>) -> Option<Self> {
        (wide > 0 && high > 0 && data.len() == wide * high * 3).then_some(Self { wide, high, data })
    }

    /// No larger than this on its longest side.
    pub(super) fn within(self, longest: usize) -> Self {
        let most = self.wide.max(self.high);
        if most <= longest {
            return self;
        }
        let side = |side: usize| (side * longest / most).max(1);
        self.scaled(side(self.wide), side(self.high))
    }

    /// Made so large: each place is the mean of what it covers, or lies between the two nearest.
    pub(super) fn scaled(&self, wide: usize, high: usize) -> Self {
        let columns = spans(self.wide, wide);
        let rows = spans(self.high, high);
        // Row by row, first along and then down.
        let mut narrow = vec![0.0; wide * self.high * 3];
        for (from, to) in self.data.chunks_exact(self.wide * 3).zip(narrow.chunks_exact_mut(wide * 3)) {
            for (to, span) in to.as_chunks_mut::<3>().0.iter_mut().zip(&columns) {
                for (at, weight) in span {
                    for (to, seen) in to.iter_mut().zip(&from[at * 3..at * 3 + 3]) {
                        *to += weight * seen;
                    }
                }
            }
        }
        let mut data = vec![0.0; wide * high * 3];
        for (to, span) in data.chunks_exact_mut(wide * 3).zip(&rows) {
            for (at, weight) in span {
                for (to, seen) in to.iter_mut().zip(&narrow[at * wide * 3..(at + 1) * wide * 3]) {
                    *to += weight * seen;
                }
            }
        }
        Self { wide, high, data }
    }

    /// Its four quarters, each somewhat larger so that what stands between two is whole in one; the lower ones first.
    pub(super) fn parts(&self) -> Vec<Self> {
        let side = |side: usize| (side * 5).div_ceil(8);
        let (wide, high) = (side(self.wide), side(self.high));
        let part = |left: usize, top: usize| {
            let rows = self.data.chunks_exact(self.wide * 3).skip(top).take(high);
            let data = rows.flat_map(|row| &row[left * 3..(left + wide) * 3]).copied().collect();
            Self { wide, high, data }
        };
        let (right, down) = (self.wide - wide, self.high - high);
        [(0, down), (right, down), (0, 0), (right, 0)]
            .into_iter()
            .map(|(left, top)| part(left, top))
            .collect()
    }

    /// Turned by a quarter to the right.
    pub(super) fn quarter(&self) -> Self {
        let (wide, high) = (self.high, self.wide);
        let mut data = Vec::with_capacity(self.data.len());
        for y in 0..high {
            for x in 0..wide {
                let from = ((self.high - 1 - x) * self.wide + y) * 3;
                data.extend_from_slice(&self.data[from..from + 3]);
            }
        }
        Self { wide, high, data }
    }

    /// What is at a place between places; as at the edge beyond it.
    pub(super) fn at(&self, x: f32, y: f32) -> [f32; 3] {
        let (x, y) = (x.clamp(0.0, (self.wide - 1) as f32), y.clamp(0.0, (self.high - 1) as f32));
        let (left, top) = (x as usize, y as usize);
        let (right, down) = (x - left as f32, y - top as f32);
        let mut sum = [0.0; 3];
        for (dy, by_row) in [(0, 1.0 - down), (1, down)] {
            for (dx, by_column) in [(0, 1.0 - right), (1, right)] {
                let (x, y) = ((left + dx).min(self.wide - 1), (top + dy).min(self.high - 1));
                let from = (y * self.wide + x) * 3;
                for (sum, seen) in sum.iter_mut().zip(&self.data[from..from + 3]) {
                    *sum += by_row * by_column * seen;
                }
            }
        }
        sum
    }

    /// Its numbers as nets take them: one plane for each colour, from -1 to 1.
    pub(super) fn planes(&self) -> Vec<f32> {
        (0..3).flat_map(|colour| self.data[colour..].iter().step_by(3)).map(|one| one / 127.5 - 1.0).collect()
    }
}

/// For each of `count` places along a side: which places of the picture it covers, and by how much.
fn spans(side: usize, count: usize) -> Vec<Vec<(usize, f32)>> {
    let each = side as f32 / count as f32;
    let span = |number: usize| {
        let begin = each * number as f32;
        if each < 1.0 {
            let middle = (begin + each / 2.0 - 0.5).clamp(0.0, (side - 1) as f32);
            let (low, part) = (middle as usize, middle.fract());
            return vec![(low, 1.0 - part), ((low + 1).min(side - 1), part)];
        }
        let end = (begin + each).min(side as f32);
        let mut covered = Vec::new();
        let mut at = begin as usize;
        while at < side && (at as f32) < end {
            let part = (end.min(at as f32 + 1.0) - begin.max(at as f32)).max(0.0);
            covered.push((at, part / (end - begin)));
            at += 1;
        }
        covered
    };
    (0..count).map(span).collect()
}

#[cfg(test)]
mod tests {
    use super::Picture;

    #[test]
    fn a_picture_is_made_smaller_by_means_and_turned_by_quarters() {
        let data = (0..16).flat_map(|one| [one as f32; 3]).collect();
        let picture = Picture::of(4, 4, data).unwrap();
        let blue = |picture: &Picture| picture.data.iter().step_by(3).copied().collect::<Vec<_>>();
        assert_eq!(blue(&picture.scaled(2, 2)), [2.5, 4.5, 10.5, 12.5]);
        assert_eq!(picture.at(1.5, 0.0)[0], 1.5);
        let two = Picture::of(2, 1, vec![1., 1., 1., 2., 2., 2.]).unwrap();
        assert_eq!((two.quarter().wide, two.quarter().high), (1, 2));
        assert_eq!(blue(&picture.quarter())[..4], [12.0, 8.0, 4.0, 0.0]);
        assert_eq!(picture.quarter().quarter().quarter().quarter(), picture);
        let parts = picture.parts();
        assert_eq!((parts[0].wide, parts[0].high), (3, 3));
        let corners: Vec<f32> = parts.iter().map(|part| blue(part)[0]).collect();
        assert_eq!(corners, [4.0, 5.0, 0.0, 1.0]);
    }

    #[test]
    fn what_is_no_picture_is_none() {
        for bytes in [&b""[..], b"\xff\xd8\xff\xd9", b"GIF89a", &[0xff; 64]] {
            assert!(Picture::decode(bytes).is_none());
        }
    }
}
