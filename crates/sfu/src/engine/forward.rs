//! The way of a media packet: from the publisher's session to each subscriber's.
#![expect(deprecated, reason = "older clients still read and write these fields")]

use std::time::{Duration, Instant};

use livekit_protocol as proto;
use str0m::media::Rid;
use str0m::rtp::RtpPacket;
use str0m::{Event, IceConnectionState};

use super::losses::Arrivals;
use super::parcel::{Parcel, Raw};
use super::publish::RIDS;
use super::{At, Engine, LinkKey, PeerKey, TrackKey};

/// A layer without packets for this long is not chosen.
const LAYER_ALIVE: Duration = Duration::from_millis(2500);

/// One simulcast layer of a track; tracks without simulcast have the first alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layer {
    pub(crate) last: Option<Instant>,
    pub(crate) rid: Option<Rid>,
    bytes: u64,
    counted_since: Instant,
    /// Bits per second, as last measured.
    pub(crate) bps: u64,
    /// When its publisher was last asked for a keyframe.
    pub(crate) asked: Option<Instant>,
    pub(crate) arrivals: Arrivals,
}

impl Layer {
    pub(crate) fn new(now: Instant) -> Layer {
        let arrivals = Arrivals::default();
        Layer { last: None, rid: None, bytes: 0, counted_since: now, bps: 0, asked: None, arrivals }
    }

    pub(crate) fn alive(&self, now: Instant) -> bool {
        self.last.is_some_and(|last| now.saturating_duration_since(last) < LAYER_ALIVE)
    }

    pub(crate) fn heard(&mut self, now: Instant, bytes: usize) {
        if bytes > 0 {
            self.last = Some(now);
            self.bytes += bytes as u64;
        }
    }

    /// Closes a window of measurement.
    pub(crate) fn measure(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.counted_since).as_millis();
        if passed >= 500 {
            let bps = u64::try_from(u128::from(self.bytes) * 8000 / passed).unwrap_or(u64::MAX);
            self.bps = if self.bps == 0 { bps } else { (self.bps + bps) / 2 };
            (self.bytes, self.counted_since) = (0, now);
        }
    }
}

/// One subscriber of a track.
#[derive(Debug)]
pub(crate) struct Sub {
    pub(crate) peer: PeerKey,
    pub(crate) link: LinkKey,
    pub(crate) section: usize,
    /// The best layer the client wants; `None` when it wants nothing now.
    pub(crate) wanted: Option<u8>,
    /// The best layer the line carries; `None` pauses the track.
    pub(crate) allowed: Option<u8>,
    /// The layer that flows, and the one to change to with its next keyframe.
    pub(crate) current: Option<u8>,
    pub(crate) target: Option<u8>,
    pub(crate) priority: u32,
}

impl Sub {
    pub(crate) fn new(peer: PeerKey, link: LinkKey, section: usize) -> Sub {
        Sub {
            peer,
            link,
            section,
            wanted: Some(2),
            allowed: Some(2),
            current: None,
            target: None,
            priority: 0,
        }
    }

    /// Takes over what the client asked for: a quality, or a size from which the quality follows.
    pub(crate) fn set(&mut self, settings: &proto::UpdateTrackSettings, info: &proto::TrackInfo) {
        self.priority = settings.priority;
        if settings.disabled {
            self.wanted = None;
            return;
        }
        let by_size = (settings.width > 0).then(|| {
            let mut layers: Vec<_> = info.layers.iter().filter(|l| l.width > 0).collect();
            layers.sort_by_key(|l| l.width);
            let fits = layers.iter().find(|l| l.width.max(l.height) >= settings.width.max(settings.height));
            fits.or(layers.last()).map_or(2, |l| l.quality)
        });
        let quality = by_size.unwrap_or(settings.quality);
        self.wanted = match quality {
            0 => Some(0),
            1 => Some(1),
            3 => None,
            _ => Some(2),
        };
    }
}

impl Engine {
    /// Handles what str0m reported. Nothing here drains a link, so the list cannot grow while it is worked off.
    pub(crate) fn dispatch(&mut self, now: Instant) {
        let mut events = std::mem::take(&mut self.events);
        for (key, event) in events.drain(..) {
            self.at = At::Link(key);
            self.on_event(now, key, event);
        }
        self.events = events;
    }

    fn on_event(&mut self, now: Instant, key: LinkKey, event: Event) {
        match event {
            Event::RtpPacket(packet) => self.on_rtp(now, key, packet),
            Event::Connected => self.on_connected(now, key),
            Event::IceConnectionStateChange(state) => {
                if let Some(link) = self.links.get_mut(key) {
                    let lost = state == IceConnectionState::Disconnected;
                    link.lost_since = if lost { link.lost_since.or(Some(now)) } else { None };
                }
            }
            Event::ChannelOpen(id, label) => self.on_channel(key, id, &label),
            Event::ChannelData(data) => self.on_data(now, key, data.id, &data.data),
            Event::ChannelBufferedAmountLow(_) => self.on_channel_low(key),
            Event::KeyframeRequest(request) => self.on_keyframe_request(now, key, request.mid),
            Event::PeerStats(stats) => self.on_peer_stats(key, &stats),
            Event::MediaIngressStats(stats) => self.on_ingress_stats(key, &stats),
            Event::MediaEgressStats(stats) => self.on_egress_stats(key, &stats),
            Event::Closed => {
                if let Some(link) = self.links.get_mut(key) {
                    link.lost_since = link.lost_since.or(Some(now));
                    link.connected = false;
                }
            }
            _ => {}
        }
    }

