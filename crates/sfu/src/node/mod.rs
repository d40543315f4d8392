//! The node: threads, sockets and routes around the engines.
//!
//! Each worker thread owns one [`crate::engine::Engine`] and one UDP socket; all sockets share one port. A
//! room belongs to the worker its name hashes to. What reaches the wrong worker's socket is handed over by a
//! bounded queue. WebSockets and TCP connections are tasks of the runtime that called [`Node::start`].

mod addresses;
mod clock;
mod http;
mod order;
pub mod socket;
mod tcp;
mod twirp;
mod worker;

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Instant;

use tokio::sync::{broadcast, mpsc, oneshot};

use crate::engine::{ConnId, Counters, Engine, SeatHeard, SeatId, SeatPacket, SeatSends};
use crate::handle::{Event, Handle, Refusal};
use crate::settings::Settings;
use crate::token::Keys;
use order::{Order, Passed};

/// Orders that may wait for a worker.
const ORDERS_MAX: usize = 8192;

/// Datagrams that may wait to be handed over to a worker.
const PASSED_MAX: usize = 4096;

/// Events that a slow listener may be behind.
const EVENTS_MAX: usize = 4096;

/// Workers that one node may have: two hexadecimal digits of the ICE user name say which.
const WORKERS_MAX: usize = 256;

/// A running media node. Dropping it leaves the threads running; [`Node::stop`] ends them.
pub struct Node {
    inner: Arc<Inner>,
    threads: Vec<JoinHandle<()>>,
    accepting: Option<tokio::task::JoinHandle<()>>,
    udp_port: u16,
    tcp_port: Option<u16>,
}

/// What handles, routes and tasks share.
pub(crate) struct Inner {
    pub(crate) keys: Keys,
    pub(crate) events: broadcast::Sender<Event>,
    doors: Vec<Door>,
    next_conn: AtomicU64,
}

/// The way to one worker.
#[derive(Clone)]
pub(crate) struct Door {
    orders: mpsc::Sender<Order>,
    passed: std::sync::mpsc::SyncSender<Passed>,
    waker: Arc<mio::Waker>,
}

impl Door {
    /// Gives an order, waiting while too many wait.
    pub(crate) async fn order(&self, order: Order) -> Result<(), Refusal> {
        self.orders.send(order).await.map_err(|_| Refusal::Stopped)?;
        self.wake();
        Ok(())
    }

    /// Hands a datagram over; `false` when the queue is full and it is lost, as networks lose.
    pub(crate) fn pass(&self, passed: Passed) -> bool {
        self.passed.try_send(passed).is_ok()
    }

    pub(crate) fn wake(&self) {
        if let Err(error) = self.waker.wake() {
            tracing::warn!(%error, "waking a media worker failed");
        }
    }
}

/// What a seat that reads slowly may be behind: a second and more of sound.
const HEARD_MAX: usize = 128;

/// The house's own seat in a room. It ends with the room, or when it is dropped.
pub struct Seat {
    door: Door,
    id: SeatId,
    heard: mpsc::Receiver<SeatHeard>,
}

impl Seat {
    /// Sends a packet to everybody in the room.
    ///
    /// # Errors
    /// `Stopped`.
    pub async fn send(&self, packet: SeatPacket) -> Result<(), Refusal> {
        let id = self.id;
        let job = Box::new(move |engine: &mut Engine, now: Instant| engine.seat_sends(now, id, &packet));
        self.door.order(Order::Run(job)).await
    }

    /// What it is given next; nothing once it is over.
    pub async fn next(&mut self) -> Option<SeatHeard> {
        self.heard.recv().await.filter(|heard| *heard != SeatHeard::Over)
    }
}

impl Inner {
    /// Takes the seat of a room.
    pub(crate) async fn seat(&self, room: &str, identity: &str, sends: SeatSends) -> Result<Seat, Refusal> {
        let door = self.door_of(room).ok_or(Refusal::Stopped)?.clone();
        let ((out, heard), (taken, answered)) = (mpsc::channel(HEARD_MAX), oneshot::channel());
        let (room, identity) = (room.to_owned(), identity.to_owned());
        door.order(Order::Seat { room, identity, sends, out, taken }).await?;
        let id = answered.await.map_err(|_| Refusal::Stopped)??;
        Ok(Seat { door, id, heard })
    }

    pub(crate) fn unix_s(&self) -> i64 {
        clock::unix_ms() / 1000
    }

    pub(crate) fn workers(&self) -> usize {
        self.doors.len()
    }

    pub(crate) fn door_of(&self, room: &str) -> Option<&Door> {
        let mut hasher = DefaultHasher::new();
        room.hash(&mut hasher);
        let index = hasher.finish() % (self.doors.len().max(1) as u64);
        self.doors.get(usize::try_from(index).unwrap_or(0))
    }

