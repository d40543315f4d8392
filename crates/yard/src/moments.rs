//! What the house keeps in memory for minutes and never writes: requests under way, ceremonies of
//! passkeys, keys of those who proved a number without an account, and that another doorplate was chosen.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicI64};
use tokio::sync::Notify;

use crate::idempotency::Running;
use crate::outside::Passes;
use crate::passkey::Ceremonies;

/// What lives for a moment. Bounded part by part; a restart forgets it.
#[derive(Default)]
pub(crate) struct Moments {
    /// Requests with a key that have not been answered yet.
    pub running: Running,
    /// Ceremonies that wait for an authenticator.
    pub ceremonies: Ceremonies,
    /// Keys of people without an account who proved a number.
    pub passes: Passes,
    /// Told when the set-up chose another profile than the running one.
    pub profile_changed: Notify,
    /// The instant at which the service ends, in microseconds; 0 where no end is announced.
    pub ends_at_us: AtomicI64,
    /// Whether anybody has a device that is woken: false until the first.
    pub push_used: AtomicBool,
    /// The key by which push services know this house, once it was opened.
    pub push_key: OnceLock<Vec<u8>>,
}
