//! What may happen: plain functions on plain values.

use ground::Timestamp;
use std::time::Duration;

use super::Refusal;

/// How long a key is published.
pub(super) const PUBLISHED: Duration = Duration::from_secs(86_400);
/// How long it is good after that, for pages that fetched it just before.
pub(super) const OVERLAP: Duration = Duration::from_secs(3_600);
/// How old an envelope may be when it arrives: slow lines, and a proof of work between.
pub(super) const OLD_MAX: Duration = Duration::from_secs(120);
/// How far ahead of us its maker's clock may be.
pub(super) const AHEAD_MAX: Duration = Duration::from_secs(30);
/// Envelopes remembered; more within their life move the floor up.
pub(super) const SEEN_MAX: usize = 65_536;
/// Bytes of an envelope: an ordinary body in base64, and a little.
pub(super) const BYTES_MAX: usize = 384 * 1024;
/// Bytes of an answer that is sealed.
pub(super) const ANSWER_MAX: usize = 4 << 20;

/// What stands on the other side of the seal: an envelope opens for this request alone.
pub(super) fn bound_to(method: &str, address: &str) -> Vec<u8> {
    format!("{method} {address}").into_bytes()
}

/// What an answer is bound to.
pub(super) fn answer_to(status: u16) -> Vec<u8> {
    format!("courtyard sealed answer 1\n{status}").into_bytes()
}

/// Whether an envelope of this moment may still be opened.
pub(super) fn is_fresh(made: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    let too_old = made.plus(OLD_MAX) < now;
    let too_early = now.plus(AHEAD_MAX) < made;
    if too_old || too_early { Err(Refusal::Stale) } else { Ok(()) }
}

/// Whether a key made then is still published.
pub(super) fn is_published(made: Timestamp, now: Timestamp) -> bool {
    now < made.plus(PUBLISHED)
}

/// Whether a key made then still opens.
pub(super) fn is_good(made: Timestamp, now: Timestamp) -> bool {
    now < made.plus(PUBLISHED).plus(OVERLAP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_lives_for_two_minutes() {
        let now = Timestamp::from_micros(1_000_000_000);
        assert!(is_fresh(now, now).is_ok());
        assert!(is_fresh(now.minus(OLD_MAX), now).is_ok());
        assert!(is_fresh(now.plus(AHEAD_MAX), now).is_ok());
        for wrong in [now.minus(Duration::from_secs(121)), now.plus(Duration::from_secs(31))] {
            assert!(matches!(is_fresh(wrong, now), Err(Refusal::Stale)));
        }
    }

    #[test]
    fn a_key_opens_for_an_hour_longer_than_it_is_published() {
        let made = Timestamp::from_micros(0);
        let later = |seconds| made.plus(Duration::from_secs(seconds));
        assert!(is_published(made, later(86_399)) && !is_published(made, later(86_400)));
        assert!(is_good(made, later(89_999)) && !is_good(made, later(90_000)));
    }
}
