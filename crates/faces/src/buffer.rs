//! FlatBuffers, as far as models are written in it: tables of fields, vectors, all by offsets that are believed only within the
//! file.

/// A table at a place in a file.
#[derive(Clone, Copy)]
pub(crate) struct Table<'a> {
    file: &'a [u8],
    at: usize,
}

fn array<const N: usize>(file: &[u8], at: usize) -> Option<[u8; N]> {
    file.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn word(file: &[u8], at: usize) -> Option<u32> {
    array(file, at).map(u32::from_le_bytes)
}

/// Where the offset that stands here leads to.
fn follow(file: &[u8], at: usize) -> Option<usize> {
    at.checked_add(usize::try_from(word(file, at)?).ok()?)
}

impl<'a> Table<'a> {
    /// The first table of a file.
    pub(crate) fn root(file: &'a [u8]) -> Option<Self> {
        Some(Self { file, at: follow(file, 0)? })
    }

    /// Where a field lies; nothing where it has its default.
    fn field(&self, number: usize) -> Option<usize> {
        let back = i32::from_le_bytes(array(self.file, self.at)?);
        let shape = usize::try_from(i64::try_from(self.at).ok()? - i64::from(back)).ok()?;
        let length = usize::from(u16::from_le_bytes(array(self.file, shape)?));
        let place = 4 + 2 * number;
        if place + 2 > length {
            return None;
        }
        let offset = u16::from_le_bytes(array(self.file, shape + place)?);
        (offset != 0).then(|| self.at + usize::from(offset))
    }

    pub(crate) fn byte(&self, number: usize) -> u8 {
        self.field(number).and_then(|at| self.file.get(at).copied()).unwrap_or(0)
    }

    pub(crate) fn int(&self, number: usize, otherwise: i32) -> i32 {
        let there = self.field(number).and_then(|at| array(self.file, at));
        there.map_or(otherwise, i32::from_le_bytes)
    }

    pub(crate) fn table(&self, number: usize) -> Option<Self> {
        Some(Self { file: self.file, at: follow(self.file, self.field(number)?)? })
    }

    /// How many there are in a vector, and where the first lies.
    fn vector(&self, number: usize) -> Option<(usize, usize)> {
        let at = follow(self.file, self.field(number)?)?;
        Some((usize::try_from(word(self.file, at)?).ok()?, at + 4))
    }

    pub(crate) fn tables(&self, number: usize) -> Option<Vec<Self>> {
        let Some((count, from)) = self.vector(number) else { return Some(Vec::new()) };
        // What is announced is believed only as far as the file goes.
        if count > self.file.len() / 4 {
            return None;
        }
        (0..count)
            .map(|each| Some(Self { file: self.file, at: follow(self.file, from + 4 * each)? }))
            .collect()
    }

    pub(crate) fn ints(&self, number: usize) -> Option<Vec<i32>> {
        let Some((count, from)) = self.vector(number) else { return Some(Vec::new()) };
        let bytes = self.file.get(from..from.checked_add(count.checked_mul(4)?)?)?;
        Some(bytes.as_chunks::<4>().0.iter().map(|four| i32::from_le_bytes(*four)).collect())
    }

    pub(crate) fn bytes(&self, number: usize) -> Option<&'a [u8]> {
        let Some((count, from)) = self.vector(number) else { return Some(&[]) };
        self.file.get(from..from.checked_add(count)?)
    }
}
