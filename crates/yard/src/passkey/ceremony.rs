//! Ceremonies: what was asked of an authenticator, until it answers. In memory, five minutes, used once.

use aws_lc_rs::rand;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::{DeviceId, Fault, PersonId, Timestamp};
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use webauthn_rs::prelude::{DiscoverableAuthentication, PasskeyRegistration, Webauthn};

/// How long an authenticator may take.
const LIFE: Duration = Duration::from_secs(300);
/// Ceremonies of a kind that may wait at once; one more ends the oldest.
const WAITING_MAX: usize = 4_096;

/// A passkey is being added.
pub(super) struct Adding {
    pub person: PersonId,
    pub device: DeviceId,
    pub party: Webauthn,
    pub state: PasskeyRegistration,
}

/// Somebody is signing in.
pub(super) struct Opening {
    pub party: Webauthn,
    pub state: DiscoverableAuthentication,
}

/// The ceremonies that wait.
#[derive(Default)]
pub(crate) struct Ceremonies {
    pub(super) adding: Waiting<Adding>,
    pub(super) opening: Waiting<Opening>,
}

/// Ceremonies of one kind, oldest first in `order`.
pub(super) struct Waiting<T>(Mutex<Shelf<T>>);

struct Shelf<T> {
    by_name: HashMap<String, (Timestamp, T)>,
    order: VecDeque<(Timestamp, String)>,
}

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Self(Mutex::new(Shelf { by_name: HashMap::new(), order: VecDeque::new() }))
    }
}

impl<T> Waiting<T> {
    /// Keeps a ceremony; answers the name by which its end is told.
    pub(super) fn keep(&self, ceremony: T, now: Timestamp) -> Result<String, Fault> {
        let mut bytes = [0; 18];
        rand::fill(&mut bytes).map_err(|_| Fault::new("no randomness"))?;
        let name = URL_SAFE_NO_PAD.encode(bytes);
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Shelf { by_name, order } = &mut *shelf;
        while order.front().is_some_and(|(until, _)| *until <= now) || order.len() >= WAITING_MAX {
            if let Some((_, oldest)) = order.pop_front() {
                by_name.remove(&oldest);
            }
        }
        let until = now.plus(LIFE);
        order.push_back((until, name.clone()));
        by_name.insert(name.clone(), (until, ceremony));
        Ok(name)
    }

    /// Takes a ceremony away, where it still waits.
    pub(super) fn take(&self, name: &str, now: Timestamp) -> Option<T> {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, ceremony) = shelf.by_name.remove(name)?;
        (until > now).then_some(ceremony)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ceremony_is_used_once_and_in_time() {
        let (waiting, now) = (Waiting::default(), Timestamp::from_micros(0));
        let (one, two) = (waiting.keep(1, now).unwrap(), waiting.keep(2, now).unwrap());
        assert_eq!(waiting.take(&one, now), Some(1));
        assert_eq!(waiting.take(&one, now), None);
        assert_eq!(waiting.take("never was", now), None);
        assert_eq!(waiting.take(&two, now.plus(LIFE)), None);
    }

    #[test]
    fn whoever_begins_many_ends_the_oldest_and_fills_no_memory() {
        let (waiting, now) = (Waiting::default(), Timestamp::from_micros(0));
        let names: Vec<_> = (0..=WAITING_MAX).map(|at| waiting.keep(at, now).unwrap()).collect();
        assert_eq!(waiting.take(&names[0], now), None);
        assert_eq!(waiting.take(&names[1], now), Some(1));
        waiting.keep(0, now.plus(LIFE)).unwrap();
        let shelf = waiting.0.lock().unwrap();
        assert_eq!((shelf.by_name.len(), shelf.order.len()), (1, 1));
    }
}
