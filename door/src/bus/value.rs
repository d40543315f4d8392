//! Values of D-Bus as bytes, in the order of bytes of small machines ("little endian"), as its specification has them.

/// Values within values, at most.
const DEPTH: usize = 16;

/// One value. Kinds that nobody here asks for are read past.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// `y`.
    Byte(u8),
    /// `b`.
    Bool(bool),
    /// `q`.
    Short(u16),
    /// `u`.
    Number(u32),
    /// `s`.
    Text(String),
    /// `o`.
    Path(String),
    /// `g`.
    Signature(String),
    /// `a…`, with the signature of one of them.
    Array(String, Vec<Value>),
    /// `(…)`.
    Struct(Vec<Value>),
    /// `{…}`, which stands in arrays alone.
    Entry(Box<(Value, Value)>),
    /// `v`.
    Variant(Box<Value>),
    /// A number of another kind, by its sign: `n`, `i`, `x`, `t`, `d`, `h`.
    Other(char),
}

impl Value {
    /// A text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// The path of an object.
    #[must_use]
    pub fn path(path: &str) -> Self {
        Self::Path(path.to_owned())
    }

    /// Any value, with its kind.
    #[must_use]
    pub fn variant(self) -> Self {
        Self::Variant(Box::new(self))
    }

    /// Bytes.
    #[must_use]
    pub fn bytes(bytes: &[u8]) -> Self {
        Self::Array("y".to_owned(), bytes.iter().copied().map(Self::Byte).collect())
    }

    /// Names with their values: `a{sv}`.
    #[must_use]
    pub fn named(all: Vec<(&str, Self)>) -> Self {
        let entry = |(name, value): (&str, Self)| Self::Entry(Box::new((Self::text(name), value.variant())));
        Self::Array("{sv}".to_owned(), all.into_iter().map(entry).collect())
    }

    /// The text or path that it is.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Path(text) | Self::Signature(text) => Some(text),
            _ => None,
        }
    }

    /// The bytes that it is.
    #[must_use]
    pub fn as_bytes(&self) -> Option<Vec<u8>> {
        let Self::Array(_, all) = self else { return None };
        all.iter().map(|one| if let Self::Byte(byte) = one { Some(*byte) } else { None }).collect()
    }

    /// What stands by a name in names with their values, out of its variant.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Array(_, all) = self else { return None };
        all.iter().find_map(|one| match one {
            Self::Entry(entry) if entry.0.as_text() == Some(name) => match &entry.1 {
                Self::Variant(value) => Some(&**value),
                value => Some(value),
            },
            _ => None,
        })
    }

    /// Of which kind it is.
    #[must_use]
    pub fn signature(&self) -> String {
        match self {
            Self::Byte(_) => "y".to_owned(),
            Self::Bool(_) => "b".to_owned(),
            Self::Short(_) => "q".to_owned(),
            Self::Number(_) => "u".to_owned(),
            Self::Text(_) => "s".to_owned(),
            Self::Path(_) => "o".to_owned(),
            Self::Signature(_) => "g".to_owned(),
            Self::Array(of, _) => format!("a{of}"),
            Self::Struct(all) => format!("({})", all.iter().map(Self::signature).collect::<String>()),
            Self::Entry(entry) => format!("{{{}{}}}", entry.0.signature(), entry.1.signature()),
            Self::Variant(_) => "v".to_owned(),
            Self::Other(kind) => kind.to_string(),
        }
    }
}

/// At which multiple of bytes a value of this kind begins.
const fn alignment(kind: u8) -> usize {
    match kind {
        b'y' | b'g' | b'v' => 1,
        b'n' | b'q' => 2,
        b'x' | b't' | b'd' | b'(' | b'{' => 8,
        _ => 4,
    }
}

/// Writes values, one after the other, from the beginning of a message on.
#[derive(Default)]
pub(super) struct Writer(pub Vec<u8>);

impl Writer {
    pub fn align(&mut self, to: usize) {
        self.0.resize(self.0.len().next_multiple_of(to), 0);
    }

    pub fn number(&mut self, number: u32) {
        self.align(4);
        self.0.extend(number.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(u32::try_from(text.len()).unwrap_or(u32::MAX));
        self.0.extend(text.bytes());
        self.0.push(0);
    }

    fn signature(&mut self, kinds: &str) {
        self.0.push(u8::try_from(kinds.len()).unwrap_or(u8::MAX));
        self.0.extend(kinds.bytes());
        self.0.push(0);
    }

    pub fn value(&mut self, value: &Value) {
        match value {
            Value::Byte(byte) => self.0.push(*byte),
            Value::Bool(is) => self.number(u32::from(*is)),
            Value::Short(number) => {
                self.align(2);
                self.0.extend(number.to_le_bytes());
            }
            Value::Number(number) => self.number(*number),
            Value::Text(text) | Value::Path(text) => self.text(text),
            Value::Signature(kinds) => self.signature(kinds),
            Value::Array(of, all) => {
                self.number(0);
                let length_at = self.0.len() - 4;
                self.align(of.bytes().next().map_or(1, alignment));
                let from = self.0.len();
                all.iter().for_each(|one| self.value(one));
                let length = u32::try_from(self.0.len() - from).unwrap_or(u32::MAX);
                self.0[length_at..length_at + 4].copy_from_slice(&length.to_le_bytes());
            }
            Value::Struct(all) => {
                self.align(8);
                all.iter().for_each(|one| self.value(one));
            }
            Value::Entry(entry) => {
                self.align(8);
                self.value(&entry.0);
                self.value(&entry.1);
            }
            Value::Variant(value) => {
                self.signature(&value.signature());
                self.value(value);
            }
            // Nobody here writes one.
            Value::Other(_) => {}
        }
    }
}

/// Reads values, from the beginning of a message on.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub const fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    pub fn align(&mut self, to: usize) {
        self.at = self.at.next_multiple_of(to);
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        self.align(4);
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn text(&mut self, length: usize) -> Option<String> {
        let text = std::str::from_utf8(self.take(length)?).ok()?.to_owned();
        (self.take(1)? == [0]).then_some(text)
    }

