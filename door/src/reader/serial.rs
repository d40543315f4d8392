//! A reader on RS-485, as OSDP 2.2 has it: the box asks it again and again; it says cards and keys, and shines and sounds as it is told.
//! With a key all that is said is sealed, both ways; an output of it is switched in no other way.

mod line;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use osdp::command::output::OutputRecord;
use osdp::command::{
    BuzzerControl, BuzzerTone, Command, LedColor, LedControl, OutputControl, OutputControlCode, OutputStatus,
};
use osdp::reply::Reply;
use pass::Form;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::lines::AGAIN;
use super::wires::Keys;
use super::{ask, presented};
use crate::ask::{Asking, Outcome, Presented};
use crate::relay::Stuck;
use crate::relay::output::{Click, Talking};
use crate::settings::Says;
use line::Line;

/// What was read and waits to be looked at.
const PIECES: usize = 8;
/// The reader is asked so often.
const POLL: Duration = Duration::from_millis(100);
/// Tenths of a second for which it shines.
const SHINES: u8 = 20;

/// A device on a line, and what of it is used.
pub struct Device {
    /// The line.
    pub path: PathBuf,
    /// Its speed.
    pub baud: u32,
    /// The device's address.
    pub address: u8,
    /// The file with the key that it shares.
    pub key_file: Option<PathBuf>,
    /// Whether what it reads is shown to the door.
    pub reads: bool,
    /// Who has its outputs clicked, where anybody does.
    pub clicks: Option<Talking>,
}

/// Talks with it as long as the program runs.
pub async fn keep(device: Device, asking: Asking) {
    let device = Arc::new(device);
    loop {
        let (sender, mut pieces) = mpsc::channel(PIECES);
        let (telling, told) = mpsc::channel(PIECES);
        let with = Arc::clone(&device);
        // The thread ends when nobody listens any more, a moment later.
        let talking = tokio::task::spawn_blocking(move || {
            let line = Line::open(&with.path, with.baud, with.address, with.key_file.as_deref())?;
            let (clicking, clicks) = mpsc::channel(1);
            let open = Open::begin(&with, &line, clicking);
            let ended = talk(line, (&sender, told), clicks, with.reads);
            drop(open);
            ended
        });
        while let Some(what) = pieces.recv().await {
            let Some(outcome) = ask(&asking, what).await else { return };
            // A reader that is slow to shine shines for the next one.
            if telling.try_send(outcome).is_err() {
                tracing::debug!("a reader was not told");
            }
        }
        if let Ok(Err(error)) = talking.await {
            tracing::warn!(%error, "a device on a serial line");
        }
        if asking.is_closed() {
            return;
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// Clicks come as long as this is there: under seal alone.
struct Open<'a>(Option<&'a Talking>);

impl<'a> Open<'a> {
    fn begin(device: &'a Device, line: &Line, clicking: mpsc::Sender<Click>) -> Self {
        let talking = device.clicks.as_ref().filter(|_| line.is_sealed());
        if let Some(talking) = talking {
            talking.send_replace(Some(clicking));
        }
        Self(talking)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if let Some(talking) = self.0 {
            talking.send_replace(None);
        }
    }
}

/// Asks the device until nobody listens any more, or it does not answer.
fn talk(
    mut line: Line,
    (pieces, mut told): (&mpsc::Sender<Presented>, mpsc::Receiver<Outcome>),
    mut clicks: mpsc::Receiver<Click>,
    reads: bool,
) -> io::Result<()> {
    let mut keys = Keys::default();
    while !pieces.is_closed() {
        if let Ok(outcome) = told.try_recv() {
            for command in shown(outcome)? {
                line.ask(&command)?;
            }
        }
        if let Ok(click) = clicks.try_recv() {
            switch(&mut line, click)?;
        }
        let said = match line.ask(&Command::Poll(osdp::command::Poll))? {
            Reply::Raw(raw) => keys.piece(&raw.iter_bits().collect::<Vec<_>>()),
            Reply::Keypad(pad) => pad.digits.iter().filter_map(|key| keys.typed(*key)).last(),
            Reply::Fmt(read) => presented(&String::from_utf8_lossy(&read.chars), Says::Card, Form::Decimal),
            _ => None,
        };
        // Whoever shows cards faster than they are looked at shows them again.
        if let Some(what) = said.filter(|_| reads)
            && pieces.try_send(what).is_err()
        {
            tracing::debug!("a piece was lost");
        }
        std::thread::sleep(POLL);
    }
    Ok(())
}

/// Switches an output on for its time, once, and looks whether it is. Where the line breaks off in between nobody knows, and it is not
/// said again.
fn switch(line: &mut Line, click: Click) -> io::Result<()> {
    // Whoever waited has gone, and the door with him.
    if click.done.is_closed() {
        return Ok(());
    }
    let came = switched(line, click.output, click.tenths);
    let (said, ended) = match came {
        Ok(Ok(())) => (Ok(()), Ok(())),
        Ok(Err(says)) => (Err(Stuck(says.to_owned())), Ok(())),
        Err(error) => (Err(Stuck(error.to_string())), Err(error)),
    };
    if click.done.send(said).is_err() {
        tracing::debug!("nobody waits for an output any more");
    }
    ended
}

/// The inner failure is the device's word, the outer one the line's.
fn switched(line: &mut Line, output: u8, tenths: u16) -> io::Result<Result<(), &'static str>> {
    let begun = Instant::now();
    let lasts = Duration::from_millis(u64::from(tenths) * 100);
    // On for this time, then what it was before: the device counts by itself (table 14).
    let record = OutputRecord { output, code: OutputControlCode::TemporaryOnResume, timer: tenths };
    let states = match line.ask(&Command::Output(OutputControl::new(vec![record])))? {
        Reply::OStatR(states) => states,
        Reply::Ack(_) => match line.ask(&Command::OutputStatus(OutputStatus))? {
            Reply::OStatR(states) => states,
            // A device that has no word for it has said that it did it.
            _ => return Ok(Ok(())),
        },
        _ => return Ok(Err("the device refuses")),
    };
    // After its time it is off again.
    let is_on = states.outputs.get(usize::from(output)).is_some_and(|state| *state != 0);
    Ok(if is_on || begun.elapsed() >= lasts { Ok(()) } else { Err("the output did not switch") })
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
