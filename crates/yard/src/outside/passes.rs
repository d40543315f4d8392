//! Keys of those who proved a number: in memory, for ten minutes, each good for one erasure.

use ground::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long a key is good.
pub(super) const LIFE: Duration = Duration::from_secs(600);
/// Keys at once; the oldest gives way.
const MOST: usize = 10_000;

/// By the key's fingerprint: the index of the number that was proved, and until when.
type Known = HashMap<[u8; 16], ([u8; 16], Timestamp)>;

/// The keys that are good now.
#[derive(Default)]
pub(crate) struct Passes(Mutex<Known>);

impl Passes {
    /// Remembers a key; answers until when it is good.
    pub(super) fn keep(&self, pass: [u8; 16], number: [u8; 16], now: Timestamp) -> Timestamp {
        let until = now.plus(LIFE);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, (_, until)| *until > now);
        if known.len() >= MOST
            && let Some(oldest) = known.iter().min_by_key(|(_, (_, until))| *until).map(|(pass, _)| *pass)
        {
            known.remove(&oldest);
        }
        known.insert(pass, (number, until));
        until
    }

    /// Uses a key up; answers the number's index where it was good.
    pub(super) fn take(&self, pass: [u8; 16], now: Timestamp) -> Option<[u8; 16]> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(&pass).filter(|(_, until)| *until > now).map(|(number, _)| number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ground::Clock;

    #[test]
    fn a_key_is_good_once_and_for_ten_minutes() {
        let (passes, clock) = (Passes::default(), Clock::system());
        passes.keep([1; 16], [9; 16], clock.now());
        assert_eq!(passes.take([2; 16], clock.now()), None);
        assert_eq!(passes.take([1; 16], clock.now()), Some([9; 16]));
        assert_eq!(passes.take([1; 16], clock.now()), None, "used up");
        passes.keep([1; 16], [9; 16], clock.now());
        clock.advance(LIFE);
        assert_eq!(passes.take([1; 16], clock.now()), None, "expired");
    }
}
