//! Numbers of cards, over wires and as typed.

use pass::{Card, Form, Misread};
use proptest::prelude::*;

#[test]
fn readers_of_all_kinds_say_the_same_card() {
    // Facility 123, number 45678.
    let wired = "10111101110110010011011101".chars().map(|bit| bit == '1').collect::<Vec<_>>();
    let wired = Card::wiegand(&wired).unwrap_or_else(|misread| panic!("{misread}"));
    let typed = Card::typed("123,45678", Form::Facility).unwrap();
    assert_eq!(wired, typed);
    let whole = Card::typed(" 0008106606\n", Form::Decimal).unwrap();
    assert_eq!(whole.matched(24), typed.matched(24));
    assert_eq!(whole, Card::typed("007BB26E", Form::Hex).unwrap());
    assert_eq!(whole, Card::typed("6eb27b00", Form::HexReversed).unwrap());
    assert_eq!(typed.matched(32), None, "that reader does not give the whole number");
    assert_eq!(format!("{whole:?}"), "Card(… of 32 bits)");
}

#[test]
fn what_is_no_card_is_refused() {
    for (text, form) in [
        ("", Form::Decimal),
        ("4294967296", Form::Decimal),
        ("-1", Form::Decimal),
        ("256,1", Form::Facility),
        ("1,65536", Form::Facility),
        ("1", Form::Facility),
        ("7BB26E", Form::Hex),
        ("+07BB26E", Form::Hex),
    ] {
        assert_eq!(Card::typed(text, form), Err(Misread::Text), "{text}");
    }
    assert_eq!(Card::wiegand(&[true; 25]), Err(Misread::Length(25)));
    assert!(Card::new(1 << 24, 24).is_none() && Card::new(1, 26).is_none());
}

proptest! {
    /// A card that was read is the card that was sent, and one bit that was lost is told.
    #[test]
    fn parity_tells_of_one_lost_bit(number in any::<u32>(), wide in any::<bool>(), lost in 0usize..34) {
        let (number, width) = if wide { (u64::from(number), 32) } else { (u64::from(number >> 8), 24) };
        let card = Card::new(number, width).unwrap();
        let mut bits = card.on_the_wire();
        prop_assert_eq!(Card::wiegand(&bits), Ok(card));
        let lost = lost % bits.len();
        bits[lost] = !bits[lost];
        prop_assert_eq!(Card::wiegand(&bits), Err(Misread::Parity));
    }
}
