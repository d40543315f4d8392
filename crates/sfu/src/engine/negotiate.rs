//! Offers and answers: str0m decides, this module asks it and finishes its texts.
//!
//! In single mode only the client offers; it is asked for sections and nudged to offer again. In dual mode
//! the server offers what is received, one offer at a time.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use livekit_protocol::{self as proto, signal_response::Message};
use str0m::IceCreds;
use str0m::change::{SdpAnswer, SdpOffer};
use str0m::channel::{ChannelConfig, Reliability};
use str0m::media::{Direction, MediaKind, Mid};

use super::link::{Pending, Section, make_creds};
use super::{At, Engine, LinkKey, PeerKey, limits};
use crate::sdp::{self, Content, Edit, Flow};
use crate::signal::Mode;

/// After how long a client that was asked for sections is asked again.
const ASK_AGAIN: Duration = Duration::from_secs(5);

impl Engine {
    /// A client's offer: what it sends, and in single mode sections it can receive on.
    pub(crate) fn on_offer(&mut self, now: Instant, key: PeerKey, offer: &proto::SessionDescription) {
        let Some(peer) = self.peers.get(key) else { return };
        let (link_key, mode) = (peer.publish, peer.mode);
        self.at = At::Link(link_key);
        let Some(sections) = sdp::sections(&offer.sdp) else { return self.offence(now, key) };
        let Ok(parsed) = SdpOffer::from_sdp_string(&offer.sdp) else { return self.offence(now, key) };
        let Some(link) = self.links.get_mut(link_key) else { return };
        let answer = match link.rtc.sdp_api().accept_offer(parsed) {
            Ok(answer) => answer,
            Err(error) => {
                tracing::debug!(%error, "an offer was not understood");
                return self.restart_peer(now, key);
            }
        };
        self.offered(now, key, &sections);
        if mode == Mode::Single {
            self.sections_offered(now, key, &sections);
            self.assign(key);
        }
        let creds = self.adopt_creds(link_key);
        let told = if mode == Mode::Single { self.tell_sections(link_key) } else { HashMap::new() };
        let edits = self.edits(key, link_key, &sections);
        let sdp = sdp::edit(
            &answer.to_sdp_string(),
            creds.as_ref().map(|c| (c.ufrag.as_str(), c.pass.as_str())),
            |mid| edits.get(mid).cloned().unwrap_or_default(),
        );
        self.signal(
            key,
            Message::Answer(proto::SessionDescription {
                r#type: "answer".to_owned(),
                sdp,
                id: offer.id,
                mid_to_track_id: told,
            }),
        );
        if mode == Mode::Single {
            self.activate(now, key);
        }
        self.touch(link_key);
        self.unsettled.push(key);
    }

    /// Takes note of sections a client in single mode can receive on.
    fn sections_offered(&mut self, now: Instant, key: PeerKey, sections: &[sdp::Section]) {
        let Some(peer) = self.peers.get_mut(key) else { return };
        let Some(link) = self.links.get_mut(peer.subscribe) else { return };
        for section in sections {
            let kind = match section.content {
                Content::Audio => MediaKind::Audio,
                Content::Video => MediaKind::Video,
                Content::Data => continue,
            };
            let mid = Mid::from(section.mid.as_str());
            if section.flow != Flow::Receive || link.section(mid).is_some() {
                continue;
            }
            if link.sections.len() >= limits::SUBSCRIPTIONS_PER_PEER {
                break;
            }
            link.sections.push(Section::new(mid, kind, now));
            let asked = if kind.is_audio() { &mut peer.asked.0 } else { &mut peer.asked.1 };
            *asked = asked.saturating_sub(1);
        }
        peer.asked_at = None;
    }

    /// Marks what the next description says, and gives it as `mid -> track`.
    fn tell_sections(&mut self, link: LinkKey) -> HashMap<String, String> {
        let Some(link) = self.links.get_mut(link) else { return HashMap::new() };
        let mut told = HashMap::new();
        for section in &mut link.sections {
            section.told = section.assigned;
            if let Some(track) = section.assigned.and_then(|t| self.tracks.get(t)) {
                told.insert(section.mid.to_string(), track.info.sid.clone());
            }
        }
        told
    }

