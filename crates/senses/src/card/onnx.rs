//! Nets as they are handed about in ONNX: protocol buffers, read as far as our nets are written in them. What a length announces is
//! believed only within the file.

use std::collections::BTreeMap;

use super::tensor::Tensor;

/// Layers of a net, at most.
const LAYERS_MAX: usize = 4_096;

/// A net as it is written.
pub(super) struct File {
    pub layers: Vec<Written>,
    pub known: BTreeMap<String, Tensor>,
    pub inputs: Vec<String>,
    pub outputs: Vec<String>,
    /// What its maker wrote beside it.
    pub beside: BTreeMap<String, String>,
}

/// A layer as it is written.
pub(super) struct Written {
    pub kind: String,
    pub from: Vec<String>,
    pub to: Vec<String>,
    said: BTreeMap<String, Said>,
}

/// What is said of a layer.
#[derive(Default)]
struct Said {
    number: Option<f32>,
    whole: Option<i64>,
    wholes: Vec<i64>,
    words: Vec<u8>,
    tensor: Option<Tensor>,
}

impl Written {
    pub(super) fn number(&self, name: &str, otherwise: f32) -> f32 {
        self.said.get(name).and_then(|said| said.number).unwrap_or(otherwise)
    }

    pub(super) fn whole(&self, name: &str, otherwise: i64) -> i64 {
        self.said.get(name).and_then(|said| said.whole).unwrap_or(otherwise)
    }

    pub(super) fn wholes(&self, name: &str) -> &[i64] {
        self.said.get(name).map_or(&[], |said| &said.wholes)
    }

    pub(super) fn words(&self, name: &str) -> &[u8] {
        self.said.get(name).map_or(&[], |said| &said.words)
    }
}

/// A field: its number and what it holds.
enum Field<'a> {
    Varint(u64),
    Four([u8; 4]),
    Bytes(&'a [u8]),
    Eight,
}

/// Takes one field after the other.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for turn in 0..10 {
            let (first, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(first & 0x7f).checked_shl(turn * 7)?;
            if first & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// The next; `Some(None)` at the end.
    fn next(&mut self) -> Option<Option<(u64, Field<'a>)>> {
        if self.0.is_empty() {
            return Some(None);
        }
        let key = self.varint()?;
        let field = match key & 7 {
            0 => Field::Varint(self.varint()?),
            1 => self.take(8).map(|_| Field::Eight)?,
            2 => {
                let length = usize::try_from(self.varint()?).ok()?;
                Field::Bytes(self.take(length)?)
            }
            5 => Field::Four(self.take(4)?.try_into().ok()?),
            _ => return None,
        };
        Some(Some((key >> 3, field)))
    }
}

/// Goes over all fields of a message.
fn each<'a>(bytes: &'a [u8], mut seen: impl FnMut(u64, Field<'a>) -> Option<()>) -> Option<()> {
    let mut fields = Fields(bytes);
    while let Some((number, field)) = fields.next()? {
        seen(number, field)?;
    }
    Some(())
}

fn text(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}

/// One varint, or many of them packed.
fn wholes(field: &Field<'_>, into: &mut Vec<i64>) -> Option<()> {
    match field {
        Field::Varint(one) => into.push(one.cast_signed()),
        Field::Bytes(bytes) => {
            let mut fields = Fields(bytes);
            while !fields.0.is_empty() {
                into.push(fields.varint()?.cast_signed());
            }
        }
        _ => return None,
    }
    Some(())
}

fn tensor(bytes: &[u8]) -> Option<(String, Tensor)> {
    let (mut sides, mut kind, mut name) = (Vec::new(), 0, String::new());
    let (mut raw, mut floats, mut ints): (&[u8], Vec<f32>, Vec<i64>) = (&[], Vec::new(), Vec::new());
    each(bytes, |number, field| {
        match (number, &field) {
            (1, _) => wholes(&field, &mut sides)?,
            (2, Field::Varint(one)) => kind = *one,
            (4, Field::Bytes(bytes)) => {
                floats.extend(bytes.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)));
            }
            (4, Field::Four(four)) => floats.push(f32::from_le_bytes(*four)),
            (5 | 7, _) => wholes(&field, &mut ints)?,
            (8, Field::Bytes(bytes)) => name = text(bytes)?,
            (9, Field::Bytes(bytes)) => raw = bytes,
            _ => {}
        }
        Some(())
    })?;
    let sides: Option<Vec<usize>> = sides.into_iter().map(|side| usize::try_from(side).ok()).collect();
    let data: Vec<f32> = match (kind, raw.is_empty()) {
        (1, false) => raw.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect(),
        (6, false) => raw.as_chunks::<4>().0.iter().map(|four| i32::from_le_bytes(*four) as f32).collect(),
        (7, false) => raw.as_chunks::<8>().0.iter().map(|eight| i64::from_le_bytes(*eight) as f32).collect(),
        (1, true) => floats,
        (6 | 7, true) => ints.into_iter().map(|one| one as f32).collect(),
        _ => return None,
    };
    Some((name, Tensor::new(sides?, data)?))
}

