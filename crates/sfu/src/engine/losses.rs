//! What of somebody's sound and pictures gets lost: in shares, by what arrives here and by what the
//! other end reports (RFC 3550, 6.4).
//!
//! Numbers alone: nothing here has seen what a packet carries.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use str0m::media::{MediaKind, Mid, Rid};

use crate::handle::Losses;

/// How much a new report counts against those before it.
const FRESH: f32 = 0.3;

/// A stream that moved nothing for this long says nothing about now.
const STALE: Duration = Duration::from_secs(6);

/// Which way a stream flows, seen from the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Way {
    /// The client sends.
    Sends,
    /// The client receives.
    Receives,
}

/// A report on one stream.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Report {
    pub(crate) way: Way,
    pub(crate) kind: MediaKind,
    pub(crate) mid: Mid,
    pub(crate) rid: Option<Rid>,
    /// Packets since the stream began.
    pub(crate) packets: u64,
    /// The share lost, where it was reported.
    pub(crate) share: Option<f32>,
}

/// What is known of one stream.
#[derive(Debug)]
struct Stream {
    kind: MediaKind,
    packets: u64,
    /// Packets between the last two reports.
    lately: u64,
    share: Option<f32>,
    moved_at: Instant,
    told_at: Instant,
}

/// The streams of one connection.
#[derive(Debug, Default)]
pub(crate) struct Streams(HashMap<(Way, Mid, Option<Rid>), Stream>);

impl Streams {
    pub(crate) fn report(&mut self, now: Instant, report: Report) {
        let Report { way, kind, mid, rid, packets, share } = report;
        let stream = self.0.entry((way, mid, rid)).or_insert(Stream {
            kind,
            packets: 0,
            lately: 0,
            share: None,
            moved_at: now,
            told_at: now,
        });
        stream.told_at = now;
        // A stream that began anew counts from nothing again.
        stream.lately = packets.checked_sub(stream.packets).unwrap_or(packets);
        stream.packets = packets;
        if stream.lately > 0 {
            stream.moved_at = now;
            if let Some(fresh) = share.filter(|share| share.is_finite()) {
                let fresh = fresh.clamp(0.0, 1.0);
                stream.share = Some(stream.share.map_or(fresh, |old| old + (fresh - old) * FRESH));
            }
        }
        // What str0m no longer speaks of is gone.
        self.0.retain(|_, stream| now.saturating_duration_since(stream.told_at) < STALE);
    }

    /// The shares lost one way, each stream counted by its packets.
    pub(crate) fn losses(&self, now: Instant, way: Way) -> Losses {
        let of = |kind: MediaKind| {
            let mut sum = (0.0, 0.0);
            for ((its_way, ..), stream) in &self.0 {
                let flows = now.saturating_duration_since(stream.moved_at) < STALE;
                if let Some(share) = stream.share.filter(|_| *its_way == way && stream.kind == kind && flows)
                {
                    let weight = stream.lately.max(1) as f32;
                    sum = (sum.0 + share * weight, sum.1 + weight);
                }
            }
            (sum.1 > 0.0).then(|| sum.0 / sum.1)
        };
        Losses { audio: of(MediaKind::Audio), video: of(MediaKind::Video) }
    }
}

/// A leap in the numbers this long is a new beginning, not a loss.
const LEAP: u64 = 1_000;

/// What arrived of one source, without what was sent again: that arrives late and says nothing of the line.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Arrivals {
    /// The highest number so far, and the number that its journey had.
    highest: Option<(u64, Option<u16>)>,
    expected: u32,
    received: u32,
}

impl Arrivals {
    /// One packet by its number, and by the number of its journey, which is another when it is sent again.
    pub(crate) fn heard(&mut self, seq: u64, journey: Option<u16>) {
        match self.highest {
            Some((top, _)) if seq > top && seq - top <= LEAP => {
                self.expected = self.expected.saturating_add(u32::try_from(seq - top).unwrap_or(0));
                self.received = self.received.saturating_add(1);
            }
            Some((top, at)) if seq <= top => {
                if set_out_before(journey, at) {
                    self.received = self.received.saturating_add(1);
                }
                return;
            }
            _ => {}
        }
        self.highest = Some((seq, journey));
    }

    /// The share that was lost since it was last asked; `None` where nothing was sent.
    pub(crate) fn take_share(&mut self) -> Option<f32> {
        let (expected, received) = (std::mem::take(&mut self.expected), std::mem::take(&mut self.received));
        (expected > 0).then(|| expected.saturating_sub(received) as f32 / expected as f32)
    }
}

/// Whether the first journey began before the second: a packet that others overtook, and not one sent again.
fn set_out_before(first: Option<u16>, second: Option<u16>) -> bool {
    matches!((first, second), (Some(first), Some(second)) if second.wrapping_sub(first) < 1 << 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_again_is_lost_all_the_same_and_what_was_overtaken_is_not() {
        let mut arrivals = Arrivals::default();
        assert_eq!(arrivals.take_share(), None);
        arrivals.heard(65_530, Some(65_534));
        for (seq, journey) in [(65_531, 65_535), (65_533, 1), (65_532, 0), (65_535, 3), (65_534, 4)] {
            arrivals.heard(seq, Some(journey));
        }
        assert_eq!(arrivals.take_share(), Some(0.2), "one was overtaken, another one sent again");
        arrivals.heard(90_000, Some(5));
        assert_eq!(arrivals.take_share(), None, "a leap is a new beginning");
        arrivals.heard(90_002, None);
        arrivals.heard(90_001, None);
        assert_eq!(
            arrivals.take_share(),
            Some(0.5),
            "without the number of its journey a late one was sent again"
        );
    }

    #[test]
    fn each_stream_counts_by_its_packets_and_what_is_over_not_at_all() {
        #[expect(clippy::disallowed_methods, reason = "virtual time needs a beginning")]
        let now = Instant::now();
        let second = Duration::from_secs(1);
        let mut streams = Streams::default();
        let report = |mid: &str, packets, share| Report {
            way: Way::Sends,
            kind: MediaKind::Video,
            mid: Mid::from(mid),
            rid: None,
            packets,
            share: Some(share),
        };
        streams.report(now, report("0", 300, 0.2));
        streams.report(now, report("1", 100, 0.0));
        let video = streams.losses(now, Way::Sends).video.unwrap();
        assert!((video - 0.15).abs() < 0.001, "{video}");
        assert_eq!(streams.losses(now, Way::Receives), Losses::default());
        assert_eq!(streams.losses(now, Way::Sends).audio, None);
        streams.report(now + STALE, report("1", 100, 0.0));
        assert_eq!(streams.losses(now + STALE, Way::Sends).video, None, "nothing flows any more");
        streams.report(now + STALE + second, report("2", 50, f32::NAN));
        assert_eq!(streams.losses(now + STALE + second, Way::Sends).video, None, "no number is no share");
    }
}
