//! The file of CTranslate2: a head, then named blocks of numbers. Read as it lies in memory; nothing of it is believed.

use std::collections::HashMap;

use super::{Odd, odd};

/// Version of the file that is understood.
const VERSION: u32 = 6;
/// Blocks and sides of one, at most.
const BLOCKS_MAX: u32 = 4_096;
const RANK_MAX: u8 = 4;

/// How numbers are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// Four bytes each.
    Whole,
    /// Two bytes each.
    Half,
    /// Sixteen bits, an integer.
    Short,
    /// What this program has no use for.
    Other,
}

/// A block of numbers.
#[derive(Clone, Debug)]
pub(super) struct Tensor<'a> {
    name: &'a str,
    pub sides: Vec<usize>,
    pub form: Form,
    pub bytes: &'a [u8],
}

impl<'a> Tensor<'a> {
    /// How long this side is.
    pub(super) fn side(&self, at: usize) -> Result<usize, Odd> {
        self.sides.get(at).copied().ok_or_else(|| odd(format!("{}: has no side {at}", self.name)))
    }

    /// As many parts, which lie beneath one another.
    pub(super) fn parts(&self, count: usize) -> Result<Vec<Tensor<'a>>, Odd> {
        let rows = self.side(0)?;
        if count == 0 || rows == 0 || rows % count != 0 {
            return Err(odd(format!("{}: {rows} rows are not {count} parts", self.name)));
        }
        let mut sides = self.sides.clone();
        sides[0] = rows / count;
        let parts = self.bytes.chunks_exact(self.bytes.len() / count);
        Ok(parts.map(|bytes| Tensor { bytes, sides: sides.clone(), ..self.clone() }).collect())
    }

    /// A row as a column: what whisper.cpp wants of the first biases.
    pub(super) fn upright(&self) -> Result<Tensor<'a>, Odd> {
        Ok(Tensor { sides: vec![self.side(0)?, 1], ..self.clone() })
    }
}

/// All blocks of a file.
pub(super) struct Source<'a> {
    blocks: HashMap<&'a str, Tensor<'a>>,
}

impl<'a> Source<'a> {
    pub(super) fn read(file: &'a [u8]) -> Result<Self, Odd> {
        let mut rest = Rest(file);
        let version = rest.u32()?;
        if version != VERSION {
            return Err(odd(format!("version {version} of CTranslate2's file is not {VERSION}")));
        }
        let spec = rest.text()?;
        if spec != "WhisperSpec" {
            return Err(odd(format!("{spec} is no Whisper")));
        }
        rest.u32()?;
        let count = rest.u32()?;
        if count > BLOCKS_MAX {
            return Err(odd("too many blocks"));
        }
        let mut blocks = HashMap::new();
        for _ in 0..count {
            let block = rest.block()?;
            blocks.insert(block.name, block);
        }
        Ok(Self { blocks })
    }

    /// The numbers under this name.
    pub(super) fn get(&self, name: &str) -> Result<Tensor<'a>, Odd> {
        let block = self.blocks.get(name).ok_or_else(|| odd(format!("{name}: is not there")))?;
        match block.form {
            Form::Whole | Form::Half => Ok(block.clone()),
            Form::Short | Form::Other => Err(odd(format!("{name}: is neither f16 nor f32"))),
        }
    }

    /// A single number.
    pub(super) fn number(&self, name: &str) -> Result<usize, Odd> {
        let block = self.blocks.get(name).filter(|block| block.form == Form::Short && block.sides.is_empty());
        let bytes = block.and_then(|block| block.bytes.first_chunk());
        bytes
            .map(|bytes| usize::from(u16::from_le_bytes(*bytes)))
            .ok_or_else(|| odd(format!("{name}: no number")))
    }

    /// How many layers a side has.
    pub(super) fn layers(&self, side: &str) -> Result<usize, Odd> {
        let has = |layer: &usize| {
            self.blocks.contains_key(format!("{side}/layer_{layer}/ffn/linear_0/weight").as_str())
        };
        match (0..256).take_while(has).count() {
            0 => Err(odd(format!("{side}: has no layers"))),
            count => Ok(count),
        }
    }
}

/// What of the file is still to be read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Odd> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or_else(|| odd("the file breaks off"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn u32(&mut self) -> Result<u32, Odd> {
        let bytes = self.take(4)?.first_chunk().ok_or_else(|| odd("the file breaks off"))?;
        Ok(u32::from_le_bytes(*bytes))
    }

    fn byte(&mut self) -> Result<u8, Odd> {
        self.take(1)?.first().copied().ok_or_else(|| odd("the file breaks off"))
    }

    /// A length, then as many bytes, of which the last is nothing.
    fn text(&mut self) -> Result<&'a str, Odd> {
        let length = u16::from_le_bytes([self.byte()?, self.byte()?]);
        let bytes = self.take(usize::from(length))?;
        let text = std::str::from_utf8(bytes).map_err(|_| odd("a name is no text"))?;
        Ok(text.trim_end_matches('\0'))
    }

    fn block(&mut self) -> Result<Tensor<'a>, Odd> {
        let name = self.text()?;
        let rank = self.byte()?;
        if rank > RANK_MAX {
            return Err(odd(format!("{name}: has {rank} sides")));
        }
        let mut sides = Vec::new();
        for _ in 0..rank {
            sides.push(usize::try_from(self.u32()?).map_err(|_| odd(format!("{name}: is too large")))?);
        }
        let (form, width) = match self.byte()? {
            0 => (Form::Whole, 4),
            2 => (Form::Short, 2),
            4 => (Form::Half, 2),
            1 => (Form::Other, 1),
            _ => (Form::Other, 0),
        };
        let length = usize::try_from(self.u32()?).map_err(|_| odd(format!("{name}: is too large")))?;
        let whole = sides.iter().try_fold(width, |sum: usize, side| sum.checked_mul(*side));
        if width > 0 && whole != Some(length) {
            return Err(odd(format!("{name}: has not as many numbers as it says")));
        }
        Ok(Tensor { name, sides, form, bytes: self.take(length)? })
    }
}
