//! The regular round of a room: who speaks, which layers live, who is lost.

use std::time::Instant;

use livekit_protocol::{
    DisconnectReason, SpeakerInfo, SpeakersChanged, TrackType, leave_request, signal_response::Message,
};

use super::room::ROUND;
use super::timers::Timer;
use super::{At, Engine, PeerKey, RoomKey, limits};

/// Rounds between two looks at the lines and at the quality of connections.
const ROUNDS_ALLOCATE: u64 = 5;
const ROUNDS_QUALITY: u64 = 15;

/// A level this different from the last is told.
const LEVEL_STEP: f32 = 0.1;

impl Engine {
    pub(crate) fn on_room_timer(&mut self, now: Instant, key: RoomKey) {
        self.at = At::Room(key);
        let Some(room) = self.rooms.get_mut(key) else { return };
        if room.peers.is_empty() && room.ends_at.is_some_and(|at| at <= now) {
            return self.end_room(key);
        }
        room.round += 1;
        let round = room.round;
        let peers = room.peers.clone();
        self.timers.push(now + ROUND, Timer::Room(key));
        for peer in &peers {
            self.look_after(now, *peer, round);
        }
        self.tell_speakers(now, key);
        if round.is_multiple_of(ROUNDS_QUALITY) {
            self.tell_quality(key);
        }
    }

    fn look_after(&mut self, now: Instant, key: PeerKey, round: u64) {
        self.at = At::Peer(key);
        let Some(peer) = self.peers.get(key) else { return };
        if peer.expires.is_some_and(|at| at <= now) {
            return self.drop_peer(now, key, DisconnectReason::ConnectionTimeout);
        }
        if self.path_lost(now, key) {
            return self.put_out(
                now,
                key,
                DisconnectReason::ConnectionTimeout,
                leave_request::Action::Reconnect,
            );
        }
        let Some(peer) = self.peers.get(key) else { return };
        let (subscribe, tracks) = (peer.subscribe, peer.tracks.clone());
        if peer.asked_at.is_some() || !peer.wants.is_empty() {
            self.unsettled.push(key);
        }
        for track in tracks {
            let Some(t) = self.tracks.get_mut(track) else { continue };
            if t.kind.is_audio() {
                continue;
            }
            for layer in &mut t.layers {
                layer.measure(now);
            }
            if t.simulcast {
                self.tell_wish(now, track);
                self.retarget_all(now, track);
            }
            self.refresh_keyframes(now, track);
        }
        let due = self.links.get(subscribe).is_some_and(|l| l.reallocate);
        if due || round.is_multiple_of(ROUNDS_ALLOCATE) {
            self.allocate(now, subscribe);
        }
        self.on_channel_low(subscribe);
    }

    /// Whether a participant's media path is gone for too long, or never came up.
    fn path_lost(&self, now: Instant, key: PeerKey) -> bool {
        let Some(peer) = self.peers.get(key) else { return false };
        let lost_for = |link| {
            let since = self.links.get(link).and_then(|l| l.lost_since)?;
            Some(now.saturating_duration_since(since))
        };
        if !peer.active {
            return now.saturating_duration_since(peer.joined_at) > limits::CONNECT
                && lost_for(peer.subscribe).is_some_and(|lost| lost > limits::CONNECT);
        }
        lost_for(peer.subscribe).is_some_and(|lost| lost > limits::ICE_LOST)
    }

    fn tell_speakers(&mut self, now: Instant, key: RoomKey) {
        let Some(room) = self.rooms.get(key) else { return };
        let mut changed = Vec::new();
        let mut levels = Vec::new();
        for peer_key in &room.peers {
            let Some(peer) = self.peers.get(*peer_key) else { continue };
            let mut level = 0f32;
            for track in &peer.tracks {
                if let Some(track) = self.tracks.get_mut(*track)
                    && track.info.r#type == TrackType::Audio as i32
                {
                    level = level.max(track.talk.level(now));
                }
            }
            let before = room.speaking.get(peer_key).copied().unwrap_or(0.0);
            if (before > 0.0) != (level > 0.0) || (level - before).abs() > LEVEL_STEP {
                changed.push(SpeakerInfo { sid: peer.sid.clone(), level, active: level > 0.0 });
                levels.push((*peer_key, level));
            }
        }
        if changed.is_empty() {
            return;
        }
        if let Some(room) = self.rooms.get_mut(key) {
            room.speaking.extend(levels);
        }
        self.broadcast(key, None, Message::SpeakersChanged(SpeakersChanged { speakers: changed }));
    }
}
