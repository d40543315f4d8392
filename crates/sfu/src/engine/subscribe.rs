//! What a participant receives: wishes, permissions, settings, and the sections that carry it.

use std::time::Instant;

use livekit_protocol::{self as proto, signal_response::Message};
use str0m::media::MediaKind;

use super::forward::Sub;
use super::link::Section;
use super::{Engine, LinkKey, PeerKey, TrackKey, limits};

impl Engine {
    /// Subscribes a newcomer to all that may be received.
    pub(crate) fn subscribe_to_all(&mut self, now: Instant, key: PeerKey) {
        for other in self.room_of(key) {
            if other == key {
                continue;
            }
            let tracks = self.peers.get(other).map(|p| p.tracks.clone()).unwrap_or_default();
            for track in tracks {
                self.subscribe_if_auto(now, key, track);
            }
        }
    }

    pub(crate) fn subscribe_if_auto(&mut self, now: Instant, key: PeerKey, track: TrackKey) {
        let auto = self.peers.get(key).is_some_and(|p| {
            let sid = self.tracks.get(track).map(|t| t.info.sid.as_str()).unwrap_or_default();
            p.auto_subscribe && !p.unsubscribed.iter().any(|u| u == sid)
        });
        if auto {
            self.want(now, key, track);
        }
    }

    /// Whether this participant may receive that track at all.
    fn may_receive(&self, key: PeerKey, track: TrackKey) -> bool {
        let (Some(peer), Some(track)) = (self.peers.get(key), self.tracks.get(track)) else { return false };
        let Some(owner) = self.peers.get(track.peer) else { return false };
        if track.peer == key || owner.room != peer.room || !peer.permission.can_subscribe {
            return false;
        }
        let Some(audience) = &owner.audience else { return true };
        audience.iter().any(|allowed| {
            let named = (!allowed.participant_sid.is_empty() && allowed.participant_sid == peer.sid)
                || (!allowed.participant_identity.is_empty()
                    && allowed.participant_identity == peer.identity);
            named && (allowed.all_tracks || allowed.track_sids.contains(&track.info.sid))
        })
    }

    /// Asks for a track; it flows once a section was agreed on.
    pub(crate) fn want(&mut self, _now: Instant, key: PeerKey, track: TrackKey) {
        if !self.may_receive(key, track) || self.receives(key, track) {
            return;
        }
        let held = self
            .peers
            .get(key)
            .and_then(|p| self.links.get(p.subscribe))
            .map_or(0, |l| l.sections.iter().filter(|s| s.assigned.is_some()).count());
        let Some(peer) = self.peers.get_mut(key) else { return };
        if held + peer.wants.len() >= limits::SUBSCRIPTIONS_PER_PEER {
            return;
        }
        peer.wants.push(track);
        self.unsettled.push(key);
    }

    /// Gives a track up.
    pub(crate) fn unwant(&mut self, key: PeerKey, track: TrackKey) {
        let Some(peer) = self.peers.get_mut(key) else { return };
        peer.wants.retain(|want| *want != track);
        let link = peer.subscribe;
        if let Some(t) = self.tracks.get_mut(track) {
            t.subs.retain(|sub| sub.peer != key);
        }
        if let Some(link) = self.links.get_mut(link) {
            for section in link.sections.iter_mut().filter(|s| s.assigned == Some(track)) {
                section.assigned = None;
                section.munger.pause();
            }
        }
        self.unsettled.push(key);
    }

    fn receives(&self, key: PeerKey, track: TrackKey) -> bool {
        let Some(peer) = self.peers.get(key) else { return true };
        peer.wants.contains(&track)
            || self
                .links
                .get(peer.subscribe)
                .is_some_and(|link| link.sections.iter().any(|s| s.assigned == Some(track)))
    }

    /// A participant leaves: it receives nothing any more.
    pub(crate) fn leave_all_tracks(&mut self, key: PeerKey) {
        for other in self.room_of(key) {
            let tracks = self.peers.get(other).map(|p| p.tracks.clone()).unwrap_or_default();
            for track in tracks {
                if let Some(track) = self.tracks.get_mut(track) {
                    track.subs.retain(|sub| sub.peer != key);
                }
            }
        }
    }

    pub(crate) fn free_section(&mut self, link: LinkKey, section: usize, track: TrackKey) {
        if let Some(section) = self.links.get_mut(link).and_then(|l| l.sections.get_mut(section))
            && section.assigned == Some(track)
        {
            section.assigned = None;
            section.munger.pause();
        }
    }

    /// Gives waiting tracks the free sections of their kind. A section that the client still believes to
    /// carry another track must be told to be empty first: browsers announce no change of track.
    pub(crate) fn assign(&mut self, key: PeerKey) {
        let Some(peer) = self.peers.get_mut(key) else { return };
        let Some(link) = self.links.get_mut(peer.subscribe) else { return };
        let mut left = Vec::new();
        for want in std::mem::take(&mut peer.wants) {
            let Some(track) = self.tracks.get(want) else { continue };
            let free = |s: &&mut Section| s.kind == track.kind && s.assigned.is_none() && s.told.is_none();
            if let Some(section) = link.sections.iter_mut().find(free) {
                section.assigned = Some(want);
                section.types = None;
            } else {
                left.push(want);
            }
        }
        peer.wants = left;
    }

