//! Where faces are (MTCNN): a first net looks at the whole picture in several sizes, a second and a third look closer at what it
//! found. The nets were trained with rows and columns exchanged, and are asked that way.

use crate::net::Net;
use crate::picture::Picture;
use crate::sight::{Box4, Marks};
use crate::tensor::Tensor;

/// The first net sees so many places at a time, and goes on by two.
const CELL: f32 = 12.0;
const STEP: f32 = 2.0;
/// Each size is so much smaller than the one before.
const SMALLER: f32 = 0.709;
/// What each net has to say at least.
const SURE: [f32; 3] = [0.6, 0.7, 0.7];
/// Places that are looked at more closely, at most: the likeliest.
const CLOSER_MAX: usize = 256;

/// The three nets.
pub(crate) struct Detector {
    pub first: Net,
    pub second: Net,
    pub third: Net,
}

/// A face that was found.
#[derive(Clone, Copy)]
pub(crate) struct Found {
    pub place: Box4,
    pub score: f32,
    pub marks: Marks,
}

#[derive(Clone, Copy)]
struct Likely {
    place: Box4,
    score: f32,
    /// By which parts of its width and height the sides are off.
    off: [f32; 4],
}

impl Likely {
    /// Its sides where the net says they are.
    fn set_right(mut self) -> Self {
        let Box4 { left, top, right, bottom } = self.place;
        let (wide, high) = (right - left + 1.0, bottom - top + 1.0);
        let [one, two, three, four] = self.off;
        self.place = Box4 {
            left: left + one * wide,
            top: top + two * high,
            right: right + three * wide,
            bottom: bottom + four * high,
        };
        self
    }

    /// As wide as high, around the same middle.
    fn squared(mut self) -> Self {
        let Box4 { left, top, right, bottom } = self.place;
        let side = (right - left).max(bottom - top);
        let (left, top) = ((left + right - side) / 2.0, (top + bottom - side) / 2.0);
        self.place = Box4 { left, top, right: left + side, bottom: top + side };
        self
    }
}

/// How two places share what they cover: over both, or over the smaller.
#[derive(Clone, Copy)]
enum Over {
    Both,
    Smaller,
}

/// Of places that share more than this, the likeliest.
fn distinct<T: Copy>(mut all: Vec<T>, most: f32, over: Over, of: impl Fn(&T) -> (Box4, f32)) -> Vec<T> {
    all.sort_by(|one, two| of(two).1.total_cmp(&of(one).1));
    let mut kept: Vec<T> = Vec::new();
    for one in all {
        let place = of(&one).0;
        let shared = |two: &T| {
            let other = of(two).0;
            let both = place.shared(&other);
            let whole = match over {
                Over::Both => place.area() + other.area() - both,
                Over::Smaller => place.area().min(other.area()),
            };
            both / whole > most
        };
        if !kept.iter().any(shared) {
            kept.push(one);
        }
    }
    kept
}

fn likeliest(all: Vec<Likely>, most: f32) -> Vec<Likely> {
    distinct(all, most, Over::Both, |one| (one.place, one.score))
}

/// Numbers as the nets want them, rows and columns exchanged.
fn turned(picture: &Picture, into: &mut Vec<f32>) {
    let (wide, high) = picture.sides();
    for x in 0..wide {
        for y in 0..high {
            let at = (y * wide + x) * 3;
            into.extend(picture.data()[at..at + 3].iter().map(|one| (one - 127.5) / 128.0));
        }
    }
}

/// The output with so many channels.
fn with_channels(outputs: &[Tensor], channels: usize) -> Option<&Tensor> {
    outputs.iter().find(|one| one.channels() == channels)
}

fn four(of: &[f32]) -> Option<[f32; 4]> {
    of.try_into().ok()
}

impl Detector {
    /// Faces of at least `smallest` places, the surest first.
    pub(crate) fn find(&self, picture: &Picture, smallest: f32) -> Option<Vec<Found>> {
        let mut likely = Vec::new();
        let (wide, high) = picture.sides();
        let mut scale = CELL / smallest;
        while wide.min(high) as f32 * scale >= CELL {
            likely.extend(likeliest(self.look(picture, scale)?, 0.5));
            scale *= SMALLER;
        }
        let mut likely = likeliest(likely, 0.7);
        likely.truncate(CLOSER_MAX);
        let likely: Vec<Likely> = likely.into_iter().map(|one| one.set_right().squared()).collect();
        let likely = self.second(picture, &likely)?;
        let likely: Vec<Likely> =
            likeliest(likely, 0.7).into_iter().map(|one| one.set_right().squared()).collect();
        let found = self.third(picture, &likely)?;
        Some(distinct(found, 0.7, Over::Smaller, |one| (one.place, one.score)))
    }

