//! The engine of one worker: all its rooms, as a state machine that a test can hold in its hand.
//!
//! [`Engine::handle`] takes one thing in, [`Engine::poll`] gives one thing out and is asked until it says
//! [`Output::Wait`]. There are no sockets, threads or clocks here; time is an argument.
//!
//! - A datagram is decrypted once and its packet is given to every subscriber of the track; what they send
//!   goes out when the engine is polled, the packets of one receiver one after the other.
//! - A panic while one peer is served ends that peer's session, and nobody else's.
//! - Everything a stranger can make grow has a limit, named in [`limits`].

mod admin;
mod allocate;
mod data;
mod demux;
mod dynacast;
mod forward;
mod layers;
mod line;
mod link;
mod losses;
mod members;
mod munger;
mod negotiate;
mod parcel;
mod publish;
mod quality;
mod requests;
mod room;
mod seat;
mod subscribe;
mod talk;
mod tick;
mod timers;

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use bytes::Bytes;
use slotmap::{SlotMap, new_key_type};
use str0m::net::{Protocol, Transmit};

use crate::handle::Event;
use crate::signal::JoinParams;
use livekit_protocol::{signal_request, signal_response};

pub use demux::{ufrag_of, worker_of};
pub use munger::{Munger, Numbers};
pub use seat::{SeatHeard, SeatId, SeatPacket, SeatSends, SeatSound};
pub use talk::Talk;

use demux::Demux;
use link::Link;
use members::Peer;
use publish::Track;
use room::Room;
use timers::{Timer, Timers};

new_key_type! {
    pub(crate) struct RoomKey;
    pub(crate) struct PeerKey;
    pub(crate) struct LinkKey;
    pub(crate) struct TrackKey;
}

/// One WebSocket of a client, as the node counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnId(pub u64);

/// What may grow, and how far.
pub mod limits {
    use std::time::Duration;

    /// Rooms on one worker.
    pub const ROOMS: usize = 10_000;
    /// Tracks that one participant publishes or has announced.
    pub const TRACKS_PER_PEER: usize = 20;
    /// Tracks that one participant receives.
    pub const SUBSCRIPTIONS_PER_PEER: usize = 600;
    /// Addresses that one connection may be reached from.
    pub const ADDRESSES_PER_LINK: usize = 16;
    /// Bytes of one data message.
    pub const DATA_BYTES: usize = 64 * 1024;
    /// Bytes of reliable data that wait for one slow receiver.
    pub const DATA_BACKLOG_BYTES: usize = 4 * 1024 * 1024;
    /// Messages over the limits before a participant is put out.
    pub const OFFENCES: u32 = 100;
    /// Characters of an identity, a room's name or a track's name.
    pub const NAME_BYTES: usize = 512;
    /// Bytes of metadata and attributes.
    pub const METADATA_BYTES: usize = 64 * 1024;
    /// Identities remembered as removed, per room.
    pub const REMOVED: usize = 4096;
    /// Signalling requests of one participant per second, as a mean.
    pub const REQUESTS_PER_SECOND: u32 = 100;
    /// Signalling requests of one participant at once.
    pub const REQUESTS_BURST: u32 = 1000;
    /// Over how long a client's sending is counted.
    pub const INTAKE_WINDOW: Duration = Duration::from_millis(200);
    /// Datagrams of one client in that time: 10,000 a second.
    pub const INTAKE_PACKETS: u32 = 2000;
    /// Bytes of one client in that time: 60 Mbit/s.
    pub const INTAKE_BYTES: u32 = 1_500_000;
    /// Characters of a track's id in a request.
    pub const SID_BYTES: usize = 64;
    /// How long a connection may stay without media path before it is told to start anew.
    pub const ICE_LOST: Duration = Duration::from_secs(30);
    /// How long a new participant has to bring its media path up.
    pub const CONNECT: Duration = Duration::from_secs(45);
}

/// What one engine must know from the start.
#[derive(Clone, Debug)]
pub struct Config {
    /// Which worker this is; it stands in every ICE user name, so that packets find it.
    pub worker: u8,
    /// Addresses clients send UDP to.
    pub udp: Vec<SocketAddr>,
    /// Addresses clients connect TCP to.
    pub tcp: Vec<SocketAddr>,
    /// Whether bandwidth is estimated and layers are chosen by it.
    pub congestion_control: bool,
    /// Participants per room where the room says nothing.
    pub participants_max: u32,
    /// How long a broken session may be resumed.
    pub resume_for: Duration,
    /// Milliseconds since 1970 at `start`.
    pub unix_ms: i64,
    /// The first instant.
    pub start: Instant,
}

