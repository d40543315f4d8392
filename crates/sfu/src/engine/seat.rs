//! A seat of the house's own in a room: a participant without a client. The house hands in what it sends, and is given the sound
//! of the others, packet by packet and as its codec has it: nothing is decoded, so all speak the codec of the seat.
//!
//! A room has one seat at most. It is for whoever stands outside WebRTC: a door station, a telephone.

use std::sync::Arc;
use std::time::Instant;

use livekit_protocol::{self as proto, TrackSource, TrackType};
use str0m::format::{Codec, CodecConfig, PayloadParams};
use str0m::media::{MediaKind, Mid};
use str0m::rtp::{ExtensionValues, RtpPacket};

use super::dynacast::Wish;
use super::forward::Layer;
use super::parcel::{Parcel, Raw};
use super::publish::Track;
use super::room::sid;
use super::talk::Talk;
use super::{ConnId, Engine, LinkKey, Output, PeerKey, TrackKey, limits};
use crate::handle::{Event, Refusal};
use crate::signal::{JoinParams, Mode};
use crate::token::{Bearer, Claims, VideoClaims};

/// A seat, as its engine knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SeatId(pub(crate) PeerKey);

/// The sound of telephones (RFC 3551), at 8,000 samples a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeatSound {
    /// μ-law.
    Pcmu,
    /// A-law.
    Pcma,
}

impl SeatSound {
    const fn codec(self) -> Codec {
        match self {
            Self::Pcmu => Codec::PCMU,
            Self::Pcma => Codec::PCMA,
        }
    }
}

/// What a seat sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeatSends {
    /// Its sound, which is what it hears, too.
    pub sound: Option<SeatSound>,
    /// H.264 (RFC 6184, mode 1).
    pub picture: bool,
}

/// A packet of a seat, or for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatPacket {
    /// Of its picture; of its sound otherwise.
    pub picture: bool,
    /// Another number is another stream.
    pub stream: u32,
    /// Counts the packets of its stream without turns.
    pub sequence: u64,
    /// In the clock of the codec: 8,000 or 90,000 a second.
    pub timestamp: u32,
    /// As in RTP.
    pub marker: bool,
    /// As the codec packs it.
    pub payload: Arc<[u8]>,
}

/// What a seat is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SeatHeard {
    /// Somebody's sound.
    Packet(SeatPacket),
    /// Somebody needs a whole picture to begin with.
    WantsPicture,
    /// The seat is no more: the room ended, or it was removed.
    Over,
}

impl Engine {
    /// Takes the seat of a room.
    ///
    /// # Errors
    /// `UnknownRoom`; `Full` where the room has one; `TooLong`.
    pub fn take_seat(
        &mut self,
        now: Instant,
        room: &str,
        identity: &str,
        sends: SeatSends,
    ) -> Result<SeatId, Refusal> {
        if identity.len() > limits::NAME_BYTES {
            return Err(Refusal::TooLong);
        }
        let key = self.room_key(room).ok_or(Refusal::UnknownRoom)?;
        let known = self.rooms.get(key).ok_or(Refusal::UnknownRoom)?;
        if known.seat.is_some() || known.by_identity.contains_key(identity) {
            return Err(Refusal::Full);
        }
        let video = VideoClaims { room: room.to_owned(), room_join: true, ..VideoClaims::default() };
        let claims = Claims { sub: identity.to_owned(), video, ..Claims::default() };
        let mut join = JoinParams::new(Bearer { claims, internal: true }, Mode::Dual);
        join.auto_subscribe = false;
        let peer = self.insert_peer(now, ConnId(u64::MAX), key, &join);
        if let Some(peer) = self.peers.get_mut(peer) {
            // Nobody speaks for it over a WebSocket, and no media path of it can be lost.
            (peer.conn, peer.active) = (None, true);
        }
        if let Some(room) = self.rooms.get_mut(key) {
            room.peers.push(peer);
            room.by_identity.insert(identity.to_owned(), peer);
            room.ends_at = None;
            room.seat = Some((peer, sends.sound));
        }
        if let Some(sound) = sends.sound {
            self.seat_track(now, peer, (MediaKind::Audio, sound.codec()));
        }
        if sends.picture {
            self.seat_track(now, peer, (MediaKind::Video, Codec::H264));
        }
        self.announce_peer(peer);
        let at_unix_ms = self.unix_ms(now);
        self.tell(Event::Joined { room: room.to_owned(), identity: identity.to_owned(), at_unix_ms });
        Ok(SeatId(peer))
    }

