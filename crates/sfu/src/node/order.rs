//! What tasks tell a worker.

use std::net::SocketAddr;
use std::time::Instant;

use bytes::Bytes;
use livekit_protocol::signal_request;
use tokio::sync::{mpsc, oneshot};

use crate::engine::{ConnId, Engine, SeatHeard, SeatId, SeatSends};
use crate::handle::Refusal;
use crate::signal::JoinParams;

/// Something to run on the engine.
pub(crate) type Job = Box<dyn FnOnce(&mut Engine, Instant) + Send>;

/// One order.
pub(crate) enum Order {
    /// Run this.
    Run(Job),
    /// A WebSocket joins; what it is told goes into `out`, and dropping `out` closes it.
    Join { conn: ConnId, join: Box<JoinParams>, out: mpsc::Sender<Bytes> },
    /// A WebSocket asks.
    Request { conn: ConnId, request: Box<signal_request::Message> },
    /// A WebSocket is gone.
    Gone { conn: ConnId },
    /// A TCP connection belongs to this worker.
    TcpOpen { source: SocketAddr, out: mpsc::Sender<Bytes> },
    /// A frame of it.
    TcpFrame { source: SocketAddr, bytes: Bytes },
    /// It is gone.
    TcpGone { source: SocketAddr },
    /// The house takes the seat of a room; what it is given goes into `out`.
    Seat {
        room: String,
        identity: String,
        sends: SeatSends,
        out: mpsc::Sender<SeatHeard>,
        taken: oneshot::Sender<Result<SeatId, Refusal>>,
    },
    /// Tell everybody and end.
    Stop,
}

/// A datagram that reached another worker's socket.
pub(crate) struct Passed {
    pub(crate) source: SocketAddr,
    pub(crate) bytes: Box<[u8]>,
}
