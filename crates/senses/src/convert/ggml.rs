//! The file of whisper.cpp: sizes, filters, vocabulary, then tensors, each with its sides from the last to the first.

use std::io::{self, Write};

use super::source::Form;
use super::{Odd, Tensor, odd};

const MAGIC: u32 = 0x6767_6d6c;
const WHOLE: i32 = 0;
const HALF: i32 = 1;
/// Points of the spectrum that the filters weigh.
pub(super) const POINTS: usize = 201;

/// How large a model is, in the order of the file.
pub(super) struct Sizes {
    pub vocabulary: usize,
    pub audio_places: usize,
    pub audio_width: usize,
    pub audio_heads: usize,
    pub audio_layers: usize,
    pub text_places: usize,
    pub text_width: usize,
    pub text_heads: usize,
    pub text_layers: usize,
    pub mels: usize,
}

/// Writes the file as its parts come.
pub(super) struct Writer<'a, W> {
    to: &'a mut W,
}

fn number(value: usize) -> io::Result<[u8; 4]> {
    let value = i32::try_from(value).map_err(|_| io::Error::other("a size is too large"))?;
    Ok(value.to_le_bytes())
}

impl<'a, W: Write> Writer<'a, W> {
    pub(super) fn begin(to: &'a mut W, sizes: &Sizes) -> Result<Self, Odd> {
        to.write_all(&MAGIC.to_le_bytes())?;
        let all = [
            sizes.vocabulary,
            sizes.audio_places,
            sizes.audio_width,
            sizes.audio_heads,
            sizes.audio_layers,
            sizes.text_places,
            sizes.text_width,
            sizes.text_heads,
            sizes.text_layers,
            sizes.mels,
        ];
        for size in all {
            to.write_all(&number(size)?)?;
        }
        to.write_all(&HALF.to_le_bytes())?;
        Ok(Self { to })
    }

    pub(super) fn filters(&mut self, mels: usize, filters: &[f32]) -> Result<(), Odd> {
        self.to.write_all(&number(mels)?)?;
        self.to.write_all(&number(POINTS)?)?;
        for weight in filters {
            self.to.write_all(&weight.to_le_bytes())?;
        }
        Ok(())
    }

    pub(super) fn vocabulary(&mut self, tokens: &[Vec<u8>]) -> Result<(), Odd> {
        self.to.write_all(&number(tokens.len())?)?;
        for token in tokens {
            self.to.write_all(&number(token.len())?)?;
            self.to.write_all(token)?;
        }
        Ok(())
    }

    fn head(&mut self, name: &str, tensor: &Tensor<'_>, form: i32) -> Result<(), Odd> {
        self.to.write_all(&number(tensor.sides.len())?)?;
        self.to.write_all(&number(name.len())?)?;
        self.to.write_all(&form.to_le_bytes())?;
        for side in tensor.sides.iter().rev() {
            self.to.write_all(&number(*side)?)?;
        }
        Ok(self.to.write_all(name.as_bytes())?)
    }

    /// A matrix, two bytes a number.
    pub(super) fn half(&mut self, name: &str, tensor: &Tensor<'_>) -> Result<(), Odd> {
        if tensor.form != Form::Half {
            return Err(odd(format!("{name}: is not f16")));
        }
        self.head(name, tensor, HALF)?;
        Ok(self.to.write_all(tensor.bytes)?)
    }

    /// A row or what stands for places, four bytes a number: whisper.cpp wants these so.
    pub(super) fn exact(&mut self, name: &str, tensor: &Tensor<'_>) -> Result<(), Odd> {
        self.head(name, tensor, WHOLE)?;
        if tensor.form == Form::Whole {
            return Ok(self.to.write_all(tensor.bytes)?);
        }
        let (pairs, _) = tensor.bytes.as_chunks::<2>();
        for pair in pairs {
            self.to.write_all(&widened(u16::from_le_bytes(*pair)).to_le_bytes())?;
        }
        Ok(())
    }

    pub(super) fn end(self) -> io::Result<()> {
        self.to.flush()
    }
}

/// A number of sixteen bits (IEEE 754) in thirty-two: exact.
pub(super) fn widened(half: u16) -> f32 {
    let (sign, exponent, part) =
        (u32::from(half >> 15), u32::from(half >> 10 & 0x1f), u32::from(half & 0x3ff));
    let bits = match (exponent, part) {
        (0, 0) => 0,
        (0, part) => {
            // A number without its leading one gets it back.
            let shift = part.leading_zeros() - 21;
            (113 - shift) << 23 | (part << shift & 0x3ff) << 13
        }
        (0x1f, part) => 0xff << 23 | part << 13,
        (exponent, part) => (exponent + 112) << 23 | part << 13,
    };
    f32::from_bits(sign << 31 | bits)
}

/// A tensor of a file: its name, its sides from the last to the first, its form.
type Part = (String, Vec<i32>, i32);

/// The sizes and the tensors (name, sides from the last to the first, form) of a file that was written.
#[doc(hidden)]
#[must_use]
pub fn listed(file: &[u8]) -> Option<(Vec<i32>, Vec<Part>)> {
    let mut rest = file;
    let mut next = || -> Option<i32> {
        let (bytes, after) = rest.split_first_chunk()?;
        rest = after;
        Some(i32::from_le_bytes(*bytes))
    };
    next()?;
    let sizes: Vec<i32> = (0..11).map(|_| next()).collect::<Option<_>>()?;
    let filters = usize::try_from(next()? * next()?).ok()? * 4;
    let tokens = {
        rest = rest.get(filters..)?;
        let (count, after) = rest.split_first_chunk()?;
        rest = after;
        i32::from_le_bytes(*count)
    };
    for _ in 0..tokens {
        let (length, after) = rest.split_first_chunk()?;
        rest = after.get(usize::try_from(i32::from_le_bytes(*length)).ok()?..)?;
    }
    let mut tensors = Vec::new();
    while !rest.is_empty() {
        let (tensor, after) = one(rest)?;
        tensors.push(tensor);
        rest = after;
    }
    Some((sizes, tensors))
}

type Listed<'a> = (Part, &'a [u8]);

fn one(from: &[u8]) -> Option<Listed<'_>> {
    let number = |at: usize| Some(i32::from_le_bytes(*from.get(at * 4..)?.first_chunk()?));
    let (rank, length) = (usize::try_from(number(0)?).ok()?, usize::try_from(number(1)?).ok()?);
    let form = number(2)?;
    let sides: Vec<i32> = (3..3 + rank).map(number).collect::<Option<_>>()?;
    let name_at = (3 + rank) * 4;
    let name = String::from_utf8(from.get(name_at..name_at + length)?.to_vec()).ok()?;
    let count = sides.iter().try_fold(1_usize, |all, side| all.checked_mul(usize::try_from(*side).ok()?))?;
    let width = if form == HALF { 2 } else { 4 };
    Some(((name, sides, form), from.get(name_at + length + count * width..)?))
}

#[cfg(test)]
mod tests {
    use super::widened;

    #[test]
    fn sixteen_bits_become_thirty_two_without_loss() {
        for (half, whole) in [
            (0x0000, 0.0_f32),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65_504.0),
            (0x0400, 6.103_515_6e-5),
            (0x03ff, 6.097_555e-5),
            (0x0001, 5.960_464_5e-8),
            (0x3555, 0.333_251_95),
        ] {
            assert_eq!(widened(half).to_bits(), whole.to_bits(), "{half:x}");
        }
        assert!(widened(0x7c00).is_infinite() && widened(0x7e00).is_nan());
        assert!(widened(0x8000).is_sign_negative());
    }
}
