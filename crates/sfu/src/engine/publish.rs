//! What a participant sends: announced by signalling, offered in a description, bound when both are known.
#![expect(deprecated, reason = "older clients still read and write these fields")]

use std::time::Instant;

use livekit_protocol::{self as proto, TrackType, request_response, signal_response::Message};
use str0m::format::PayloadParams;
use str0m::media::{MediaKind, Mid};

use super::dynacast::Wish;
use super::forward::{Layer, Sub};
use super::room::sid;
use super::talk::Talk;
use super::{Engine, LinkKey, PeerKey, TrackKey, limits};
use crate::sdp::{Content, Flow, Section};

/// The layers of simulcast, from the smallest.
pub(crate) const RIDS: [&str; 3] = ["q", "h", "f"];

/// A track that was announced and has no section yet.
#[derive(Debug)]
pub(crate) struct Announced {
    cid: String,
    cids: Vec<String>,
    info: proto::TrackInfo,
}

/// A section that was offered and belongs to no track yet.
#[derive(Debug)]
pub(crate) struct Unbound {
    mid: String,
    content: Content,
    track: Option<String>,
    simulcast: bool,
}

/// A published track.
pub(crate) struct Track {
    pub(crate) info: proto::TrackInfo,
    pub(crate) peer: PeerKey,
    pub(crate) link: LinkKey,
    pub(crate) mid: Mid,
    pub(crate) kind: MediaKind,
    pub(crate) simulcast: bool,
    /// The publisher's codec, once packets came.
    pub(crate) codec: Option<PayloadParams>,
    pub(crate) layers: [Layer; 3],
    pub(crate) subs: Vec<Sub>,
    pub(crate) talk: Talk,
    /// The codec the publisher asked for.
    pub(crate) wanted_codec: Option<String>,
    /// What the publisher was told to send.
    pub(crate) wish: Wish,
}

impl Engine {
    pub(crate) fn add_track(&mut self, now: Instant, key: PeerKey, request: proto::AddTrackRequest) {
        let Some(peer) = self.peers.get(key) else { return };
        let refusal = if !peer.may_publish(request.source) {
            Some(request_response::Reason::NotAllowed)
        } else if peer.announced.len() + peer.tracks.len() >= limits::TRACKS_PER_PEER {
            Some(request_response::Reason::LimitExceeded)
        } else if request.cid.len() > limits::NAME_BYTES
            || request.name.len() > limits::NAME_BYTES
            || request.stream.len() > limits::NAME_BYTES
            || request.layers.len() > 8
            || request.audio_features.len() > 16
            || request.simulcast_codecs.len() > 4
            || request
                .simulcast_codecs
                .iter()
                .any(|c| c.cid.len() + c.codec.len() > limits::NAME_BYTES || c.layers.len() > 8)
            || request.r#type == TrackType::Data as i32
        {
            Some(request_response::Reason::InvalidRequest)
        } else {
            None
        };
        if let Some(reason) = refusal {
            self.counters.refused += 1;
            let response = proto::RequestResponse {
                reason: reason as i32,
                request: Some(request_response::Request::AddTrack(request)),
                ..proto::RequestResponse::default()
            };
            return self.signal(key, Message::RequestResponse(response));
        }
        let announced = announce(request);
        let response =
            proto::TrackPublishedResponse { cid: announced.cid.clone(), track: Some(announced.info.clone()) };
        if let Some(peer) = self.peers.get_mut(key) {
            peer.announced.retain(|a| a.cid != announced.cid);
            peer.announced.push(announced);
        }
        self.signal(key, Message::TrackPublished(response));
        self.bind(now, key);
    }

