//! The only place of this crate that asks what time it is.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Now, for the engine.
#[expect(clippy::disallowed_methods, reason = "the node is where the engine's time comes from")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Milliseconds since 1970, for tokens and for joining times. The house's own clock may be moved; media is
/// not moved with it.
#[expect(clippy::disallowed_methods, reason = "the node is where the engine's time comes from")]
pub(crate) fn unix_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |passed| i64::try_from(passed.as_millis()).unwrap_or(i64::MAX))
}
