//! What goes into a node and what comes out of it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use crate::digest::Algorithm;
use crate::dtmf::Digit;
use crate::limits::Pace;
use crate::registrar::Transport;
use crate::sdp::{Agreed, Audio, Video, Want};

/// A call, or one branch of a call to several contacts. Never used twice by a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(pub u64);

/// Where to listen.
#[derive(Clone, Copy, Debug)]
pub struct Listen {
    /// How.
    pub transport: Transport,
    /// The address and port.
    pub at: SocketAddr,
}

/// A certificate chain and its key, both PEM.
#[derive(Clone)]
pub struct Certificate {
    /// The chain, the own certificate first.
    pub chain: Vec<u8>,
    /// The key: PKCS#8, PKCS#1 or SEC1.
    pub key: Vec<u8>,
}

/// A telephone company, or an exchange in the house.
#[derive(Clone)]
pub struct Trunk {
    /// What it is called here.
    pub name: String,
    /// Its address. Whoever configures it looks up names; requests from this address are taken as its own.
    pub at: SocketAddr,
    /// How it is reached.
    pub transport: Transport,
    /// Its domain in addresses.
    pub domain: String,
    /// Our account there.
    pub account: String,
    /// Its password; empty where the address alone is trusted.
    pub password: String,
    /// Whether to register there.
    pub register: bool,
}

/// How a node runs.
#[derive(Clone)]
pub struct Settings {
    /// What accounts are for (RFC 7616). Part of each HA1, so it never changes.
    pub realm: String,
    /// Where to listen.
    pub listen: Vec<Listen>,
    /// The address of media's sockets.
    pub bind: IpAddr,
    /// Our address as others reach it: in contacts and descriptions.
    pub address: IpAddr,
    /// For TLS.
    pub certificate: Option<Certificate>,
    /// Ports of media: four for each call.
    pub media_ports: RangeInclusive<u16>,
    /// Calls at once, branches counted.
    pub calls_max: usize,
    /// Accounts registered at once.
    pub accounts_max: usize,
    /// Contacts of an account.
    pub contacts_max: usize,
    /// What strangers are asked for, the dearest first.
    pub algorithms: Vec<Algorithm>,
    /// How long a nonce may be used.
    pub nonce_life: Duration,
    /// Datagrams of one address.
    pub packets: Pace,
    /// The same of all addresses together: the queues of the stack beneath have no bound of their own.
    pub packets_of_all: Pace,
    /// Requests of one address, retransmissions left aside, and connections.
    pub requests: Pace,
    /// Connections at once, with TLS and without.
    pub connections_max: usize,
    /// The same from one address, which may be that of all stations of a house.
    pub connections_of_one: usize,
    /// How long a connection may last before a request that came over it was proved: with a key, or from a trunk.
    pub unproved: Duration,
    /// Telephone companies.
    pub trunks: Vec<Trunk>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            realm: "courtyard".into(),
            listen: Vec::new(),
            bind: Ipv4Addr::UNSPECIFIED.into(),
            address: Ipv4Addr::LOCALHOST.into(),
            certificate: None,
            media_ports: 20_000..=20_999,
            calls_max: 200,
            accounts_max: 10_000,
            contacts_max: 10,
            algorithms: vec![Algorithm::Sha256, Algorithm::Md5],
            nonce_life: Duration::from_secs(3_600),
            packets: Pace { burst: 400.0, per_second: 100.0 },
            packets_of_all: Pace { burst: 20_000.0, per_second: 5_000.0 },
            requests: Pace { burst: 120.0, per_second: 40.0 },
            connections_max: 2_000,
            connections_of_one: 100,
            unproved: Duration::from_secs(30),
            trunks: Vec::new(),
        }
    }
}

/// What is known of an account: HA1 for each hash it can be asked for (RFC 7616, section 3.4.2).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// For old stations.
    pub md5: Option<String>,
    /// For all others.
    pub sha256: Option<String>,
}

/// Who keeps accounts. Never gives a password.
pub trait Accounts: Send + Sync + 'static {
    /// An account by its name; nothing where there is none, or it was taken back.
    fn account<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Option<Account>>;
}

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// An account that proved itself.
    Account(String),
    /// A telephone at a trunk, by the number that the trunk says.
    Trunk {
        /// Its name.
        trunk: String,
        /// As it was said. It proves nothing.
        number: String,
    },
}

/// What a caller offers and we can take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Sound.
    pub audio: Option<Audio>,
    /// Pictures.
    pub video: Option<Video>,
}

impl Offered {
    /// What to offer to whoever is to be bridged with this caller: the same, since nothing is transcoded.
    #[must_use]
    pub fn want(&self) -> Want {
        Want { audio: self.audio.into_iter().collect(), video: self.video.clone() }
    }
}

