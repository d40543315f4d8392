//! What may be written of a station, and how its password is made: plain functions on plain values.

use super::{Place, Refusal};
use crate::place::{DoorId, HomeId};

/// Stations of one community, at most.
pub(super) const STATIONS_MAX: i64 = 10_000;
/// Indoor phones of one home, and of one desk, at most: all of them ring.
pub(super) const PHONES_MAX: i64 = 8;

/// At a door, in a home or at the desk, and at one of them alone.
pub(super) fn place(door: Option<DoorId>, home: Option<HomeId>, desk: bool) -> Result<Place, Refusal> {
    match (door, home, desk) {
        (Some(door), None, false) => Ok(Place::Door(door)),
        (None, Some(home), false) => Ok(Place::Home(home)),
        (None, None, true) => Ok(Place::Desk),
        _ => Err(Refusal::Place),
    }
}

/// The key by which it opens: one sign of a telephone.
pub(super) fn key(typed: Option<&str>) -> Result<Option<char>, Refusal> {
    let Some(typed) = typed else { return Ok(None) };
    let mut signs = typed.chars();
    match (signs.next(), signs.next()) {
        (Some(sign @ ('0'..='9' | '*' | '#')), None) => Ok(Some(sign)),
        _ => Err(Refusal::Key),
    }
}

/// Letters and digits that are told apart on a small display.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";

/// Bytes as text that can be typed at a station: five bits a sign.
pub(super) fn typed(bytes: &[u8]) -> String {
    let (mut text, mut bits, mut held) = (String::new(), 0_u32, 0_u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            let at = (held >> bits) & 31;
            text.extend(ALPHABET.get(at as usize).map(|sign| char::from(*sign)));
        }
        held &= (1 << bits) - 1;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_has_all_the_bits_that_were_drawn_but_the_last() {
        assert_eq!(typed(&[0; 16]).len(), 25);
        assert_ne!(typed(&[1; 16]), typed(&[2; 16]));
        assert_eq!(typed(&[0xff, 0xff, 0xff, 0xff, 0xff]), "AAAAAAAA");
    }

    #[test]
    fn a_station_opens_by_one_key_of_a_telephone() {
        assert_eq!(key(Some("#")).ok(), Some(Some('#')));
        assert_eq!(key(None).ok(), Some(None));
        for wrong in ["", "##", "A", "十"] {
            assert!(key(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
