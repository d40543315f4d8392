//! A client like LiveKit's: one str0m session in single mode, or two in dual mode.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Instant;

use livekit_protocol::{
    self as proto, DataPacket, UserPacket, data_packet, signal_request, signal_response::Message,
};
use prost::Message as _;
use sfu::signal::Mode;
use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::channel::{ChannelConfig, ChannelId, Reliability};
use str0m::format::Codec;
use str0m::media::{Direction, MediaKind, Mid, Rid, Simulcast, SimulcastLayer};
use str0m::net::{Protocol, Receive};
use str0m::rtp::{ExtensionValues, RtpPacket, RtpWrite};
use str0m::{Candidate, Event, Input, Output, Rtc};

/// One received media packet.
#[derive(Clone, Debug)]
pub struct Got {
    pub track: String,
    pub seq: u64,
    pub time: u32,
    pub payload: Vec<u8>,
}

/// A session and its address.
pub struct Line {
    pub rtc: Rtc,
    pub address: SocketAddr,
    pub connected: bool,
    pub deadline: Instant,
}

/// Takes received packets.
pub type Sink = Box<dyn FnMut(&RtpPacket)>;

/// A track this client sends.
pub struct Sending {
    pub cid: String,
    pub mid: Mid,
    pub sid: String,
    pub kind: MediaKind,
    pub layers: Vec<&'static str>,
    seq: HashMap<&'static str, u64>,
    frame: u64,
}

pub struct Client {
    pub mode: Mode,
    pub lines: Vec<Line>,
    pub said: Vec<Message>,
    pub ask: Vec<signal_request::Message>,
    pub got: Vec<Got>,
    pub data: Vec<DataPacket>,
    pub sending: Vec<Sending>,
    pub closed: bool,
    pub keyframes_asked: u32,
    pub sid: String,
    pub forced_keyframe: bool,
    /// Where packets go instead of into `got`.
    pub sink: Option<Sink>,
    /// What is written into pictures behind their header, for example the time.
    pub stamp: [u8; 8],
    pending: Option<(SdpPendingOffer, u32)>,
    wants_offer: bool,
    add: (u32, u32),
    next_offer: u32,
    reliable: Option<ChannelId>,
    lossy: Option<ChannelId>,
    opened: HashMap<ChannelId, String>,
    tracks: HashMap<Mid, String>,
    to_publish: Vec<(String, MediaKind, Vec<&'static str>)>,
}

fn session(now: Instant) -> Rtc {
    Rtc::builder()
        .set_rtp_mode(true)
        .clear_codecs()
        .enable_opus(true, false)
        .enable_pcma(true, false)
        .enable_vp8(true)
        .enable_h264(true)
        .build(now)
}

fn channels(rtc: &mut Rtc) -> (ChannelId, ChannelId, Option<(SdpOffer, SdpPendingOffer)>) {
    let mut api = rtc.sdp_api();
    api.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
    api.add_media(MediaKind::Video, Direction::RecvOnly, None, None, None);
    let reliable =
        api.add_channel_with_config(ChannelConfig { label: "_reliable".into(), ..ChannelConfig::default() });
    let lossy = api.add_channel_with_config(ChannelConfig {
        label: "_lossy".into(),
        ordered: false,
        reliability: Reliability::MaxRetransmits { retransmits: 0 },
        ..ChannelConfig::default()
    });
    let made = api.apply();
    (reliable, lossy, made)
}

impl Client {
    /// A client with one address in single mode, two in dual mode.
    pub fn new(addresses: &[SocketAddr], mode: Mode, now: Instant) -> Client {
        let lines = addresses
            .iter()
            .map(|address| {
                let address = *address;
                let mut rtc = session(now);
                rtc.add_local_candidate(Candidate::host(address, Protocol::Udp).unwrap());
                Line { rtc, address, connected: false, deadline: now }
            })
            .collect();
        Client {
            mode,
            lines,
            said: vec![],
            ask: vec![],
            got: vec![],
            data: vec![],
            sending: vec![],
            closed: false,
            keyframes_asked: 0,
            sid: String::new(),
            forced_keyframe: false,
            sink: None,
            stamp: [0; 8],
            pending: None,
            wants_offer: false,
            add: (0, 0),
            next_offer: 1,
            reliable: None,
            lossy: None,
            opened: HashMap::new(),
            tracks: HashMap::new(),
            to_publish: vec![],
        }
    }