    /// All values of these kinds.
    pub fn values(&mut self, mut kinds: &str) -> Option<Vec<Value>> {
        let mut all = Vec::new();
        while !kinds.is_empty() {
            let (kind, rest) = kinds.split_at(first(kinds, 0)?);
            all.push(self.value(kind, 0)?);
            kinds = rest;
        }
        Some(all)
    }

    fn value(&mut self, kind: &str, depth: usize) -> Option<Value> {
        if depth > DEPTH {
            return None;
        }
        let sign = kind.bytes().next()?;
        self.align(alignment(sign));
        Some(match sign {
            b'y' => Value::Byte(self.take(1)?[0]),
            b'b' => Value::Bool(self.number()? == 1),
            b'q' => Value::Short(u16::from_le_bytes(self.take(2)?.try_into().ok()?)),
            b'u' => Value::Number(self.number()?),
            b's' | b'o' => {
                let length = usize::try_from(self.number()?).ok()?;
                let text = self.text(length)?;
                if sign == b's' { Value::Text(text) } else { Value::Path(text) }
            }
            b'g' => {
                let length = usize::from(self.take(1)?[0]);
                Value::Signature(self.text(length)?)
            }
            b'v' => {
                let length = usize::from(self.take(1)?[0]);
                let kind = self.text(length)?;
                if first(&kind, 0)? != kind.len() {
                    return None;
                }
                self.value(&kind, depth + 1)?.variant()
            }
            b'a' => self.array(kind.get(1..)?, depth)?,
            b'(' => {
                let (mut kinds, mut all) = (kind.get(1..kind.len() - 1)?, Vec::new());
                while !kinds.is_empty() {
                    let (one, rest) = kinds.split_at(first(kinds, 0)?);
                    all.push(self.value(one, depth + 1)?);
                    kinds = rest;
                }
                Value::Struct(all)
            }
            b'{' => {
                let inner = kind.get(1..kind.len() - 1)?;
                let (name, value) = inner.split_at(first(inner, 0)?);
                Value::Entry(Box::new((self.value(name, depth + 1)?, self.value(value, depth + 1)?)))
            }
            other => {
                self.take(alignment(other))?;
                Value::Other(char::from(other))
            }
        })
    }

    fn array(&mut self, of: &str, depth: usize) -> Option<Value> {
        let length = usize::try_from(self.number()?).ok()?;
        self.align(of.bytes().next().map_or(1, alignment));
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len())?;
        let mut all = Vec::new();
        while self.at < end {
            all.push(self.value(of, depth + 1)?);
        }
        (self.at == end).then(|| Value::Array(of.to_owned(), all))
    }
}

/// How many signs the first kind takes.
fn first(kinds: &str, depth: usize) -> Option<usize> {
    if depth > DEPTH {
        return None;
    }
    let within = |close: char| {
        let (mut at, mut count) = (1, 0);
        while !kinds.get(at..)?.starts_with(close) {
            at += first(kinds.get(at..)?, depth + 1)?;
            count += 1;
        }
        Some((at + 1, count))
    };
    match kinds.chars().next()? {
        'a' => Some(1 + first(&kinds[1..], depth + 1)?),
        '(' => within(')').filter(|(_, count)| *count > 0).map(|(length, _)| length),
        '{' => within('}').filter(|(_, count)| *count == 2).map(|(length, _)| length),
        'y' | 'b' | 'n' | 'q' | 'i' | 'u' | 'x' | 't' | 'd' | 'h' | 's' | 'o' | 'g' | 'v' => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Reader, Value, Writer};

    #[test]
    fn what_is_written_is_read_and_what_is_broken_off_is_not() {
        let inner = Value::named(vec![("UUID", Value::text("x")), ("Primary", Value::Bool(true))]);
        let entry = |name: Value, value: Value| Value::Entry(Box::new((name, value)));
        let faces = Value::Array("{sa{sv}}".to_owned(), vec![entry(Value::text("org.x"), inner.clone())]);
        let all = Value::Array("{oa{sa{sv}}}".to_owned(), vec![entry(Value::path("/a"), faces)]);
        let body = [
            Value::Byte(7),
            all,
            Value::Short(9),
            Value::bytes(&[1, 2, 3]),
            Value::Struct(vec![Value::Number(1), inner]),
        ];
        let kinds: String = body.iter().map(Value::signature).collect();
        let mut to = Writer::default();
        body.iter().for_each(|one| to.value(one));
        assert_eq!(Reader::new(&to.0, 0).values(&kinds).unwrap(), body);
        for end in 0..to.0.len() {
            assert_eq!(Reader::new(&to.0[..end], 0).values(&kinds), None, "{end}");
        }
    }

    #[test]
    fn kinds_that_cannot_be_are_not_read() {
        let deep = "a".repeat(40) + "y";
        for kinds in ["()", "{s}", "{sss}", "(s", "a", "z", "\u{e9}", deep.as_str()] {
            assert_eq!(Reader::new(&[0; 256], 0).values(kinds), None, "{kinds}");
        }
    }
}
