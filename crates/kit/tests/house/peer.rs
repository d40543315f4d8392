//! A real client of the media engine, over real UDP: it sends sound and pictures, and a part of them gets lost.

use base64::Engine as _;
use futures_util::StreamExt;
use prost::Message as _;
use sfu::proto::{self, signal_response};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::media::{Direction, MediaKind, Mid};
use str0m::net::{Protocol, Receive};
use str0m::rtp::{ExtensionValues, RtpWrite};
use str0m::{Candidate, Event, Input, Output, Rtc};
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;

use crate::seat::Door;

/// What every packet of sound and pictures says.
pub const SAID: &str = "what was said and shown 7Q-Kestrel";

/// A packet of each kind goes out this often.
const PACE: Duration = Duration::from_millis(10);

/// What a client sends, and what of it is lost on the way.
#[derive(Clone, Copy)]
pub struct Line {
    /// How loud its sound is, in dBov.
    pub volume: i8,
    /// One packet of sound in so many is lost; 0 is none.
    pub audio_lost_in: u64,
    /// One packet of pictures in so many is lost; 0 is none.
    pub video_lost_in: u64,
}

/// A client that sends until it is dropped.
pub struct Peer(JoinHandle<()>);

impl Drop for Peer {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Door {
    /// Enters the room of this token with sound and pictures over such a line.
    pub async fn peer(&self, media_token: &str, line: Line) -> Peer {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let (rtc, sends, pending, request) = offer(socket.local_addr().unwrap());
        let path = format!("/rtc/v1?access_token={media_token}&join_request={request}");
        let (signal, _) = tokio_tungstenite::connect_async(self.socket(&path)).await.unwrap();
        let sender = Sender { rtc, socket, line, sends, pending: Some(pending), connected: false };
        Peer(tokio::spawn(sender.run(signal)))
    }
}

/// One kind of media that is sent.
struct Sends {
    mid: Mid,
    kind: MediaKind,
    seq: u64,
    lost: u64,
}

struct Sender {
    rtc: Rtc,
    socket: UdpSocket,
    line: Line,
    sends: [Sends; 2],
    pending: Option<SdpPendingOffer>,
    connected: bool,
}

/// A session, the media it sends, and the join request that offers them.
fn offer(address: SocketAddr) -> (Rtc, [Sends; 2], SdpPendingOffer, String) {
    let builder = Rtc::builder().set_rtp_mode(true).clear_codecs().enable_opus(true, false).enable_vp8(true);
    let mut rtc = builder.build(ground::monotonic());
    rtc.add_local_candidate(Candidate::host(address, Protocol::Udp).unwrap());
    let mut api = rtc.sdp_api();
    let sends = [("mic", MediaKind::Audio), ("cam", MediaKind::Video)].map(|(cid, kind)| {
        let mid = api.add_media(kind, Direction::SendOnly, Some("s".into()), Some(cid.into()), None);
        Sends { mid, kind, seq: 1000, lost: 0 }
    });
    let (offer, pending) = api.apply().unwrap();
    let announced = [("mic", 0, 2), ("cam", 1, 1)].map(|(cid, kind, source)| proto::AddTrackRequest {
        cid: cid.into(),
        r#type: kind,
        source,
        ..Default::default()
    });
    let join = proto::JoinRequest {
        publisher_offer: Some(proto::SessionDescription {
            r#type: "offer".into(),
            sdp: offer.to_sdp_string(),
            id: 1,
            ..Default::default()
        }),
        add_track_requests: announced.to_vec(),
        ..Default::default()
    };
    let wrapped = proto::WrappedJoinRequest { join_request: join.encode_to_vec(), ..Default::default() };
    let request = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(wrapped.encode_to_vec());
    (rtc, sends, pending, request)
}

impl Sender {
    async fn run(mut self, mut signal: impl StreamExt<Item = Result<Message, impl std::fmt::Debug>> + Unpin) {
        let mut pace = tokio::time::interval(PACE);
        let mut buffer = vec![0; 2000];
        loop {
            let until = self.put_out().await;
            let wait = until.saturating_duration_since(ground::monotonic());
            tokio::select! {
                _ = pace.tick() => self.send(),
                () = tokio::time::sleep(wait) => {}
                frame = signal.next() => match frame {
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
        let response = proto::SignalResponse::decode(frame).unwrap();
        if let Some(signal_response::Message::Answer(answer)) = response.message
            && let Some(pending) = self.pending.take()
        {
            let answer = SdpAnswer::from_sdp_string(&answer.sdp).unwrap();
            self.rtc.sdp_api().accept_answer(pending, answer).unwrap();
        }
    }

    /// A packet of each kind.
    fn send(&mut self) {
        if !self.connected {
            return;
        }
        let now = ground::monotonic();
        for sends in &mut self.sends {
            let is_video = sends.kind.is_video();
            let codec = if is_video { str0m::format::Codec::Vp8 } else { str0m::format::Codec::Opus };
            let pt = self.rtc.codec_config().find(|p| p.spec().codec == codec).unwrap().pt();
            sends.seq += 1;
            // A whole key frame of VP8 in one packet, or what passes for a sound.
            let head: &[u8] = if is_video { &[0x10, 0, 0, 0, 0, 0, 0, 0] } else { &[0xf8] };
            let payload = [head, SAID.as_bytes()].concat();
            let hz = if is_video { 900 } else { 480 };
            let time = u32::try_from(sends.seq).unwrap() * hz;
            // The two are one header extension (RFC 6464), written only where both are known.
            let heard = ExtensionValues {
                audio_level: Some(self.line.volume),
                voice_activity: Some(true),
                ..Default::default()
            };
            let write = RtpWrite::new(pt, sends.seq.into(), time, now, payload)
                .marker(is_video)
                .nackable(is_video)
                .ext_vals(if is_video { ExtensionValues::default() } else { heard });
            if let Some(stream) = self.rtc.direct_api().stream_tx_by_mid(sends.mid, None) {
                stream.write_rtp(write);
            }
        }
    }

    /// Puts out what is to go out, but for what is lost. Says until when there is nothing more.
    async fn put_out(&mut self) -> Instant {
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Transmit(out) if self.is_lost(&out.contents) => {}
                Output::Transmit(out) => {
                    self.socket.send_to(&out.contents, out.destination).await.unwrap();
                }
                Output::Event(Event::Connected) => self.connected = true,
                Output::Event(_) => {}
                Output::Timeout(at) => return at,
            }
        }
    }

    /// The line loses packets of sound and pictures, evenly; which is which is written on them in the clear.
    fn is_lost(&mut self, bytes: &[u8]) -> bool {
        let [first, second, ..] = *bytes else { return false };
        if !(128..192).contains(&first) {
            return false;
        }
        let mut kinds = [
            (str0m::format::Codec::Opus, self.line.audio_lost_in),
            (str0m::format::Codec::Vp8, self.line.video_lost_in),
        ]
        .into_iter()
        .zip(&mut self.sends);
        let pt_of = |codec| self.rtc.codec_config().find(|p| p.spec().codec == codec).map(|p| *p.pt());
        let Some(((_, lost_in), sends)) = kinds.find(|((codec, _), _)| pt_of(*codec) == Some(second & 0x7f))
        else {
            return false;
        };
        sends.lost += 1;
        lost_in > 0 && sends.lost.is_multiple_of(lost_in)
    }
}
