//! The wire between the house and the program that hears.

use fuzz::{Change, Fuzz};
use proptest::prelude::*;
use senses::wire::{
    Deaf, HEAD, Kind, SOUND_MAX, TONGUE_MAX, WORDS_MAX, head, read, read_head, read_wish, write, write_answer,
};
use std::io::ErrorKind;

fn wish(tongue: &str, sound: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out, Kind::Tongue, tongue.as_bytes()).unwrap();
    write(&mut out, Kind::Sound, sound).unwrap();
    out
}

#[test]
fn a_wish_is_read_as_it_was_written_and_then_comes_the_end() {
    let said = [wish("zh", b"one"), wish("", b"")].concat();
    let mut from = said.as_slice();
    assert_eq!(read_wish(&mut from).unwrap(), Some(("zh".to_owned(), b"one".to_vec())));
    assert_eq!(read_wish(&mut from).unwrap(), Some((String::new(), Vec::new())));
    assert_eq!(read_wish(&mut from).unwrap(), None);
}

#[test]
fn nothing_is_longer_than_it_may_be() {
    for (kind, most) in [(Kind::Tongue, TONGUE_MAX), (Kind::Sound, SOUND_MAX), (Kind::Words, WORDS_MAX)] {
        assert_eq!(read_head(head(kind, most).unwrap()), Some((kind, most)));
        assert_eq!(head(kind, most + 1), None);
        assert!(write(&mut Vec::new(), kind, &vec![0; most + 1]).is_err());
    }
    let mut claims = [b's', 0xff, 0xff, 0xff, 0xff].as_slice();
    assert_eq!(read(&mut claims, Kind::Sound).unwrap_err().kind(), ErrorKind::InvalidData);
}

#[test]
fn what_breaks_off_or_is_something_else_is_an_error_and_not_the_end() {
    let whole = wish("en", b"sound");
    for until in 1..whole.len() {
        assert!(read_wish(&mut &whole[..until]).is_err(), "{until}");
    }
    let mut swapped = Vec::new();
    write(&mut swapped, Kind::Sound, b"first").unwrap();
    assert!(read_wish(&mut swapped.as_slice()).is_err());
    for odd in ["EN", "e n", "\u{fc}"] {
        assert!(read_wish(&mut wish(odd, b"").as_slice()).is_err(), "{odd}");
    }
}

#[test]
fn an_answer_is_words_that_fit_or_a_stable_word() {
    let mut out = Vec::new();
    write_answer(&mut out, &Ok("\u{5b57}".repeat(WORDS_MAX))).unwrap();
    let words = read(&mut out.as_slice(), Kind::Words).unwrap().unwrap();
    assert!(words.len() <= WORDS_MAX && String::from_utf8(words).is_ok());
    for why in [Deaf::Unreadable, Deaf::Long, Deaf::Decoder, Deaf::Model, Deaf::Failed] {
        let mut out = Vec::new();
        write_answer(&mut out, &Err(why)).unwrap();
        assert_eq!(Deaf::said(&read(&mut out.as_slice(), Kind::Deaf).unwrap().unwrap()), why);
    }
    assert_eq!(Deaf::said(b"something new"), Deaf::Failed);
}

proptest! {
    #[test]
    fn whatever_is_sent_comes_back(tongue in "[a-z]{0,8}", sound in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let said = wish(&tongue, &sound);
        prop_assert_eq!(said.len(), 2 * HEAD + tongue.len() + sound.len());
        prop_assert_eq!(read_wish(&mut said.as_slice()).unwrap(), Some((tongue, sound)));
    }
}

#[test]
fn fuzz_wishes() {
    Fuzz::new(env!("CARGO_MANIFEST_DIR"), "wish", Change::Bytes)
        .seeds([wish("zh", b"sound"), wish("", b""), wish("en", &[0; 300])])
        .words(&["t", "s", "w", "d"])
        .run(|input| {
            let mut from = input;
            match read_wish(&mut from) {
                // What was understood says the same when it is said again.
                Ok(Some((tongue, sound))) => {
                    let said = wish(&tongue, &sound);
                    assert_eq!(said, input[..input.len() - from.len()]);
                    "a wish".to_owned()
                }
                Ok(None) => "the end".to_owned(),
                Err(error) => format!("{:?}", error.kind()),
            }
        });
}