impl From<&Agreed> for Offered {
    fn from(agreed: &Agreed) -> Self {
        Self {
            audio: agreed.audio.as_ref().map(|stream| stream.codec),
            video: agreed.video.as_ref().map(|stream| stream.codec.clone()),
        }
    }
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// We hung up, cancelled or refused.
    Ours,
    /// The other side hung up.
    Theirs,
    /// The caller gave up before it was answered.
    Cancelled,
    /// Refused with this code.
    Refused(u16),
    /// Another branch of the same call was answered.
    Elsewhere,
    /// Nobody answered in time.
    Unanswered,
    /// The call it was bridged with ended.
    Peer,
    /// The other side is not heard of any more.
    Lost,
}

/// How an incoming call is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// 486.
    Busy,
    /// 603.
    Declined,
    /// 404.
    Unknown,
    /// 480.
    Away,
    /// 403.
    Forbidden,
    /// 488.
    NothingFits,
    /// 503.
    Overloaded,
}

impl Refusal {
    /// Its code.
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Busy => 486,
            Self::Declined => 603,
            Self::Unknown => 404,
            Self::Away => 480,
            Self::Forbidden => 403,
            Self::NothingFits => 488,
            Self::Overloaded => 503,
        }
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An account is reachable.
    Registered {
        /// Which.
        account: String,
    },
    /// It is not any more.
    Unregistered {
        /// Which.
        account: String,
    },
    /// Somebody calls. Nothing is said to the caller until it is told to ring, answer or refuse.
    Incoming {
        /// The call.
        call: CallId,
        /// Who.
        caller: Caller,
        /// Whom, as dialled.
        to: String,
        /// With what.
        offered: Offered,
    },
    /// The other side of an outgoing call rings.
    Ringing {
        /// The call.
        call: CallId,
    },
    /// A call was answered, by us or by the other side.
    Answered {
        /// The call.
        call: CallId,
        /// With what.
        agreed: Offered,
    },
    /// The first packet of its kind came.
    Flows {
        /// The call.
        call: CallId,
        /// Pictures; sound otherwise.
        video: bool,
    },
    /// The other side pressed a key.
    Digit {
        /// The call.
        call: CallId,
        /// The key.
        digit: Digit,
    },
    /// The other side wants a whole picture.
    WantsPicture {
        /// The call.
        call: CallId,
    },
    /// The other side holds the call, or takes it up again.
    Held {
        /// The call.
        call: CallId,
        /// Whether it holds.
        held: bool,
    },
    /// A call is over. The last event of each call.
    Ended {
        /// The call.
        call: CallId,
        /// How.
        ending: Ending,
    },
    /// A trunk took our registration, or refused it.
    Trunk {
        /// Its name.
        trunk: String,
        /// Whether we are registered.
        registered: bool,
    },
}

/// The events of a node, in order.
pub struct Events(pub(super) mpsc::Receiver<Event>);

impl Events {
    /// The next one; nothing once the node ended.
    pub async fn next(&mut self) -> Option<Event> {
        self.0.recv().await
    }
}

/// Where calls are made whose events go to a reader of their own: one part of a program makes calls, and another hears nothing
/// of them.
#[derive(Clone)]
pub struct Booth(pub(super) mpsc::Sender<Event>);

/// Whom to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// All contacts of an account.
    Account(String),
    /// A number at a trunk.
    Trunk {
        /// Its name.
        trunk: String,
        /// The number to dial.
        number: String,
    },
}

/// A call to make.
#[derive(Clone, Debug)]
pub struct Dial {
    /// All at once.
    pub targets: Vec<Target>,
    /// The user that is shown as the caller; at a trunk as its name, since the number is the trunk's.
    pub shown: String,
    /// What to offer.
    pub want: Want,
    /// How long it rings.
    pub patience: Duration,
}

/// Why something cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// An address cannot be listened at.
    #[error("cannot listen at {at}: {source}")]
    Listen {
        /// Which.
        at: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The certificate or its key cannot be used.
    #[error("the certificate for TLS cannot be used: {0}")]
    Certificate(String),
    /// The machine gives no random bytes.
    #[error("the machine gives no random bytes")]
    NoChance,
    /// The node ended.
    #[error("the node has ended")]
    Stopped,
    /// The call is over.
    #[error("the call is over")]
    Gone,
    /// The call is in another state.
    #[error("the call is not in a state for that")]
    NotNow,
    /// Nobody to call is registered.
    #[error("nobody of them is registered")]
    Nobody,
    /// Too many calls, or no free port.
    #[error("there are too many calls")]
    TooMany,
    /// An address or number cannot be written into a request.
    #[error("that cannot be dialled")]
    NotDialable,
}
