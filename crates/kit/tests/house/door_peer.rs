//! A resident's page at the media engine: it sees and hears a door, and speaks as a browser does that was told to speak G.711.

use base64::Engine as _;
use futures_util::{SinkExt, StreamExt};
use prost::Message as _;
use sfu::proto::{self, signal_request, signal_response};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::format::Codec;
use str0m::media::{Direction, MediaKind, Mid};
use str0m::net::{Protocol, Receive};
use str0m::rtp::RtpWrite;
use str0m::{Candidate, Event, Input, Output, Rtc};
use tokio::net::{TcpStream, UdpSocket};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::seat::Door;

/// A packet of sound goes out this often.
const PACE: Duration = Duration::from_millis(20);

/// Payloads that came, by codec.
pub type Got = Arc<Mutex<HashMap<&'static str, Vec<Vec<u8>>>>>;

/// A page that is in a room until it is dropped.
pub struct Page {
    task: JoinHandle<()>,
    pub got: Got,
}

impl Drop for Page {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Page {
    /// Whether a packet of this codec came with this payload.
    pub fn has(&self, codec: &str, payload: &[u8]) -> bool {
        self.got.lock().unwrap().get(codec).is_some_and(|all| all.iter().any(|one| one == payload))
    }

    /// Whether the first packet of this codec had this payload.
    pub fn began_with(&self, codec: &str, payload: &[u8]) -> bool {
        self.got.lock().unwrap().get(codec).and_then(|all| all.first()).is_some_and(|one| one == payload)
    }

    /// Enters the room of this token; it says this over and over, where it says something.
    pub async fn enter(door: &Door, media_token: &str, says: Option<&'static [u8]>) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let (rtc, mid, pending, request) = offer(socket.local_addr().unwrap(), says.is_some());
        let path = format!("/rtc/v1?access_token={media_token}&join_request={request}");
        let (signal, _) = tokio_tungstenite::connect_async(door.socket(&path)).await.unwrap();
        let got = Got::default();
        let pending = Some(pending);
        let page = Inside {
            rtc,
            socket,
            signal,
            mid,
            says,
            seq: 1000,
            pending,
            offers: 1,
            wants: None,
            connected: false,
            got: Arc::clone(&got),
        };
        Self { task: tokio::spawn(page.run()), got }
    }
}

struct Inside {
    rtc: Rtc,
    socket: UdpSocket,
    signal: WebSocketStream<MaybeTlsStream<TcpStream>>,
    mid: Option<Mid>,
    says: Option<&'static [u8]>,
    seq: u64,
    pending: Option<SdpPendingOffer>,
    /// How many were made.
    offers: u32,
    /// The sections that the engine wants to be offered: of sound, of pictures.
    wants: Option<(u32, u32)>,
    connected: bool,
    got: Got,
}

/// A session, its microphone, and the join request that offers it with places for a picture and a sound.
fn offer(address: SocketAddr, speaks: bool) -> (Rtc, Option<Mid>, SdpPendingOffer, String) {
    let builder = Rtc::builder().set_rtp_mode(true).clear_codecs().enable_opus(true, false);
    let builder = builder.enable_pcma(true, false).enable_vp8(true).enable_h264(true);
    let mut rtc = builder.build(ground::monotonic());
    rtc.add_local_candidate(Candidate::host(address, Protocol::Udp).unwrap());
    let mut api = rtc.sdp_api();
    let (sound, sends) = (MediaKind::Audio, Direction::SendOnly);
    let mid = speaks.then(|| api.add_media(sound, sends, Some("s".into()), Some("mic".into()), None));
    for kind in [MediaKind::Audio, MediaKind::Video] {
        api.add_media(kind, Direction::RecvOnly, None, None, None);
    }
    let (offer, pending) = api.apply().unwrap();
    let announced = proto::AddTrackRequest { cid: "mic".into(), source: 2, ..Default::default() };
    let join = proto::JoinRequest {
        publisher_offer: Some(proto::SessionDescription {
            r#type: "offer".into(),
            sdp: offer.to_sdp_string(),
            id: 1,
            ..Default::default()
        }),
        add_track_requests: if speaks { vec![announced] } else { Vec::new() },
        connection_settings: Some(proto::ConnectionSettings { auto_subscribe: true, ..Default::default() }),
        ..Default::default()
    };
    let wrapped = proto::WrappedJoinRequest { join_request: join.encode_to_vec(), ..Default::default() };
    let request = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(wrapped.encode_to_vec());
    (rtc, mid, pending, request)
}

impl Inside {
    async fn run(mut self) {
        let mut pace = tokio::time::interval(PACE);
        let mut buffer = vec![0; 2000];
        loop {
            self.offer_again().await;
            let until = self.put_out().await;
            let wait = until.saturating_duration_since(ground::monotonic());
            tokio::select! {
                _ = pace.tick() => self.speak(),
                () = tokio::time::sleep(wait) => {}
                frame = self.signal.next() => match frame {
                    Some(Ok(Message::Binary(frame))) => self.hear(&frame),
                    Some(Ok(_)) => {}
                    _ => return,
                },
                got = self.socket.recv_from(&mut buffer) => {
                    let (len, from) = got.unwrap();
                    let to = self.socket.local_addr().unwrap();
                    if let Ok(receive) = Receive::new(Protocol::Udp, from, to, &buffer[..len]) {
                        self.rtc.handle_input(Input::Receive(ground::monotonic(), receive)).unwrap();
                    }
                }
            }
            self.rtc.handle_input(Input::Timeout(ground::monotonic())).unwrap();
        }
    }

