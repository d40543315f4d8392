//! Plates that a camera did not read: the house's own program reads them on its pictures, where whoever runs the house wishes it.
//!
//! - Pictures are in memory until the program answered, and nowhere else. What was read of one vehicle's pictures is remembered for
//!   five seconds, so that those that come after it count, too.
//! - Nothing read is nothing known: the barrier stays shut, and people decide as they did before.

use ground::Timestamp;
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use super::LaneId;
use super::rules::{Reading, VOTES_FOR, vote};
use crate::vehicle::Plate;

/// Plates of one lane that are remembered.
const VOTES_MAX: usize = 16;

/// What is read on pictures: of each that has a plate what it is, and how sure that is, of a hundred.
pub type Read<'a> = Pin<Box<dyn Future<Output = Vec<(String, u8)>> + Send + 'a>>;

/// Whoever reads plates on this machine.
pub trait ReadPlates: Send + Sync {
    /// Whether there is such a program, and it is wished.
    fn is_there(&self) -> bool;

    /// Reads these pictures (JPEG) of one vehicle; nothing where the program is busy or fails.
    fn read(&self, frames: Vec<Vec<u8>>) -> Read<'_>;
}

/// When a plate was read, and how sure it was.
type Vote = (Timestamp, Plate, u8);

/// Whoever reads plates for this house. Clones share it.
#[derive(Clone)]
pub struct Plates {
    reader: Arc<dyn ReadPlates>,
    /// What was read a moment ago, by lane.
    before: Arc<Mutex<HashMap<LaneId, Vec<Vote>>>>,
}

impl Plates {
    /// This one reads.
    pub fn new(reader: impl ReadPlates + 'static) -> Self {
        Self { reader: Arc::new(reader), before: Arc::default() }
    }

    /// Nobody does.
    #[must_use]
    pub fn none() -> Self {
        Self::new(Nobody)
    }

    pub(super) fn are_read(&self) -> bool {
        self.reader.is_there()
    }

    /// What a reading without a plate becomes by its pictures.
    pub(super) async fn read(
        &self,
        lane: LaneId,
        reading: Reading,
        (frames, now): (Vec<Vec<u8>>, Timestamp),
    ) -> Reading {
        if reading.plate.is_some() || frames.is_empty() || !self.are_read() {
            return reading;
        }
        let read = self.reader.read(frames).await;
        let read: Vec<(Plate, u8)> =
            read.into_iter().filter_map(|(text, sure)| Some((Plate::read(&text)?, sure))).collect();
        match vote(&read, &self.remembered(lane, &read, now)) {
            Some((plate, sure)) => Reading { plate: Some(plate), confidence: Some(sure), ..reading },
            None => reading,
        }
    }

    /// What was read at this lane before, and remembers what was read now.
    fn remembered(&self, lane: LaneId, read: &[(Plate, u8)], now: Timestamp) -> Vec<(Plate, u8)> {
        let mut before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
        let since = now.minus(VOTES_FOR);
        for votes in before.values_mut() {
            votes.retain(|(at, ..)| *at > since);
        }
        before.retain(|_, votes| !votes.is_empty());
        let votes = before.entry(lane).or_default();
        let known = votes.iter().map(|(_, plate, sure)| (plate.clone(), *sure)).collect();
        votes.extend(read.iter().map(|(plate, sure)| (now, plate.clone(), *sure)));
        let most = votes.len().saturating_sub(VOTES_MAX);
        votes.drain(..most);
        known
    }
}

struct Nobody;

impl ReadPlates for Nobody {
    fn is_there(&self) -> bool {
        false
    }

    fn read(&self, _: Vec<Vec<u8>>) -> Read<'_> {
        Box::pin(std::future::ready(Vec::new()))
    }
}