    /// What is to be changed in our description, by mid.
    fn edits(&self, key: PeerKey, link: LinkKey, offered: &[sdp::Section]) -> HashMap<String, Edit> {
        let mut edits = HashMap::new();
        let Some(link) = self.links.get(link) else { return edits };
        for section in &link.sections {
            let track = section.assigned.and_then(|t| self.tracks.get(t));
            let owner = track.and_then(|t| self.peers.get(t.peer));
            let edit = match (track, owner) {
                (Some(track), Some(owner)) => {
                    Edit { msid: Some(format!("{}|{1} {1}", owner.sid, track.info.sid)), ..Edit::default() }
                }
                _ => Edit { inactive: true, ..Edit::default() },
            };
            edits.insert(section.mid.to_string(), edit);
        }
        for section in offered.iter().filter(|s| matches!(s.flow, Flow::Send | Flow::Both)) {
            let track = self.bound_to(key, &section.mid).and_then(|t| self.tracks.get(t));
            if let Some(codec) = track.and_then(|t| t.wanted_codec.clone()) {
                edits.insert(section.mid.clone(), Edit { codec: Some(codec), ..Edit::default() });
            }
        }
        edits
    }

    /// Brings a participant's sections in line with what it receives.
    pub(crate) fn settle(&mut self, now: Instant, key: PeerKey) {
        self.at = At::Peer(key);
        match self.peers.get(key).map(|p| p.mode) {
            Some(Mode::Single) => self.ask_for_offer(now, key),
            Some(Mode::Dual) => self.offer(now, key),
            None => {}
        }
    }

    fn ask_for_offer(&mut self, now: Instant, key: PeerKey) {
        let (audios, videos) = self.lacking(key);
        let Some(peer) = self.peers.get_mut(key) else { return };
        let Some(link) = self.links.get(peer.subscribe) else { return };
        let stale = link.sections.iter().any(|s| s.told != s.assigned) || !peer.wants.is_empty();
        if !stale || peer.conn.is_none() {
            return;
        }
        if peer.asked_at.is_some_and(|at| now < at + ASK_AGAIN) {
            let more = (audios.saturating_sub(peer.asked.0), videos.saturating_sub(peer.asked.1));
            if more == (0, 0) {
                return;
            }
        } else if peer.asked_at.is_some() {
            peer.asked = (0, 0);
        }
        let requirement = proto::MediaSectionsRequirement {
            num_audios: audios.saturating_sub(peer.asked.0),
            num_videos: videos.saturating_sub(peer.asked.1),
        };
        peer.asked.0 += requirement.num_audios;
        peer.asked.1 += requirement.num_videos;
        peer.asked_at = Some(now);
        self.signal(key, Message::MediaSectionsRequirement(requirement));
    }

    /// Makes the data channels of a connection that the server offers.
    pub(crate) fn open_channels(&mut self, now: Instant, key: PeerKey) {
        let Some(link_key) = self.peers.get(key).map(|p| p.subscribe) else { return };
        let Some(link) = self.links.get_mut(link_key) else { return };
        let mut api = link.rtc.sdp_api();
        let reliable = api.add_channel_with_config(ChannelConfig {
            label: "_reliable".to_owned(),
            ..ChannelConfig::default()
        });
        let lossy = api.add_channel_with_config(ChannelConfig {
            label: "_lossy".to_owned(),
            ordered: false,
            reliability: Reliability::MaxRetransmits { retransmits: 0 },
            ..ChannelConfig::default()
        });
        let made = api.apply();
        (link.reliable, link.lossy) = (Some(reliable), Some(lossy));
        if let Some((offer, pending)) = made {
            let id = link.next_offer;
            link.next_offer += 1;
            link.pending = Some(Pending { id, offer: pending, creds: None });
            self.send_offer(key, id, offer.to_sdp_string(), HashMap::new());
        }
        self.touch(link_key);
        tracing::trace!(?now, "channels offered");
    }

    fn send_offer(&mut self, key: PeerKey, id: u32, sdp: String, mid_to_track_id: HashMap<String, String>) {
        self.signal(
            key,
            Message::Offer(proto::SessionDescription {
                r#type: "offer".to_owned(),
                sdp,
                id,
                mid_to_track_id,
            }),
        );
    }

