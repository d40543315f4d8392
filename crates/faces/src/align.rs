//! A face made upright and of one size, by its marks, as the net of templates was taught.

use crate::picture::Picture;
use crate::sight::Marks;

/// The side of what the net of templates sees.
pub(crate) const SIDE: usize = 112;
/// Where the marks are in it: eyes, nose, corners of the mouth (as ArcFace and its kin are taught).
const MARKS: [(f32, f32); 5] =
    [(38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655), (70.7299, 92.2041)];

/// A turn, a size and a shift: z becomes a z + b, with places as complex numbers.
#[derive(Clone, Copy)]
struct Move {
    a: (f32, f32),
    b: (f32, f32),
}

impl Move {
    /// The one that brings these places closest to those; nothing where they are all one place.
    fn between(from: &[(f32, f32); 5], to: &[(f32, f32); 5]) -> Option<Self> {
        let mean = |all: &[(f32, f32); 5]| {
            let sum = all.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
            (sum.0 / 5.0, sum.1 / 5.0)
        };
        let (middle, target) = (mean(from), mean(to));
        let (mut a, mut size) = ((0.0, 0.0), 0.0);
        for (one, two) in from.iter().zip(to) {
            let (x, y) = (one.0 - middle.0, one.1 - middle.1);
            let (u, v) = (two.0 - target.0, two.1 - target.1);
            a.0 += x * u + y * v;
            a.1 += x * v - y * u;
            size += x * x + y * y;
        }
        if !size.is_finite() || size <= f32::EPSILON {
            return None;
        }
        let a = (a.0 / size, a.1 / size);
        let b = (target.0 - a.0 * middle.0 + a.1 * middle.1, target.1 - a.0 * middle.1 - a.1 * middle.0);
        Some(Self { a, b })
    }

    fn apply(&self, (x, y): (f32, f32)) -> (f32, f32) {
        (self.a.0 * x - self.a.1 * y + self.b.0, self.a.0 * y + self.a.1 * x + self.b.1)
    }
}

/// The numbers that the net of templates is asked with.
pub(crate) fn aligned(picture: &Picture, marks: &Marks) -> Option<Vec<f32>> {
    // From there to here, so that each place is asked where it comes from. Four places within one, so that nothing small is missed.
    let back = Move::between(&MARKS, &marks.0)?;
    let mut data = Vec::with_capacity(SIDE * SIDE * 3);
    for y in 0..SIDE {
        for x in 0..SIDE {
            let mut sum = [0.0; 3];
            for (right, down) in [(-0.25, -0.25), (0.25, -0.25), (-0.25, 0.25), (0.25, 0.25)] {
                let (x, y) = back.apply((x as f32 + right, y as f32 + down));
                for (sum, seen) in sum.iter_mut().zip(picture.at(x, y)) {
                    *sum += seen / 4.0;
                }
            }
            data.extend(sum.map(|one| (one - 127.5) / 128.0));
        }
    }
    Some(data)
}

#[cfg(test)]
mod tests {
    use super::{MARKS, Move};

    #[test]
    fn a_face_that_is_turned_moved_and_larger_is_brought_back() {
        let (turn, size) = (0.4_f32, 2.5);
        let (sin, cos) = turn.sin_cos();
        let moved =
            MARKS.map(|(x, y)| (size * (cos * x - sin * y) + 30.0, size * (sin * x + cos * y) - 12.0));
        let back = Move::between(&moved, &MARKS).unwrap();
        for (from, to) in moved.iter().zip(MARKS) {
            let (x, y) = back.apply(*from);
            assert!((x - to.0).abs() < 0.01 && (y - to.1).abs() < 0.01, "{x} {y} {to:?}");
        }
        assert!(Move::between(&[(1.0, 1.0); 5], &MARKS).is_none());
    }
}
