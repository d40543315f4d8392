//! Sockets for the media of a call: pairs of ports, the even one for RTP and the next for RTCP.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicU16, Ordering};

use tokio::net::UdpSocket;

/// Where the sockets of calls are bound.
pub struct Ports {
    address: IpAddr,
    first: u16,
    pairs: u16,
    next: AtomicU16,
}

/// Two sockets.
pub struct Pair {
    /// For RTP, at an even port.
    pub rtp: UdpSocket,
    /// For RTCP, at the next.
    pub rtcp: UdpSocket,
    /// The port of RTP.
    pub port: u16,
}

impl Ports {
    /// Ports of this range at this address.
    #[must_use]
    pub fn new(address: IpAddr, range: &RangeInclusive<u16>) -> Self {
        let first = range.start().saturating_add(range.start() % 2);
        let pairs = (range.end().saturating_sub(first).saturating_add(1)) / 2;
        Self { address, first, pairs, next: AtomicU16::new(0) }
    }

    /// The next free pair.
    ///
    /// # Errors
    /// All pairs are in use.
    pub async fn pair(&self) -> io::Result<Pair> {
        for _ in 0..self.pairs {
            let turn = self.next.fetch_add(1, Ordering::Relaxed) % self.pairs;
            let port = self.first + turn * 2;
            let bind = |port| UdpSocket::bind(SocketAddr::new(self.address, port));
            if let Ok(rtp) = bind(port).await
                && let Ok(rtcp) = bind(port + 1).await
            {
                return Ok(Pair { rtp, rtcp, port });
            }
        }
        Err(io::Error::new(io::ErrorKind::AddrInUse, "no free port for media"))
    }
}
