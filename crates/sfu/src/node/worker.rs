//! One worker thread: its engine, its socket, and whoever is connected to it.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use bytes::Bytes;
use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token, Waker};
use std::os::fd::AsRawFd as _;
use str0m::net::Protocol;
use tokio::sync::mpsc;

use super::order::{Order, Passed};
use super::socket::{Receiver, Sender, Udp};
use super::{Door, Inner, ORDERS_MAX, PASSED_MAX, clock};
use crate::engine::{self, ConnId, Engine, Input, Output, SeatHeard, SeatId};
use crate::settings::Settings;

const SOCKET: Token = Token(0);
const WAKE: Token = Token(1);

/// Receiving calls and orders of one turn, so that neither starves the other.
const RECEIVES_PER_TURN: usize = 8;
const ORDERS_PER_TURN: usize = 256;

/// Addresses whose packets belong to another worker, remembered at most.
const FOREIGN_MAX: usize = 65_536;

/// How often the line is shared out among the workers.
const LINE_ROUND: Duration = Duration::from_secs(1);

/// Where clients are told to send media.
#[derive(Clone)]
pub(crate) struct Places {
    pub(crate) udp: Vec<SocketAddr>,
    pub(crate) tcp: Vec<SocketAddr>,
}

/// What a worker thread starts with.
pub(crate) struct Room {
    udp: Udp,
    poll: Poll,
    orders: mpsc::Receiver<Order>,
    passed: std::sync::mpsc::Receiver<Passed>,
}

struct Worker {
    index: u8,
    room: Room,
    engine: Engine,
    inner: Arc<Inner>,
    conns: HashMap<ConnId, mpsc::Sender<Bytes>>,
    streams: HashMap<SocketAddr, mpsc::Sender<Bytes>>,
    seats: HashMap<SeatId, mpsc::Sender<SeatHeard>>,
    foreign: HashMap<SocketAddr, u8>,
    receiver: Receiver,
    sender: Sender,
    line: Line,
    stopping: bool,
}

/// The line, shared out by what each worker wants.
struct Line {
    bps: Option<u64>,
    demands: Arc<Vec<AtomicU64>>,
    next: Instant,
}

/// Makes the queues and wakers of all workers.
pub(crate) fn prepare(sockets: Vec<Udp>) -> io::Result<Vec<(Door, Room)>> {
    let mut pairs = Vec::new();
    for udp in sockets {
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
        poll.registry().register(&mut SourceFd(&udp.socket.as_raw_fd()), SOCKET, Interest::READABLE)?;
        let (orders, ordered) = mpsc::channel(ORDERS_MAX);
        let (pass, passed) = std::sync::mpsc::sync_channel(PASSED_MAX);
        let door = Door { orders, passed: pass, waker };
        pairs.push((door, Room { udp, poll, orders: ordered, passed }));
    }
    Ok(pairs)
}

/// Starts a thread per worker.
pub(crate) fn spawn_all(
    rooms: Vec<Room>,
    inner: &Arc<Inner>,
    settings: &Settings,
    places: &Places,
) -> io::Result<Vec<JoinHandle<()>>> {
    let demands: Arc<Vec<AtomicU64>> = Arc::new(rooms.iter().map(|_| AtomicU64::new(0)).collect());
    let mut threads = Vec::new();
    for (index, room) in (0u8..=u8::MAX).zip(rooms) {
        let now = clock::now();
        let engine = Engine::new(engine::Config {
            worker: index,
            udp: places.udp.clone(),
            tcp: places.tcp.clone(),
            congestion_control: settings.congestion_control,
            participants_max: settings.participants_max,
            resume_for: settings.resume_for,
            unix_ms: clock::unix_ms(),
            start: now,
        });
        let bps = settings.line_mbit.map(|mbit| u64::from(mbit) * 1_000_000);
        let worker = Worker {
            index,
            room,
            engine,
            inner: inner.clone(),
            conns: HashMap::new(),
            streams: HashMap::new(),
            seats: HashMap::new(),
            foreign: HashMap::new(),
            receiver: Receiver::new(),
            sender: Sender::new(),
            line: Line { bps, demands: demands.clone(), next: now },
            stopping: false,
        };
        threads.push(std::thread::Builder::new().name(format!("media-{index}")).spawn(|| worker.run())?);
    }
    Ok(threads)
}

impl Worker {
    fn run(mut self) {
        let mut events = Events::with_capacity(8);
        let mut wait = Some(Duration::ZERO);
        while !self.stopping {
            if let Err(error) = self.room.poll.poll(&mut events, wait)
                && error.kind() != io::ErrorKind::Interrupted
            {
                tracing::error!(%error, "a media worker cannot wait for packets any more");
                return;
            }
            let now = clock::now();
            let more = self.take_in(now);
            self.engine.handle(now, Input::Timeout);
            self.share_line(now);
            let until = self.give_out(now);
            wait = Some(if more { Duration::ZERO } else { until.saturating_duration_since(clock::now()) });
        }
    }

    /// Takes in what is there, within bounds; says whether more may be there.
    fn take_in(&mut self, now: Instant) -> bool {
        let mut more = false;
        for turn in 0..ORDERS_PER_TURN {
            let Ok(order) = self.room.orders.try_recv() else { break };
            self.obey(now, order);
            more = turn + 1 == ORDERS_PER_TURN;
        }
        for _ in 0..PASSED_MAX {
            let Ok(passed) = self.room.passed.try_recv() else { break };
            let (source, bytes) = (passed.source, &passed.bytes);
            self.engine.handle(now, Input::Datagram { proto: Protocol::Udp, source, bytes });
        }
        for turn in 0..RECEIVES_PER_TURN {
            match self.receiver.receive(&self.room.udp) {
                Ok(0) => break,
                Ok(_) => self.take_datagrams(now),
                // A client's closed port may be reported here; it concerns that client alone.
                Err(error) => {
                    tracing::trace!(%error, "receiving");
                    more = true;
                    break;
                }
            }
            more |= turn + 1 == RECEIVES_PER_TURN;
        }
        more
    }

