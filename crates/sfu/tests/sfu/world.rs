//! The engine, its clients and the network between them, in virtual time.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use livekit_protocol::{SignalResponse, participant_info, signal_request, signal_response::Message};
use prost::Message as _;
use sfu::Event;
use sfu::engine::{Config, ConnId, Engine, Input, Output, SeatHeard};
use sfu::signal::{JoinParams, Mode};
use sfu::token::{Bearer, Claims, VideoClaims};
use str0m::media::MediaKind;
use str0m::net::Protocol;

use crate::client::Client;
use crate::network::{Dice, Path, UnderWay};

pub const SERVER: &str = "10.255.0.1:7882";
const CAPTURED_MAX: usize = 300;
const STEP: Duration = Duration::from_millis(2);

/// A client's lines, up and down.
pub struct Member {
    pub client: Client,
    pub conn: Option<ConnId>,
    pub up: Path,
    pub down: Path,
}

pub struct World {
    pub engine: Engine,
    pub now: Instant,
    pub members: Vec<Member>,
    pub events: Vec<Event>,
    /// What the seats of the house were given.
    pub heard: Vec<SeatHeard>,
    pub sent_bytes: u64,
    /// Datagrams and requests of the clients, where `captures` says that they are wanted.
    pub captures: bool,
    pub datagrams: Vec<Vec<u8>>,
    /// Who sent each of them.
    pub senders: Vec<SocketAddr>,
    pub requests: Vec<signal_request::Message>,
    dice: Dice,
    way: UnderWay,
    conns: u64,
}

/// Who sends pictures and sound while time passes.
#[derive(Clone, Copy)]
pub struct Show<'a> {
    pub who: usize,
    pub video: Option<&'a str>,
    pub audio: Option<&'a str>,
    /// Packets of a frame, and bytes of each.
    pub packets: u64,
    pub bytes: usize,
}

impl<'a> Show<'a> {
    pub fn of(who: usize, video: &'a str, audio: &'a str) -> Show<'a> {
        Show { who, video: Some(video), audio: Some(audio), packets: 3, bytes: 1000 }
    }
}

pub fn claims(room: &str, identity: &str) -> Claims {
    Claims {
        sub: identity.into(),
        nbf: 1_000_000,
        exp: 2_000_000,
        video: VideoClaims { room: room.into(), room_join: true, ..VideoClaims::default() },
        ..Claims::default()
    }
}

impl World {
    pub fn new() -> World {
        World::with(|_| {})
    }

    pub fn with(change: impl FnOnce(&mut Config)) -> World {
        #[expect(clippy::disallowed_methods, reason = "virtual time needs a beginning")]
        let start = Instant::now();
        let mut config = Config {
            worker: 0,
            udp: vec![SERVER.parse().unwrap()],
            tcp: vec![],
            congestion_control: false,
            participants_max: 100,
            resume_for: Duration::from_secs(20),
            unix_ms: 1_000_000_000,
            start,
        };
        change(&mut config);
        World {
            engine: Engine::new(config),
            now: start,
            members: vec![],
            events: vec![],
            heard: vec![],
            sent_bytes: 0,
            captures: false,
            datagrams: vec![],
            senders: vec![],
            requests: vec![],
            dice: Dice::new(0x5eed),
            way: UnderWay::default(),
            conns: 0,
        }
    }

    pub fn join(&mut self, room: &str, identity: &str) -> usize {
        self.join_as(claims(room, identity), Mode::Single)
    }

    pub fn join_as(&mut self, claims: Claims, mode: Mode) -> usize {
        let number = u16::try_from(self.members.len()).unwrap();
        let lines = if mode == Mode::Single { 0..1 } else { 0..2 };
        let addresses: Vec<SocketAddr> = lines
            .map(|n| format!("10.{n}.{}.{}:5000", number / 250, number % 250 + 1).parse().unwrap())
            .collect();
        let mut client = Client::new(&addresses, mode, self.now);
        let mut join = JoinParams::new(Bearer { claims, internal: true }, mode);
        join.offer = client.first_offer();
        let conn = self.fresh_conn();
        self.members.push(Member { client, conn: Some(conn), up: Path::default(), down: Path::default() });
        self.engine.handle(self.now, Input::Join { conn, join: Box::new(join) });
        self.members.len() - 1
    }

