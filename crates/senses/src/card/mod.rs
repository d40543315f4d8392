//! Text on a picture of an identity card or of a number plate, read by two nets of the operator's own (PP-OCRv4: one finds lines, one
//! reads them).
//!
//! The nets are read as they are handed about (ONNX) and run by plain Rust; only the kinds of layers that are in them are known.
//! What is read is believed where length, check, day of birth and sex agree; nothing is guessed.

mod fields;
mod layers;
mod lines;
mod net;
mod onnx;
mod picture;
mod plate;
mod tensor;

pub use fields::Card;
pub use plate::Plate;

use std::path::Path;

use crate::wire::Deaf;
use fields::Piece;
use lines::Line;
use net::Net;
use picture::Picture;
use plate::Sign;
use tensor::Tensor;

/// The files in the folder of nets.
pub const FINDS: &str = "ch_PP-OCRv4_det_infer.onnx";
/// The other.
pub const READS: &str = "ch_PP-OCRv4_rec_infer.onnx";
/// Bytes of a net, at most.
const NET_MAX: u64 = 64 << 20;

/// The longest side of what lines are looked for in, and what its sides are multiples of.
const FOUND_IN: usize = 960;
const STEP: usize = 32;
/// How high a line is read, how wide it is at least and at most.
const HIGH: usize = 48;
const WIDE_MIN: usize = 128;
const WIDE_MAX: usize = 1_920;
/// How sure the net must be of a line, in the mean of its signs.
const SURE: f32 = 0.5;

/// Lines of a picture in which a plate is looked for: the largest.
const LINES_OF_PLATES: usize = 12;

/// By how much of its height a line is read longer that seems to be cut.
const LONGER: f32 = 0.8;

/// The nets, ready to read.
pub struct Reader {
    finds: Net,
    reads: Net,
    signs: Vec<char>,
}

impl Reader {
    /// Reads the nets out of their folder.
    ///
    /// # Errors
    /// Where one of them is not there, or is none of ours.
    pub fn open(folder: &Path) -> Result<Self, Deaf> {
        let net = |name: &str| {
            let file = folder.join(name);
            let length = std::fs::metadata(&file).map_err(|_| Deaf::Model)?.len();
            let bytes = std::fs::read(file).ok().filter(|_| length <= NET_MAX).ok_or(Deaf::Model)?;
            Net::read(&bytes).ok_or(Deaf::Model)
        };
        let (finds, reads) = (net(FINDS)?, net(READS)?);
        let signs = reads.beside.get("character").ok_or(Deaf::Model)?;
        let signs = signs.lines().map(|line| line.chars().next().unwrap_or(' ')).chain([' ']).collect();
        Ok(Self { finds, reads, signs })
    }

    /// The card on a picture (JPEG), which may lie on any of its sides.
    ///
    /// # Errors
    /// Where there is no picture, or no card on it that can be read and agrees with itself.
    pub fn read(&self, bytes: &[u8]) -> Result<Card, Deaf> {
        let mut picture = Picture::decode(bytes).ok_or(Deaf::Unreadable)?;
        let mut found = self.found(&picture).ok_or(Deaf::Failed)?;
        if is_sideways(&found) {
            picture = picture.quarter();
            found = self.found(&picture).ok_or(Deaf::Failed)?;
        }
        let pieces = self.pieces(&picture, &found);
        let is_upright = fields::is_upright(&pieces);
        if let Some(card) = fields::card(pieces) {
            return Ok(card);
        }
        if is_upright {
            return Err(Deaf::Unreadable);
        }
        picture = picture.quarter().quarter();
        let found = self.found(&picture).ok_or(Deaf::Failed)?;
        fields::card(self.pieces(&picture, &found)).ok_or(Deaf::Unreadable)
    }

    /// The lines on a picture, in its own pixels.
    fn found(&self, picture: &Picture) -> Option<Vec<Line>> {
        let longest = picture.wide.max(picture.high);
        let side = |side: usize| ((side * FOUND_IN / longest + STEP / 2) / STEP).max(1) * STEP;
        let (wide, high) = (side(picture.wide), side(picture.high));
        let input = Tensor::new(vec![1, 3, high, wide], picture.scaled(wide, high).planes())?;
        let map = self.finds.run(input)?;
        if map.sides != [1, 1, high, wide] {
            return None;
        }
        let (by_x, by_y) = (picture.wide as f32 / wide as f32, picture.high as f32 / high as f32);
        let by = f32::midpoint(by_x, by_y);
        let whole = |line: Line| Line {
            x: (line.x + 0.5) * by_x - 0.5,
            y: (line.y + 0.5) * by_y - 0.5,
            long: line.long * by,
            high: line.high * by,
            ..line
        };
        Some(lines::lines(&map.data, wide).into_iter().map(whole).collect())
    }

    /// What stands in these lines, set straight by how most of the text slants.
    fn pieces(&self, picture: &Picture, found: &[Line]) -> Vec<Piece> {
        let (sin, cos) = slant(found).sin_cos();
        let piece = |line: &Line| {
            let text = self.text(picture, line)?;
            Some(Piece {
                text,
                x: line.x * cos + line.y * sin,
                y: line.y * cos - line.x * sin,
                high: line.high,
            })
        };
        found.iter().filter_map(piece).collect()
    }

    /// What stands in one line; nothing where the net is not sure.
    fn text(&self, picture: &Picture, line: &Line) -> Option<String> {
        let signs = self.signs(picture, line)?;
        let sure = signs.iter().map(|(_, sure)| sure).sum::<f32>();
        let is_sure = !signs.is_empty() && sure / signs.len() as f32 >= SURE;
        is_sure.then(|| signs.into_iter().map(|(sign, _)| sign).collect())
    }