    fn take_datagrams(&mut self, now: Instant) {
        let mut passed_to = None;
        for (source, bytes) in self.receiver.datagrams() {
            let owner = match engine::ufrag_of(bytes) {
                Some(ufrag) => {
                    let owner = engine::worker_of(ufrag).unwrap_or(self.index);
                    if owner == self.index {
                        self.foreign.remove(&source);
                    } else {
                        if self.foreign.len() >= FOREIGN_MAX {
                            // All are learnt again by their next connectivity check, seconds later.
                            self.foreign.clear();
                        }
                        self.foreign.insert(source, owner);
                    }
                    owner
                }
                None => self.foreign.get(&source).copied().unwrap_or(self.index),
            };
            if owner == self.index {
                self.engine.handle(now, Input::Datagram { proto: Protocol::Udp, source, bytes });
            } else if let Some(door) = self.inner.door(owner)
                && door.pass(Passed { source, bytes: bytes.into() })
            {
                if passed_to.is_some_and(|earlier| earlier != owner)
                    && let Some(earlier) = passed_to.and_then(|e| self.inner.door(e))
                {
                    earlier.wake();
                }
                passed_to = Some(owner);
            }
        }
        if let Some(door) = passed_to.and_then(|owner| self.inner.door(owner)) {
            door.wake();
        }
    }

    fn obey(&mut self, now: Instant, order: Order) {
        match order {
            Order::Run(job) => job(&mut self.engine, now),
            Order::Join { conn, join, out } => {
                self.conns.insert(conn, out);
                self.engine.handle(now, Input::Join { conn, join });
            }
            Order::Request { conn, request } => self.engine.handle(now, Input::Request { conn, request }),
            Order::Gone { conn } => {
                self.conns.remove(&conn);
                self.engine.handle(now, Input::Gone { conn });
            }
            Order::TcpOpen { source, out } => {
                self.streams.insert(source, out);
            }
            Order::TcpFrame { source, bytes } => {
                self.engine.handle(now, Input::Datagram { proto: Protocol::Tcp, source, bytes: &bytes });
            }
            Order::TcpGone { source } => {
                self.streams.remove(&source);
            }
            Order::Seat { room, identity, sends, out, taken } => {
                let seat = self.engine.take_seat(now, &room, &identity, sends);
                if let Ok(seat) = seat {
                    self.seats.insert(seat, out);
                }
                // Whoever does not wait any more holds no seat: it is given up with the first thing it is told.
                taken.send(seat).ok();
            }
            Order::Stop => {
                self.engine.shut_down(now);
                self.stopping = true;
            }
        }
    }

    /// Gives out what the engine has; says until when it can wait.
    fn give_out(&mut self, now: Instant) -> Instant {
        loop {
            match self.engine.poll(now) {
                Output::Send(transmit) if transmit.proto == Protocol::Udp => {
                    self.sender.push(&self.room.udp, transmit);
                }
                Output::Send(transmit) => {
                    if let Some(stream) = self.streams.get(&transmit.destination)
                        && stream.try_send(Bytes::copy_from_slice(&transmit.contents)).is_err()
                    {
                        self.sender.lost += 1;
                    }
                }
                Output::Signal { conn, frame } => self.signal(now, conn, frame),
                Output::Close { conn } => {
                    // The task writes what waits and closes once nobody can write any more.
                    self.conns.remove(&conn);
                }
                Output::Tell(event) => {
                    if self.inner.events.send(event).is_err() {
                        tracing::trace!("nobody listens");
                    }
                }
                Output::Seat { seat, heard } => self.give_seat(now, seat, heard),
                Output::Wait(until) => {
                    self.sender.flush(&self.room.udp);
                    return until;
                }
            }
        }
    }

    /// Tells a seat; what it does not read in time is lost, and a seat that nobody holds is given up.
    fn give_seat(&mut self, now: Instant, seat: SeatId, heard: SeatHeard) {
        let Some(out) = self.seats.get(&seat) else { return };
        let is_over = heard == SeatHeard::Over;
        let is_left = matches!(out.try_send(heard), Err(mpsc::error::TrySendError::Closed(_)));
        if is_over || is_left {
            self.seats.remove(&seat);
        }
        if is_left && !is_over {
            self.engine.leave_seat(now, seat);
        }
    }

    fn signal(&mut self, now: Instant, conn: ConnId, frame: Bytes) {
        let Some(out) = self.conns.get(&conn) else { return };
        if out.try_send(frame).is_err() {
            // A client that does not read is let go; it may resume.
            self.conns.remove(&conn);
            self.engine.handle(now, Input::Gone { conn });
        }
    }

    fn share_line(&mut self, now: Instant) {
        if now < self.line.next {
            return;
        }
        self.line.next = now + LINE_ROUND;
        let Some(bps) = self.line.bps else { return };
        let own = self.engine.demand();
        if let Some(slot) = self.line.demands.get(usize::from(self.index)) {
            slot.store(own, Ordering::Relaxed);
        }
        let all: u64 = self.line.demands.iter().map(|d| d.load(Ordering::Relaxed)).sum();
        let share = u128::from(bps) * u128::from(own) / u128::from(all.max(1));
        self.engine.set_line(Some(u64::try_from(share).unwrap_or(bps)));
    }
}