    /// Comes back with another WebSocket to the same session.
    pub fn resume(&mut self, who: usize, claims: Claims) {
        let conn = self.fresh_conn();
        let member = &mut self.members[who];
        let mut join = JoinParams::new(Bearer { claims, internal: true }, member.client.mode);
        join.reconnect = true;
        join.participant_sid = member.client.sid.clone();
        member.conn = Some(conn);
        self.engine.handle(self.now, Input::Join { conn, join: Box::new(join) });
    }

    /// Somebody enters who is no real client: nothing that it is told is understood.
    pub fn enter(&mut self, join: JoinParams) -> ConnId {
        let conn = self.fresh_conn();
        self.engine.handle(self.now, Input::Join { conn, join: Box::new(join) });
        self.collect();
        conn
    }

    /// A request of such a one.
    pub fn request(&mut self, conn: ConnId, request: signal_request::Message) {
        self.engine.handle(self.now, Input::Request { conn, request: Box::new(request) });
        self.collect();
    }

    fn fresh_conn(&mut self) -> ConnId {
        self.conns += 1;
        ConnId(self.conns)
    }

    /// The WebSocket breaks.
    pub fn cut(&mut self, who: usize) {
        if let Some(conn) = self.members[who].conn.take() {
            self.engine.handle(self.now, Input::Gone { conn });
        }
    }

    /// Something from nowhere reaches the server's socket.
    pub fn inject(&mut self, from: SocketAddr, bytes: &[u8]) {
        self.engine.handle(self.now, Input::Datagram { proto: Protocol::Udp, source: from, bytes });
    }

    pub fn client(&mut self, who: usize) -> &mut Client {
        &mut self.members[who].client
    }

