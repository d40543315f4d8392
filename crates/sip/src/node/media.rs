//! The media of one call: its sockets, and the task that owns them.
//!
//! - Symmetric RTP: packets go to where they come from, once they come from an address that the call named itself.
//! - What comes in goes to whoever listens and to the other leg of a bridge; what goes out gets our own numbers.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::ports::Pair;
use super::queue::Queue;
use crate::dtmf::{self, Digit};
use crate::h264::Injector;
use crate::rtp::{self, Control, PACKET_MAX, Packet, Reception};
use crate::sdp::{Agreed, Direction, Kind, Stream};

/// How many packets wait for a reader: half a second of pictures.
pub const WAITING: usize = 512;
const SINKS_MAX: usize = 4;
const REPORTS: Duration = Duration::from_secs(5);

/// A packet on its way between a call and whoever listens or speaks.
#[derive(Clone, Debug)]
pub struct MediaPacket {
    /// Sound or pictures.
    pub kind: Kind,
    /// In the clock of its codec: 8,000 or 90,000 a second.
    pub timestamp: u32,
    /// Counts the packets of its stream, with gaps where some were lost.
    pub sequence: u64,
    /// Another number means another stream.
    pub stream: u32,
    /// The end of a picture, or the beginning of speech.
    pub marker: bool,
    /// As the codec packs it.
    pub payload: Bytes,
}

/// What the task of a call's media is told.
pub enum Wish {
    /// What was agreed on, or agreed on anew.
    Agreed(Box<Agreed>),
    /// Send what comes in there, too, and close it at the end.
    Listen(Arc<Queue<MediaPacket>>),
    /// Send what comes in there, too: it is what another call hears.
    Join(Arc<Queue<MediaPacket>>),
    /// Stop that.
    StopListening(Arc<Queue<MediaPacket>>),
    /// Ask for a whole picture.
    Picture,
    /// Press a key.
    Press(Digit),
}

/// What the task of a call's media tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// A key was pressed: its packet's time stamp and payload, to be counted by the call.
    Press(u32, [u8; 4]),
    /// The other side wants a whole picture.
    WantsPicture,
    /// The first packet came.
    Flows(Kind),
}

/// One direction of RTP, as we send it.
struct Sender {
    ssrc: u32,
    kind: u8,
    next: u16,
    /// The stream that is sent, and what is added to its sequence numbers and time stamps.
    from: Option<(u32, u64, u32)>,
    last: u64,
    last_timestamp: u32,
}

impl Sender {
    fn new() -> Self {
        let random = random();
        Self {
            ssrc: random as u32,
            kind: 0,
            next: (random >> 32) as u16,
            from: None,
            // Packets from before the first one that came, which come after it, are counted down from here.
            last: 1 << 17,
            last_timestamp: (random >> 16) as u32,
        }
    }

    fn number(&mut self, packet: &MediaPacket, clock: u32) -> (u16, u32) {
        let (stream, sequence, timestamp) = match self.from {
            Some(from) if from.0 == packet.stream => from,
            _ => {
                let sequence = (self.last + 1).wrapping_sub(packet.sequence);
                let timestamp = self.last_timestamp.wrapping_add(clock / 50).wrapping_sub(packet.timestamp);
                (packet.stream, sequence, timestamp)
            }
        };
        self.from = Some((stream, sequence, timestamp));
        let number = packet.sequence.wrapping_add(sequence);
        let stamp = packet.timestamp.wrapping_add(timestamp);
        self.last = self.last.max(number);
        self.last_timestamp = stamp;
        (self.next.wrapping_add(number as u16), stamp)
    }
}

/// One direction of RTP, as we get it.
#[derive(Default)]
struct Receiver {
    ssrc: Option<u32>,
    highest: Option<u64>,
    first: u64,
    received: u64,
    inserted: u64,
}

impl Receiver {
    /// The packet's number without turns; a new stream begins anew.
    fn count(&mut self, packet: &Packet) -> u64 {
        if self.ssrc != Some(packet.ssrc) {
            *self = Self { ssrc: Some(packet.ssrc), ..Self::default() };
        }
        self.received += 1;
        let number = match self.highest {
            None => {
                self.first = 65_536 + u64::from(packet.sequence);
                self.first
            }
            Some(highest) => {
                let step = packet.sequence.wrapping_sub(highest as u16) as i16;
                highest.saturating_add_signed(step.into())
            }
        };
        self.highest = Some(self.highest.map_or(number, |highest| highest.max(number)));
        number + self.inserted
    }