    fn hear(&mut self, frame: &[u8]) {
        match proto::SignalResponse::decode(frame).unwrap().message {
            Some(signal_response::Message::Answer(answer)) => self.answered(&answer.sdp),
            Some(signal_response::Message::MediaSectionsRequirement(more)) => {
                self.wants = Some((more.num_audios, more.num_videos));
            }
            _ => {}
        }
    }

    fn answered(&mut self, sdp: &str) {
        let Some(pending) = self.pending.take() else { return };
        // What stands first in the answer is what a browser sends.
        if self.mid.is_some() {
            let first = sdp.lines().find(|line| line.starts_with("m=audio")).unwrap();
            assert_eq!(first.split(' ').nth(3), Some("8"), "the sound of the station comes first: {first}");
        }
        self.rtc.sdp_api().accept_answer(pending, SdpAnswer::from_sdp_string(sdp).unwrap()).unwrap();
    }

    /// Offers again where the engine wants it, as LiveKit's client does: what the room has came after the first offer.
    async fn offer_again(&mut self) {
        let Some((audios, videos)) = self.wants.take_if(|_| self.pending.is_none()) else { return };
        let mut api = self.rtc.sdp_api();
        // str0m offers only what changed, so there is one more section each time.
        for _ in 0..audios.max(1) {
            api.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
        }
        for _ in 0..videos {
            api.add_media(MediaKind::Video, Direction::RecvOnly, None, None, None);
        }
        let (offer, pending) = api.apply().unwrap();
        (self.pending, self.offers) = (Some(pending), self.offers + 1);
        let (sdp, id) = (offer.to_sdp_string(), self.offers);
        let offer = proto::SessionDescription { r#type: "offer".into(), sdp, id, ..Default::default() };
        let request = proto::SignalRequest { message: Some(signal_request::Message::Offer(offer)) };
        self.signal.send(Message::Binary(request.encode_to_vec().into())).await.unwrap();
    }

    fn speak(&mut self) {
        let (Some(mid), Some(says), true) = (self.mid, self.says, self.connected) else { return };
        let pt = self.rtc.codec_config().find(|p| p.spec().codec == Codec::PCMA).unwrap().pt();
        self.seq += 1;
        let time = u32::try_from(self.seq).unwrap() * 160;
        let write = RtpWrite::new(pt, self.seq.into(), time, ground::monotonic(), says.to_vec());
        if let Some(stream) = self.rtc.direct_api().stream_tx_by_mid(mid, None) {
            stream.write_rtp(write);
        }
    }

    async fn put_out(&mut self) -> Instant {
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Transmit(out) => {
                    self.socket.send_to(&out.contents, out.destination).await.unwrap();
                }
                Output::Event(Event::Connected) => self.connected = true,
                Output::Event(Event::RtpPacket(packet)) => {
                    let pt = packet.header.payload_type;
                    let codec = self.rtc.codec_config().find(|p| p.pt() == pt).map(|p| p.spec().codec);
                    let name = match codec {
                        Some(Codec::H264) => "H264",
                        Some(Codec::PCMA) => "PCMA",
                        _ => "other",
                    };
                    self.got.lock().unwrap().entry(name).or_default().push(packet.payload.to_vec());
                }
                Output::Event(_) => {}
                Output::Timeout(at) => return at,
            }
        }
    }
}