    /// Offers what a participant in dual mode is to receive.
    fn offer(&mut self, now: Instant, key: PeerKey) {
        let Some(peer) = self.peers.get(key) else { return };
        let link_key = peer.subscribe;
        if peer.conn.is_none() || self.links.get(link_key).is_none_or(|l| l.pending.is_some()) {
            return;
        }
        self.assign(key);
        let Some((offer, creds)) = self.make_offer(now, key) else { return };
        let Some(id) = self.links.get(link_key).and_then(|l| l.pending.as_ref()).map(|p| p.id) else {
            return;
        };
        if let Some(creds) = &creds {
            self.name_link(link_key, &creds.ufrag);
        }
        let told = self.tell_sections(link_key);
        let edits = self.edits(key, link_key, &[]);
        let sdp = sdp::edit(
            &offer.to_sdp_string(),
            creds.as_ref().map(|c| (c.ufrag.as_str(), c.pass.as_str())),
            |mid| edits.get(mid).cloned().unwrap_or_default(),
        );
        self.send_offer(key, id, sdp, told);
        self.touch(link_key);
    }

    /// Has str0m make an offer of what has changed: directions, new sections, a restart of ICE.
    fn make_offer(&mut self, now: Instant, key: PeerKey) -> Option<(SdpOffer, Option<IceCreds>)> {
        let peer = self.peers.get_mut(key)?;
        let link = self.links.get_mut(peer.subscribe)?;
        let mut api = link.rtc.sdp_api();
        let mut changed = false;
        for section in link.sections.iter().filter(|s| s.told != s.assigned) {
            let used = section.assigned.is_some();
            api.set_direction(section.mid, if used { Direction::SendOnly } else { Direction::Inactive });
            changed = true;
        }
        let emptied = |kind: MediaKind| {
            let free = |s: &&Section| s.kind == kind && s.assigned.is_none() && s.told.is_some();
            link.sections.iter().filter(free).count()
        };
        let (mut audios, mut videos) = (emptied(MediaKind::Audio), emptied(MediaKind::Video));
        let mut waiting = Vec::new();
        for want in std::mem::take(&mut peer.wants) {
            let Some(track) = self.tracks.get(want) else { continue };
            let reusable = if track.kind.is_audio() { &mut audios } else { &mut videos };
            if *reusable > 0 {
                // A section becomes free with this offer; the next one uses it.
                *reusable -= 1;
                waiting.push(want);
                continue;
            }
            let mid = api.add_media(track.kind, Direction::SendOnly, None, None, None);
            let mut section = Section::new(mid, track.kind, now);
            section.assigned = Some(want);
            link.sections.push(section);
            changed = true;
        }
        peer.wants = waiting;
        let creds = link.wants_restart.then(|| {
            api.ice_restart(true);
            make_creds(self.config.worker)
        });
        if !changed && creds.is_none() {
            return None;
        }
        let (offer, pending) = api.apply()?;
        let id = link.next_offer;
        link.next_offer += 1;
        link.wants_restart = false;
        link.pending = Some(Pending { id, offer: pending, creds: creds.clone() });
        Some((offer, creds))
    }

    /// A client's answer to our offer.
    pub(crate) fn on_answer(&mut self, now: Instant, key: PeerKey, answer: &proto::SessionDescription) {
        let Some(peer) = self.peers.get(key).filter(|p| p.mode == Mode::Dual) else { return };
        let link_key = peer.subscribe;
        self.at = At::Link(link_key);
        if answer.sdp.len() > sdp::SDP_BYTES_MAX {
            return self.offence(now, key);
        }
        let Some(link) = self.links.get_mut(link_key) else { return };
        // An answer without a number answers the offer that waits; one to an older offer is of no use.
        let fits = link.pending.as_ref().is_some_and(|p| answer.id == 0 || p.id == answer.id);
        let Some(pending) = link.pending.take_if(|_| fits) else { return };
        let Ok(parsed) = SdpAnswer::from_sdp_string(&answer.sdp) else { return self.restart_peer(now, key) };
        if let Err(error) = link.rtc.sdp_api().accept_answer(pending.offer, parsed) {
            tracing::debug!(%error, "an answer was not understood");
            return self.restart_peer(now, key);
        }
        if let Some(creds) = pending.creds {
            link.rtc.direct_api().set_local_ice_credentials(creds);
        }
        self.activate(now, key);
        self.touch(link_key);
        self.unsettled.push(key);
    }
}
