//! How an input is changed: as bytes, as text in lines, as JSON.

use serde_json::Value;

use crate::Dice;

/// The largest input that is made.
const BYTES_MAX: usize = 64 * 1024;
/// How deep JSON is nested at most by one change.
const DEPTH: usize = 200;

/// What an input is, and so how it is changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// Bytes of any kind: flipped, cut, doubled, joined.
    Bytes,
    /// Text in lines: lines moved, numbers grown, words put in.
    Text,
    /// JSON: values of other types, lengths and depths; now and then no JSON at all.
    Json,
}

impl Change {
    /// A changed `input`; `other` is joined in now and then, `words` are put in.
    #[must_use]
    pub fn of(self, input: &[u8], other: &[u8], words: &[&[u8]], dice: &mut Dice) -> Vec<u8> {
        let mut made = input.to_vec();
        for _ in 0..=dice.below(4) {
            made = match self {
                Self::Json if !dice.one_in(6) => json(&made, words, dice),
                Self::Text if !dice.one_in(4) => text(&made, words, dice),
                _ => bytes(made, other, words, dice),
            };
        }
        made.truncate(BYTES_MAX);
        made
    }
}

fn bytes(mut made: Vec<u8>, other: &[u8], words: &[&[u8]], dice: &mut Dice) -> Vec<u8> {
    let at = dice.below(made.len() + 1);
    match dice.below(10) {
        0..=2 => set(&mut made, at, dice),
        3 => {
            // A length or a count of two or four bytes says something else.
            let number =
                [0u32, 1, 0x7fff, 0xffff, 0x1_0000, 0x7fff_ffff, u32::MAX][dice.below(7)].to_be_bytes();
            let number = if dice.one_in(2) { &number[..] } else { &number[2..] };
            for (old, new) in made.iter_mut().skip(at).zip(number) {
                *old = *new;
            }
        }
        4 => made.truncate(at),
        5 => {
            let end = (at + dice.below(32)).min(made.len());
            made.drain(at..end);
        }
        6 => {
            let end = (at + dice.below(64)).min(made.len());
            let piece: Vec<u8> = made[at..end].to_vec();
            let most = if dice.one_in(20) { 500 } else { 3 };
            let times = 1 + dice.below(most);
            made.splice(at..at, piece.repeat(times));
        }
        7 => {
            let noise: Vec<u8> = (0..dice.below(40)).map(|_| dice.byte()).collect();
            made.splice(at..at, noise);
        }
        8 => {
            let word = dice.pick(words).unwrap_or_default().to_vec();
            made.splice(at..at, word);
        }
        _ => {
            made.truncate(at);
            made.extend(&other[dice.below(other.len() + 1)..]);
        }
    }
    made.truncate(BYTES_MAX);
    made
}

/// Another byte: one bit of it, any, or one of those where numbers turn.
fn set(made: &mut [u8], at: usize, dice: &mut Dice) {
    if let Some(byte) = made.get_mut(at) {
        *byte = match dice.below(3) {
            0 => *byte ^ (1 << dice.below(8)),
            1 => dice.byte(),
            _ => [0, 1, 0x7f, 0x80, 0xff][dice.below(5)],
        };
    }
}

fn text(input: &[u8], words: &[&[u8]], dice: &mut Dice) -> Vec<u8> {
    let text = String::from_utf8_lossy(input);
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if lines.is_empty() {
        return dice.pick(words).unwrap_or_default().to_vec();
    }
    let (at, to) = (dice.below(lines.len()), dice.below(lines.len()));
    match dice.below(7) {
        0 => {
            lines.remove(at);
        }
        1 => lines.swap(at, to),
        2 => {
            let times = if dice.one_in(20) { 600 } else { 1 };
            let copies = vec![lines[at].clone(); times];
            lines.splice(to..to, copies);
        }
        3 => lines[at] = renumbered(&lines[at], dice),
        4 => {
            let word = String::from_utf8_lossy(dice.pick(words).unwrap_or_default()).into_owned();
            lines.insert(at, word + "\r\n");
        }
        5 => {
            let line = std::mem::take(&mut lines[at]);
            let end =
                line.char_indices().map(|(place, _)| place).nth(dice.below(line.chars().count().max(1)));
            lines[at] = format!("{}{}", &line[..end.unwrap_or(0)], if dice.one_in(2) { "\r\n" } else { "" });
        }
        _ => {
            let letter = ['\0', ' ', ':', '=', '\u{202e}', '中', '\u{10ffff}', '9'][dice.below(8)];
            let line = &mut lines[at];
            let places: Vec<usize> = line.char_indices().map(|(place, _)| place).collect();
            let place = places.get(dice.below(places.len())).copied().unwrap_or(0);
            line.insert(place, letter);
        }
    }
    lines.concat().into_bytes()
}

