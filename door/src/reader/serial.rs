//! A reader on RS-485, as OSDP 2.2 has it: the box asks it again and again; it says cards and keys, and shines and sounds as it is told.
//! With a key all that is said is sealed, both ways.

mod line;

use std::io;
use std::path::Path;
use std::time::Duration;

use osdp::command::{BuzzerControl, BuzzerTone, Command, LedColor, LedControl};
use osdp::reply::Reply;
use pass::Form;
use tokio::sync::mpsc;

use super::lines::AGAIN;
use super::wires::Keys;
use super::{ask, presented};
use crate::ask::{Asking, Outcome, Presented};
use crate::settings::Says;
use line::Line;

/// What was read and waits to be looked at.
const PIECES: usize = 8;
/// The reader is asked so often.
const POLL: Duration = Duration::from_millis(100);
/// Tenths of a second for which it shines.
const SHINES: u8 = 20;

/// Reads as long as the program runs.
pub(super) async fn read((path, baud): (&Path, u32), address: u8, key: Option<&Path>, asking: &Asking) {
    loop {
        let (sender, mut pieces) = mpsc::channel(PIECES);
        let (telling, told) = mpsc::channel(PIECES);
        let (path, key) = (path.to_owned(), key.map(Path::to_owned));
        // The thread ends when nobody listens any more, a moment later.
        let talking = tokio::task::spawn_blocking(move || {
            let line = Line::open(&path, baud, address, key.as_deref())?;
            talk(line, &sender, told)
        });
        while let Some(what) = pieces.recv().await {
            let Some(outcome) = ask(asking, what).await else { return };
            // A reader that is slow to shine shines for the next one.
            if telling.try_send(outcome).is_err() {
                tracing::debug!("a reader was not told");
            }
        }
        if let Ok(Err(error)) = talking.await {
            tracing::warn!(%error, "a reader on a serial line");
        }
        if asking.is_closed() {
            return;
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// Asks the reader until nobody listens any more, or it does not answer.
fn talk(
    mut line: Line,
    pieces: &mpsc::Sender<Presented>,
    mut told: mpsc::Receiver<Outcome>,
) -> io::Result<()> {
    let mut keys = Keys::default();
    while !pieces.is_closed() {
        if let Ok(outcome) = told.try_recv() {
            for command in shown(outcome)? {
                line.ask(&command)?;
            }
        }
        let said = match line.ask(&Command::Poll(osdp::command::Poll))? {
            Reply::Raw(raw) => keys.piece(&raw.iter_bits().collect::<Vec<_>>()),
            Reply::Keypad(pad) => pad.digits.iter().filter_map(|key| keys.typed(*key)).last(),
            Reply::Fmt(read) => presented(&String::from_utf8_lossy(&read.chars), Says::Card, Form::Decimal),
            _ => None,
        };
        // Whoever shows cards faster than they are looked at shows them again.
        if let Some(what) = said
            && pieces.try_send(what).is_err()
        {
            tracing::debug!("a piece was lost");
        }
        std::thread::sleep(POLL);
    }
    Ok(())
}

/// Green and once, or red and three times.
fn shown(outcome: Outcome) -> io::Result<[Command; 2]> {
    let (color, count) = match outcome {
        Outcome::Opened => (LedColor::Green, 1),
        Outcome::Refused(_) => (LedColor::Red, 3),
    };
    // Reader 0, lamp 0: for a while this colour without a break; what it shines else stays (tables 16 to 18).
    let lamp = [0, 0, 2, 1, 0, color.as_byte(), LedColor::Black.as_byte(), SHINES, 0, 0, 0, 0, 0, 0];
    let lamp = LedControl::decode(&lamp).map_err(io::Error::other)?;
    let buzzer = BuzzerControl { reader: 0, tone: BuzzerTone::Default, on_time: 1, off_time: 1, count };
    Ok([Command::Led(lamp), Command::Buzzer(buzzer)])
}
