//! What the agent and the program that sees say to one another, over the program's standard input and output.
//!
//! Each thing said is a frame: one byte that says what it is, four bytes of length (big-endian), then as many bytes. The program
//! first says that it sees, or why not; then it answers each picture with the faces in it, or that it is no picture.

use std::io::{self, Read, Write};

use crate::picture::BYTES_MAX;
use crate::sight::{Box4, FACES_MAX, LENGTH, Marks, Seen, Template};

/// Numbers of one face: its sides, how sure it is, its marks, its template.
const FACE: usize = 4 + 1 + 10 + LENGTH;

/// What a frame is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// It sees.
    Ready,
    /// It cannot, as long as it runs: a net is missing, or is another one.
    Blind,
    /// A picture.
    Picture,
    /// The faces in it.
    Faces,
    /// It was no picture.
    None,
}

impl Kind {
    const ALL: [(Self, u8, usize); 5] = [
        (Self::Ready, b'r', 0),
        (Self::Blind, b'b', 0),
        (Self::Picture, b'p', BYTES_MAX),
        (Self::Faces, b'f', FACES_MAX * FACE * 4),
        (Self::None, b'n', 0),
    ];

    fn of(letter: u8) -> Option<(Self, usize)> {
        Self::ALL.into_iter().find(|(_, known, _)| *known == letter).map(|(kind, _, most)| (kind, most))
    }

    fn head(self) -> (u8, usize) {
        let found = Self::ALL.into_iter().find(|(kind, ..)| *kind == self);
        found.map_or((b'n', 0), |(_, letter, most)| (letter, most))
    }
}

fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// A frame as it travels.
///
/// # Errors
/// Where it is longer than it may be.
pub fn written(kind: Kind, body: &[u8]) -> io::Result<Vec<u8>> {
    let (letter, most) = kind.head();
    let length =
        u32::try_from(body.len()).ok().filter(|_| body.len() <= most).ok_or_else(|| wrong("too long"))?;
    Ok([&[letter][..], &length.to_be_bytes(), body].concat())
}

/// What a head says: what comes, and how many bytes of it.
///
/// # Errors
/// Where it says what may not be.
pub fn read_head([letter, a, b, c, d]: [u8; 5]) -> io::Result<(Kind, usize)> {
    let length = usize::try_from(u32::from_be_bytes([a, b, c, d])).map_err(|_| wrong("too long"))?;
    let (kind, _) = Kind::of(letter).filter(|(_, most)| length <= *most).ok_or_else(|| wrong("no frame"))?;
    Ok((kind, length))
}

/// Reads a frame; nothing where the other side ended properly before it.
///
/// # Errors
/// Where it is none, longer than it may be, or breaks off.
pub fn read(from: &mut impl Read) -> io::Result<Option<(Kind, Vec<u8>)>> {
    let mut head = [0; 5];
    if from.read(&mut head[..1])? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut head[1..])?;
    let (kind, length) = read_head(head)?;
    let mut body = vec![0; length];
    from.read_exact(&mut body)?;
    Ok(Some((kind, body)))
}

/// Writes a frame.
///
/// # Errors
/// Where it is longer than it may be, or the other side is gone.
pub fn write(to: &mut impl Write, kind: Kind, body: &[u8]) -> io::Result<()> {
    to.write_all(&written(kind, body)?)?;
    to.flush()
}

/// Faces as they travel.
#[must_use]
pub fn faces_written(seen: &[Seen]) -> Vec<u8> {
    let mut numbers = Vec::with_capacity(seen.len() * FACE);
    for Seen { place, score, marks, template } in seen.iter().take(FACES_MAX) {
        numbers.extend([place.left, place.top, place.right, place.bottom, *score]);
        numbers.extend(marks.0.iter().flat_map(|(x, y)| [*x, *y]));
        numbers.extend(template.numbers());
    }
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// The faces that travelled; nothing where they are none.
#[must_use]
pub fn faces_read(body: &[u8]) -> Option<Vec<Seen>> {
    let (numbers, rest) = body.as_chunks::<4>();
    let numbers: Vec<f32> = numbers.iter().map(|four| f32::from_le_bytes(*four)).collect();
    if !rest.is_empty() || !numbers.len().is_multiple_of(FACE) || numbers.iter().any(|one| !one.is_finite()) {
        return None;
    }
    let face = |one: &[f32]| {
        let mut marks = [(0.0, 0.0); 5];
        for (mark, two) in marks.iter_mut().zip(one[5..15].as_chunks::<2>().0) {
            *mark = (two[0], two[1]);
        }
        let place = Box4 { left: one[0], top: one[1], right: one[2], bottom: one[3] };
        Some(Seen { place, score: one[4], marks: Marks(marks), template: Template::of(one[15..].to_vec())? })
    };
    numbers.chunks_exact(FACE).map(face).collect()
}
