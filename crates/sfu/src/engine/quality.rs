//! How good a participant's connection is, as its loss and delay say.

use livekit_protocol::{
    ConnectionQuality, ConnectionQualityInfo, ConnectionQualityUpdate, signal_response::Message,
};
use str0m::stats::PeerStats;

use super::{Engine, LinkKey, RoomKey};

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