/// A line with one of its numbers grown beyond measure.
fn renumbered(line: &str, dice: &mut Dice) -> String {
    let wild =
        ["0", "-1", "65536", "4294967296", "18446744073709551616", "", "1e999", "00000000000000000000001"];
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let end = rest[at..].find(|letter: char| !letter.is_ascii_digit()).map_or(rest.len(), |end| at + end);
        out.push_str(&rest[..at]);
        out.push_str(if dice.one_in(3) { wild[dice.below(wild.len())] } else { &rest[at..end] });
        rest = &rest[end..];
    }
    out + rest
}

fn json(input: &[u8], words: &[&[u8]], dice: &mut Dice) -> Vec<u8> {
    let Ok(mut value) = serde_json::from_slice::<Value>(input) else {
        return bytes(input.to_vec(), b"{}", words, dice);
    };
    let count = places(&value);
    change_at(&mut value, &mut dice.below(count), words, dice);
    value.to_string().into_bytes()
}

/// How many values stand in a value, with itself.
fn places(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(places).sum(),
        Value::Object(fields) => fields.values().map(places).sum(),
        _ => 0,
    }
}

fn change_at(value: &mut Value, at: &mut usize, words: &[&[u8]], dice: &mut Dice) -> bool {
    if *at == 0 {
        changed(value, words, dice);
        return true;
    }
    *at -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| change_at(item, at, words, dice)),
        Value::Object(fields) => fields.iter_mut().any(|(_, field)| change_at(field, at, words, dice)),
        _ => false,
    }
}

fn changed(value: &mut Value, words: &[&[u8]], dice: &mut Dice) {
    let word = String::from_utf8_lossy(dice.pick(words).unwrap_or_default()).into_owned();
    match dice.below(12) {
        0 => *value = Value::Null,
        1 => *value = Value::Bool(dice.one_in(2)),
        2 => *value = [0, -1, 1, i64::MAX, i64::MIN][dice.below(5)].into(),
        3 => *value = [1e308, -0.5, 1e-320][dice.below(3)].into(),
        4 => *value = Value::String(word),
        5 => *value = Value::String("x".repeat([0, 64, 5_000, 40_000][dice.below(4)])),
        6 => {
            *value = Value::String(
                ["\u{0}", "\u{202e}a", "🏮🏮", "a\nb", "' OR 1=1 --", "%00%ff", " "][dice.below(7)].into(),
            )
        }
        7 => {
            for _ in 0..1 + dice.below(DEPTH) {
                *value = Value::Array(vec![value.take()]);
            }
        }
        8 => *value = Value::Array(vec![value.take(); 1 + dice.below(300)]),
        9 => {
            if let Value::Object(fields) = value {
                let name = fields.keys().nth(dice.below(fields.len())).cloned();
                name.and_then(|name| fields.remove(&name));
            }
        }
        10 => {
            if let Value::Object(fields) = value {
                fields.insert(word, Value::Bool(true));
            }
        }
        _ => match value {
            Value::String(text) => {
                *text =
                    String::from_utf8_lossy(&bytes(text.clone().into_bytes(), b"", words, dice)).into_owned()
            }
            other => *other = Value::Object(serde_json::Map::new()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_changes_the_same_way_and_nothing_grows_without_end() {
        for change in [Change::Bytes, Change::Text, Change::Json] {
            let run = || {
                let mut dice = Dice::new(7);
                let mut made = br#"{"a":[1,"two"],"b":{"c":null}}"#.to_vec();
                for _ in 0..2_000 {
                    made = change.of(&made, b"other", &[b"word"], &mut dice);
                }
                made
            };
            let (one, other) = (run(), run());
            assert_eq!(one, other);
            assert!(one.len() <= BYTES_MAX);
        }
    }
}