    fn reception(&self) -> Option<Reception> {
        let highest = self.highest?;
        let expected = highest - self.first + 1;
        Some(Reception {
            ssrc: self.ssrc?,
            highest: (highest - 65_536) as u32,
            lost: u32::try_from(expected.saturating_sub(self.received)).unwrap_or(u32::MAX),
        })
    }
}

/// Sound or pictures of a call.
struct Line {
    kind: Kind,
    clock: u32,
    pair: Pair,
    to: Option<SocketAddr>,
    control_to: Option<SocketAddr>,
    receive_kind: Option<u8>,
    events: Option<u8>,
    direction: Direction,
    latched: bool,
    sender: Sender,
    receiver: Receiver,
    injector: Injector,
}

impl Line {
    fn new(kind: Kind, clock: u32, pair: Pair) -> Self {
        Self {
            kind,
            clock,
            pair,
            to: None,
            control_to: None,
            receive_kind: None,
            events: None,
            direction: Direction::Neither,
            latched: false,
            sender: Sender::new(),
            receiver: Receiver::default(),
            injector: Injector::default(),
        }
    }

    fn agree<C>(&mut self, stream: Option<&Stream<C>>, parameter_sets: &[Vec<u8>]) {
        let Some(Stream { send_kind, receive_kind, events, to, direction, .. }) = stream else {
            self.direction = Direction::Neither;
            self.receive_kind = None;
            return;
        };
        if self.to.map(|known| known.ip()) != Some(to.ip()) || !self.latched {
            self.latched = false;
            self.to = Some(*to);
            self.control_to = Some(SocketAddr::new(to.ip(), to.port().saturating_add(1)));
        }
        self.sender.kind = *send_kind;
        self.receive_kind = Some(*receive_kind);
        self.events = *events;
        self.direction = *direction;
        if !parameter_sets.is_empty() {
            self.injector = Injector::new(parameter_sets.to_vec());
        }
    }

    const fn hears(&self) -> bool {
        matches!(self.direction, Direction::Both | Direction::Listens)
    }

    const fn speaks(&self) -> bool {
        matches!(self.direction, Direction::Both | Direction::Sends)
    }
}

/// The media of a call, as its task owns them.
pub struct Media {
    audio: Line,
    video: Line,
    /// The addresses that packets may come from: those of the call's requests and descriptions.
    known: Vec<IpAddr>,
    /// Where packets go, and whether that ends with us.
    sinks: Vec<(Arc<Queue<MediaPacket>>, bool)>,
    out: Arc<Queue<MediaPacket>>,
    wishes: mpsc::Receiver<Wish>,
    news: mpsc::Sender<News>,
    presses: Vec<[u8; 4]>,
    press_at: u32,
    name: String,
    flows: [bool; 2],
}

/// A handle to the media of a call.
#[derive(Clone)]
pub struct Hand {
    /// What is to be sent.
    pub out: Arc<Queue<MediaPacket>>,
    /// What the task is told.
    pub wishes: mpsc::Sender<Wish>,
}

impl Media {
    /// The media of a call at these sockets; `peer` is where its requests come from.
    #[must_use]
    pub fn new(audio: Pair, video: Pair, peer: IpAddr) -> (Self, Hand, mpsc::Receiver<News>) {
        let out = Arc::new(Queue::new(WAITING));
        let (wish, wishes) = mpsc::channel(32);
        let (news, told) = mpsc::channel(64);
        let hand = Hand { out: out.clone(), wishes: wish };
        let media = Self {
            audio: Line::new(Kind::Audio, 8_000, audio),
            video: Line::new(Kind::Video, 90_000, video),
            known: vec![peer],
            sinks: Vec::new(),
            out,
            wishes,
            news,
            presses: Vec::new(),
            press_at: 0,
            name: format!("{:016x}", random()),
            flows: [false; 2],
        };
        (media, hand, told)
    }