    /// The signs of one line, each with how sure the net is of it.
    fn signs(&self, picture: &Picture, line: &Line) -> Option<Vec<Sign>> {
        let scale = line.high / HIGH as f32;
        let wide = ((line.long / scale).ceil() as usize).clamp(1, WIDE_MAX);
        let whole = wide.max(WIDE_MIN);
        let mut data = vec![0.0; 3 * HIGH * whole];
        let (sin, cos) = line.slant.sin_cos();
        for row in 0..HIGH {
            let across = (row as f32 + 0.5 - HIGH as f32 / 2.0) * scale;
            for column in 0..wide {
                let along = (column as f32 + 0.5 - wide as f32 / 2.0) * line.long / wide as f32;
                let seen =
                    picture.at(line.x + along * cos - across * sin, line.y + along * sin + across * cos);
                for (plane, seen) in seen.into_iter().enumerate() {
                    data[(plane * HIGH + row) * whole + column] = seen / 127.5 - 1.0;
                }
            }
        }
        let said = self.reads.run(Tensor::new(vec![1, 3, HIGH, whole], data)?)?;
        let [1, _, classes] = *said.sides.as_slice() else { return None };
        self.spelled(&said.data, classes)
    }

    /// The signs of a line: of each place the likeliest, the same ones beside one another being one, and none where there is none.
    fn spelled(&self, chances: &[f32], classes: usize) -> Option<Vec<Sign>> {
        let (mut signs, mut before) = (Vec::new(), 0);
        for place in chances.chunks_exact(classes.max(1)) {
            let best = place.iter().enumerate().max_by(|one, two| one.1.total_cmp(two.1))?;
            if *best.1 > 0.0 && best.0 != 0 && best.0 != before {
                signs.push((*self.signs.get(best.0 - 1)?, *best.1));
            }
            before = best.0;
        }
        Some(signs)
    }

    /// The number plate on a picture (JPEG): where several can be read, the one of which the nets are surest.
    ///
    /// # Errors
    /// Where there is no picture, or no plate on it that can be read.
    pub fn plate(&self, bytes: &[u8]) -> Result<Plate, Deaf> {
        let picture = Picture::decode(bytes).ok_or(Deaf::Unreadable)?;
        let mut best = self.plate_on(&picture)?;
        // A plate far away is too small for the net that finds lines: it is looked for in parts of the picture, the lower first.
        if best.is_none() && picture.wide.max(picture.high) > FOUND_IN {
            for part in picture.parts() {
                best = self.plate_on(&part)?;
                if best.is_some() {
                    break;
                }
            }
        }
        best.ok_or(Deaf::Unreadable)
    }

    /// The signs of a line that may be a plate. The net that finds lines takes the first sign of some for an edge, and cuts it: what looks like
    /// a plate without its province is read once more, somewhat longer.
    fn whole_signs(&self, picture: &Picture, line: &Line) -> Option<Vec<Sign>> {
        let signs = self.signs(picture, line)?;
        if plate::plate(&signs).is_some() || !is_like_plate(&signs) {
            return Some(signs);
        }
        let longer = Line { long: line.long + LONGER * line.high, ..*line };
        self.signs(picture, &longer).filter(|signs| plate::plate(signs).is_some()).or(Some(signs))
    }

    fn plate_on(&self, picture: &Picture) -> Result<Option<Plate>, Deaf> {
        let mut lines = self.found(picture).ok_or(Deaf::Failed)?;
        lines.retain(|line| line.slant.abs() < std::f32::consts::FRAC_PI_4);
        lines.sort_by(|one, two| (two.long * two.high).total_cmp(&(one.long * one.high)));
        lines.truncate(LINES_OF_PLATES);
        let read: Vec<(Line, Vec<Sign>)> =
            lines.iter().filter_map(|line| Some((*line, self.whole_signs(picture, line)?))).collect();
        let one = read.iter().filter_map(|(_, signs)| plate::plate(signs));
        let two = read.iter().flat_map(|(above, head)| {
            let below = read.iter().filter(|(below, _)| is_below(above, below));
            below.filter_map(|(_, tail)| plate::of_two(head, tail))
        });
        Ok(one.chain(two).max_by_key(|plate| plate.sure))
    }
}

/// Whether so many letters and digits stand there as on a plate.
fn is_like_plate(signs: &[Sign]) -> bool {
    signs.iter().filter(|(sign, _)| sign.is_ascii_alphanumeric()).count() >= 5
}

/// Whether a line stands close beneath another, as on a plate of two.
fn is_below(above: &Line, below: &Line) -> bool {
    let (down, aside) = (below.y - above.y, (below.x - above.x).abs());
    down > 0.3 * above.high && down < 2.5 * below.high && aside < 0.5 * below.long
}

/// How most of the text slants: the middle of what its lines say, each as much as it is long.
fn slant(found: &[Line]) -> f32 {
    let mut all: Vec<(f32, f32)> = found.iter().map(|line| (line.slant, line.long)).collect();
    all.sort_by(|one, two| one.0.total_cmp(&two.0));
    let half = all.iter().map(|(_, long)| long).sum::<f32>() / 2.0;
    let mut sum = 0.0;
    let middle = all.iter().find(|(_, long)| {
        sum += long;
        sum >= half
    });
    middle.map_or(0.0, |(slant, _)| *slant)
}

/// Whether most of the text stands rather than lies.
fn is_sideways(found: &[Line]) -> bool {
    let long = |stands: bool| {
        let such = found.iter().filter(|line| (line.slant.abs() > std::f32::consts::FRAC_PI_4) == stands);
        such.map(|line| line.long).sum::<f32>()
    };
    long(true) > long(false)
}
