//! What was begun and waits for its end: in memory, for minutes, taken once by a name that nobody can guess.

use aws_lc_rs::rand;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::{Fault, Timestamp};
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Things of one kind that wait.
pub(crate) struct Waiting<T> {
    life: Duration,
    most: usize,
    shelf: Mutex<Shelf<T>>,
}

/// The oldest first in `order`.
struct Shelf<T> {
    by_name: HashMap<String, (Timestamp, T)>,
    order: VecDeque<(Timestamp, String)>,
}

impl<T> Waiting<T> {
    /// A shelf on which each thing lies so long, and so many at once; one more ends the oldest.
    pub(crate) fn new(life: Duration, most: usize) -> Self {
        let shelf = Mutex::new(Shelf { by_name: HashMap::new(), order: VecDeque::new() });
        Self { life, most, shelf }
    }

    /// Keeps a thing; answers the name by which it is taken, and until when.
    ///
    /// # Errors
    /// A fault where there is no randomness.
    pub(crate) fn keep(&self, thing: T, now: Timestamp) -> Result<(String, Timestamp), Fault> {
        let mut bytes = [0; 32];
        rand::fill(&mut bytes).map_err(|_| Fault::new("no randomness"))?;
        let name = URL_SAFE_NO_PAD.encode(bytes);
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let Shelf { by_name, order } = &mut *shelf;
        while order.front().is_some_and(|(until, _)| *until <= now) || order.len() >= self.most {
            if let Some((_, oldest)) = order.pop_front() {
                by_name.remove(&oldest);
            }
        }
        let until = now.plus(self.life);
        order.push_back((until, name.clone()));
        by_name.insert(name.clone(), (until, thing));
        Ok((name, until))
    }

    /// Takes a thing away, where it still waits.
    pub(crate) fn take(&self, name: &str, now: Timestamp) -> Option<T> {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, thing) = shelf.by_name.remove(name)?;
        (until > now).then_some(thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFE: Duration = Duration::from_secs(300);
    const MOST: usize = 4_096;

    #[test]
    fn a_thing_is_taken_once_and_in_time() {
        let (waiting, now) = (Waiting::new(LIFE, MOST), Timestamp::from_micros(0));
        let (one, two) = (waiting.keep(1, now).unwrap(), waiting.keep(2, now).unwrap());
        assert_eq!(one.1, now.plus(LIFE));
        assert_eq!(waiting.take(&one.0, now), Some(1));
        assert_eq!(waiting.take(&one.0, now), None);
        assert_eq!(waiting.take("never was", now), None);
        assert_eq!(waiting.take(&two.0, now.plus(LIFE)), None);
    }

    #[test]
    fn whoever_begins_many_ends_the_oldest_and_fills_no_memory() {
        let (waiting, now) = (Waiting::new(LIFE, MOST), Timestamp::from_micros(0));
        let names: Vec<_> = (0..=MOST).map(|at| waiting.keep(at, now).unwrap().0).collect();
        assert_eq!(waiting.take(&names[0], now), None);
        assert_eq!(waiting.take(&names[1], now), Some(1));
        waiting.keep(0, now.plus(LIFE)).unwrap();
        let shelf = waiting.shelf.lock().unwrap();
        assert_eq!((shelf.by_name.len(), shelf.order.len()), (1, 1));
    }
}