fn said(bytes: &[u8]) -> Option<(String, Said)> {
    let (mut name, mut said) = (String::new(), Said::default());
    each(bytes, |number, field| {
        match (number, &field) {
            (1, Field::Bytes(bytes)) => name = text(bytes)?,
            (2, Field::Four(four)) => said.number = Some(f32::from_le_bytes(*four)),
            (3, Field::Varint(one)) => said.whole = Some(one.cast_signed()),
            (4, Field::Bytes(bytes)) => said.words = bytes.to_vec(),
            (5, Field::Bytes(bytes)) => said.tensor = Some(tensor(bytes)?.1),
            (8, _) => wholes(&field, &mut said.wholes)?,
            _ => {}
        }
        Some(())
    })?;
    Some((name, said))
}

fn layer(bytes: &[u8]) -> Option<Written> {
    let mut layer = Written { kind: String::new(), from: Vec::new(), to: Vec::new(), said: BTreeMap::new() };
    each(bytes, |number, field| {
        match (number, field) {
            (1, Field::Bytes(bytes)) => layer.from.push(text(bytes)?),
            (2, Field::Bytes(bytes)) => layer.to.push(text(bytes)?),
            (4, Field::Bytes(bytes)) => layer.kind = text(bytes)?,
            (5, Field::Bytes(bytes)) => {
                let (name, said) = said(bytes)?;
                layer.said.insert(name, said);
            }
            _ => {}
        }
        Some(())
    })?;
    Some(layer)
}

/// The name in a description of an input or output.
fn named(bytes: &[u8]) -> Option<String> {
    let mut name = None;
    each(bytes, |number, field| {
        if let (1, Field::Bytes(bytes)) = (number, field) {
            name = Some(text(bytes)?);
        }
        Some(())
    })?;
    name
}

impl File {
    /// Reads a net; nothing where it is none.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut file = Self {
            layers: Vec::new(),
            known: BTreeMap::new(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            beside: BTreeMap::new(),
        };
        each(bytes, |number, field| {
            match (number, field) {
                (7, Field::Bytes(graph)) => file.graph(graph)?,
                (14, Field::Bytes(pair)) => {
                    let (mut key, mut value) = (String::new(), String::new());
                    each(pair, |number, field| {
                        match (number, field) {
                            (1, Field::Bytes(bytes)) => key = text(bytes)?,
                            (2, Field::Bytes(bytes)) => value = text(bytes)?,
                            _ => {}
                        }
                        Some(())
                    })?;
                    file.beside.insert(key, value);
                }
                _ => {}
            }
            Some(())
        })?;
        Some(file)
    }

    fn graph(&mut self, bytes: &[u8]) -> Option<()> {
        each(bytes, |number, field| {
            match (number, field) {
                (1, Field::Bytes(bytes)) => {
                    let mut layer = layer(bytes)?;
                    let value = layer.said.remove("value").and_then(|said| said.tensor);
                    match (layer.kind.as_str(), value, layer.to.first()) {
                        ("Constant", Some(value), Some(to)) => drop(self.known.insert(to.clone(), value)),
                        _ => self.layers.push(layer),
                    }
                    if self.layers.len() > LAYERS_MAX {
                        return None;
                    }
                }
                (5, Field::Bytes(bytes)) => {
                    let (name, value) = tensor(bytes)?;
                    self.known.insert(name, value);
                }
                (11, Field::Bytes(bytes)) => self.inputs.push(named(bytes)?),
                (12, Field::Bytes(bytes)) => self.outputs.push(named(bytes)?),
                _ => {}
            }
            Some(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::File;

    #[test]
    fn what_is_no_net_or_breaks_off_is_none() {
        for bytes in [&b"\x3a\xff"[..], b"\x3a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", b"\xff", b"GIF89a"] {
            assert!(File::read(bytes).is_none());
        }
        assert!(File::read(b"").is_some_and(|file| file.layers.is_empty()), "nothing says nothing");
    }
}