    /// Carries packets until whoever holds the other end of the wishes is gone.
    pub async fn run(mut self) {
        let mut reports = ticker(REPORTS);
        let mut keys = ticker(Duration::from_millis(20));
        let (mut one, mut two) = ([0; PACKET_MAX], [0; PACKET_MAX]);
        let (mut three, mut four) = ([0; PACKET_MAX], [0; PACKET_MAX]);
        loop {
            tokio::select! {
                wish = self.wishes.recv() => match wish {
                    Some(wish) => self.obey(wish),
                    None => break,
                },
                Some(packet) = self.out.next() => self.send(&packet),
                Ok((length, from)) = self.audio.pair.rtp.recv_from(&mut one) => {
                    self.receive(Kind::Audio, &one[..length], from);
                }
                Ok((length, from)) = self.video.pair.rtp.recv_from(&mut two) => {
                    self.receive(Kind::Video, &two[..length], from);
                }
                Ok((length, from)) = self.audio.pair.rtcp.recv_from(&mut three) => {
                    self.control(Kind::Audio, &three[..length], from);
                }
                Ok((length, from)) = self.video.pair.rtcp.recv_from(&mut four) => {
                    self.control(Kind::Video, &four[..length], from);
                }
                _ = reports.tick() => self.report(false),
                _ = keys.tick(), if !self.presses.is_empty() => self.press_on(),
            }
        }
        self.out.close();
        for (sink, _) in self.sinks.iter().filter(|(_, closes)| *closes) {
            sink.close();
        }
    }

    fn obey(&mut self, wish: Wish) {
        match wish {
            Wish::Agreed(agreed) => self.agree(&agreed),
            Wish::Listen(sink) => self.add(sink, true),
            Wish::Join(sink) => self.add(sink, false),
            Wish::StopListening(sink) => self.sinks.retain(|(known, _)| !Arc::ptr_eq(known, &sink)),
            Wish::Picture => self.report(true),
            Wish::Press(digit) => {
                if self.audio.events.is_some() && self.presses.len() < 256 {
                    self.presses.extend(dtmf::event_payloads(digit));
                }
            }
        }
    }

    fn add(&mut self, sink: Arc<Queue<MediaPacket>>, closes: bool) {
        self.sinks.retain(|(known, _)| !known.is_closed());
        if self.sinks.len() < SINKS_MAX && !self.sinks.iter().any(|(known, _)| Arc::ptr_eq(known, &sink)) {
            self.sinks.push((sink, closes));
        } else if closes {
            sink.close();
        }
    }

    fn agree(&mut self, agreed: &Agreed) {
        let Agreed { audio, video } = agreed;
        let audio_to = audio.as_ref().map(|stream| stream.to);
        let video_to = video.as_ref().map(|stream| stream.to);
        for to in [audio_to, video_to].into_iter().flatten() {
            if self.known.len() < 8 && !self.known.contains(&to.ip()) {
                self.known.push(to.ip());
            }
        }
        let sets = video.as_ref().map_or(&[][..], |stream| &stream.codec.parameter_sets);
        self.audio.agree(audio.as_ref(), &[]);
        self.video.agree(video.as_ref(), sets);
    }

    fn line(&mut self, kind: Kind) -> &mut Line {
        if kind == Kind::Video { &mut self.video } else { &mut self.audio }
    }

    fn receive(&mut self, kind: Kind, datagram: &[u8], from: SocketAddr) {
        if !self.known.contains(&from.ip()) {
            return;
        }
        let Some(packet) = Packet::read(datagram) else { return };
        let line = self.line(kind);
        let is_event = line.events == Some(packet.kind);
        if !is_event && line.receive_kind != Some(packet.kind) {
            return;
        }
        line.to = Some(from);
        line.latched = true;
        let mut number = line.receiver.count(&packet);
        if is_event {
            if let Some(payload) = packet.payload.first_chunk::<4>() {
                self.tell(News::Press(packet.timestamp, *payload));
            }
            return;
        }
        if !line.hears() {
            return;
        }
        if kind == Kind::Video {
            let sets = line.injector.before(packet.timestamp, &packet.payload).to_vec();
            line.receiver.inserted += sets.len() as u64;
            for set in sets {
                self.pass(MediaPacket {
                    kind,
                    timestamp: packet.timestamp,
                    sequence: number,
                    stream: packet.ssrc,
                    marker: false,
                    payload: set.into(),
                });
                number += 1;
            }
        }
        if !std::mem::replace(&mut self.flows[usize::from(kind == Kind::Video)], true) {
            self.tell(News::Flows(kind));
        }
        let Packet { timestamp, ssrc: stream, marker, payload, .. } = packet;
        self.pass(MediaPacket { kind, timestamp, sequence: number, stream, marker, payload });
    }

