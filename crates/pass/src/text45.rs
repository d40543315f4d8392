//! Base45 (RFC 9285): the letters that a QR code holds in five and a half bits each.

const LETTERS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// Bytes as letters.
pub(crate) fn written(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 3 / 2 + 2);
    for pair in bytes.chunks(2) {
        let (mut number, letters) = match pair {
            [high, low] => (usize::from(*high) << 8 | usize::from(*low), 3),
            [alone] => (usize::from(*alone), 2),
            _ => continue,
        };
        for _ in 0..letters {
            text.push(char::from(LETTERS[number % 45]));
            number /= 45;
        }
    }
    text
}

/// Letters as bytes; `None` when they are not what `written` gives.
pub(crate) fn read(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 2 / 3 + 2);
    for group in text.as_bytes().chunks(3) {
        let mut number: u32 = 0;
        for letter in group.iter().rev() {
            let value = LETTERS.iter().position(|known| known == letter)?;
            number = number * 45 + u32::try_from(value).ok()?;
        }
        match group.len() {
            3 => bytes.extend(u16::try_from(number).ok()?.to_be_bytes()),
            2 => bytes.push(u8::try_from(number).ok()?),
            _ => return None,
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{read, written};

    #[test]
    fn the_samples_of_the_rfc() {
        for (plain, text) in [("AB", "BB8"), ("Hello!!", "%69 VD92EX0"), ("base-45", "UJCLQE7W581")] {
            assert_eq!(written(plain.as_bytes()), text);
            assert_eq!(read(text).unwrap(), plain.as_bytes());
        }
        assert_eq!(read("GGW"), None);
        assert_eq!(read("ab"), None);
        assert_eq!(read("0"), None);
        assert_eq!(read(":::"), None);
    }
}