    /// Takes note of what an offer sends, and of what it no longer sends.
    pub(crate) fn offered(&mut self, now: Instant, key: PeerKey, sections: &[Section]) {
        for section in sections {
            if section.content == Content::Data {
                continue;
            }
            let sends = matches!(section.flow, Flow::Send | Flow::Both);
            let bound = self.bound_to(key, &section.mid);
            match bound {
                Some(track) if !sends => self.unpublish(key, track),
                Some(_) => {}
                None if sends => {
                    let Some(peer) = self.peers.get_mut(key) else { return };
                    if peer.unbound.iter().any(|u| u.mid == section.mid)
                        || peer.unbound.len() >= limits::TRACKS_PER_PEER
                    {
                        continue;
                    }
                    peer.unbound.push(Unbound {
                        mid: section.mid.clone(),
                        content: section.content,
                        track: section.track.clone(),
                        simulcast: section.simulcast,
                    });
                }
                None => {
                    if let Some(peer) = self.peers.get_mut(key) {
                        peer.unbound.retain(|u| u.mid != section.mid);
                    }
                }
            }
        }
        self.bind(now, key);
    }

    pub(crate) fn bound_to(&self, key: PeerKey, mid: &str) -> Option<TrackKey> {
        let peer = self.peers.get(key)?;
        peer.tracks.iter().copied().find(|t| self.tracks.get(*t).is_some_and(|t| &*t.mid == mid))
    }

