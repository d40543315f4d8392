//! Finding faces in a picture and making a template of each.

use crate::align::{SIDE, aligned};
use crate::detect::{Detector, Found};
use crate::net::Net;
use crate::picture::Picture;
use crate::tensor::Tensor;

/// Numbers of a template.
pub const LENGTH: usize = 192;
/// Faces of one picture, at most: the largest.
pub const FACES_MAX: usize = 4;
/// Faces that are narrower are not looked for.
const SMALLEST: f32 = 60.0;

/// Where something is, in places from the left and from the top.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Box4 {
    /// Left side.
    pub left: f32,
    /// Upper side.
    pub top: f32,
    /// Right side.
    pub right: f32,
    /// Lower side.
    pub bottom: f32,
}

impl Box4 {
    /// How wide.
    #[must_use]
    pub fn wide(&self) -> f32 {
        self.right - self.left
    }

    pub(crate) fn area(&self) -> f32 {
        (self.right - self.left + 1.0) * (self.bottom - self.top + 1.0)
    }

    pub(crate) fn shared(&self, other: &Self) -> f32 {
        let wide = self.right.min(other.right) - self.left.max(other.left) + 1.0;
        let high = self.bottom.min(other.bottom) - self.top.max(other.top) + 1.0;
        wide.max(0.0) * high.max(0.0)
    }
}

/// Five places of a face, as the picture shows them: left eye, right eye, nose, left and right corner of the mouth.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Marks(pub [(f32, f32); 5]);

impl Marks {
    /// How far the nose is off the middle of the eyes, in parts of the distance between them: about 0 from the front, more than 0
    /// where it points to the right of the picture.
    #[must_use]
    pub fn turn(&self) -> f32 {
        let [left, right, nose, ..] = self.0;
        let (x, y) = (right.0 - left.0, right.1 - left.1);
        let length = x * x + y * y;
        if length <= f32::EPSILON {
            return 0.0;
        }
        let (u, v) = (nose.0 - (left.0 + right.0) / 2.0, nose.1 - (left.1 + right.1) / 2.0);
        (u * x + v * y) / length
    }
}

/// What a face looks like in numbers, of length one. It cannot be printed.
#[derive(Clone, PartialEq)]
pub struct Template(Vec<f32>);

impl std::fmt::Debug for Template {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("…")
    }
}

impl Template {
    /// The template of these numbers; nothing where there are others than [`LENGTH`], or they say nothing.
    #[must_use]
    pub fn of(mut numbers: Vec<f32>) -> Option<Self> {
        let size = numbers.iter().map(|one| one * one).sum::<f32>().sqrt();
        if numbers.len() != LENGTH || !size.is_finite() || size <= f32::EPSILON {
            return None;
        }
        for number in &mut numbers {
            *number /= size;
        }
        Some(Self(numbers))
    }

    /// How alike two are: 1 the same, about 0 two people.
    #[must_use]
    pub fn like(&self, other: &Self) -> f32 {
        self.0.iter().zip(&other.0).map(|(one, two)| one * two).sum()
    }

    /// Its numbers.
    #[must_use]
    pub fn numbers(&self) -> &[f32] {
        &self.0
    }
}

/// A face in a picture.
#[derive(Clone, PartialEq, Debug)]
pub struct Seen {
    /// Where, in a picture of at most 640 places a side.
    pub place: Box4,
    /// How sure it is that this is a face, up to 1.
    pub score: f32,
    /// Its marks.
    pub marks: Marks,
    /// What it looks like.
    pub template: Template,
}

/// Whoever sees, with nets that were read.
pub struct Sight {
    detector: Detector,
    likeness: Net,
}

impl Sight {
    /// Reads the nets: those that find faces, and the one that makes templates. Nothing where one of them cannot be run.
    #[must_use]
    pub fn of([first, second, third, likeness]: [&[u8]; 4]) -> Option<Self> {
        let detector =
            Detector { first: Net::read(first)?, second: Net::read(second)?, third: Net::read(third)? };
        Some(Self { detector, likeness: Net::read(likeness)? })
    }

    /// The faces in a picture, the widest first; nothing where the net that finds them fails.
    #[must_use]
    pub fn look(&self, picture: &Picture) -> Option<Vec<Seen>> {
        let picture = picture.fitted();
        let mut found = self.detector.find(&picture, SMALLEST)?;
        found.sort_by(|one, two| two.place.wide().total_cmp(&one.place.wide()));
        found.truncate(FACES_MAX);
        // One of which nothing can be made, as where its marks coincide, hides none of the others.
        Some(found.into_iter().filter_map(|one| self.seen(&picture, one)).collect())
    }

    fn seen(&self, picture: &Picture, Found { place, score, marks }: Found) -> Option<Seen> {
        let data = aligned(picture, &marks)?;
        let made = self.likeness.run(Tensor { sides: [1, SIDE, SIDE, 3], data })?;
        let template = Template::of(made.into_iter().next()?.data)?;
        Some(Seen { place, score, marks, template })
    }
}

/// The face of a photo that somebody gave: large enough, sure, from the front, and with nobody beside it.
#[must_use]
pub fn enrolled(seen: &[Seen]) -> Option<&Template> {
    let (first, others) = seen.split_first()?;
    let is_clear = first.score >= 0.95 && first.place.wide() >= 80.0 && first.marks.turn().abs() <= 0.2;
    let is_alone = others.iter().all(|other| other.place.wide() * 2.0 < first.place.wide());
    (is_clear && is_alone).then_some(&first.template)
}
