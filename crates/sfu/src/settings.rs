//! What the keeper of a house decides about media.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

/// How a [`crate::Node`] listens, who may enter and how much it may send.
#[derive(Clone)]
pub struct Settings {
    /// The address the UDP and TCP media sockets bind to; unspecified means all.
    pub bind: IpAddr,
    /// The one UDP port of all media; 0 lets the system choose.
    pub udp_port: u16,
    /// The port for ICE over TCP; 0 lets the system choose.
    pub tcp_port: u16,
    /// Whether media over TCP is offered at all.
    pub tcp: bool,
    /// Whether UDP is offered at all; switched off only to try the fallback.
    pub udp: bool,
    /// The addresses that clients are told to send media to. Empty: those of the machine's own interfaces.
    pub announce: Vec<IpAddr>,
    /// Worker threads; each owns the rooms that hash to it. 0 means one per core.
    pub workers: usize,
    /// What the line carries upwards, in Mbit/s; video is thinned before it is exceeded, sound is not.
    pub line_mbit: Option<u32>,
    /// The public API key. Empty: nobody enters with a public key.
    pub api_key: String,
    /// The secret that signs tokens of the public API key.
    pub api_secret: String,
    /// The secret that signs the house's own tokens. Kept by the house, so that tokens outlive a restart.
    /// Empty: a random one is made at start.
    pub internal_secret: String,
    /// Whether bandwidth is estimated per subscriber and layers are chosen by it.
    pub congestion_control: bool,
    /// The largest number of participants in a room that names no limit of its own.
    pub participants_max: u32,
    /// How long a participant whose connection broke may come back to the same session.
    pub resume_for: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            bind: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            udp_port: 7882,
            tcp_port: 7881,
            tcp: true,
            udp: true,
            announce: Vec::new(),
            workers: 0,
            line_mbit: None,
            api_key: String::new(),
            api_secret: String::new(),
            internal_secret: String::new(),
            congestion_control: true,
            participants_max: 1000,
            resume_for: Duration::from_secs(20),
        }
    }
}

/// Secrets are not for logs.
impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("bind", &self.bind)
            .field("udp_port", &self.udp_port)
            .field("tcp_port", &self.tcp_port)
            .field("workers", &self.workers)
            .field("line_mbit", &self.line_mbit)
            .finish_non_exhaustive()
    }
}
