//! Numbers of forwarded packets: one unbroken stream out of layers, pauses and successive tracks.
//!
//! A receiver binds a section to one SSRC for good. Whatever is forwarded there, one after the other, must
//! look like one stream: sequence numbers without invented gaps, time that moves on, VP8 picture ids that
//! follow one another. One [`Munger`] belongs to each section and outlives the tracks it carries.

use std::time::Instant;

/// How many withheld packets are remembered, so that late packets before them keep their numbers.
const WITHHELD_MAX: usize = 32;

/// The smallest step of time between two parts of a stream, in parts of a second.
const STEP_PARTS: u32 = 60;

/// The numbers of one packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// Extended sequence number.
    pub seq: u64,
    /// RTP time in the codec's clock.
    pub time: u32,
    /// VP8 picture id (7 or 15 bits).
    pub picture: Option<u16>,
    /// VP8 index of the base temporal layer.
    pub tl0: Option<u8>,
}

/// Rewrites the numbers of one section.
#[derive(Debug)]
pub struct Munger {
    clock_hz: u32,
    base: Option<Base>,
    last: Last,
    began: bool,
    withheld: Vec<u64>,
}

/// Where the part now forwarded begins, and what is added to its numbers.
#[derive(Clone, Copy, Debug)]
struct Base {
    from: u64,
    to: u64,
    time: u32,
    picture: u16,
    tl0: u8,
    /// The highest sequence number taken in since.
    highest: u64,
}

/// The highest numbers given out, over all parts.
#[derive(Clone, Copy, Debug)]
struct Last {
    seq: u64,
    time: u32,
    at: Instant,
    picture: u16,
    tl0: u8,
}

impl Munger {
    /// A munger whose first packet gets the number after `seq`, which is kept below 32,768: a receiver
    /// starts with a rollover counter of zero.
    #[must_use]
    pub fn new(clock_hz: u32, seq: u16, now: Instant) -> Munger {
        let seq = u64::from(seq & 0x7fff);
        Munger {
            clock_hz,
            base: None,
            last: Last { seq, time: 0, at: now, picture: 0, tl0: 0 },
            began: false,
            withheld: Vec::with_capacity(WITHHELD_MAX),
        }
    }

    /// Begins a new part with this packet: another layer, another track, or the same after a pause.
    pub fn begin(&mut self, now: Instant, first: &Numbers) {
        let last = self.last;
        let time = if self.began {
            let passed = now.saturating_duration_since(last.at).as_micros();
            let ticks = passed.saturating_mul(u128::from(self.clock_hz)) / 1_000_000;
            let step = u32::try_from(ticks & 0xffff_ffff).unwrap_or(0).max(self.clock_hz / STEP_PARTS);
            last.time.wrapping_add(step)
        } else {
            first.time
        };
        self.base = Some(Base {
            from: first.seq,
            to: last.seq + 1,
            time: time.wrapping_sub(first.time),
            picture: last.picture.wrapping_add(1).wrapping_sub(first.picture.unwrap_or(0)),
            tl0: last.tl0.wrapping_add(1).wrapping_sub(first.tl0.unwrap_or(0)),
            highest: first.seq,
        });
        self.withheld.clear();
    }

    /// Ends the part: nothing is forwarded until the next [`Munger::begin`].
    pub fn pause(&mut self) {
        self.base = None;
    }

    /// Whether a part has begun.
    #[must_use]
    pub fn running(&self) -> bool {
        self.base.is_some()
    }

    /// Takes note of a packet that is deliberately not forwarded, so that no gap shows.
    pub fn withhold(&mut self, seq: u64) {
        let Some(base) = &mut self.base else { return };
        if seq <= base.highest {
            return;
        }
        base.highest = seq;
        if self.withheld.len() == WITHHELD_MAX {
            let oldest = self.withheld.remove(0);
            base.to += oldest.saturating_sub(base.from);
            base.from = oldest + 1;
        }
        self.withheld.push(seq);
    }

    /// The numbers to send this packet with; `None` when it belongs to an earlier part.
    pub fn write(&mut self, now: Instant, packet: &Numbers) -> Option<Numbers> {
        let base = self.base.as_mut()?;
        if packet.seq < base.from {
            return None;
        }
        let before = self.withheld.iter().filter(|w| **w < packet.seq).count() as u64;
        let out = Numbers {
            seq: base.to + (packet.seq - base.from) - before,
            time: packet.time.wrapping_add(base.time),
            picture: packet.picture.map(|p| p.wrapping_add(base.picture) & 0x7fff),
            tl0: packet.tl0.map(|t| t.wrapping_add(base.tl0)),
        };
        base.highest = base.highest.max(packet.seq);
        if out.seq > self.last.seq {
            let picture = out.picture.unwrap_or(self.last.picture);
            let tl0 = out.tl0.unwrap_or(self.last.tl0);
            self.last = Last { seq: out.seq, time: out.time, at: now, picture, tl0 };
            self.began = true;
        }
        Some(out)
    }
}
