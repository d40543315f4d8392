//! What a subscriber's line carries, shared out: sound always, then every picture small, then larger ones.

use std::time::{Duration, Instant};

use livekit_protocol::{
    StreamState, StreamStateInfo, StreamStateUpdate, TrackSource, signal_response::Message,
};

use super::publish::Track;
use super::{Engine, LinkKey, PeerKey, TrackKey};

/// What one sound track is counted as, in bits per second.
const SOUND_BPS: u64 = 48_000;

/// What layers are counted as before they were measured, in bits per second.
const NOMINAL_BPS: [u64; 3] = [180_000, 500_000, 1_700_000];

/// So many pictures stay small rather than stop, as long as little is lost.
const SMALL_PICTURES: usize = 4;

/// After a layer was taken away, none is given back for this long.
const CALM: Duration = Duration::from_secs(3);

/// One picture to be shared out.
struct Claim {
    track: TrackKey,
    index: usize,
    wanted: u8,
    rates: [u64; 3],
    before: Option<u8>,
    given: Option<u8>,
    weight: u32,
}

impl Track {
    /// Bits per second of each layer; layers that carry nothing cost what the one that is sent instead costs.
    fn rates(&self, now: Instant) -> [u64; 3] {
        let mut rates = [0; 3];
        for (index, rate) in rates.iter_mut().enumerate() {
            let layer = self.best_layer(now, u8::try_from(index).unwrap_or(2));
            let measured = self.layers.get(usize::from(layer)).map_or(0, |l| l.bps);
            let nominal = NOMINAL_BPS.get(usize::from(layer)).copied().unwrap_or(0);
            *rate = if measured > 0 { measured } else { nominal };
        }
        rates
    }
}

impl Engine {
    /// Has a subscriber's line shared out anew in the next round.
    pub(crate) fn allocate_soon(&mut self, key: LinkKey) {
        if let Some(link) = self.links.get_mut(key) {
            link.reallocate = true;
        }
    }

    /// Shares out a subscriber's line.
    pub(crate) fn allocate(&mut self, now: Instant, key: LinkKey) {
        let Some(link) = self.links.get_mut(key) else { return };
        link.reallocate = false;
        let peer = link.peer;
        let (mut claims, sounds) = self.claims(now, key, peer);
        let wanted: u64 = claims.iter().map(|c| c.rates[usize::from(c.wanted)]).sum();
        let sound = sounds * SOUND_BPS;
        let Some(link) = self.links.get_mut(key) else { return };
        link.demand = wanted + sound;
        let small: u64 = claims.iter().take(SMALL_PICTURES).map(|c| c.rates[0]).sum();
        let floor = if link.line.narrow(now) { 0 } else { (small + sound) * 11 / 10 };
        let by_estimate =
            link.line.cap().filter(|_| self.config.congestion_control).map(|cap| cap.max(floor));
        let cap = match (self.line_level, by_estimate) {
            (Some(line), Some(estimate)) => Some(line.min(estimate)),
            (line, estimate) => line.or(estimate),
        };
        let calm = link.cut_at.is_none_or(|cut| now >= cut + CALM);
        let budget = cap.map_or(u64::MAX, |cap| (cap - cap / 20).saturating_sub(sound));
        share(&mut claims, budget, calm);
        if claims.iter().any(|c| c.given < c.before && c.before.is_some_and(|b| b <= c.wanted)) {
            link.cut_at = Some(now);
        }
        self.grant(now, peer, &claims);
    }

    fn claims(&self, now: Instant, key: LinkKey, peer: PeerKey) -> (Vec<Claim>, u64) {
        let mut claims = Vec::new();
        let mut sounds = 0;
        let Some(link) = self.links.get(key) else { return (claims, sounds) };
        for track_key in link.sections.iter().filter_map(|s| s.assigned) {
            let Some(track) = self.tracks.get(track_key) else { continue };
            if track.kind.is_audio() {
                sounds += 1;
                continue;
            }
            let Some(index) = track.subs.iter().position(|s| s.peer == peer) else { continue };
            let Some(sub) = track.subs.get(index) else { continue };
            let Some(wanted) = sub.wanted else { continue };
            let screen = track.info.source == TrackSource::ScreenShare as i32;
            claims.push(Claim {
                track: track_key,
                index,
                wanted: wanted.min(2),
                rates: track.rates(now),
                before: sub.allowed,
                given: None,
                weight: sub.priority.saturating_add(if screen { 1000 } else { 0 }) + u32::from(wanted),
            });
        }
        claims.sort_by_key(|c| std::cmp::Reverse(c.weight));
        (claims, sounds)
    }

