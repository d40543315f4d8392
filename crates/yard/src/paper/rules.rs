//! What may happen: plain functions on plain values.

use std::time::Duration;

use super::PaperId;

/// How long a sheet waits to be brought back, or confirmed.
pub(super) const WAIT: Duration = Duration::from_secs(30 * 86_400);
/// Sheets that one of those who run the house prints within a day.
pub(super) const PRINTED_PER_DAY: u32 = 200;

/// What a sheet says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    /// Consent to a purpose.
    Consent,
    /// That it ends.
    Withdrawal,
    /// A request about one's data.
    Request,
    /// That somebody may act for him.
    Mandate,
}

impl What {
    /// The word in the table and on the wire.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Withdrawal => "withdrawal",
            Self::Request => "request",
            Self::Mandate => "mandate",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        let all = [Self::Consent, Self::Withdrawal, Self::Request, Self::Mandate];
        all.into_iter().find(|what| what.word() == word)
    }
}

/// How far a sheet is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// Handed out to be signed.
    Printed,
    /// Signed and scanned; a second witness is missing.
    Scanned,
    /// Confirmed by two.
    Entered,
}

impl State {
    /// The word in the table and on the wire.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Printed => "printed",
            Self::Scanned => "scanned",
            Self::Entered => "entered",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Printed, Self::Scanned, Self::Entered].into_iter().find(|state| state.word() == word)
    }
}

/// Letters and digits that are not taken for one another.
const SIGNS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// The number printed on a sheet: two groups of four signs of what in its id is random.
pub(super) fn number(id: PaperId) -> String {
    let bytes = id.bytes();
    let signs = bytes[8..].iter().filter_map(|byte| SIGNS.get(usize::from(byte % 32)));
    let signs: String = signs.map(|sign| char::from(*sign)).collect();
    format!("{}-{}", &signs[..4], &signs[4..])
}

/// What kind of file a scan is.
pub(super) fn media_type(sheet: &[u8]) -> &'static str {
    match sheet.first() {
        Some(b'%') => "application/pdf",
        Some(0xff) => "image/jpeg",
        _ => "image/png",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_two_groups_of_four_signs() {
        let number = number(PaperId::fresh(&ground::Clock::system()));
        assert_eq!((number.len(), number.find('-')), (9, Some(4)));
        assert!(number.chars().all(|sign| sign == '-' || SIGNS.contains(&(sign as u8))), "{number}");
    }
}
