//! What may be a PIN or a card, and the words of the tables: plain functions on plain values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::Refusal;

/// Cards of one person in one home, at most.
pub(super) const CARDS_MAX: usize = 8;
/// How long it is known that a pass ended: longer than any door goes on without hearing of the house, and as long as a log may
/// come late.
pub(super) const GONE_KEPT: Duration = Duration::from_secs(30 * 86_400);
/// Revocations younger than this travel on slips: doors that are cut off open for a day.
pub(super) const NEWS_FOR: Duration = Duration::from_secs(86_400);
/// How long a slip says that a pass was good.
pub(super) const SLIP_FOR: Duration = Duration::from_secs(86_400);
/// Doors of one code, and revocations on one slip (`::pass` takes no more).
pub(super) const OF_CODE: usize = 16;
/// Access points of one door, and of one scan.
pub(super) const POINTS_OF_DOOR: usize = 8;
const POINTS_OF_SCAN: usize = 64;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident as $schema:literal { $($(#[$says:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        #[schemars(rename = $schema)]
        pub enum $name { $($(#[$says])* $variant,)* }

        impl $name {
            /// The word in the table.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The one of a word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

words! {
    /// Who holds a pass.
    Holder as "PassHolder" {
        /// Who lives in a home.
        Resident = "resident",
        /// Whom somebody of a home expects.
        Visitor = "visitor",
        /// Who brings something.
        Courier = "courier",
        /// Who comes again and again.
        Helper = "helper",
        /// The property's desk.
        Desk = "desk",
    }
}

words! {
    /// Which way in.
    Kind as "PassWay" {
        /// A code that a phone makes anew each half minute.
        Code = "code",
        /// The button of the client.
        App = "app",
        /// A card.
        Card = "card",
        /// Digits.
        Pin = "pin",
        /// '#' on a telephone.
        Telephone = "telephone",
        /// The desk.
        Staff = "staff",
        /// A face.
        Face = "face",
    }
}

impl Kind {
    /// Whether it is known by something that is kept.
    pub(super) const fn has_secret(self) -> bool {
        matches!(self, Self::Code | Self::Card | Self::Pin)
    }
}

/// How a door behaves that is cut off, in the table.
pub(super) const fn cut_word(cut: ::pass::Cut) -> &'static str {
    match cut {
        ::pass::Cut::Hold => "hold",
        ::pass::Cut::Lease => "lease",
    }
}

/// The one of a word.
pub(super) fn cut_of(word: &str) -> Option<::pass::Cut> {
    match word {
        "hold" => Some(::pass::Cut::Hold),
        "lease" => Some(::pass::Cut::Lease),
        _ => None,
    }
}

/// What cut rule somebody has: who lives here is let in for a day; all others for as long as the house vouches for them.
pub(super) const fn cut_for(holder: Holder) -> ::pass::Cut {
    match holder {
        Holder::Resident | Holder::Desk => ::pass::Cut::Hold,
        Holder::Visitor | Holder::Courier | Holder::Helper => ::pass::Cut::Lease,
    }
}

/// A reason of an agent as its word on the wire.
pub(crate) fn reason_word(reason: ::pass::Reason) -> String {
    serde_json::to_value(reason).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Why a PIN is easily guessed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Weak {
    /// One digit or one group again and again.
    Repeats,
    /// Digits in a row.
    Row,
    /// A day.
    Day,
}

impl Weak {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Repeats => "pass.pin_repeats",
            Self::Row => "pass.pin_row",
            Self::Day => "pass.pin_day",
        }
    }
}

/// A PIN: six to eight digits, none of those that are tried first.
pub(super) fn pin(typed: &str) -> Result<String, Refusal> {
    let typed = typed.trim();
    if !(6..=8).contains(&typed.len()) || !typed.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(Refusal::Pin);
    }
    match weak(typed.as_bytes()) {
        Some(why) => Err(Refusal::Weak(why)),
        None => Ok(typed.to_owned()),
    }
}

/// Why these digits are easily guessed; `None` where they are not.
fn weak(digits: &[u8]) -> Option<Weak> {
    let again = |size: usize| digits.iter().zip(digits.iter().skip(size)).all(|(one, next)| one == next);
    if (1..=digits.len() / 2).any(again) {
        return Some(Weak::Repeats);
    }
    let steps = |step: u8| {
        digits.windows(2).all(|pair| matches!(pair, [one, next] if (next + 10 - one) % 10 == step))
    };
    if steps(1) || steps(9) {
        return Some(Weak::Row);
    }
    is_day(digits).then_some(Weak::Day)
}

/// Whether it reads as a day: of a birth, above all.
fn is_day(digits: &[u8]) -> bool {
    let number = |from: usize, len: usize| {
        digits.iter().skip(from).take(len).fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0'))
    };
    let day_of = |month: u32, day: u32| (1..=12).contains(&month) && (1..=31).contains(&day);
    let year = |year: u32| (1900..=2099).contains(&year);
    match digits.len() {
        6 => {
            day_of(number(2, 2), number(4, 2))
                || day_of(number(0, 2), number(2, 2))
                || day_of(number(2, 2), number(0, 2))
        }
        8 => {
            year(number(0, 4)) && day_of(number(4, 2), number(6, 2))
                || year(number(4, 4)) && day_of(number(2, 2), number(0, 2))
                || year(number(4, 4)) && day_of(number(0, 2), number(2, 2))
        }
        _ => false,
    }
}

/// A PIN that the house draws: six digits, none of those that are tried first.
pub(crate) fn drawn_pin() -> String {
    loop {
        let drawn = format!("{:06}", u32::from_be_bytes(::pass::random()) % 1_000_000);
        if weak(drawn.as_bytes()).is_none() {
            return drawn;
        }
    }
}

/// How the number of a card was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum CardForm {
    /// `0012345678`: all 32 bits as a decimal number.
    Decimal,
    /// `123,45678`: eight bits and sixteen, both decimal.
    Facility,
    /// `00BC614E`: all 32 bits in hexadecimal digits.
    Hex,
    /// `4E61BC00`: the same, the last byte first.
    HexReversed,
}

/// The number on a card with its bits, as it is kept: `32:12345678`.
pub(super) fn card(typed: &str, form: CardForm) -> Result<String, Refusal> {
    let (form, bits) = match form {
        CardForm::Decimal => (::pass::Form::Decimal, 32),
        CardForm::Facility => (::pass::Form::Facility, 24),
        CardForm::Hex => (::pass::Form::Hex, 32),
        CardForm::HexReversed => (::pass::Form::HexReversed, 32),
    };
    let card = ::pass::Card::typed(typed, form).map_err(|_| Refusal::Card)?;
    let number = card.matched(bits).filter(|number| *number > 0).ok_or(Refusal::Card)?;
    Ok(format!("{bits}:{number}"))
}

/// What was kept of a card; `None` where it is none.
pub(super) fn card_kept(kept: &str) -> Option<::pass::Card> {
    let (bits, number) = kept.split_once(':')?;
    ::pass::Card::new(number.parse().ok()?, bits.parse().ok()?)
}

/// The last four digits of a card, by which its holder knows it.
pub(super) fn card_shown(kept: &str) -> String {
    let number = kept.split_once(':').map_or(kept, |(_, number)| number);
    format!("…{}", number.get(number.len().saturating_sub(4)..).unwrap_or_default())
}

/// Access points as they are compared: twelve hexadecimal digits.
pub(super) fn points(typed: &[String], most: usize) -> Result<Vec<String>, Refusal> {
    if typed.len() > most {
        return Err(Refusal::Points);
    }
    let read = |one: &String| {
        let digits: String = one.chars().filter(|sign| *sign != ':' && *sign != '-').collect();
        let is_one = digits.len() == 12 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        if is_one { Ok(digits.to_ascii_lowercase()) } else { Err(Refusal::Points) }
    };
    typed.iter().map(read).collect()
}

/// Those of a scan.
pub(super) fn scan(typed: &[String]) -> Result<Vec<String>, Refusal> {
    points(typed, POINTS_OF_SCAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_that_are_tried_first_are_refused_with_why() {
        for (typed, why) in [
            ("111111", Weak::Repeats),
            ("121212", Weak::Repeats),
            ("12341234", Weak::Repeats),
            ("123456", Weak::Row),
            ("987654", Weak::Row),
            ("89012345", Weak::Row),
            ("900215", Weak::Day),
            ("19900215", Weak::Day),
            ("15021990", Weak::Day),
        ] {
            assert!(matches!(pin(typed), Err(Refusal::Weak(found)) if found == why), "{typed}");
        }
        for typed in ["12345", "123456789", "12a456", ""] {
            assert!(matches!(pin(typed), Err(Refusal::Pin)), "{typed}");
        }
        for typed in ["482957", "70418362", "739164"] {
            assert_eq!(pin(typed).unwrap(), typed);
        }
        assert!(pin(&drawn_pin()).is_ok());
    }

    #[test]
    fn a_card_is_kept_with_the_bits_that_its_reader_gave() {
        assert_eq!(card("0012345678", CardForm::Decimal).unwrap(), "32:12345678");
        assert_eq!(card("4E61BC00", CardForm::HexReversed).unwrap(), "32:12345678");
        assert_eq!(card("188,24910", CardForm::Facility).unwrap(), "24:12345678");
        assert!(card("0", CardForm::Decimal).is_err() && card("x", CardForm::Hex).is_err());
        assert_eq!(card_kept("24:12345678").unwrap().matched(24), Some(12_345_678));
        assert_eq!(card_kept("24:12345678").unwrap().matched(32), None);
        assert_eq!((card_shown("32:12345678"), card_shown("24:12")), ("…5678".into(), "…12".into()));
    }

    #[test]
    fn an_access_point_is_read_however_it_is_written() {
        let typed = ["AA:bb:0c:1D:2e:3f".to_owned(), "aa-bb-0c-1d-2e-3f".to_owned()];
        assert_eq!(points(&typed, 8).unwrap(), ["aabb0c1d2e3f", "aabb0c1d2e3f"]);
        assert!(points(&["aabb".to_owned()], 8).is_err() && points(&typed, 1).is_err());
    }
}
