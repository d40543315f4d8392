//! Which layer flows to whom, and keyframes to change by.

use std::time::{Duration, Instant};

use str0m::media::{KeyframeRequestKind, Mid};

use super::publish::Track;
use super::{Engine, LinkKey, TrackKey};

/// Between two requests for a keyframe of the same layer.
const KEYFRAME_GAP: Duration = Duration::from_millis(500);

impl Track {
    /// The best layer up to `most` that has packets; else the smallest that has.
    pub(crate) fn best_layer(&self, now: Instant, most: u8) -> u8 {
        if !self.simulcast {
            return 0;
        }
        let alive = |layer: &u8| self.layers.get(usize::from(*layer)).is_some_and(|l| l.alive(now));
        (0..=most.min(2)).rev().find(alive).or_else(|| (0..3).find(alive)).unwrap_or(most)
    }
}

impl Engine {
    /// Chooses anew which layer a subscriber gets.
    pub(crate) fn retarget(&mut self, now: Instant, key: TrackKey, index: usize) {
        let Some(track) = self.tracks.get_mut(key) else { return };
        let Some(sub) = track.subs.get(index) else { return };
        let most = sub.wanted.zip(sub.allowed).map(|(wanted, allowed)| wanted.min(allowed));
        let target = most.map(|most| track.best_layer(now, most));
        let Some(sub) = track.subs.get_mut(index) else { return };
        if sub.target == target && (target.is_some() == sub.current.is_some()) {
            return;
        }
        sub.target = target;
        if target.is_none() {
            sub.current = None;
            if let Some(section) = self.links.get_mut(sub.link).and_then(|l| l.sections.get_mut(sub.section))
            {
                section.munger.pause();
            }
        } else if sub.current != target && target.is_some() {
            self.refresh_keyframes(now, key);
        }
    }

    pub(crate) fn retarget_all(&mut self, now: Instant, key: TrackKey) {
        let count = self.tracks.get(key).map_or(0, |t| t.subs.len());
        for index in 0..count {
            self.retarget(now, key, index);
        }
    }

    /// Asks the publisher for a keyframe, not too often.
    pub(crate) fn request_keyframe(&mut self, now: Instant, key: TrackKey, layer: u8) {
        let Some(track) = self.tracks.get_mut(key) else { return };
        if track.kind.is_audio() {
            return;
        }
        let (mid, link_key, owner) = (track.mid, track.link, track.peer);
        let Some(slot) = track.layers.get_mut(usize::from(layer)) else { return };
        if slot.asked.is_some_and(|asked| now < asked + KEYFRAME_GAP) {
            return;
        }
        let rid = slot.rid;
        let Some(link) = self.links.get_mut(link_key) else {
            if self.seat_wants_picture(owner)
                && let Some(slot) =
                    self.tracks.get_mut(key).and_then(|t| t.layers.get_mut(usize::from(layer)))
            {
                slot.asked = Some(now);
            }
            return;
        };
        let mut api = link.rtc.direct_api();
        let Some(stream) = api.stream_rx_by_mid(mid, rid) else { return };
        stream.request_keyframe(KeyframeRequestKind::Pli);
        slot.asked = Some(now);
        self.touch(link_key);
    }

    /// Asks for a keyframe of every layer that somebody waits for.
    pub(crate) fn refresh_keyframes(&mut self, now: Instant, key: TrackKey) {
        let Some(track) = self.tracks.get(key) else { return };
        let mut waited = [false; 3];
        let smallest = track.best_layer(now, 0);
        for sub in track.subs.iter().filter(|sub| sub.current != sub.target) {
            if sub.current.is_none()
                && sub.target.is_some()
                && let Some(slot) = waited.get_mut(usize::from(smallest))
            {
                *slot = true;
            }
            if let Some(slot) = sub.target.and_then(|layer| waited.get_mut(usize::from(layer))) {
                *slot = true;
            }
        }
        for (layer, waited) in (0u8..).zip(waited) {
            if waited {
                self.request_keyframe(now, key, layer);
            }
        }
    }

    /// A subscriber cannot decode what it has.
    pub(crate) fn on_keyframe_request(&mut self, now: Instant, link: LinkKey, mid: Mid) {
        let Some(link) = self.links.get(link) else { return };
        let peer = link.peer;
        let Some(track) = link.section(mid).and_then(|s| link.sections.get(s)?.assigned) else { return };
        let sub = self.tracks.get(track).and_then(|t| t.subs.iter().find(|s| s.peer == peer));
        if let Some(layer) = sub.and_then(|sub| sub.current.or(sub.target)) {
            self.request_keyframe(now, track, layer);
        }
    }
}
