//! A reader on two wires of the board, as Wiegand has it: a pulse on one is a 0, on the other a 1. Cards come in one piece; a keypad
//! sends each key as four bits.

use std::path::Path;
use std::time::Duration;

use gpiocdev::Request;
use gpiocdev::line::{Bias, EdgeDetection};
use pass::Card;
use tokio::sync::mpsc;

use super::lines::AGAIN;
use super::{ask, presented};
use crate::ask::{Asking, Presented};
use crate::settings::Says;

/// Pulses of one piece follow one another within two milliseconds; what comes after so long begins another.
const GAP: Duration = Duration::from_millis(25);
/// More bits than any reader sends.
const BITS_MAX: usize = 64;
/// Digits of the longest PIN.
const KEYS_MAX: usize = 12;
/// Pieces that wait to be looked at.
const PIECES: usize = 8;

/// The bits of one piece, as they come.
#[derive(Default)]
pub struct Pulses {
    bits: Vec<bool>,
    last: Duration,
}

impl Pulses {
    /// A pulse at this time; the piece before, when it begins another.
    pub fn pulse(&mut self, bit: bool, at: Duration) -> Option<Vec<bool>> {
        let before = if at.saturating_sub(self.last) > GAP { self.quiet() } else { None };
        self.last = at;
        if self.bits.len() < BITS_MAX {
            self.bits.push(bit);
        }
        before
    }

    /// Nothing came for a while: the piece that is whole now.
    pub fn quiet(&mut self) -> Option<Vec<bool>> {
        (!self.bits.is_empty()).then(|| std::mem::take(&mut self.bits))
    }
}

/// What was typed on a keypad so far.
#[derive(Default)]
pub struct Keys(String);

impl Keys {
    /// What a piece says: a card, or a PIN whose last key it is.
    pub fn piece(&mut self, bits: &[bool]) -> Option<Presented> {
        if bits.len() != 4 {
            self.0.clear();
            return Card::wiegand(bits).ok().map(Presented::Card);
        }
        match bits.iter().fold(0_u8, |key, bit| key << 1 | u8::from(*bit)) {
            digit @ 0..=9 => self.typed(b'0' + digit),
            11 => self.typed(b'#'),
            _ => self.typed(b'*'),
        }
    }

    /// What a key says, by its sign: a PIN where it was the last of one.
    pub fn typed(&mut self, key: u8) -> Option<Presented> {
        match key {
            b'0'..=b'9' => {
                // One digit too many is no PIN, and the keys after it make it none the more.
                if self.0.len() <= KEYS_MAX {
                    self.0.push(char::from(key));
                }
                None
            }
            b'#' | b'\r' => presented(&std::mem::take(&mut self.0), Says::Pin, pass::Form::Decimal),
            _ => {
                self.0.clear();
                None
            }
        }
    }
}

pub(super) async fn read(chip: &Path, zero: u32, one: u32, asking: &Asking) {
    loop {
        let (sender, mut pieces) = mpsc::channel(PIECES);
        let chip = chip.to_owned();
        // The thread ends when nobody listens any more, a moment later.
        let listening = tokio::task::spawn_blocking(move || listen(&chip, zero, one, &sender));
        let mut keys = Keys::default();
        while let Some(bits) = pieces.recv().await {
            let Some(what) = keys.piece(&bits) else { continue };
            if ask(asking, what).await.is_none() {
                return;
            }
        }
        if let Ok(Err(error)) = listening.await {
            tracing::warn!(%error, "the wires of a reader");
        }
        if asking.is_closed() {
            return;
        }
        tokio::time::sleep(AGAIN).await;
    }
}

fn listen(chip: &Path, zero: u32, one: u32, pieces: &mpsc::Sender<Vec<bool>>) -> Result<(), gpiocdev::Error> {
    let mut builder = Request::builder();
    builder.on_chip(chip).with_consumer("courtyard-door").with_lines(&[zero, one]).as_input();
    builder.with_bias(Bias::PullUp).with_edge_detection(EdgeDetection::FallingEdge);
    let request = builder.request()?;
    let mut pulses = Pulses::default();
    while !pieces.is_closed() {
        let whole = if request.wait_edge_event(GAP)? {
            let event = request.read_edge_event()?;
            pulses.pulse(event.offset == one, Duration::from_nanos(event.timestamp_ns))
        } else {
            pulses.quiet()
        };
        // Whoever shows cards faster than they are looked at shows them again.
        if let Some(piece) = whole
            && pieces.try_send(piece).is_err()
        {
            tracing::debug!("a piece was lost");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use pass::Card;

    use super::{BITS_MAX, Keys, Pulses};
    use crate::ask::Presented;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn pulses_make_pieces_and_pieces_make_cards() {
        let card = Card::new(8_106_606, 24).unwrap();
        let (mut pulses, mut keys) = (Pulses::default(), Keys::default());
        let mut now = MS * 1_000;
        for _ in 0..2 {
            for bit in card.on_the_wire() {
                assert_eq!(pulses.pulse(bit, now), None);
                now += MS * 2;
            }
            let piece = pulses.quiet().unwrap();
            assert_eq!(keys.piece(&piece), Some(Presented::Card(card)));
            now += MS * 200;
        }
        assert_eq!(pulses.quiet(), None);
        pulses.pulse(true, now);
        assert_eq!(
            pulses.pulse(false, now + MS * 50),
            Some(vec![true]),
            "a lost end does not run into the next"
        );
        (0..1_000).for_each(|_| drop(pulses.pulse(true, now + MS * 50)));
        assert_eq!(pulses.quiet().unwrap().len(), BITS_MAX);
    }

    #[test]
    fn keys_make_a_pin() {
        let key = |key: u8| (0..4).rev().map(|at| key >> at & 1 == 1).collect::<Vec<_>>();
        let mut keys = Keys::default();
        let mut typed = |pressed: &[u8]| pressed.iter().filter_map(|one| keys.piece(&key(*one))).last();
        assert_eq!(typed(&[9, 10, 4, 7, 1, 1, 11]), Some(Presented::Pin("4711".into())), "* begins anew");
        assert_eq!(typed(&[1, 2, 11]), None);
        assert_eq!(typed(&[&[5; 30][..], &[11]].concat()), None);
        assert_eq!(typed(&[4, 7, 1, 1, 11]), Some(Presented::Pin("4711".into())));
    }
}
