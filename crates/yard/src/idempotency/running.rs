//! Requests with a key that are under way in this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Refusal;

/// Slots that are taken, each with the fingerprint of what was asked. As many as requests are under way.
#[derive(Clone, Default)]
pub(crate) struct Running(Arc<Mutex<HashMap<[u8; 16], [u8; 16]>>>);

impl Running {
    /// Takes the slot until the answer drops it.
    pub(super) fn take(&self, slot: [u8; 16], asked: [u8; 16]) -> Result<Taken, Refusal> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match taken.get(&slot) {
            Some(first) if *first != asked => return Err(Refusal::OtherBody),
            Some(_) => return Err(Refusal::Running),
            None => taken.insert(slot, asked),
        };
        Ok(Taken { slot, of: self.clone() })
    }
}

/// A slot that is ours; free again when this is dropped.
pub(super) struct Taken {
    slot: [u8; 16],
    of: Running,
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.of.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.slot);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_is_taken_once_and_free_again() {
        let running = Running::default();
        let first = running.take([1; 16], [7; 16]).unwrap();
        assert!(matches!(running.take([1; 16], [7; 16]), Err(Refusal::Running)));
        assert!(matches!(running.take([1; 16], [8; 16]), Err(Refusal::OtherBody)));
        assert!(running.take([2; 16], [7; 16]).is_ok());
        drop(first);
        assert!(running.take([1; 16], [8; 16]).is_ok());
    }
}