    fn look(&self, picture: &Picture, scale: f32) -> Option<Vec<Likely>> {
        let (wide, high) = picture.sides();
        let side = |side: usize| (side as f32 * scale).ceil() as usize;
        let to = (side(wide), side(high));
        let small = picture.part((0.0, 0.0, wide as f32, high as f32), to);
        let mut data = Vec::new();
        turned(&small, &mut data);
        let outputs = self.first.run(Tensor { sides: [1, to.0, to.1, 3], data })?;
        let (sure, off) = (with_channels(&outputs, 2)?, with_channels(&outputs, 4)?);
        let rows = sure.sides[2];
        let mut likely = Vec::new();
        let each = sure.data.chunks_exact(2).zip(off.data.chunks_exact(4)).enumerate();
        for (at, (score, off)) in each.filter(|(_, (score, _))| score[1] >= SURE[0]) {
            let (x, y) = ((at / rows) as f32, (at % rows) as f32);
            let begin = |at: f32| ((STEP * at + 1.0) / scale).trunc();
            let end = |at: f32| ((STEP * at + CELL) / scale).trunc();
            let place = Box4 { left: begin(x), top: begin(y), right: end(x), bottom: end(y) };
            likely.push(Likely { place, score: score[1], off: four(off)? });
        }
        Some(likely)
    }

    /// What a net says of each of these places, looked at in this size.
    fn closer(net: &Net, picture: &Picture, likely: &[Likely], size: usize) -> Option<Vec<Tensor>> {
        let mut data = Vec::with_capacity(likely.len() * size * size * 3);
        for Likely { place, .. } in likely {
            let at = (place.left, place.top, place.right + 1.0, place.bottom + 1.0);
            turned(&picture.part(at, (size, size)), &mut data);
        }
        net.run(Tensor { sides: [likely.len(), size, size, 3], data })
    }

    fn second(&self, picture: &Picture, likely: &[Likely]) -> Option<Vec<Likely>> {
        if likely.is_empty() {
            return Some(Vec::new());
        }
        let outputs = Self::closer(&self.second, picture, likely, 24)?;
        let (sure, off) = (with_channels(&outputs, 2)?, with_channels(&outputs, 4)?);
        let each = likely.iter().zip(sure.data.chunks_exact(2)).zip(off.data.chunks_exact(4));
        let kept = each.filter(|((_, score), _)| score[1] > SURE[1]);
        kept.map(|((one, score), off)| Some(Likely { place: one.place, score: score[1], off: four(off)? }))
            .collect()
    }

    fn third(&self, picture: &Picture, likely: &[Likely]) -> Option<Vec<Found>> {
        if likely.is_empty() {
            return Some(Vec::new());
        }
        let outputs = Self::closer(&self.third, picture, likely, 48)?;
        let (sure, off) = (with_channels(&outputs, 2)?, with_channels(&outputs, 4)?);
        let marks = with_channels(&outputs, 10)?;
        let each = likely.iter().zip(sure.data.chunks_exact(2));
        let each = each.zip(off.data.chunks_exact(4)).zip(marks.data.chunks_exact(10));
        let mut found = Vec::new();
        for (((one, score), off), marks) in each.filter(|(((_, score), _), _)| score[1] > SURE[2]) {
            let Box4 { left, top, right, bottom } = one.place;
            let mut places = [(0.0, 0.0); 5];
            for (at, place) in places.iter_mut().enumerate() {
                *place = (
                    left + marks[at] * (right - left + 1.0) - 1.0,
                    top + marks[at + 5] * (bottom - top + 1.0) - 1.0,
                );
            }
            let sides = Likely { score: score[1], off: four(off)?, ..*one }.set_right();
            found.push(Found { place: sides.place, score: score[1], marks: Marks(places) });
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::{Over, distinct};
    use crate::sight::Box4;

    #[test]
    fn of_places_that_share_much_the_likeliest_is_kept() {
        let place = |left: f32, size: f32| Box4 { left, top: 0.0, right: left + size, bottom: size };
        let all = vec![(place(0.0, 10.0), 0.7), (place(1.0, 10.0), 0.9), (place(40.0, 10.0), 0.8)];
        let kept = distinct(all.clone(), 0.5, Over::Both, |one| *one);
        assert_eq!(kept, [all[1], all[2]]);
        // A small one within a large one shares little of both, and all of the smaller.
        let nested = vec![(place(0.0, 100.0), 0.9), (place(10.0, 10.0), 0.8)];
        assert_eq!(distinct(nested.clone(), 0.5, Over::Both, |one| *one).len(), 2);
        assert_eq!(distinct(nested, 0.5, Over::Smaller, |one| *one).len(), 1);
    }
}
