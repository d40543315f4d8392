//! What a subscriber's line carries, found out from what was lost and how late the rest came.
//!
//! str0m's own estimator comes with a pacer that must be woken for every packet: it doubled the cost of
//! forwarding, and on a starved machine, which it takes for a narrow line, it held pictures back for seconds.
//! The publishers' estimators and pacers work as ever; here it is enough to notice trouble and give way.

use std::time::{Duration, Instant};

/// This share lost is trouble; this little is none.
const LOSS_BAD: f32 = 0.08;
const LOSS_GOOD: f32 = 0.02;

/// With this share lost of late, even the smallest pictures give way to sound.
const LOSS_SURE: f32 = 0.15;
const SURE_FOR: Duration = Duration::from_secs(20);

/// A way that became this much longer than its shortest is trouble: somewhere a queue is filling.
const DELAY_BAD: Duration = Duration::from_millis(300);

/// Sound and the smallest picture need about this.
const LEAST_BPS: u64 = 150_000;

/// How long nothing is tried after trouble, doubled each time it comes back soon.
const REST: Duration = Duration::from_secs(8);
const REST_MAX: Duration = Duration::from_secs(64);

/// What is known of one line.
#[derive(Debug)]
pub(crate) struct Line {
    /// Bits per second that went through when there was trouble; `None` while there is none.
    cap: Option<u64>,
    shortest: Option<Duration>,
    rest: Duration,
    rests_until: Instant,
    sure_until: Instant,
    bytes: u64,
    at: Instant,
}

impl Line {
    pub(crate) fn new(now: Instant) -> Line {
        Line { cap: None, shortest: None, rest: REST, rests_until: now, sure_until: now, bytes: 0, at: now }
    }

    pub(crate) fn cap(&self) -> Option<u64> {
        self.cap
    }

    /// Whether the line is so narrow that pictures may stop: a longer way alone may be a starved machine.
    pub(crate) fn narrow(&self, now: Instant) -> bool {
        now < self.sure_until
    }

    /// Takes a report: the share lost and the time to and fro of late, and all bytes sent so far. `wanted` is
    /// what would be sent without a cap.
    pub(crate) fn report(
        &mut self,
        now: Instant,
        loss: f32,
        delay: Option<Duration>,
        bytes: u64,
        wanted: u64,
    ) {
        let passed = now.saturating_duration_since(self.at).as_millis().max(1);
        let sent = u64::try_from(u128::from(bytes.saturating_sub(self.bytes)) * 8000 / passed).unwrap_or(0);
        (self.bytes, self.at) = (bytes, now);
        let late = match (delay, self.shortest) {
            (Some(delay), Some(shortest)) => delay > shortest * 2 && delay > shortest + DELAY_BAD,
            _ => false,
        };
        if let Some(delay) = delay {
            // The shortest way is forgotten slowly, because routes change.
            let shortest = self.shortest.map_or(delay, |s| s + s / 100);
            self.shortest = Some(shortest.min(delay));
        }
        if loss >= LOSS_SURE {
            self.sure_until = now + SURE_FOR;
        }
        if loss >= LOSS_BAD || late {
            self.give_way(now, loss, sent);
        } else if loss < LOSS_GOOD && now >= self.rests_until {
            self.try_more(now, wanted);
        }
    }

    fn give_way(&mut self, now: Instant, loss: f32, sent: u64) {
        let through = (sent as f64 * f64::from(1.0 - loss.clamp(0.0, 0.9)) * 0.9) as u64;
        let cap = self.cap.map_or(through, |cap| cap.min(through)).max(LEAST_BPS);
        if self.cap.is_some() && now >= self.rests_until {
            // Trying more brought the trouble back: try later next time.
            self.rest = (self.rest * 2).min(REST_MAX);
        }
        self.cap = Some(cap);
        self.rests_until = now + self.rest;
    }

    fn try_more(&mut self, now: Instant, wanted: u64) {
        let Some(cap) = self.cap else {
            if now > self.rests_until + REST_MAX * 2 {
                self.rest = REST;
            }
            return;
        };
        let more = cap + cap / 12 + 20_000;
        // Well above all that is wanted a cap has no meaning.
        self.cap = (more < wanted.saturating_mul(2) + 1_000_000).then_some(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_loses_is_given_less_and_later_more() {
        #[expect(clippy::disallowed_methods, reason = "virtual time needs a beginning")]
        let mut now = Instant::now();
        let mut line = Line::new(now);
        let (mut bytes, second) = (0, Duration::from_secs(1));
        let mut pass = |line: &mut Line, loss: f32, bps: u64, delay_ms: u64| {
            now += second;
            bytes += bps / 8;
            line.report(now, loss, Some(Duration::from_millis(delay_ms)), bytes, 2_000_000);
        };
        pass(&mut line, 0.0, 2_000_000, 20);
        assert_eq!(line.cap(), None);
        pass(&mut line, 0.5, 2_000_000, 20);
        let first = line.cap().unwrap();
        assert!((850_000..950_000).contains(&first), "{first}");
        for _ in 0..7 {
            pass(&mut line, 0.0, 800_000, 20);
        }
        assert_eq!(line.cap(), Some(first), "it rests");
        for _ in 0..30 {
            pass(&mut line, 0.0, 800_000, 20);
        }
        assert_eq!(line.cap(), None);
        pass(&mut line, 0.0, 2_000_000, 900);
        assert!(line.cap().is_some(), "a filling queue is trouble, too");
    }
}