    /// The offer that goes with the join.
    pub fn first_offer(&mut self) -> Option<proto::SessionDescription> {
        let rtc = &mut self.lines[0].rtc;
        let (reliable, lossy, made) = channels(rtc);
        (self.reliable, self.lossy) = (Some(reliable), Some(lossy));
        let (offer, pending) = made?;
        self.pending = Some((pending, 1));
        self.next_offer = 2;
        Some(describe("offer", offer.to_sdp_string(), 1))
    }

    /// Announces a track and offers its section.
    pub fn publish(&mut self, cid: &str, kind: MediaKind, source: i32, layers: &[&'static str]) {
        let video = kind.is_video();
        self.ask.push(signal_request::Message::AddTrack(proto::AddTrackRequest {
            cid: cid.into(),
            r#type: i32::from(video),
            source,
            ..proto::AddTrackRequest::default()
        }));
        self.to_publish.push((cid.into(), kind, layers.to_vec()));
        self.wants_offer = true;
    }

    /// Offers again with new ICE credentials, as after a change of network.
    pub fn restart_ice(&mut self) {
        let mut api = self.lines[0].rtc.sdp_api();
        api.ice_restart(true);
        if let Some((offer, pending)) = api.apply() {
            self.send_offer(offer, pending);
        }
    }

    fn send_offer(&mut self, offer: SdpOffer, pending: SdpPendingOffer) {
        let id = self.next_offer;
        self.next_offer += 1;
        self.pending = Some((pending, id));
        self.ask.push(signal_request::Message::Offer(describe("offer", offer.to_sdp_string(), id)));
    }

    /// Offers when something is to be changed and nothing waits for an answer.
    pub fn negotiate(&mut self) {
        if !self.wants_offer || self.pending.is_some() {
            return;
        }
        self.wants_offer = false;
        let mut api = self.lines[0].rtc.sdp_api();
        for _ in 0..self.add.0 {
            api.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
        }
        for _ in 0..self.add.1 {
            api.add_media(MediaKind::Video, Direction::RecvOnly, None, None, None);
        }
        self.add = (0, 0);
        for (cid, kind, layers) in self.to_publish.drain(..) {
            let simulcast = (!layers.is_empty()).then(|| Simulcast {
                send: layers.iter().map(|rid| SimulcastLayer::new(rid)).collect(),
                recv: vec![],
            });
            let mid =
                api.add_media(kind, Direction::SendOnly, Some("s".into()), Some(cid.clone()), simulcast);
            self.sending.push(Sending {
                cid,
                mid,
                sid: String::new(),
                kind,
                layers,
                seq: HashMap::new(),
                frame: 0,
            });
        }
        match api.apply() {
            Some((offer, pending)) => self.send_offer(offer, pending),
            None => {
                // Nothing of ours has changed; a LiveKit client offers all the same. str0m offers only what
                // changed, so a free section is added.
                let mut api = self.lines[0].rtc.sdp_api();
                api.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
                if let Some((offer, pending)) = api.apply() {
                    self.send_offer(offer, pending);
                }
            }
        }
    }

    pub fn hear(&mut self, message: Message) {
        match &message {
            Message::Join(join) => self.sid = join.participant.as_ref().unwrap().sid.clone(),
            Message::Answer(answer) => {
                let (pending, id) = self.pending.take().expect("an answer to an offer");
                assert_eq!(answer.id, id);
                let parsed = SdpAnswer::from_sdp_string(&answer.sdp).expect("a readable answer");
                self.lines[0].rtc.sdp_api().accept_answer(pending, parsed).expect("an acceptable answer");
                if self.mode == Mode::Single {
                    self.learn(&answer.mid_to_track_id);
                }
            }
            Message::Offer(offer) => {
                let parsed = SdpOffer::from_sdp_string(&offer.sdp).expect("a readable offer");
                let answer = self.lines[1].rtc.sdp_api().accept_offer(parsed).expect("an acceptable offer");
                self.learn(&offer.mid_to_track_id);
                self.ask.push(signal_request::Message::Answer(describe(
                    "answer",
                    answer.to_sdp_string(),
                    offer.id,
                )));
            }
            Message::MediaSectionsRequirement(more) => {
                self.add.0 += more.num_audios;
                self.add.1 += more.num_videos;
                self.wants_offer = true;
            }
            Message::TrackPublished(published) => {
                let track = published.track.as_ref().unwrap();
                for sending in self.sending.iter_mut().filter(|s| s.cid == published.cid) {
                    sending.sid.clone_from(&track.sid);
                }
                self.said.push(message.clone());
                return;
            }
            _ => {}
        }
        self.said.push(message);
    }

    fn learn(&mut self, told: &HashMap<String, String>) {
        self.tracks = told.iter().map(|(mid, track)| (Mid::from(mid.as_str()), track.clone())).collect();
    }

    /// The sid the server gave to a track.
    pub fn sid_of(&self, cid: &str) -> String {
        self.said
            .iter()
            .find_map(|m| match m {
                Message::TrackPublished(p) if p.cid == cid => Some(p.track.as_ref()?.sid.clone()),
                _ => None,
            })
            .unwrap_or_default()
    }

    pub fn receive(&mut self, now: Instant, to: SocketAddr, from: SocketAddr, bytes: &[u8]) {
        let Some(line) = self.lines.iter_mut().find(|l| l.address == to) else { return };
        let Ok(receive) = Receive::new(Protocol::Udp, from, to, bytes) else { return };
        line.rtc.handle_input(Input::Receive(now, receive)).expect("a datagram is taken");
    }

    /// Lets time pass; gives what is to be sent.
    pub fn drive(&mut self, now: Instant) -> Vec<(SocketAddr, SocketAddr, Vec<u8>)> {
        let mut out = vec![];
        for index in 0..self.lines.len() {
            if self.lines[index].rtc.is_alive() {
                self.lines[index].rtc.handle_input(Input::Timeout(now)).expect("time passes");
            }
            for _ in 0..2000 {
                let line = &mut self.lines[index];
                match line.rtc.poll_output().expect("output") {
                    Output::Transmit(t) => out.push((line.address, t.destination, t.contents.to_vec())),
                    Output::Event(event) => self.on_event(index, event),
                    Output::Timeout(at) if at <= now && line.rtc.is_alive() => {
                        line.rtc.handle_input(Input::Timeout(now)).expect("time passes");
                    }
                    Output::Timeout(at) => {
                        line.deadline = at;
                        break;
                    }
                }
            }
        }
        out
    }

    fn on_event(&mut self, index: usize, event: Event) {
        match event {
            Event::Connected => self.lines[index].connected = true,
            Event::RtpPacket(packet) if self.sink.is_some() => {
                if let Some(sink) = &mut self.sink {
                    sink(&packet);
                }
            }
            Event::RtpPacket(packet) => {
                let rtc = &mut self.lines[index].rtc;
                let mid = rtc.direct_api().stream_rx(&packet.header.ssrc).map(|s| s.mid());
                let track = mid.and_then(|mid| self.tracks.get(&mid)).cloned().unwrap_or_default();
                self.got.push(Got {
                    track,
                    seq: *packet.seq_no,
                    time: packet.header.timestamp,
                    payload: packet.payload.to_vec(),
                });
            }
            Event::KeyframeRequest(_) => {
                self.keyframes_asked += 1;
                self.forced_keyframe = true;
            }
            Event::ChannelOpen(id, label) => {
                self.opened.insert(id, label);
            }
            Event::ChannelData(data) => self.data.push(DataPacket::decode(&data.data[..]).expect("a packet")),
            _ => {}
        }
    }

    pub fn connected(&self) -> bool {
        self.lines.iter().any(|l| l.connected)
    }

    pub fn channels_open(&self) -> bool {
        self.opened.len() >= 2
    }

    /// Sends one frame of this track in `packets` packets on each layer; the payload says layer and number.
    pub fn send_frame(&mut self, now: Instant, cid: &str, packets: u64, bytes: usize, key: bool) {
        let Some(at) = self.sending.iter().position(|s| s.cid == cid) else { return };
        let line = &mut self.lines[0];
        if !line.connected {
            return;
        }
        let sending = &mut self.sending[at];
        sending.frame += 1;
        let frame = sending.frame;
        let layers: Vec<&'static str> =
            if sending.layers.is_empty() { vec![""] } else { sending.layers.clone() };
        let codec =
            if sending.kind.is_video() { str0m::format::Codec::Vp8 } else { str0m::format::Codec::Opus };
        let pt = line.rtc.codec_config().find(|p| p.spec().codec == codec).unwrap().pt();
        for layer in layers {
            let rid = (!layer.is_empty()).then(|| Rid::from(layer));
            let seq = sending.seq.entry(layer).or_insert(1000);
            for n in 0..packets {
                *seq += 1;
                let payload = if sending.kind.is_video() {
                    vp8(layer, frame, n == 0, key, bytes, self.stamp)
                } else {
                    sound(bytes, self.stamp)
                };
                let hz = if sending.kind.is_video() { 3000 } else { 960 };
                let time = u32::try_from(frame).unwrap() * hz;
                let values = ExtensionValues {
                    audio_level: Some(-10),
                    voice_activity: Some(true),
                    ..Default::default()
                };
                let write = RtpWrite::new(pt, (*seq).into(), time, now, payload)
                    .marker(n + 1 == packets)
                    .nackable(sending.kind.is_video())
                    .ext_vals(if sending.kind.is_video() { ExtensionValues::default() } else { values });
                if let Some(stream) = line.rtc.direct_api().stream_tx_by_mid(sending.mid, rid) {
                    stream.write_rtp(write);
                }
            }
        }
    }

    /// Sends one packet of this track as it is: whatever codec, numbers and payload.
    pub fn send_packet(
        &mut self,
        now: Instant,
        cid: &str,
        codec: Codec,
        numbers: (u64, u32),
        payload: Vec<u8>,
    ) {
        let Some(sending) = self.sending.iter().find(|s| s.cid == cid) else { return };
        let rid = sending.layers.first().map(|layer| Rid::from(*layer));
        let rtc = &mut self.lines[0].rtc;
        let Some(pt) = rtc.codec_config().find(|p| p.spec().codec == codec).map(|p| p.pt()) else { return };
        let write = RtpWrite::new(pt, numbers.0.into(), numbers.1, now, payload).nackable(true);
        if let Some(stream) = rtc.direct_api().stream_tx_by_mid(sending.mid, rid) {
            stream.write_rtp(write);
        }
    }

    /// Sends a data message; `false` when the channel does not take it.
    pub fn send_data(&mut self, text: &[u8], reliable: bool, to: &[&str]) -> bool {
        let packet = DataPacket {
            destination_identities: to.iter().map(|t| (*t).to_owned()).collect(),
            participant_identity: "somebody else".into(),
            value: Some(data_packet::Value::User(UserPacket {
                payload: text.to_vec(),
                ..Default::default()
            })),
            ..Default::default()
        };
        self.send_raw(&packet.encode_to_vec(), reliable)
    }

    pub fn send_raw(&mut self, bytes: &[u8], reliable: bool) -> bool {
        let label = if reliable { "_reliable" } else { "_lossy" };
        let Some(id) = self.opened.iter().find(|(_, l)| *l == label).map(|(id, _)| *id) else { return false };
        self.lines[0].rtc.channel(id).is_some_and(|mut c| c.write(true, bytes).unwrap_or(false))
    }

    /// The texts of the user messages that came.
    pub fn texts(&self) -> Vec<(String, Vec<u8>)> {
        self.data
            .iter()
            .filter_map(|packet| match &packet.value {
                Some(data_packet::Value::User(user)) => {
                    Some((packet.participant_identity.clone(), user.payload.clone()))
                }
                _ => None,
            })
            .collect()
    }

    pub fn got_of(&self, track: &str) -> Vec<Got> {
        self.got.iter().filter(|g| g.track == track).cloned().collect()
    }
}

fn describe(kind: &str, sdp: String, id: u32) -> proto::SessionDescription {
    proto::SessionDescription { r#type: kind.into(), sdp, id, mid_to_track_id: HashMap::new() }
}

/// A VP8 packet with a 15-bit picture id and a base layer index; the layer's letter follows the header.
fn vp8(layer: &str, frame: u64, first: bool, key: bool, bytes: usize, stamp: [u8; 8]) -> Vec<u8> {
    let start = if first { 0x10 } else { 0 };
    let picture = 0x8000 | (u16::try_from(frame & 0x7fff).unwrap());
    let [high, low] = picture.to_be_bytes();
    let tl0 = u8::try_from(frame & 0xff).unwrap();
    let mut payload = vec![0x80 | start, 0xe0, high, low, tl0, 0x20];
    payload.push(if key { 0 } else { 1 });
    payload.push(layer.bytes().next().unwrap_or(b'-'));
    payload.extend(stamp);
    payload.resize(bytes.max(16), 0);
    payload
}

/// A piece of sound, with the stamp where a VP8 packet has it.
fn sound(bytes: usize, stamp: [u8; 8]) -> Vec<u8> {
    let mut payload = vec![b'a'; bytes];
    if let Some(place) = payload.get_mut(8..16) {
        place.copy_from_slice(&stamp);
    }
    payload
}

/// What a received VP8 payload says: picture id, layer's letter.
pub fn read_vp8(payload: &[u8]) -> (u16, char) {
    let picture = u16::from_be_bytes([payload[2], payload[3]]) & 0x7fff;
    (picture, char::from(payload[7]))
}
