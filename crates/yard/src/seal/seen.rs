//! Envelopes that came: each is opened once.
//!
//! Kept in memory while an envelope could still be fresh. What was made before the floor is refused as stale: the floor
//! is when the house was started, since it has forgotten what came before, and moves up when there is more to remember
//! than there is room.

use ground::Timestamp;
use std::collections::BTreeSet;

use super::{Refusal, rules};

/// The public half that a sender made for one envelope, and so the name of the envelope.
pub(super) type Mark = [u8; 32];

/// Which envelopes came.
pub(super) struct Seen {
    floor: Timestamp,
    marks: BTreeSet<(Timestamp, Mark)>,
    room: usize,
}

impl Seen {
    /// Nothing made before this moment is taken.
    pub(super) fn since(floor: Timestamp, room: usize) -> Self {
        // Makers count in milliseconds.
        let floor = Timestamp::from_micros(floor.micros().div_euclid(1_000) * 1_000);
        Self { floor, marks: BTreeSet::new(), room }
    }

    /// Remembers an envelope, or says why it is not taken.
    pub(super) fn take(&mut self, made: Timestamp, mark: Mark, now: Timestamp) -> Result<(), Refusal> {
        rules::is_fresh(made, now)?;
        if made < self.floor {
            return Err(Refusal::Stale);
        }
        let oldest = now.minus(rules::OLD_MAX);
        self.marks = self.marks.split_off(&(oldest, [0; 32]));
        if !self.marks.insert((made, mark)) {
            return Err(Refusal::Replayed);
        }
        if self.marks.len() > self.room
            && let Some((evicted, _)) = self.marks.pop_first()
        {
            self.floor = Timestamp::from_micros(evicted.micros() + 1_000);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const NOW: Timestamp = Timestamp::from_micros(1_000_000_000);

    #[test]
    fn the_same_envelope_is_taken_once() {
        let mut seen = Seen::since(NOW, 8);
        assert!(seen.take(NOW, [1; 32], NOW).is_ok());
        assert!(matches!(seen.take(NOW, [1; 32], NOW), Err(Refusal::Replayed)));
        assert!(seen.take(NOW, [2; 32], NOW).is_ok());
        let late = NOW.plus(Duration::from_secs(119));
        assert!(matches!(seen.take(NOW, [1; 32], late), Err(Refusal::Replayed)));
        let later = NOW.plus(Duration::from_secs(121));
        assert!(matches!(seen.take(NOW, [1; 32], later), Err(Refusal::Stale)));
    }

    #[test]
    fn what_was_made_before_the_start_is_stale() {
        let mut seen = Seen::since(NOW, 8);
        let before = NOW.minus(Duration::from_millis(1));
        assert!(matches!(seen.take(before, [1; 32], NOW), Err(Refusal::Stale)));
    }

    #[test]
    fn a_flood_is_bounded_and_lets_nothing_come_twice() {
        let mut seen = Seen::since(NOW, 4);
        for step in 0..100_u8 {
            let made = NOW.plus(Duration::from_millis(step.into()));
            assert!(seen.take(made, [step; 32], NOW).is_ok());
        }
        assert_eq!(seen.marks.len(), 4);
        for step in 0..100_u8 {
            let made = NOW.plus(Duration::from_millis(step.into()));
            assert!(seen.take(made, [step; 32], NOW).is_err(), "{step}");
        }
    }
}
