//! What may happen: pairs, the codes of cards, and how often one may try.

use ground::PersonId;
use yard::account::Bound;

/// Friends and requests of one person, at most.
pub(crate) const FRIENDS_MAX: i64 = 5_000;
/// Requests of one person in a day.
pub(crate) const ASKS: Bound = Bound { kind: "friend.ask.day", span_s: 86_400, most: 50 };
/// Cards that one person tries in an hour.
pub(crate) const CARDS: Bound = Bound { kind: "friend.card.hour", span_s: 3_600, most: 60 };

/// Of two people there is one pair, whoever asks.
pub(crate) fn pair(one: PersonId, other: PersonId) -> [u8; 32] {
    let (first, second) = if one < other { (one, other) } else { (other, one) };
    let mut pair = [0; 32];
    pair[..16].copy_from_slice(&first.bytes());
    pair[16..].copy_from_slice(&second.bytes());
    pair
}

/// The digits of a code that people type and read aloud: Crockford's, without I, L, O and U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A card's code: 80 bits in sixteen characters.
pub(crate) fn code(secret: [u8; 16]) -> String {
    let mut bits = 0_u128;
    for byte in &secret[..10] {
        bits = (bits << 8) | u128::from(*byte);
    }
    (0..16)
        .rev()
        .map(|at| {
            let digit = usize::try_from((bits >> (at * 5)) & 31).unwrap_or_default();
            char::from(DIGITS[digit])
        })
        .collect()
}

/// A code as typed, in its one form; nothing where it is none.
pub(crate) fn read_code(typed: &str) -> Option<String> {
    let plain: String = typed
        .chars()
        .filter(|sign| !matches!(sign, '-' | ' '))
        .map(|sign| match sign.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let is_code = plain.len() == 16 && plain.bytes().all(|byte| DIGITS.contains(&byte));
    is_code.then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_was_made_however_it_is_typed() {
        let made = code([0xA5; 16]);
        let spaced = format!("{}-{}", made[..8].to_lowercase(), &made[8..]);
        assert_eq!(read_code(&spaced), Some(made));
        assert_eq!(read_code("not a code"), None);
        assert_ne!(code([1; 16]), code([2; 16]));
    }
}