    fn pass(&self, packet: MediaPacket) {
        if let Some((last, others)) = self.sinks.split_last() {
            for (sink, _) in others {
                sink.push(packet.clone());
            }
            last.0.push(packet);
        }
    }

    fn tell(&self, news: News) {
        // Whoever falls behind by sixty-four loses a wish for a picture, or a repeated packet of a key.
        self.news.try_send(news).ok();
    }

    fn send(&mut self, packet: &MediaPacket) {
        if !self.presses.is_empty() && packet.kind == Kind::Audio {
            return;
        }
        let line = self.line(packet.kind);
        let Some(to) = line.to.filter(|_| line.speaks()) else { return };
        let (sequence, timestamp) = line.sender.number(packet, line.clock);
        let out = Packet {
            kind: line.sender.kind,
            marker: packet.marker,
            sequence,
            timestamp,
            ssrc: line.sender.ssrc,
            payload: packet.payload.clone(),
        };
        give(&line.pair.rtp, &out.write(), to);
    }

    /// The next packet of a key that we press.
    fn press_on(&mut self) {
        let payload = self.presses.remove(0);
        let line = &mut self.audio;
        let (Some(to), Some(kind)) = (line.to, line.events) else { return };
        let begins = payload[2..] == [0, 160];
        if begins {
            self.press_at = line.sender.last_timestamp.wrapping_add(160);
        }
        line.sender.last += 1;
        // The stream that is spoken goes on after it with fresh numbers.
        line.sender.from = None;
        line.sender.last_timestamp =
            self.press_at.wrapping_add(u16::from_be_bytes([payload[2], payload[3]]).into());
        let out = Packet {
            kind,
            marker: begins,
            sequence: line.sender.next.wrapping_add(line.sender.last as u16),
            timestamp: self.press_at,
            ssrc: line.sender.ssrc,
            payload: Bytes::copy_from_slice(&payload),
        };
        give(&line.pair.rtp, &out.write(), to);
    }

    fn control(&mut self, kind: Kind, datagram: &[u8], from: SocketAddr) {
        if !self.known.contains(&from.ip()) || !rtp::is_rtcp(datagram) {
            return;
        }
        self.line(kind).control_to = Some(from);
        if kind == Kind::Video && Control::read(datagram).wants_picture {
            self.tell(News::WantsPicture);
        }
    }

    fn report(&mut self, picture: bool) {
        for line in [&self.audio, &self.video] {
            let Some(to) = line.control_to.filter(|_| line.receive_kind.is_some()) else { continue };
            let asks = picture && line.kind == Kind::Video;
            let report = rtp::report(line.sender.ssrc, &self.name, line.receiver.reception(), asks);
            give(&line.pair.rtcp, &report, to);
        }
    }
}

/// Sends what can be sent now; the network's queue is full or it is gone otherwise, and the packet with it.
fn give(socket: &UdpSocket, packet: &[u8], to: SocketAddr) {
    socket.try_send_to(packet, to).ok();
}

fn ticker(every: Duration) -> Interval {
    let mut ticker = interval(every);
    ticker.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticker
}

/// A number that nobody can guess. The node does not start where the machine gives no random bytes.
pub fn random() -> u64 {
    let mut bytes = [0; 8];
    aws_lc_rs::rand::fill(&mut bytes).map_or(0, |()| u64::from_ne_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::{Bytes, Kind, MediaPacket, Sender};

    #[test]
    fn packets_from_before_the_first_one_do_not_end_the_count() {
        let packet = |stream, sequence| {
            let payload = Bytes::new();
            MediaPacket { kind: Kind::Audio, timestamp: 0, sequence, stream, marker: false, payload }
        };
        let mut sender = Sender::new();
        let mut number = |stream, sequence| sender.number(&packet(stream, sequence), 8_000).0;
        let first = number(1, 70_000);
        assert_eq!(number(1, 69_998), first.wrapping_sub(2));
        assert_eq!(number(2, 5), first.wrapping_add(1));
    }
}