/// What comes in.
pub enum Input<'a> {
    /// A datagram, or one frame of a TCP connection.
    Datagram {
        /// How it came.
        proto: Protocol,
        /// Who sent it.
        source: SocketAddr,
        /// The bytes.
        bytes: &'a [u8],
    },
    /// A client whose token was found true.
    Join {
        /// Its WebSocket.
        conn: ConnId,
        /// What it asks.
        join: Box<JoinParams>,
    },
    /// A client's request.
    Request {
        /// Its WebSocket.
        conn: ConnId,
        /// What it asks.
        request: Box<signal_request::Message>,
    },
    /// A WebSocket is gone.
    Gone {
        /// Which.
        conn: ConnId,
    },
    /// Time has passed.
    Timeout,
}

/// What goes out.
#[derive(Debug)]
pub enum Output {
    /// A datagram. The packets of one receiver follow one another.
    Send(Transmit),
    /// A signalling message, encoded.
    Signal {
        /// To whom.
        conn: ConnId,
        /// A `SignalResponse` in protobuf.
        frame: Bytes,
    },
    /// A WebSocket is to be closed after what was written to it.
    Close {
        /// Which.
        conn: ConnId,
    },
    /// Something happened.
    Tell(Event),
    /// Something for a seat of the house.
    Seat {
        /// Which.
        seat: SeatId,
        /// What.
        heard: SeatHeard,
    },
    /// Nothing more; call again at this instant, or earlier with input.
    Wait(Instant),
}

/// Where the engine is working, so that a panic can be blamed.
#[derive(Clone, Copy, Debug)]
enum At {
    Nowhere,
    Link(LinkKey),
    Peer(PeerKey),
    Room(RoomKey),
}

/// All rooms of one worker.
pub struct Engine {
    config: Config,
    rooms: SlotMap<RoomKey, Room>,
    peers: SlotMap<PeerKey, Peer>,
    links: SlotMap<LinkKey, Link>,
    tracks: SlotMap<TrackKey, Track>,
    names: HashMap<String, RoomKey>,
    conns: HashMap<ConnId, PeerKey>,
    demux: Demux,
    timers: Timers,
    outbox: VecDeque<Output>,
    /// Links that were written to and not yet drained.
    dirty: Vec<LinkKey>,
    /// Peers whose sections may need another offer.
    unsettled: Vec<PeerKey>,
    /// What str0m reported while a link was drained; kept for its capacity.
    events: Vec<(LinkKey, str0m::Event)>,
    at: At,
    counters: Counters,
    /// What each subscriber gets at most because of the line, in bits per second.
    line_level: Option<u64>,
}

/// What the engine has counted since it began.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counters {
    /// Datagrams that came in.
    pub datagrams_in: u64,
    /// Datagrams of nobody here, or that were no media.
    pub datagrams_unknown: u64,
    /// Media packets that came in.
    pub packets_in: u64,
    /// Media packets given to subscribers.
    pub packets_out: u64,
    /// Bytes of those.
    pub bytes_out: u64,
    /// Sessions ended by a panic.
    pub panics: u64,
    /// Messages refused for their size or shape.
    pub refused: u64,
}

impl Engine {
    /// An engine without rooms.
    #[must_use]
    pub fn new(config: Config) -> Engine {
        Engine {
            config,
            rooms: SlotMap::with_key(),
            peers: SlotMap::with_key(),
            links: SlotMap::with_key(),
            tracks: SlotMap::with_key(),
            names: HashMap::new(),
            conns: HashMap::new(),
            demux: Demux::default(),
            timers: Timers::default(),
            outbox: VecDeque::new(),
            dirty: Vec::new(),
            unsettled: Vec::new(),
            events: Vec::new(),
            at: At::Nowhere,
            counters: Counters::default(),
            line_level: None,
        }
    }

    /// Takes one thing in. What follows from it is given out by [`Engine::poll`].
    pub fn handle(&mut self, now: Instant, input: Input<'_>) {
        self.guarded(now, |engine| match input {
            Input::Datagram { proto, source, bytes } => engine.on_datagram(now, proto, source, bytes),
            Input::Join { conn, join } => engine.on_join(now, conn, *join),
            Input::Request { conn, request } => engine.on_request(now, conn, *request),
            Input::Gone { conn } => engine.on_gone(now, conn),
            Input::Timeout => engine.on_timeout(now),
        });
    }

    /// Gives one thing out; ask until it says [`Output::Wait`].
    pub fn poll(&mut self, now: Instant) -> Output {
        loop {
            if let Some(out) = self.outbox.pop_front() {
                return out;
            }
            if let Some(key) = self.dirty.pop() {
                self.guarded(now, |engine| engine.flush(now, key));
                continue;
            }
            if let Some(key) = self.unsettled.pop() {
                self.guarded(now, |engine| engine.settle(now, key));
                continue;
            }
            return Output::Wait(self.timers.next().unwrap_or(now + Duration::from_secs(3600)));
        }
    }