    /// Publishes a track of a seat; everybody in the room is subscribed to it.
    fn seat_track(&mut self, now: Instant, peer: PeerKey, (kind, codec): (MediaKind, Codec)) {
        let (track_type, source, mime) = match kind {
            MediaKind::Audio => (TrackType::Audio, TrackSource::Microphone, format!("audio/{codec}")),
            MediaKind::Video => (TrackType::Video, TrackSource::Camera, format!("video/{codec}")),
        };
        let info = proto::TrackInfo {
            sid: sid("TR"),
            r#type: track_type as i32,
            source: source as i32,
            mime_type: mime,
            disable_red: true,
            ..proto::TrackInfo::default()
        };
        let track = self.tracks.insert(Track {
            info,
            peer,
            link: LinkKey::default(),
            mid: Mid::from(if kind.is_audio() { "a" } else { "v" }),
            kind,
            simulcast: false,
            codec: params(codec),
            layers: [Layer::new(now), Layer::new(now), Layer::new(now)],
            subs: Vec::new(),
            talk: Talk::new(now),
            wanted_codec: None,
            wish: Wish::new(),
        });
        if let Some(peer) = self.peers.get_mut(peer) {
            peer.tracks.push(track);
        }
        for other in self.room_of(peer) {
            if other != peer {
                self.subscribe_if_auto(now, other, track);
            }
        }
    }

    /// Passes on a packet of a seat. One that is no more sends nothing.
    pub fn seat_sends(&mut self, now: Instant, seat: SeatId, packet: &SeatPacket) {
        let kind = if packet.picture { MediaKind::Video } else { MediaKind::Audio };
        let Some(peer) = self.peers.get(seat.0) else { return };
        let of_kind = |key: &TrackKey| self.tracks.get(*key).is_some_and(|track| track.kind == kind);
        let Some(key) = peer.tracks.iter().copied().find(of_kind) else { return };
        let Some(track) = self.tracks.get_mut(key) else { return };
        let Some(codec) = track.codec else { return };
        self.counters.packets_in += 1;
        let Some(layer) = track.layers.first_mut() else { return };
        let awakened = !layer.alive(now);
        layer.heard(now, packet.payload.len());
        let ext = ExtensionValues::default();
        let raw = Raw {
            seq: packet.sequence,
            time: packet.timestamp,
            marker: packet.marker,
            at: now,
            payload: &packet.payload,
            ext: &ext,
        };
        let Some(parcel) = Parcel::open(codec, 0, &raw) else { return };
        if awakened {
            self.retarget_all(now, key);
        }
        self.fan_out(now, key, &raw, &parcel);
    }

    /// Gives a seat up.
    pub fn leave_seat(&mut self, now: Instant, seat: SeatId) {
        self.drop_peer(now, seat.0, proto::DisconnectReason::ClientInitiated);
    }

    /// Gives the seat of a room what somebody says, where it is of the seat's codec.
    pub(crate) fn seat_hears(&mut self, key: TrackKey, packet: &RtpPacket) {
        let Some(track) = self.tracks.get(key).filter(|track| track.kind.is_audio()) else { return };
        let room = self.peers.get(track.peer).and_then(|peer| self.rooms.get(peer.room));
        let Some((seat, Some(sound))) = room.and_then(|room| room.seat) else { return };
        if seat == track.peer || track.codec.is_none_or(|codec| codec.spec().codec != sound.codec()) {
            return;
        }
        let heard = SeatPacket {
            picture: false,
            stream: *packet.header.ssrc,
            sequence: *packet.seq_no,
            timestamp: packet.header.timestamp,
            marker: packet.header.marker,
            payload: packet.payload.clone(),
        };
        self.outbox.push_back(Output::Seat { seat: SeatId(seat), heard: SeatHeard::Packet(heard) });
    }

    /// Asks a seat for a whole picture; `false` where this track is of none.
    pub(crate) fn seat_wants_picture(&mut self, owner: PeerKey) -> bool {
        let room = self.peers.get(owner).and_then(|peer| self.rooms.get(peer.room));
        let Some((seat, _)) = room.and_then(|room| room.seat).filter(|(seat, _)| *seat == owner) else {
            return false;
        };
        self.outbox.push_back(Output::Seat { seat: SeatId(seat), heard: SeatHeard::WantsPicture });
        true
    }

    /// In which codec whoever is in this room with a seat has to speak.
    pub(crate) fn seat_codec(&self, key: PeerKey) -> Option<String> {
        let room = self.peers.get(key).and_then(|peer| self.rooms.get(peer.room))?;
        room.seat?.1.map(|sound| sound.codec().to_string())
    }
}

/// A codec as a browser knows it: of H.264 the constrained baseline of mode 1, which all of them decode.
fn params(codec: Codec) -> Option<PayloadParams> {
    let mut config = CodecConfig::empty();
    config.enable_pcmu(true, false);
    config.enable_pcma(true, false);
    config.enable_h264(true);
    let is_meant = |params: &PayloadParams| {
        let (spec, baseline) = (params.spec(), Some(0x42_e01f));
        spec.codec == codec
            && (codec != Codec::H264
                || (spec.format.packetization_mode == Some(1) && spec.format.profile_level_id == baseline))
    };
    config.find(is_meant).copied()
}
