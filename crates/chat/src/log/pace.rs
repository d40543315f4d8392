//! How fast one person writes: a bound for the whole house, so that nobody's script keeps the writer from the others.

use ground::{PersonId, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What is counted, and after which it may be used up at once again.
const WINDOW: Duration = Duration::from_secs(60);
/// People of whom something is kept before those who rested are forgotten, at least.
const KEPT: usize = 4_096;

/// How fast each writes. Clones share it.
#[derive(Clone, Default)]
pub(super) struct Pace(Arc<Mutex<Even>>);

/// When each would have written what he wrote, had he written evenly (the generic cell rate algorithm).
#[derive(Default)]
struct Even {
    at: HashMap<PersonId, Timestamp>,
    /// Those who still write when it was last looked who rests: twice as many, and it is looked again.
    awake: usize,
}

impl Pace {
    /// Counts one act of somebody, of `most` in a minute; none is `most` = 0, which bounds nothing.
    ///
    /// # Errors
    /// Seconds after which it may be tried again; it was not counted.
    pub(super) fn take(&self, who: PersonId, most: u32, now: Timestamp) -> Result<(), u64> {
        if most == 0 {
            return Ok(());
        }
        let mut even = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if even.at.len() >= KEPT.max(2 * even.awake) {
            even.at.retain(|_, at| *at > now);
            even.awake = even.at.len();
        }
        let next = even.at.get(&who).copied().unwrap_or(now).max(now).plus(WINDOW / most);
        let ahead = next.since(now);
        if ahead > WINDOW {
            return Err((ahead - WINDOW).as_secs() + 1);
        }
        even.at.insert(who, next);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_at_once_and_then_one_after_another_each_person_alone() {
        let (pace, start) = (Pace::default(), Timestamp::read("2026-11-29T12:00:00Z").unwrap());
        let (ana, bo) =
            (PersonId::fresh(&ground::Clock::system()), PersonId::fresh(&ground::Clock::system()));
        for _ in 0..6 {
            pace.take(ana, 6, start).unwrap();
        }
        assert_eq!(pace.take(ana, 6, start), Err(11));
        assert_eq!(pace.take(bo, 6, start), Ok(()));
        let later = start.plus(Duration::from_secs(10));
        assert_eq!((pace.take(ana, 6, later), pace.take(ana, 6, later)), (Ok(()), Err(11)));
        assert_eq!(pace.take(ana, 0, later), Ok(()));
        let rested = later.plus(WINDOW);
        assert!((0..6).all(|_| pace.take(ana, 6, rested).is_ok()));
    }

    #[test]
    fn those_who_rested_are_forgotten() {
        let (pace, start) = (Pace::default(), Timestamp::read("2026-11-29T12:00:00Z").unwrap());
        let clock = ground::Clock::system();
        for _ in 0..KEPT {
            pace.take(PersonId::fresh(&clock), 60, start).unwrap();
        }
        pace.take(PersonId::fresh(&clock), 60, start.plus(WINDOW)).unwrap();
        assert_eq!(pace.0.lock().unwrap().at.len(), 1);
    }
}
