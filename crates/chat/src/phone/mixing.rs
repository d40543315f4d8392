//! Carries the sound of one call: every 20 ms each telephone is given what all others say, and the pages what all telephones
//! say. One task for each call; it ends with the room, or when whoever gives it orders is gone.

use sfu::{Seat, SeatHeard, SeatPacket};
use sip::g711::coded;
use sip::mix::{FRAME, Mixed, Mixer};
use sip::sdp::{Audio, Kind};
use sip::{CallId, MediaPacket, Queue};
use std::f64::consts::TAU;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// How long a frame is.
const PACE: Duration = Duration::from_millis(20);
/// Orders that wait.
pub(super) const ORDERS: usize = 64;
/// Whoever joins a conference hears a tone for so many frames: 200 ms.
const TONE: u8 = 10;
/// Its pitch in hertz, whole in each frame, and its height.
const PITCH: f64 = 450.0;
const HIGH: f64 = 4_000.0;
/// What the house speaks with pages.
const PAGES: Audio = Audio::Pcma;

/// What the task is told.
pub(super) enum Order {
    /// A telephone answered.
    Add(Telephone),
    /// One is gone.
    Remove(CallId),
    /// One is heard no longer, or again.
    Mute(CallId, bool),
}

/// A telephone that speaks.
pub(super) struct Telephone {
    pub call: CallId,
    /// How it speaks.
    pub law: Audio,
    /// What it says.
    pub said: Arc<Queue<MediaPacket>>,
    /// What it is to hear.
    pub hears: Arc<Queue<MediaPacket>>,
    /// Whether it is greeted by a tone.
    pub is_greeted: bool,
}

/// Who speaks.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Voice {
    Telephone(CallId),
    /// A page, by its stream.
    Page(u32),
}

/// A telephone, whether it is heard, and the frames of its tone that are left.
struct Line {
    telephone: Telephone,
    is_muted: bool,
    tone: u8,
}

/// Mixes until it is over.
pub(super) async fn mix(mut seat: Seat, mut orders: mpsc::Receiver<Order>) {
    let mut mixer = Mixer::default();
    let mut lines: Vec<Line> = Vec::new();
    let mut pace = interval(PACE);
    // What could not be carried in its time is not carried later.
    pace.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let began = Instant::now();
    loop {
        tokio::select! {
            order = orders.recv() => match order {
                Some(order) => obey(&mut lines, &mut mixer, order),
                None => break,
            },
            heard = seat.next() => match heard {
                Some(SeatHeard::Packet(packet)) => {
                    mixer.put(Voice::Page(packet.stream), PAGES, packet.timestamp, &packet.payload);
                }
                Some(SeatHeard::WantsPicture) => {}
                Some(SeatHeard::Over) | None => break,
            },
            at = pace.tick() => {
                let turn = u64::try_from((at - began).as_millis() / PACE.as_millis()).unwrap_or_default();
                let mixed = round(&mut lines, &mut mixer, turn);
                let pages = mixed.without(|who| matches!(who, Voice::Page(_)));
                if !lines.is_empty() && seat.send(to_pages(turn, &pages)).await.is_err() {
                    break;
                }
            }
        }
    }
}

fn obey(lines: &mut Vec<Line>, mixer: &mut Mixer<Voice>, order: Order) {
    match order {
        Order::Add(telephone) => {
            let tone = if telephone.is_greeted { TONE } else { 0 };
            lines.push(Line { telephone, is_muted: false, tone });
        }
        Order::Remove(call) => {
            lines.retain(|line| line.telephone.call != call);
            mixer.remove(Voice::Telephone(call));
        }
        Order::Mute(call, is_muted) => {
            for line in lines.iter_mut().filter(|line| line.telephone.call == call) {
                line.is_muted = is_muted;
            }
            if is_muted {
                mixer.remove(Voice::Telephone(call));
            }
        }
    }
}

/// Takes in what all said, and gives each telephone its frame.
fn round(lines: &mut [Line], mixer: &mut Mixer<Voice>, turn: u64) -> Mixed<Voice> {
    for Line { telephone, is_muted, .. } in lines.iter() {
        while let Some(packet) = telephone.said.take() {
            if packet.kind == Kind::Audio && !is_muted {
                mixer.put(Voice::Telephone(telephone.call), telephone.law, packet.timestamp, &packet.payload);
            }
        }
    }
    let mixed = mixer.frame();
    for line in lines {
        let own = Voice::Telephone(line.telephone.call);
        let mut frame = mixed.without(|who| who == own);
        if line.tone > 0 {
            line.tone -= 1;
            greet(&mut frame);
        }
        line.telephone.hears.push(MediaPacket {
            kind: Kind::Audio,
            timestamp: stamp(turn),
            sequence: turn,
            stream: 1,
            marker: false,
            payload: coded(&frame, line.telephone.law).into(),
        });
    }
    mixed
}

/// The tone in place of what would be heard.
fn greet(frame: &mut [i16; FRAME]) {
    for (at, sample) in frame.iter_mut().enumerate() {
        *sample = (HIGH * (TAU * PITCH * at as f64 / 8_000.0).sin()) as i16;
    }
}

/// The time stamp of a frame; it turns over.
const fn stamp(turn: u64) -> u32 {
    (turn * FRAME as u64) as u32
}

fn to_pages(turn: u64, frame: &[i16; FRAME]) -> SeatPacket {
    SeatPacket {
        picture: false,
        stream: 1,
        sequence: turn,
        timestamp: stamp(turn),
        marker: false,
        payload: coded(frame, PAGES).into(),
    }
}