    /// How many sections of each kind lack, without giving any away.
    pub(crate) fn lacking(&self, key: PeerKey) -> (u32, u32) {
        let Some(peer) = self.peers.get(key) else { return (0, 0) };
        let Some(link) = self.links.get(peer.subscribe) else { return (0, 0) };
        let lack = |kind: MediaKind| {
            let wanted =
                peer.wants.iter().filter(|w| self.tracks.get(**w).is_some_and(|t| t.kind == kind)).count();
            let free = link.sections.iter().filter(|s| s.kind == kind && s.assigned.is_none()).count();
            u32::try_from(wanted.saturating_sub(free)).unwrap_or(u32::MAX)
        };
        (lack(MediaKind::Audio), lack(MediaKind::Video))
    }

    /// Lets flow what the client was told of.
    pub(crate) fn activate(&mut self, now: Instant, key: PeerKey) {
        let Some(link_key) = self.peers.get(key).map(|p| p.subscribe) else { return };
        let Some(link) = self.links.get_mut(link_key) else { return };
        let mut begin = Vec::new();
        for (index, section) in link.sections.iter_mut().enumerate() {
            if section.ssrc.is_none() {
                section.ssrc = link.rtc.direct_api().stream_tx_by_mid(section.mid, None).map(|s| s.ssrc());
            }
            if let Some(track) = section.assigned.filter(|t| section.told == Some(*t)) {
                begin.push((index, track));
            }
        }
        for (section, track) in begin {
            let Some(t) = self.tracks.get_mut(track) else { continue };
            if t.subs.iter().any(|sub| sub.peer == key) {
                continue;
            }
            let mut sub = Sub::new(key, link_key, section);
            if let Some(settings) = self.peers.get(key).and_then(|p| p.settings.get(&t.info.sid)) {
                sub.set(settings, &t.info);
            }
            t.subs.push(sub);
            let last = t.subs.len() - 1;
            // The publisher is told once that somebody listens.
            let first = (last == 0).then(|| (t.peer, t.info.sid.clone()));
            self.retarget(now, track, last);
            self.allocate_soon(link_key);
            if let Some((owner, track_sid)) = first {
                self.signal(owner, Message::TrackSubscribed(proto::TrackSubscribed { track_sid }));
            }
        }
    }

    /// A client's wishes about tracks.
    pub(crate) fn on_subscription(&mut self, now: Instant, key: PeerKey, update: &proto::UpdateSubscription) {
        let Some(room) = self.peers.get(key).map(|p| p.room) else { return };
        let sids =
            update.track_sids.iter().chain(update.participant_tracks.iter().flat_map(|p| &p.track_sids));
        for sid in sids.take(limits::SUBSCRIPTIONS_PER_PEER) {
            if let Some(peer) = self.peers.get_mut(key) {
                peer.unsubscribed.retain(|u| u != sid);
                if !update.subscribe && peer.unsubscribed.len() < limits::SUBSCRIPTIONS_PER_PEER {
                    peer.unsubscribed.push(sid.clone());
                }
            }
            let Some(track) = self.track_by_sid(room, sid) else { continue };
            if update.subscribe {
                self.want(now, key, track);
            } else {
                self.unwant(key, track);
            }
        }
    }

    /// A client's wishes about quality.
    pub(crate) fn on_settings(&mut self, now: Instant, key: PeerKey, settings: &proto::UpdateTrackSettings) {
        let Some(peer) = self.peers.get(key) else { return };
        let (room, link) = (peer.room, peer.subscribe);
        let short = settings.track_sids.iter().filter(|sid| sid.len() <= limits::SID_BYTES);
        let wish = proto::UpdateTrackSettings { track_sids: Vec::new(), ..*settings };
        for sid in short.take(limits::SUBSCRIPTIONS_PER_PEER) {
            if let Some(peer) = self.peers.get_mut(key)
                && (peer.settings.len() < limits::SUBSCRIPTIONS_PER_PEER || peer.settings.contains_key(sid))
            {
                peer.settings.insert(sid.clone(), wish.clone());
            }
            let Some(track) = self.track_by_sid(room, sid) else { continue };
            let Some(t) = self.tracks.get_mut(track) else { continue };
            let Some(at) = t.subs.iter().position(|s| s.peer == key) else { continue };
            let info = t.info.clone();
            if let Some(sub) = t.subs.get_mut(at) {
                sub.set(settings, &info);
            }
            self.retarget(now, track, at);
        }
        self.allocate_soon(link);
    }

    /// A publisher's wishes about who receives its tracks.
    pub(crate) fn on_audience(&mut self, now: Instant, key: PeerKey, wish: &proto::SubscriptionPermission) {
        let Some(peer) = self.peers.get_mut(key) else { return };
        peer.audience = (!wish.all_participants)
            .then(|| wish.track_permissions.iter().take(limits::SUBSCRIPTIONS_PER_PEER).cloned().collect());
        self.review(now, key);
    }

    /// Looks again at who may receive the tracks of this participant.
    fn review(&mut self, now: Instant, owner: PeerKey) {
        let tracks = self.peers.get(owner).map(|p| p.tracks.clone()).unwrap_or_default();
        for other in self.room_of(owner) {
            for track in &tracks {
                let allowed = self.may_receive(other, *track);
                if allowed && !self.receives(other, *track) {
                    self.subscribe_if_auto(now, other, *track);
                } else if !allowed && other != owner && self.receives(other, *track) {
                    self.unwant(other, *track);
                    let update = self.allowed_update(owner, *track, false);
                    self.signal(other, update);
                }
            }
        }
    }

    fn allowed_update(&self, owner: PeerKey, track: TrackKey, allowed: bool) -> Message {
        Message::SubscriptionPermissionUpdate(proto::SubscriptionPermissionUpdate {
            participant_sid: self.peers.get(owner).map(|p| p.sid.clone()).unwrap_or_default(),
            track_sid: self.tracks.get(track).map(|t| t.info.sid.clone()).unwrap_or_default(),
            allowed,
        })
    }
}