    fn on_connected(&mut self, now: Instant, key: LinkKey) {
        let Some(link) = self.links.get_mut(key) else { return };
        link.connected = true;
        link.lost_since = None;
        let peer_key = link.peer;
        let tracks: Vec<_> = link.sections.iter().filter_map(|s| s.assigned).collect();
        if let Some(peer) = self.peers.get_mut(peer_key)
            && !peer.active
        {
            peer.active = true;
            self.announce_peer(peer_key);
        }
        for track in tracks {
            self.refresh_keyframes(now, track);
        }
        self.allocate_soon(key);
    }

    fn on_rtp(&mut self, now: Instant, link_key: LinkKey, packet: RtpPacket) {
        self.counters.packets_in += 1;
        let Some((track_key, layer)) = self.source_of(now, link_key, &packet) else { return };
        let Some(track) = self.tracks.get_mut(track_key) else { return };
        if track.info.muted {
            return;
        }
        if let Some(level) = packet.header.ext_vals.audio_level {
            track.talk.heard(level.unsigned_abs());
        }
        let pt = packet.header.payload_type;
        if track.codec.is_none_or(|codec| codec.pt() != pt) {
            let Some(link) = self.links.get(link_key) else { return };
            let Some(found) = link.rtc.codec_config().find(|p| p.pt() == pt) else { return };
            track.codec = Some(*found);
        }
        let Some(codec) = track.codec else { return };
        let Some(slot) = track.layers.get_mut(usize::from(layer)) else { return };
        // Padding alone, by which publishers probe, does not make a layer live.
        let awakened = !packet.payload.is_empty() && !slot.alive(now);
        slot.heard(now, packet.payload.len());
        slot.arrivals.heard(*packet.seq_no, packet.header.ext_vals.transport_cc);
        let raw = Raw::from(&packet);
        let Some(parcel) = Parcel::open(codec, layer, &raw) else { return };
        if awakened {
            self.retarget_all(now, track_key);
        }
        self.fan_out(now, track_key, &raw, &parcel);
        self.seat_hears(track_key, &packet);
    }

    /// Which track and layer a packet belongs to; looked up in str0m once per source.
    fn source_of(&mut self, now: Instant, key: LinkKey, packet: &RtpPacket) -> Option<(TrackKey, u8)> {
        let ssrc = packet.header.ssrc;
        let link = self.links.get_mut(key)?;
        if let Some(found) = link.received.get(&ssrc) {
            return Some(*found);
        }
        let (mid, rid) = link.rtc.direct_api().stream_rx(&ssrc).map(|s| (s.mid(), s.rid()))?;
        let own = &self.peers.get(link.peer)?.tracks;
        let belongs = |t: &TrackKey| self.tracks.get(*t).is_some_and(|t| t.mid == mid && t.link == key);
        let track_key = own.iter().copied().find(belongs)?;
        let layer = rid.and_then(|rid| RIDS.iter().position(|r| *r == &*rid)).unwrap_or(0);
        let layer = u8::try_from(layer).unwrap_or(0);
        link.received.retain(|_, found| *found != (track_key, layer));
        link.received.insert(ssrc, (track_key, layer));
        self.renew_layer(now, track_key, layer, rid);
        Some((track_key, layer))
    }

    /// A layer has a new source: its numbers begin anew, so what flows must begin anew as well.
    fn renew_layer(&mut self, now: Instant, key: TrackKey, layer: u8, rid: Option<Rid>) {
        let Some(track) = self.tracks.get_mut(key) else { return };
        if let Some(slot) = track.layers.get_mut(usize::from(layer)) {
            *slot = Layer::new(now);
            slot.rid = rid;
        }
        for sub in track.subs.iter_mut().filter(|sub| sub.current == Some(layer)) {
            sub.current = None;
            if let Some(section) = self.links.get_mut(sub.link).and_then(|l| l.sections.get_mut(sub.section))
            {
                section.munger.pause();
            }
        }
    }

    /// Gives a packet to every subscriber whose layer it is. The links send when they are next flushed.
    pub(crate) fn fan_out(&mut self, now: Instant, key: TrackKey, packet: &Raw<'_>, parcel: &Parcel) {
        let Some(track) = self.tracks.get_mut(key) else { return };
        for sub in &mut track.subs {
            let flows = sub.current == Some(parcel.layer);
            // Who sees nothing yet begins with whatever can be begun with, and changes later.
            let wanted = sub.target == Some(parcel.layer)
                || (sub.current.is_none() && sub.target > Some(parcel.layer));
            let begins = !flows && wanted && parcel.entry;
            if !flows && !begins {
                continue;
            }
            let Some(link) = self.links.get_mut(sub.link) else { continue };
            if !link.connected {
                continue;
            }
            let Some(section) = link.sections.get_mut(sub.section) else { continue };
            let Some(ssrc) = section.ssrc else { continue };
            if begins {
                sub.current = Some(parcel.layer);
                section.munger.begin(now, &parcel.numbers);
            }
            if packet.payload.is_empty() {
                section.munger.withhold(parcel.numbers.seq);
                continue;
            }
            let pt = match section.types {
                Some((from, to)) if from == parcel.codec.pt() => to,
                _ => {
                    let Some(to) = link.rtc.codec_config().match_params(parcel.codec) else { continue };
                    section.types = Some((parcel.codec.pt(), to.pt()));
                    to.pt()
                }
            };
            let Some(numbers) = section.munger.write(now, &parcel.numbers) else { continue };
            self.at = At::Link(sub.link);
            let write = parcel.address(packet, pt, &numbers);
            if let Some(stream) = link.rtc.direct_api().stream_tx(&ssrc) {
                stream.write_rtp(write);
            }
            self.counters.packets_out += 1;
            self.counters.bytes_out += packet.payload.len() as u64;
            if !link.dirty {
                link.dirty = true;
                self.dirty.push(sub.link);
            }
        }
    }
}
