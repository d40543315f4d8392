//! How good a participant's connection is, as its loss and delay say.

use std::time::Instant;

use livekit_protocol::{
    ConnectionQuality, ConnectionQualityInfo, ConnectionQualityUpdate, signal_response::Message,
};
use str0m::stats::{MediaEgressStats, MediaIngressStats, PeerStats};

use super::losses::{Report, Way};
use super::{Engine, LinkKey, PeerKey, RoomKey, TrackKey};
use crate::handle::ParticipantQuality;

/// What was measured and what was last told.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Quality {
    loss: f32,
    delay_ms: u32,
    told: Option<ConnectionQuality>,
}

impl Quality {
    fn judge(self, lost: bool) -> ConnectionQuality {
        if lost {
            ConnectionQuality::Lost
        } else if self.loss < 0.03 && self.delay_ms < 400 {
            ConnectionQuality::Excellent
        } else if self.loss < 0.10 && self.delay_ms < 1000 {
            ConnectionQuality::Good
        } else {
            ConnectionQuality::Poor
        }
    }
}

impl Engine {
    pub(crate) fn on_peer_stats(&mut self, key: LinkKey, stats: &PeerStats) {
        let Some(link) = self.links.get_mut(key) else { return };
        let before = link.line.cap();
        let lost = stats.egress_loss_fraction.unwrap_or(0.0);
        link.line.report(stats.timestamp, lost, stats.rtt, stats.bytes_tx, link.demand);
        link.reallocate |= link.line.cap() != before;
        let peer = link.peer;
        let Some(peer) = self.peers.get_mut(peer) else { return };
        let loss = stats.egress_loss_fraction.unwrap_or(0.0).max(stats.ingress_loss_fraction.unwrap_or(0.0));
        peer.quality.loss = (peer.quality.loss + loss) / 2.0;
        if let Some(delay) = stats.rtt {
            peer.quality.delay_ms = u32::try_from(delay.as_millis()).unwrap_or(u32::MAX);
        }
    }

    /// What arrived of a stream that a client sends.
    pub(crate) fn on_ingress_stats(&mut self, key: LinkKey, stats: &MediaIngressStats) {
        let (way, mid, rid) = (Way::Sends, stats.mid, stats.rid);
        let Some(peer) = self.links.get(key).and_then(|link| self.peers.get(link.peer)) else { return };
        let sent = |t: &TrackKey| self.tracks.get(*t).is_some_and(|t| t.link == key && t.mid == mid);
        let Some(track) = peer.tracks.iter().copied().find(sent) else { return };
        let Some(track) = self.tracks.get_mut(track) else { return };
        let layer = track.layers.iter_mut().find(|layer| layer.rid == rid);
        let report = Report {
            way,
            kind: track.kind,
            mid,
            rid,
            packets: stats.packets,
            share: layer.and_then(|layer| layer.arrivals.take_share()),
        };
        if let Some(link) = self.links.get_mut(key) {
            link.streams.report(stats.timestamp, report);
        }
    }

    /// What a client heard of a stream that we send it: its reports to us.
    pub(crate) fn on_egress_stats(&mut self, key: LinkKey, stats: &MediaEgressStats) {
        let Some(link) = self.links.get_mut(key) else { return };
        let Some(kind) = link.section(stats.mid).and_then(|at| link.sections.get(at)).map(|s| s.kind) else {
            return;
        };
        let (way, mid, rid) = (Way::Receives, stats.mid, stats.rid);
        let report = Report { way, kind, mid, rid, packets: stats.packets, share: stats.loss };
        link.streams.report(stats.timestamp, report);
    }

    /// How loud everybody in a room is, and what of whose sound and pictures is lost. Nothing of it is kept.
    #[must_use]
    pub fn quality(&self, now: Instant, room: &str) -> Vec<ParticipantQuality> {
        let room = self.room_key(room).and_then(|r| self.rooms.get(r));
        let peers = room.map(|r| r.peers.as_slice()).unwrap_or_default();
        peers.iter().filter_map(|key| self.quality_of(now, *key)).collect()
    }

    fn quality_of(&self, now: Instant, key: PeerKey) -> Option<ParticipantQuality> {
        let peer = self.peers.get(key)?;
        let losses = |link, way| self.links.get(link).map(|l| l.streams.losses(now, way)).unwrap_or_default();
        let loudest = peer.tracks.iter().filter_map(|track| self.tracks.get(*track)?.talk.volume()).min();
        Some(ParticipantQuality {
            identity: peer.identity.clone(),
            volume_dbov: loudest.map(|level| -i16::from(level)),
            sends: losses(peer.publish, Way::Sends),
            receives: losses(peer.subscribe, Way::Receives),
        })
    }

    /// Tells the room whose connection has become better or worse.
    pub(crate) fn tell_quality(&mut self, room: RoomKey) {
        let everybody = self.rooms.get(room).map(|r| r.peers.clone()).unwrap_or_default();
        let mut updates = Vec::new();
        for key in everybody {
            let Some(peer) = self.peers.get_mut(key) else { continue };
            if !peer.active || peer.permission.hidden {
                continue;
            }
            let lost = |link| self.links.get(link).is_none_or(|l| l.lost_since.is_some());
            let quality = peer.quality.judge(peer.conn.is_none() || lost(peer.subscribe));
            if peer.quality.told != Some(quality) {
                peer.quality.told = Some(quality);
                updates.push(ConnectionQualityInfo {
                    participant_sid: peer.sid.clone(),
                    quality: quality as i32,
                    score: score(quality),
                });
            }
        }
        if !updates.is_empty() {
            self.broadcast(room, None, Message::ConnectionQuality(ConnectionQualityUpdate { updates }));
        }
    }
}

fn score(quality: ConnectionQuality) -> f32 {
    match quality {
        ConnectionQuality::Excellent => 4.5,
        ConnectionQuality::Good => 3.5,
        ConnectionQuality::Poor => 2.0,
        ConnectionQuality::Lost => 1.0,
    }
}