    /// Brings together announced tracks and offered sections. Firefox's sections do not name the track that
    /// was announced: where no name matches, the oldest announced track of that kind is taken.
    fn bind(&mut self, now: Instant, key: PeerKey) {
        loop {
            let Some(peer) = self.peers.get_mut(key) else { return };
            let exact = peer.unbound.iter().enumerate().find_map(|(u, section)| {
                let track = section.track.as_ref()?;
                let named = |a: &Announced| a.cid == *track || a.cids.contains(track);
                peer.announced.iter().position(named).map(|a| (u, a))
            });
            let found = exact.or_else(|| {
                peer.unbound.iter().enumerate().find_map(|(u, section)| {
                    let kind = match section.content {
                        Content::Audio => TrackType::Audio,
                        _ => TrackType::Video,
                    };
                    peer.announced.iter().position(|a| a.info.r#type == kind as i32).map(|a| (u, a))
                })
            });
            let Some((u, a)) = found else { return };
            let (section, announced) = (peer.unbound.remove(u), peer.announced.remove(a));
            self.publish(now, key, &section, announced);
        }
    }

    fn publish(&mut self, now: Instant, key: PeerKey, section: &Unbound, announced: Announced) {
        let Some(peer) = self.peers.get(key) else { return };
        let link = peer.publish;
        let mut info = announced.info;
        info.mid.clone_from(&section.mid);
        info.simulcast = section.simulcast;
        let kind = if section.content == Content::Audio { MediaKind::Audio } else { MediaKind::Video };
        let wanted_codec = info.codecs.first().map(|c| codec_name(&c.mime_type));
        let wanted_codec = wanted_codec.or_else(|| self.seat_codec(key).filter(|_| kind.is_audio()));
        let track = self.tracks.insert(Track {
            info,
            peer: key,
            link,
            mid: Mid::from(section.mid.as_str()),
            kind,
            simulcast: section.simulcast,
            codec: None,
            layers: [Layer::new(now), Layer::new(now), Layer::new(now)],
            subs: Vec::new(),
            talk: Talk::new(now),
            wanted_codec,
            wish: Wish::new(),
        });
        if let Some(peer) = self.peers.get_mut(key) {
            peer.tracks.push(track);
        }
        self.announce_peer(key);
        for other in self.room_of(key) {
            if other != key {
                self.subscribe_if_auto(now, other, track);
            }
        }
    }

    /// Ends a track and tells everybody.
    pub(crate) fn unpublish(&mut self, key: PeerKey, track: TrackKey) {
        self.remove_track(track);
        self.announce_peer(key);
    }

    /// Ends a track; the room is not told.
    pub(crate) fn remove_track(&mut self, key: TrackKey) {
        let Some(track) = self.tracks.remove(key) else { return };
        for sub in &track.subs {
            self.free_section(sub.link, sub.section, key);
            self.unsettled.push(sub.peer);
        }
        for peer in self.room_of(track.peer) {
            if let Some(peer) = self.peers.get_mut(peer) {
                peer.wants.retain(|want| *want != key);
            }
        }
        // Sections that were assigned and not yet taken into use.
        for peer in self.room_of(track.peer) {
            let Some(link) = self.peers.get(peer).map(|p| p.subscribe) else { continue };
            let Some(link) = self.links.get_mut(link) else { continue };
            for section in &mut link.sections {
                if section.assigned == Some(key) {
                    section.assigned = None;
                    section.munger.pause();
                }
            }
        }
        if let Some(peer) = self.peers.get_mut(track.peer) {
            peer.tracks.retain(|t| *t != key);
        }
        if let Some(link) = self.links.get_mut(track.link) {
            link.received.retain(|_, (t, _)| *t != key);
        }
    }

    pub(crate) fn room_of(&self, key: PeerKey) -> Vec<PeerKey> {
        self.peers.get(key).and_then(|p| self.rooms.get(p.room)).map(|r| r.peers.clone()).unwrap_or_default()
    }

    pub(crate) fn track_by_sid(&self, room: super::RoomKey, sid: &str) -> Option<TrackKey> {
        let room = self.rooms.get(room)?;
        room.peers
            .iter()
            .filter_map(|p| self.peers.get(*p))
            .flat_map(|p| p.tracks.iter().copied())
            .find(|t| self.tracks.get(*t).is_some_and(|t| t.info.sid == sid))
    }

    /// Mutes or unmutes a track and tells everybody.
    pub(crate) fn set_muted(&mut self, now: Instant, key: TrackKey, muted: bool) {
        let Some(track) = self.tracks.get_mut(key) else { return };
        if track.info.muted == muted {
            return;
        }
        track.info.muted = muted;
        track.talk.hush(now);
        if muted {
            for sub in &mut track.subs {
                sub.current = None;
            }
        }
        let owner = track.peer;
        self.announce_peer(owner);
        if !muted {
            self.refresh_keyframes(now, key);
        }
    }

    /// Mutes a track that was only announced.
    pub(crate) fn mute_announced(&mut self, key: PeerKey, sid: &str, muted: bool) {
        if let Some(peer) = self.peers.get_mut(key)
            && let Some(announced) = peer.announced.iter_mut().find(|a| a.info.sid == sid)
        {
            announced.info.muted = muted;
        }
    }
}

/// `VP8` out of `vp8`, `video/VP8` or `audio/opus`.
fn codec_name(mime: &str) -> String {
    mime.rsplit('/').next().unwrap_or(mime).to_ascii_uppercase()
}

fn announce(request: proto::AddTrackRequest) -> Announced {
    let video = request.r#type == TrackType::Video as i32;
    let mut codecs: Vec<proto::SimulcastCodecInfo> = request
        .simulcast_codecs
        .iter()
        .filter(|c| !c.codec.is_empty())
        .take(1)
        .map(|c| proto::SimulcastCodecInfo {
            mime_type: format!("video/{}", codec_name(&c.codec)),
            cid: c.cid.clone(),
            layers: if c.layers.is_empty() { request.layers.clone() } else { c.layers.clone() },
            ..proto::SimulcastCodecInfo::default()
        })
        .collect();
    if codecs.is_empty() && video {
        codecs.push(proto::SimulcastCodecInfo {
            mime_type: "video/VP8".to_owned(),
            cid: request.cid.clone(),
            layers: request.layers.clone(),
            ..proto::SimulcastCodecInfo::default()
        });
    }
    let mime_type = codecs.first().map_or_else(|| "audio/opus".to_owned(), |c| c.mime_type.clone());
    let cids = request.simulcast_codecs.iter().map(|c| c.cid.clone()).filter(|c| !c.is_empty()).collect();
    let info = proto::TrackInfo {
        sid: sid("TR"),
        r#type: request.r#type,
        name: request.name,
        muted: request.muted,
        width: request.width,
        height: request.height,
        disable_dtx: request.disable_dtx,
        source: request.source,
        layers: request.layers,
        mime_type,
        codecs,
        stereo: request.stereo,
        disable_red: true,
        encryption: request.encryption,
        stream: request.stream,
        audio_features: request.audio_features,
        ..proto::TrackInfo::default()
    };
    Announced { cid: request.cid, cids, info }
}
