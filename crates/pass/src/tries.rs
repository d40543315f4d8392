//! How often somebody typed what is no PIN, and how long the keypad waits then.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::moment::Moment;

/// So many wrong ones within `WITHIN` and the keypad waits.
const WRONG_MAX: usize = 5;
const WITHIN: Duration = Duration::from_secs(60);
const WAIT: Duration = Duration::from_secs(60);
/// Each wait is twice the one before, four times at most.
const DOUBLED_MAX: u32 = 4;

/// Wrong PINs at one door. Cards, codes and faces never wait for it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tries {
    wrong: VecDeque<Moment>,
    until: Moment,
    waits: u32,
}

impl Tries {
    /// Whether the keypad waits.
    #[must_use]
    pub fn waits(&self, now: Moment) -> bool {
        // What would last longer than any wait was begun by a clock that the house has put back since.
        now < self.until && self.until.since(now) <= wait(DOUBLED_MAX)
    }

    /// A wrong one.
    pub fn wrong(&mut self, now: Moment) {
        self.wrong.retain(|then| now.since(*then) < WITHIN);
        self.wrong.push_back(now);
        if self.wrong.len() >= WRONG_MAX {
            self.wrong.clear();
            self.until = now.plus(wait(self.waits));
            self.waits = self.waits.saturating_add(1);
        }
    }

    /// A right one.
    pub fn right(&mut self) {
        self.wrong.clear();
        self.waits = 0;
    }
}

/// How long the keypad waits after so many waits.
fn wait(before: u32) -> Duration {
    WAIT * 2_u32.pow(before.min(DOUBLED_MAX))
}

#[cfg(test)]
mod tests {
    use super::{DOUBLED_MAX, Tries, WAIT, wait};
    use crate::Moment;
    use std::time::Duration;

    #[test]
    fn whoever_guesses_waits_longer_and_longer_and_some_hundred_times_in_a_day() {
        let mut tries = Tries::default();
        let mut now = Moment::from_seconds(1_795_000_000);
        let end = now.plus(Duration::from_secs(24 * 3_600));
        let mut guesses = 0;
        while now < end {
            if !tries.waits(now) {
                tries.wrong(now);
                guesses += 1;
            }
            now = now.plus(Duration::from_secs(1));
        }
        assert!((400..700).contains(&guesses), "{guesses}");
        tries.right();
        for _ in 0..5 {
            tries.wrong(end.plus(WAIT * 100));
        }
        assert!(!tries.waits(end.plus(WAIT * 102)), "a right one has made the wait short again");
    }

    #[test]
    fn a_clock_that_the_house_puts_back_makes_no_wait_longer_than_the_longest() {
        let mut tries = Tries::default();
        let ahead = Moment::from_seconds(1_795_000_000);
        (0..5).for_each(|_| tries.wrong(ahead));
        assert!(tries.waits(ahead));
        assert!(tries.waits(ahead.plus(WAIT).minus(wait(DOUBLED_MAX))));
        assert!(!tries.waits(ahead.minus(Duration::from_secs(6 * 24 * 3_600))));
    }
}
