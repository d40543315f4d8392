//! Numbers of cards, as readers say them: over the two wires of Wiegand, or as a keyboard would type them.
//!
//! A card has one number; readers give all 32 bits of it or the lower 24. A door counts as many bits as its list says, so cards
//! that were there before go on opening whichever reader a door has.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a reader said is no card.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, thiserror::Error)]
pub enum Misread {
    /// So many bits no reader of ours sends.
    #[error("{0} bits are no card")]
    Length(usize),
    /// A bit was lost on the wire.
    #[error("the parity is wrong")]
    Parity,
    /// The text is no number of a card.
    #[error("no number of a card")]
    Text,
}

/// How a reader that acts as a keyboard writes numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// `0012345678`: all 32 bits as a decimal number.
    #[default]
    Decimal,
    /// `123,45678`: eight bits and sixteen, both decimal.
    Facility,
    /// `00BC614E`: all 32 bits in hexadecimal digits.
    Hex,
    /// `4E61BC00`: the same, the last byte first.
    HexReversed,
}

/// The number of a card, with as many bits as the reader gave. It cannot be printed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Card {
    number: u64,
    bits: u8,
}

impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Card(… of {} bits)", self.bits)
    }
}

impl Card {
    /// The number of a card of 24 or 32 bits; `None` where it has more.
    #[must_use]
    pub const fn new(number: u64, bits: u8) -> Option<Self> {
        let fits = (bits == 24 || bits == 32) && number >> bits == 0;
        if fits { Some(Self { number, bits }) } else { None }
    }

    /// What came over the wires: 26 or 34 bits, the first and the last of them parity.
    ///
    /// # Errors
    /// When it has another length, or a bit was lost.
    pub fn wiegand(bits: &[bool]) -> Result<Self, Misread> {
        let width = match bits.len() {
            26 => 24,
            34 => 32,
            other => return Err(Misread::Length(other)),
        };
        let ones = |part: &[bool]| part.iter().filter(|bit| **bit).count();
        let (front, back) = bits.split_at(bits.len() / 2);
        if !ones(front).is_multiple_of(2) || ones(back).is_multiple_of(2) {
            return Err(Misread::Parity);
        }
        let number = bits[1..bits.len() - 1].iter().fold(0, |number, bit| number << 1 | u64::from(*bit));
        Ok(Self { number, bits: width })
    }

    /// The bits that a reader sends for this card.
    #[must_use]
    pub fn on_the_wire(self) -> Vec<bool> {
        let mut bits: Vec<bool> = (0..self.bits).rev().map(|at| self.number >> at & 1 == 1).collect();
        let half = bits.len() / 2;
        let ones = |part: &[bool]| part.iter().filter(|bit| **bit).count();
        let (even, odd) = (ones(&bits[..half]) % 2 == 1, ones(&bits[half..]).is_multiple_of(2));
        bits.insert(0, even);
        bits.push(odd);
        bits
    }

    /// What a reader that acts as a keyboard typed.
    ///
    /// # Errors
    /// When that is no number of this form.
    pub fn typed(text: &str, form: Form) -> Result<Self, Misread> {
        let text = text.trim();
        let decimal = |text: &str, most: u64| {
            let digits =
                !text.is_empty() && text.len() <= 10 && text.bytes().all(|digit| digit.is_ascii_digit());
            digits
                .then(|| text.parse().ok())
                .flatten()
                .filter(|number: &u64| *number <= most)
                .ok_or(Misread::Text)
        };
        let hex = |text: &str| {
            let digits = text.len() == 8 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
            digits.then(|| u32::from_str_radix(text, 16).ok()).flatten().ok_or(Misread::Text)
        };
        match form {
            Form::Decimal => Ok(Self { number: decimal(text, u64::from(u32::MAX))?, bits: 32 }),
            Form::Facility => {
                let (facility, number) = text.split_once(',').ok_or(Misread::Text)?;
                let number = decimal(facility.trim(), 0xff)? << 16 | decimal(number.trim(), 0xffff)?;
                Ok(Self { number, bits: 24 })
            }
            Form::Hex => Ok(Self { number: u64::from(hex(text)?), bits: 32 }),
            Form::HexReversed => Ok(Self { number: u64::from(hex(text)?.swap_bytes()), bits: 32 }),
        }
    }

    /// The number as a door compares it that counts so many bits; `None` where the reader gave fewer.
    #[must_use]
    pub const fn matched(self, bits: u8) -> Option<u64> {
        if bits > self.bits {
            return None;
        }
        Some(if bits >= 64 { self.number } else { self.number & ((1 << bits) - 1) })
    }
}