    /// What was counted.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// How many connections (str0m sessions) are held.
    #[must_use]
    pub fn links(&self) -> usize {
        self.links.len()
    }

    /// Runs one step; a panic in it ends the session it happened in.
    fn guarded(&mut self, now: Instant, step: impl FnOnce(&mut Engine)) {
        self.at = At::Nowhere;
        if catch_unwind(AssertUnwindSafe(|| step(self))).is_ok() {
            return;
        }
        self.counters.panics += 1;
        tracing::error!(at = ?self.at, "a session was ended by a fault of ours");
        let at = self.at;
        let amends = catch_unwind(AssertUnwindSafe(|| self.make_amends(now, at)));
        if amends.is_err() {
            tracing::error!("ending the faulty session failed as well");
        }
    }

    fn make_amends(&mut self, now: Instant, at: At) {
        self.events.clear();
        match at {
            At::Nowhere => {}
            At::Link(link) => {
                if let Some(peer) = self.links.get(link).map(|l| l.peer) {
                    self.restart_peer(now, peer);
                }
            }
            At::Peer(peer) => self.restart_peer(now, peer),
            At::Room(room) => {
                let peers = self.rooms.get(room).map(|r| r.peers.clone()).unwrap_or_default();
                for peer in peers {
                    self.restart_peer(now, peer);
                }
            }
        }
    }

    fn on_timeout(&mut self, now: Instant) {
        while let Some(timer) = self.timers.pop_due(now) {
            match timer {
                Timer::Link(key, at) => self.on_link_timer(now, key, at),
                Timer::Room(key) => self.on_room_timer(now, key),
            }
        }
    }

    fn unix_ms(&self, now: Instant) -> i64 {
        let passed = now.saturating_duration_since(self.config.start).as_millis();
        self.config.unix_ms.saturating_add(i64::try_from(passed).unwrap_or(i64::MAX))
    }

    fn signal(&mut self, peer: PeerKey, message: signal_response::Message) {
        if let Some(conn) = self.peers.get(peer).and_then(|p| p.conn) {
            self.outbox.push_back(Output::Signal { conn, frame: crate::signal::encode(message) });
        }
    }

    /// Sends one message to everybody in the room but one.
    fn broadcast(&mut self, room: RoomKey, but: Option<PeerKey>, message: signal_response::Message) {
        let Some(room) = self.rooms.get(room) else { return };
        let frame = crate::signal::encode(message);
        for key in &room.peers {
            if Some(*key) == but {
                continue;
            }
            if let Some(conn) = self.peers.get(*key).and_then(|p| p.conn) {
                self.outbox.push_back(Output::Signal { conn, frame: frame.clone() });
            }
        }
    }

    fn tell(&mut self, event: Event) {
        self.outbox.push_back(Output::Tell(event));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::Mode;
    use crate::token::{Bearer, Claims, VideoClaims};

    fn join(engine: &mut Engine, now: Instant, conn: u64, room: &str) {
        let video = VideoClaims { room: room.into(), room_join: true, ..VideoClaims::default() };
        let claims = Claims { sub: format!("p{conn}"), video, ..Claims::default() };
        let join = Box::new(JoinParams::new(Bearer { claims, internal: true }, Mode::Dual));
        engine.handle(now, Input::Join { conn: ConnId(conn), join });
    }

    #[test]
    fn a_panic_while_one_peer_is_served_ends_that_session_alone() {
        #[expect(clippy::disallowed_methods, reason = "virtual time needs a beginning")]
        let now = Instant::now();
        let mut engine = Engine::new(Config {
            worker: 0,
            udp: Vec::new(),
            tcp: Vec::new(),
            congestion_control: true,
            participants_max: 10,
            resume_for: Duration::from_secs(20),
            unix_ms: 0,
            start: now,
        });
        for (conn, room) in [(1, "a"), (2, "a"), (3, "b")] {
            join(&mut engine, now, conn, room);
        }
        let victim = engine.conns[&ConnId(1)];
        let link = engine.peers[victim].subscribe;
        engine.guarded(now, |engine| {
            engine.at = At::Link(link);
            panic!("a fault of ours");
        });
        assert_eq!(engine.counters().panics, 1);
        assert_eq!(engine.participants("a").len(), 1);
        assert_eq!(engine.participants("b").len(), 1);
        assert_eq!(engine.links(), 4);
    }
}
