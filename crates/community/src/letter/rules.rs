//! Codes of letters: plain functions on plain values.

use aws_lc_rs::digest;

/// Signs of a code; five bits each.
const SIGNS: usize = 16;
/// Digits and letters that nobody takes for one another.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code out of so many random bits, in groups of four.
pub(super) fn code(random: [u8; 10]) -> String {
    let bits = random.iter().fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
    let sign = |at: usize| char::from(ALPHABET[(bits >> (5 * (SIGNS - 1 - at)) & 31) as usize]);
    let signs: Vec<char> = (0..SIGNS).map(sign).collect();
    signs.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// What is kept of a code, however it is typed; nothing where it can be none.
pub(super) fn hash(typed: &str) -> Option<[u8; 32]> {
    if typed.len() > 64 {
        return None;
    }
    let plain =
        typed.chars().filter(char::is_ascii_alphanumeric).map(|sign| match sign.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            sign => sign,
        });
    let signs: String = plain.collect();
    if signs.len() != SIGNS || !signs.bytes().all(|sign| ALPHABET.contains(&sign)) {
        return None;
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, signs.as_bytes()).as_ref());
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed_and_no_two_are_alike() {
        let made = code([0xff, 0, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf1]);
        assert_eq!(made.len(), 19, "{made}");
        let whole = hash(&made).unwrap();
        assert_eq!(hash(&made.to_lowercase().replace('-', " ")), Some(whole));
        assert_eq!(hash(&made.replace('0', "o").replace('1', "l")), Some(whole));
        assert_ne!(hash(&code([0; 10])), Some(whole));
        assert_eq!(code([0; 10]), "0000-0000-0000-0000");
        for none in ["", "0000-0000-0000-000", "0000-0000-0000-00000", "UUUU-0000-0000-0000", &"0".repeat(99)]
        {
            assert_eq!(hash(none), None, "{none}");
        }
    }
}
