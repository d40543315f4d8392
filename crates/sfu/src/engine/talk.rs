//! Who is speaking: from the level that each sound packet carries (RFC 6464).

use std::time::{Duration, Instant};

/// Over how long a level is judged.
const WINDOW: Duration = Duration::from_millis(500);

/// Packets at least this loud count as speech, in -dBov.
const LOUD: u8 = 40;

/// The level of silence, in -dBov.
const SILENCE: u8 = 127;

/// The share of loud packets that makes speech, in percent.
const SHARE_PERCENT: u32 = 30;

/// One microphone's recent past.
#[derive(Debug, Clone, Copy)]
pub struct Talk {
    since: Instant,
    packets: u32,
    loud: u32,
    loudest: u8,
    /// The power of all packets of this window, as shares of the loudest.
    power: f32,
    level: f32,
    volume: Option<u8>,
}

impl Talk {
    /// Silence.
    #[must_use]
    pub fn new(now: Instant) -> Talk {
        Talk { since: now, packets: 0, loud: 0, loudest: SILENCE, power: 0.0, level: 0.0, volume: None }
    }

    /// One packet of this level, in -dBov: 0 is the loudest, 127 silence.
    pub fn heard(&mut self, level: u8) {
        self.packets += 1;
        self.loudest = self.loudest.min(level);
        self.power += 10f32.powf(-f32::from(level) / 10.0);
        if level <= LOUD {
            self.loud += 1;
        }
    }

    /// The level between 0 (silent) and 1, renewed once a window.
    pub fn level(&mut self, now: Instant) -> f32 {
        if now.saturating_duration_since(self.since) >= WINDOW {
            let speaks = self.packets > 0 && self.loud * 100 >= self.packets * SHARE_PERCENT;
            let fresh = if speaks { 10f32.powf(-f32::from(self.loudest) / 20.0) } else { 0.0 };
            // A falling level sinks slowly, so that a pause between two words does not flicker.
            self.level = if fresh > self.level { fresh } else { self.level * 0.4 + fresh * 0.6 };
            if self.level < 0.005 {
                self.level = 0.0;
            }
            *self = Talk { level: self.level, volume: self.mean(), ..Talk::new(now) };
        }
        self.level
    }

    /// How loud the last window was on the whole, in -dBov; `None` where no sound came.
    #[must_use]
    pub fn volume(&self) -> Option<u8> {
        self.volume
    }

    fn mean(&self) -> Option<u8> {
        if self.packets == 0 {
            return None;
        }
        let mean = -10.0 * (self.power / self.packets as f32).log10();
        Some((mean.round() as u8).min(SILENCE))
    }

    /// Silent at once, for example when muted.
    pub fn hush(&mut self, now: Instant) {
        *self = Talk::new(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_volume_is_the_mean_of_a_window_and_none_where_no_sound_came() {
        #[expect(clippy::disallowed_methods, reason = "virtual time needs a beginning")]
        let now = Instant::now();
        let mut talk = Talk::new(now);
        for level in [20, 20, 20, 127] {
            talk.heard(level);
        }
        assert_eq!(talk.volume(), None, "a window is not over yet");
        let _ = talk.level(now + WINDOW);
        assert_eq!(talk.volume(), Some(21));
        let _ = talk.level(now + WINDOW * 2);
        assert_eq!(talk.volume(), None);
    }
}