    /// Lets this much time pass.
    pub fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while self.now < end {
            self.now += STEP;
            self.step();
        }
    }

    /// Lets time pass until this is so; fails after a virtual half minute.
    pub fn until(&mut self, what: &str, mut so: impl FnMut(&mut World) -> bool) {
        let end = self.now + Duration::from_secs(30);
        while !so(self) {
            assert!(self.now < end, "waited in vain for {what}");
            self.now += STEP;
            self.step();
        }
    }

    /// Lets time pass while these send: 30 frames and 50 sound packets a second.
    pub fn show(&mut self, time: Duration, shows: &[Show<'_>]) {
        let end = self.now + time;
        let mut ticks: u64 = 0;
        while self.now < end {
            self.now += STEP;
            ticks += 1;
            for show in shows {
                let now = self.now;
                let client = &mut self.members[show.who].client;
                if let Some(video) = show.video.filter(|_| ticks.is_multiple_of(16)) {
                    let key = std::mem::take(&mut client.forced_keyframe);
                    client.send_frame(now, video, show.packets, show.bytes, key);
                }
                if let Some(audio) = show.audio.filter(|_| ticks.is_multiple_of(10)) {
                    client.send_frame(now, audio, 1, 80, false);
                }
            }
            self.step();
        }
    }

    fn step(&mut self) {
        let now = self.now;
        while let Some(parcel) = self.way.arrived(now) {
            if parcel.to == SERVER.parse().unwrap() {
                let (source, bytes) = (parcel.from, &parcel.bytes[..]);
                if self.captures && self.datagrams.len() < CAPTURED_MAX {
                    self.datagrams.push(bytes.to_vec());
                    self.senders.push(source);
                }
                self.engine.handle(now, Input::Datagram { proto: Protocol::Udp, source, bytes });
            } else if let Some(member) =
                self.members.iter_mut().find(|m| m.client.lines.iter().any(|l| l.address == parcel.to))
            {
                member.client.receive(now, parcel.to, parcel.from, &parcel.bytes);
                let out = member.client.drive(now);
                send_up(member, now, &mut self.dice, &mut self.way, out);
            }
        }
        for member in &mut self.members {
            member.client.negotiate();
            let out = member.client.drive(now);
            send_up(member, now, &mut self.dice, &mut self.way, out);
            for request in std::mem::take(&mut member.client.ask) {
                if self.captures && self.requests.len() < CAPTURED_MAX {
                    self.requests.push(request.clone());
                }
                if let Some(conn) = member.conn {
                    self.engine.handle(now, Input::Request { conn, request: Box::new(request) });
                }
            }
        }
        self.engine.handle(now, Input::Timeout);
        self.collect();
    }

    pub fn collect(&mut self) {
        let now = self.now;
        loop {
            match self.engine.poll(now) {
                Output::Send(t) => {
                    self.sent_bytes += t.contents.len() as u64;
                    let to = t.destination;
                    let member =
                        self.members.iter_mut().find(|m| m.client.lines.iter().any(|l| l.address == to));
                    if let Some(at) =
                        member.and_then(|m| m.down.carry(now, t.contents.len() + 28, &mut self.dice))
                    {
                        self.way.put(at, SERVER.parse().unwrap(), to, t.contents.to_vec());
                    }
                }
                Output::Signal { conn, frame } => {
                    let message = SignalResponse::decode(&frame[..]).unwrap().message.unwrap();
                    if let Some(member) = self.members.iter_mut().find(|m| m.conn == Some(conn)) {
                        member.client.hear(message);
                    }
                }
                Output::Close { conn } => {
                    if let Some(member) = self.members.iter_mut().find(|m| m.conn == Some(conn)) {
                        member.client.closed = true;
                    }
                }
                Output::Tell(event) => self.events.push(event),
                Output::Seat { heard, .. } => self.heard.push(heard),
                Output::Wait(_) => return,
            }
        }
    }

    /// Everybody's media path is up.
    pub fn connect(&mut self) {
        self.until("everybody to connect", |w| {
            w.members.iter().all(|m| m.client.closed || m.client.connected())
        });
    }

    /// A room of these people; the first publishes `cam` (three layers) and `mic`. Gives the two sids.
    pub fn meeting(&mut self, room: &str, people: &[&str]) -> (String, String) {
        let first = self.members.len();
        for identity in people {
            self.join(room, identity);
        }
        self.connect();
        self.client(first).publish("mic", MediaKind::Audio, 2, &[]);
        self.client(first).publish("cam", MediaKind::Video, 1, &["q", "h", "f"]);
        self.until("the tracks to be published", |w| {
            w.client(first).sending.len() == 2 && !w.client(first).sid_of("cam").is_empty()
        });
        self.pass(Duration::from_millis(300));
        (self.client(first).sid_of("cam"), self.client(first).sid_of("mic"))
    }

    /// The last thing this client was told of another.
    pub fn seen(&mut self, who: usize, identity: &str) -> Option<livekit_protocol::ParticipantInfo> {
        self.client(who).said.iter().rev().find_map(|m| {
            let list = match m {
                Message::Update(update) => &update.participants,
                Message::Join(join) => &join.other_participants,
                _ => return None,
            };
            list.iter().find(|p| p.identity == identity).cloned()
        })
    }

    pub fn is_gone(&mut self, who: usize, identity: &str) -> bool {
        self.seen(who, identity).is_some_and(|p| p.state == participant_info::State::Disconnected as i32)
    }
}

fn send_up(
    member: &mut Member,
    now: Instant,
    dice: &mut Dice,
    way: &mut UnderWay,
    out: Vec<(SocketAddr, SocketAddr, Vec<u8>)>,
) {
    for (from, to, bytes) in out {
        if let Some(at) = member.up.carry(now, bytes.len() + 28, dice) {
            way.put(at, from, to, bytes);
        }
    }
}