    pub(crate) fn door(&self, worker: u8) -> Option<&Door> {
        self.doors.get(usize::from(worker))
    }

    pub(crate) fn fresh_conn(&self) -> ConnId {
        ConnId(self.next_conn.fetch_add(1, Ordering::Relaxed))
    }

    /// Runs something on the engine that owns this room.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        room: &str,
        run: impl FnOnce(&mut Engine, Instant) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        ask(self.door_of(room).ok_or(Refusal::Stopped)?, run).await
    }

    /// Runs something on the engine of this worker.
    pub(crate) async fn ask_worker<T: Send + 'static>(
        &self,
        worker: usize,
        run: impl FnOnce(&mut Engine, Instant) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        ask(self.doors.get(worker).ok_or(Refusal::Stopped)?, run).await
    }
}

async fn ask<T: Send + 'static>(
    door: &Door,
    run: impl FnOnce(&mut Engine, Instant) -> T + Send + 'static,
) -> Result<T, Refusal> {
    let (answer, answered) = oneshot::channel();
    let job = Box::new(move |engine: &mut Engine, now: Instant| {
        // Who asked may have gone away meanwhile.
        if answer.send(run(engine, now)).is_err() {
            tracing::trace!("nobody waits for this answer");
        }
    });
    door.order(Order::Run(job)).await?;
    answered.await.map_err(|_| Refusal::Stopped)
}

impl Node {
    /// Binds the ports and starts the workers. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// When a port cannot be bound or a thread cannot be started.
    pub fn start(settings: Settings) -> io::Result<Node> {
        let count = match settings.workers {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            count => count,
        }
        .clamp(1, WORKERS_MAX);
        let sockets = socket::bind_all(settings.bind, settings.udp_port, count)?;
        let udp_port = sockets.first().map_or(Ok(0), socket::Udp::port)?;
        let listener = if settings.tcp { Some(tcp::bind(settings.bind, settings.tcp_port)?) } else { None };
        let tcp_port = listener.as_ref().map(|l| l.local_addr().map(|a| a.port())).transpose()?;
        let addresses = addresses::announced(&settings);
        let with = |port: u16| -> Vec<SocketAddr> {
            addresses.iter().map(|address| SocketAddr::new(*address, port)).collect()
        };
        let places = worker::Places {
            udp: if settings.udp { with(udp_port) } else { Vec::new() },
            tcp: tcp_port.map(with).unwrap_or_default(),
        };
        let secret = match settings.internal_secret.as_str() {
            "" => str0m::IceCreds::new().pass + &str0m::IceCreds::new().pass,
            kept => kept.to_owned(),
        };
        let keys = Keys::new(&settings.api_key, &settings.api_secret, &secret);
        let (events, _) = broadcast::channel(EVENTS_MAX);
        let (doors, rooms): (Vec<_>, Vec<_>) = worker::prepare(sockets)?.into_iter().unzip();
        let inner = Arc::new(Inner { keys, events, doors, next_conn: AtomicU64::new(1) });
        let threads = worker::spawn_all(rooms, &inner, &settings, &places)?;
        let accepting = match listener {
            Some(listener) => Some(tokio::spawn(tcp::accept(listener, inner.clone())?)),
            None => None,
        };
        Ok(Node { inner, threads, accepting, udp_port, tcp_port })
    }

    /// The handle by which the house speaks to this node.
    #[must_use]
    pub fn handle(&self) -> Handle {
        Handle { inner: self.inner.clone() }
    }

    /// The routes `/rtc`, `/rtc/v1`, their `validate`, and `/twirp/livekit.RoomService/*`.
    pub fn router(&self) -> axum::Router {
        http::router(self.inner.clone())
    }

    /// The UDP port in use.
    #[must_use]
    pub fn udp_port(&self) -> u16 {
        self.udp_port
    }

    /// The TCP port in use, where media over TCP is offered.
    #[must_use]
    pub fn tcp_port(&self) -> Option<u16> {
        self.tcp_port
    }

    /// What the workers have counted since the start, one by one.
    ///
    /// # Errors
    /// `Stopped`.
    pub async fn counters(&self) -> Result<Vec<Counters>, Refusal> {
        let mut counters = Vec::new();
        for worker in 0..self.inner.workers() {
            counters.push(self.inner.ask_worker(worker, |engine, _| engine.counters()).await?);
        }
        Ok(counters)
    }

    /// Tells every client that the server goes away, and ends the threads.
    pub async fn stop(self) {
        if let Some(accepting) = self.accepting {
            accepting.abort();
        }
        for door in &self.inner.doors {
            if door.order(Order::Stop).await.is_err() {
                tracing::debug!("a media worker had stopped before");
            }
        }
        for thread in self.threads {
            let joined = tokio::task::spawn_blocking(move || thread.join()).await;
            if !matches!(joined, Ok(Ok(()))) {
                tracing::error!("a media worker did not end well");
            }
        }
    }
}
