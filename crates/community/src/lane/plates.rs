//! Plates that a camera did not read: the house's own program reads them on its pictures, where whoever runs the house wishes it.
//!
//! - Pictures are in memory until the program answered, and nowhere else. What was read of one vehicle's pictures is remembered for
//!   five seconds, so that those that come after it count, too.
//! - Nothing read is nothing known: the barrier stays shut, and people decide as they did before.

use ground::Timestamp;
use std::collections::{HashMap, HashSet};
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
    /// The lanes whose pictures wait or are read.
    busy: Arc<Mutex<HashSet<LaneId>>>,
}

/// The one place that a lane has among those whose pictures wait: however many a camera sends, those of other lanes are read, too.
struct Place<'a> {
    busy: &'a Mutex<HashSet<LaneId>>,
    lane: LaneId,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.lane);
    }
}

impl Plates {
    /// This one reads.
    pub fn new(reader: impl ReadPlates + 'static) -> Self {
        Self { reader: Arc::new(reader), before: Arc::default(), busy: Arc::default() }
    }

    /// Nobody does.
    #[must_use]
    pub fn none() -> Self {
        Self::new(Nobody)
    }

    pub(super) fn are_read(&self) -> bool {
        self.reader.is_there()
    }

    /// Takes the place of a lane; nothing where it is taken.
    fn place(&self, lane: LaneId) -> Option<Place<'_>> {
        let is_free = self.busy.lock().unwrap_or_else(PoisonError::into_inner).insert(lane);
        is_free.then(|| Place { busy: &self.busy, lane })
    }

    /// What a reading without a plate becomes by its pictures; it stays what it is while others of its lane are read.
    pub(super) async fn read(
        &self,
        lane: LaneId,
        reading: Reading,
        (frames, now): (Vec<Vec<u8>>, Timestamp),
    ) -> Reading {
        if reading.plate.is_some() || frames.is_empty() || !self.are_read() {
            return reading;
        }
        let Some(place) = self.place(lane) else { return reading };
        let read = self.reader.read(frames).await;
        drop(place);
        let read: Vec<(Plate, u8)> =
            read.into_iter().filter_map(|(text, sure)| Some((Plate::read(&text)?, sure))).collect();
        // What is of before says nothing about now, and counts for nothing that comes after it.
        let before = if reading.is_of_before(now) { Vec::new() } else { self.remembered(lane, &read, now) };
        match vote(&read, &before) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;
    use tokio::sync::Semaphore;

    /// A program that goes on when it is let, and reads the same on every picture.
    #[derive(Clone)]
    struct Double {
        asked: Arc<AtomicUsize>,
        goes_on: Arc<Semaphore>,
    }

    impl ReadPlates for Double {
        fn is_there(&self) -> bool {
            true
        }

        fn read(&self, _: Vec<Vec<u8>>) -> Read<'_> {
            self.asked.fetch_add(1, Ordering::SeqCst);
            Box::pin(async {
                drop(self.goes_on.acquire().await);
                vec![("京A12345".to_owned(), 62)]
            })
        }
    }

    fn now() -> Timestamp {
        Timestamp::from_micros(1_800_000_000_000_000)
    }

    async fn read(plates: &Plates, lane: u8, reading: Reading) -> Option<i64> {
        let frames = vec![b"\xff\xd8\xff".to_vec()];
        plates.read(LaneId::from_bytes([lane; 16]), reading, (frames, now())).await.confidence
    }

    #[tokio::test]
    async fn a_lane_has_one_place_and_takes_none_from_others() {
        let double = Double { asked: Arc::default(), goes_on: Arc::new(Semaphore::new(0)) };
        let plates = Plates::new(double.clone());
        let first = tokio::spawn({
            let plates = plates.clone();
            async move { read(&plates, 1, Reading::empty()).await }
        });
        while double.asked.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        for _ in 0..5 {
            assert_eq!(read(&plates, 1, Reading::empty()).await, None, "its place is taken");
        }
        assert_eq!(double.asked.load(Ordering::SeqCst), 1);
        double.goes_on.add_permits(1);
        assert_eq!(read(&plates, 2, Reading::empty()).await, Some(62), "another lane has its own");
        assert_eq!(first.await.unwrap(), Some(62));
        assert_eq!(read(&plates, 1, Reading::empty()).await, Some(67), "it is free again");
    }

    #[tokio::test]
    async fn what_is_of_before_makes_nothing_surer() {
        let plates = Plates::new(Double { asked: Arc::default(), goes_on: Arc::new(Semaphore::new(1)) });
        let late = || Reading { is_late: true, ..Reading::empty() };
        let old = || Reading { at: Some(now().minus(Duration::from_secs(61))), ..Reading::empty() };
        for reading in [late(), old(), Reading::empty()] {
            assert_eq!(read(&plates, 1, reading).await, Some(62));
        }
        assert_eq!(read(&plates, 1, Reading::empty()).await, Some(67));
        assert_eq!(read(&plates, 1, late()).await, Some(62));
    }
}
