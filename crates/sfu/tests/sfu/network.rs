//! A network in virtual time: every path delays, may lose, and may be narrow.

use std::collections::BinaryHeap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How one direction of a client's line behaves.
#[derive(Clone, Copy, Debug)]
pub struct Path {
    pub delay: Duration,
    pub loss_percent: u32,
    /// Bits per second; `None` is as wide as wanted.
    pub bps: Option<u64>,
    /// When the narrow part is free again.
    free_at: Option<Instant>,
}

/// More waiting than this is thrown away, as routers do.
const QUEUE: Duration = Duration::from_millis(300);

impl Default for Path {
    fn default() -> Self {
        Path { delay: Duration::from_millis(10), loss_percent: 0, bps: None, free_at: None }
    }
}

impl Path {
    /// When a packet that is sent now arrives; `None` when it is lost.
    pub fn carry(&mut self, now: Instant, bytes: usize, dice: &mut Dice) -> Option<Instant> {
        if self.loss_percent > 0 && dice.roll(100) < u64::from(self.loss_percent) {
            return None;
        }
        let Some(bps) = self.bps else { return Some(now + self.delay) };
        let start = self.free_at.unwrap_or(now).max(now);
        if start > now + QUEUE {
            return None;
        }
        let done = start + Duration::from_nanos((bytes as u64 * 8 * 1_000_000_000) / bps);
        self.free_at = Some(done);
        Some(done + self.delay)
    }
}

/// Chance that can be repeated.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed | 1)
    }

    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

/// A datagram under way.
#[derive(Debug, PartialEq, Eq)]
pub struct Parcel {
    pub at: Instant,
    pub number: u64,
    pub from: SocketAddr,
    pub to: SocketAddr,
    pub bytes: Vec<u8>,
}

impl Ord for Parcel {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (other.at, other.number).cmp(&(self.at, self.number))
    }
}

impl PartialOrd for Parcel {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// All that is under way.
#[derive(Default)]
pub struct UnderWay {
    heap: BinaryHeap<Parcel>,
    number: u64,
}

impl UnderWay {
    pub fn put(&mut self, at: Instant, from: SocketAddr, to: SocketAddr, bytes: Vec<u8>) {
        self.number += 1;
        self.heap.push(Parcel { at, number: self.number, from, to, bytes });
    }

    pub fn arrived(&mut self, now: Instant) -> Option<Parcel> {
        if self.heap.peek()?.at > now { None } else { self.heap.pop() }
    }
}