    fn grant(&mut self, now: Instant, peer: PeerKey, claims: &[Claim]) {
        let mut states = Vec::new();
        for claim in claims {
            // What the client does not want is not held against the line.
            let allowed = if claim.given == Some(claim.wanted) { Some(2) } else { claim.given };
            let Some(track) = self.tracks.get_mut(claim.track) else { continue };
            let Some(sub) = track.subs.get_mut(claim.index) else { continue };
            if sub.allowed == allowed {
                continue;
            }
            if sub.allowed.is_some() != allowed.is_some() {
                let state = if allowed.is_some() { StreamState::Active } else { StreamState::Paused };
                states.push((claim.track, state));
            }
            sub.allowed = allowed;
            self.retarget(now, claim.track, claim.index);
        }
        if states.is_empty() {
            return;
        }
        let stream_states = states
            .into_iter()
            .filter_map(|(track, state)| {
                let track = self.tracks.get(track)?;
                Some(StreamStateInfo {
                    participant_sid: self.peers.get(track.peer)?.sid.clone(),
                    track_sid: track.info.sid.clone(),
                    state: state as i32,
                })
            })
            .collect();
        self.signal(peer, Message::StreamStateUpdate(StreamStateUpdate { stream_states }));
    }

    /// What this worker may send from now on, in bits per second; `None` is without limit. When more is
    /// wanted, every subscriber gets at most the same level.
    pub fn set_line(&mut self, bps: Option<u64>) {
        let mut demands: Vec<u64> = self.links.values().map(|l| l.demand).collect();
        self.line_level = bps.and_then(|bps| water_level(&mut demands, bps));
    }

    /// What all subscribers of this worker together want, in bits per second.
    #[must_use]
    pub fn demand(&self) -> u64 {
        self.links.values().map(|l| l.demand).sum()
    }
}

/// Gives every claim its smallest layer first, the heaviest first, then larger ones in turn.
fn share(claims: &mut [Claim], mut budget: u64, calm: bool) {
    for claim in claims.iter_mut() {
        let rate = claim.rates[0];
        // What flows already may stay when it is a little too much.
        let slack = if claim.before.is_some() { rate / 4 } else { 0 };
        if rate <= budget.saturating_add(slack) {
            claim.given = Some(0);
            budget = budget.saturating_sub(rate);
        }
    }
    for layer in 1..=2u8 {
        for claim in claims.iter_mut().filter(|c| c.given == Some(layer - 1) && c.wanted >= layer) {
            let more = claim.rates[usize::from(layer)].saturating_sub(claim.rates[usize::from(layer) - 1]);
            let held = claim.before.is_some_and(|before| before >= layer);
            let margin = if held { 0 } else { more / 5 };
            if (held || calm) && more.saturating_add(margin) <= budget {
                claim.given = Some(layer);
                budget -= more;
            }
        }
    }
}

/// The largest share such that nobody gets more than it and all together no more than `bps`.
fn water_level(demands: &mut [u64], bps: u64) -> Option<u64> {
    if demands.iter().sum::<u64>() <= bps {
        return None;
    }
    demands.sort_unstable();
    let mut left = bps;
    let mut count = demands.len() as u64;
    for demand in demands.iter() {
        let level = left / count.max(1);
        if *demand > level {
            return Some(level);
        }
        left -= demand;
        count -= 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(wanted: u8, before: Option<u8>) -> Claim {
        Claim {
            track: TrackKey::default(),
            index: 0,
            wanted,
            rates: [100, 400, 1500],
            before,
            given: None,
            weight: 0,
        }
    }

    #[test]
    fn everybody_is_small_before_anybody_is_large() {
        let mut claims = [claim(2, Some(2)), claim(2, Some(2)), claim(2, Some(2))];
        share(&mut claims, 700, true);
        assert_eq!(claims.map(|c| c.given), [Some(1), Some(0), Some(0)]);
    }

    #[test]
    fn nothing_grows_while_it_is_not_calm() {
        let mut claims = [claim(2, Some(0))];
        share(&mut claims, 5000, false);
        assert_eq!(claims[0].given, Some(0));
    }

    #[test]
    fn a_line_is_filled_and_not_overfilled() {
        assert_eq!(water_level(&mut [10, 20, 30], 60), None);
        assert_eq!(water_level(&mut [10, 100, 100], 110), Some(50));
    }
}
