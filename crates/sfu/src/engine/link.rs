//! One connection to a client: a str0m session, the sections we send on, and its data channels.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use str0m::change::SdpPendingOffer;
use str0m::channel::ChannelId;
use str0m::media::{MediaKind, Mid, Pt};
use str0m::net::{Protocol, Receive, TcpType};
use str0m::rtp::{Extension, ExtensionMap, ExtensionSerializer, ExtensionValues, Ssrc};
use str0m::{Candidate, IceCreds, Input as RtcInput, Output as RtcOutput, Rtc};

use super::line::Line;
use super::losses::Streams;
use super::munger::Munger;
use super::timers::Timer;
use super::{At, Config, Engine, LinkKey, Output, PeerKey, TrackKey, demux, limits};

/// Rounds of one drain; a pacer lets one packet out per round.
const ROUNDS_MAX: usize = 5000;

/// Clock of all video codecs.
const VIDEO_HZ: u32 = 90_000;

/// Clock of Opus.
const AUDIO_HZ: u32 = 48_000;

/// The header extension that AV1 and VP9 decoders need.
const DEPENDENCY_DESCRIPTOR: &str =
    "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension";

/// A connection.
pub(crate) struct Link {
    pub(crate) rtc: Rtc,
    pub(crate) peer: PeerKey,
    ufrags: Vec<String>,
    addresses: VecDeque<(Protocol, SocketAddr)>,
    deadline: Instant,
    queued: Option<Instant>,
    /// A later entry that still stands in the heap and can be taken up again.
    parked: Option<Instant>,
    pub(crate) dirty: bool,
    pub(crate) connected: bool,
    /// Since when no media path was there; `None` while there is one.
    pub(crate) lost_since: Option<Instant>,
    pub(crate) sections: Vec<Section>,
    /// Our offer that waits for its answer.
    pub(crate) pending: Option<Pending>,
    pub(crate) next_offer: u32,
    pub(crate) wants_restart: bool,
    pub(crate) reliable: Option<ChannelId>,
    pub(crate) lossy: Option<ChannelId>,
    pub(crate) backlog: VecDeque<Bytes>,
    pub(crate) backlog_bytes: usize,
    pub(crate) received: HashMap<Ssrc, (TrackKey, u8)>,
    /// What is known of the line to this client.
    pub(crate) line: Line,
    /// Whether the line is to be shared out anew.
    pub(crate) reallocate: bool,
    /// What this client wants in all, in bits per second.
    pub(crate) demand: u64,
    /// When a layer was last taken away.
    pub(crate) cut_at: Option<Instant>,
    intake: Intake,
    /// What of this client's streams gets lost.
    pub(crate) streams: Streams,
}

/// How much a client may send: what is over it is dropped unread, as a full line would.
struct Intake {
    since: Instant,
    packets: u32,
    bytes: u32,
}

impl Intake {
    fn takes(&mut self, now: Instant, bytes: usize) -> bool {
        if now.saturating_duration_since(self.since) >= limits::INTAKE_WINDOW {
            *self = Intake { since: now, packets: 0, bytes: 0 };
        }
        self.packets += 1;
        self.bytes = self.bytes.saturating_add(u32::try_from(bytes).unwrap_or(u32::MAX));
        self.packets <= limits::INTAKE_PACKETS && self.bytes <= limits::INTAKE_BYTES
    }
}

/// Our offer under way.
pub(crate) struct Pending {
    pub(crate) id: u32,
    pub(crate) offer: SdpPendingOffer,
    pub(crate) creds: Option<IceCreds>,
}

/// One section we send on.
pub(crate) struct Section {
    pub(crate) mid: Mid,
    pub(crate) kind: MediaKind,
    pub(crate) ssrc: Option<Ssrc>,
    /// The track that is to flow here.
    pub(crate) assigned: Option<TrackKey>,
    /// The track the client was last told of.
    pub(crate) told: Option<TrackKey>,
    pub(crate) munger: Munger,
    /// The publisher's payload type and ours for it.
    pub(crate) types: Option<(Pt, Pt)>,
}

impl Section {
    pub(crate) fn new(mid: Mid, kind: MediaKind, now: Instant) -> Section {
        let hz = if kind.is_video() { VIDEO_HZ } else { AUDIO_HZ };
        let munger = Munger::new(hz, rand_u16(), now);
        Section { mid, kind, ssrc: None, assigned: None, told: None, munger, types: None }
    }
}

impl Link {
    fn new(config: &Config, peer: PeerKey, now: Instant) -> Link {
        let creds = make_creds(config.worker);
        let builder = Rtc::builder()
            .set_ice_lite(true)
            .set_rtp_mode(true)
            .set_local_ice_credentials(creds.clone())
            .clear_codecs()
            .enable_opus(true, false)
            .enable_pcmu(true, false)
            .enable_pcma(true, false)
            .enable_vp8(true)
            .enable_h264(true)
            .enable_vp9(true)
            .enable_av1(true)
            .set_extension_map(extensions())
            .set_stats_interval(Some(Duration::from_secs(1)))
            // A second and more of a camera's packets can be asked for again.
            .set_send_buffer_video(400)
            .set_sctp_max_buffered_amount(1024 * 1024)
            .set_sctp_max_message_size(256 * 1024);
        let mut rtc = builder.build(now);
        for address in &config.udp {
            if let Ok(candidate) = Candidate::host(*address, Protocol::Udp) {
                rtc.add_local_candidate(candidate);
            }
        }
        for address in &config.tcp {
            let candidate = Candidate::builder().tcp().host(*address).tcptype(TcpType::Passive).build();
            if let Ok(candidate) = candidate {
                rtc.add_local_candidate(candidate);
            }
        }
        Link {
            rtc,
            peer,
            ufrags: vec![creds.ufrag],
            addresses: VecDeque::new(),
            deadline: now,
            queued: None,
            parked: None,
            dirty: false,
            connected: false,
            lost_since: Some(now),
            sections: Vec::new(),
            pending: None,
            next_offer: 1,
            wants_restart: false,
            reliable: None,
            lossy: None,
            backlog: VecDeque::new(),
            backlog_bytes: 0,
            received: HashMap::new(),
            line: Line::new(now),
            reallocate: false,
            demand: 0,
            cut_at: None,
            intake: Intake { since: now, packets: 0, bytes: 0 },
            streams: Streams::default(),
        }
    }

    /// Says at which instant a new entry in the heap is needed. An entry that comes too early is harmless:
    /// it is queued again. So a link whose deadline moves to and fro keeps two entries, not hundreds.
    fn queue(&mut self) -> Option<Instant> {
        let at = self.deadline;
        match self.queued {
            Some(queued) if queued <= at => return None,
            Some(queued) => self.parked = Some(self.parked.map_or(queued, |parked| parked.min(queued))),
            None => {
                if let Some(parked) = self.parked.take_if(|parked| *parked <= at) {
                    self.queued = Some(parked);
                    return None;
                }
            }
        }
        self.queued = Some(at);
        Some(at)
    }

    pub(crate) fn section(&self, mid: Mid) -> Option<usize> {
        self.sections.iter().position(|s| s.mid == mid)
    }
}

/// New ICE credentials whose user name says which worker gave them out.
pub(crate) fn make_creds(worker: u8) -> IceCreds {
    let random = IceCreds::new();
    IceCreds { ufrag: format!("{worker:02x}{}", random.ufrag), pass: random.pass }
}

fn rand_u16() -> u16 {
    // str0m's credentials come from the system's random source; two of their letters are enough here.
    let creds = IceCreds::new();
    creds.pass.bytes().take(8).fold(0u16, |sum, byte| sum.rotate_left(5) ^ u16::from(byte))
}

impl Engine {
    /// A new connection of this peer, known by its user name from now on.
    pub(crate) fn open_link(&mut self, now: Instant, peer: PeerKey) -> LinkKey {
        let key = self.links.insert(Link::new(&self.config, peer, now));
        if let Some(link) = self.links.get(key) {
            for ufrag in &link.ufrags {
                self.demux.name(ufrag, key);
            }
        }
        key
    }

    /// Ends a connection and forgets how it was found.
    pub(crate) fn close_link(&mut self, now: Instant, key: LinkKey) {
        if let Some(link) = self.links.get_mut(key) {
            // A broken session may refuse to close; it is dropped all the same.
            if link.rtc.close().is_ok() {
                for _ in 0..8 {
                    match link.rtc.poll_output() {
                        Ok(RtcOutput::Transmit(transmit)) => self.outbox.push_back(Output::Send(transmit)),
                        Ok(RtcOutput::Event(_)) => {}
                        _ => break,
                    }
                }
            }
        }
        let Some(link) = self.links.remove(key) else { return };
        tracing::trace!(?now, "link closed");
        for ufrag in &link.ufrags {
            self.demux.forget_name(ufrag);
        }
        for (proto, address) in &link.addresses {
            self.demux.forget_address(*proto, *address, key);
        }
    }

    /// Adopts the credentials str0m made in an ICE restart, renamed so that they name the worker.
    pub(crate) fn adopt_creds(&mut self, key: LinkKey) -> Option<IceCreds> {
        let worker = self.config.worker;
        let link = self.links.get_mut(key)?;
        let current = link.rtc.direct_api().local_ice_credentials();
        if link.ufrags.contains(&current.ufrag) {
            return None;
        }
        let creds = make_creds(worker);
        link.rtc.direct_api().set_local_ice_credentials(creds.clone());
        self.name_link(key, &creds.ufrag);
        Some(creds)
    }

    /// Lets a connection be found by one more user name; the oldest of three is forgotten.
    pub(crate) fn name_link(&mut self, key: LinkKey, ufrag: &str) {
        let Some(link) = self.links.get_mut(key) else { return };
        link.ufrags.push(ufrag.to_owned());
        if link.ufrags.len() > 3 {
            let oldest = link.ufrags.remove(0);
            self.demux.forget_name(&oldest);
        }
        self.demux.name(ufrag, key);
    }

    pub(crate) fn on_datagram(&mut self, now: Instant, proto: Protocol, source: SocketAddr, bytes: &[u8]) {
        self.counters.datagrams_in += 1;
        let Some(key) = self.link_of(proto, source, bytes) else {
            self.counters.datagrams_unknown += 1;
            return;
        };
        self.at = At::Link(key);
        let Some(link) = self.links.get_mut(key) else { return };
        if !link.intake.takes(now, bytes.len()) {
            self.counters.refused += 1;
            return;
        }
        let local = match proto {
            Protocol::Udp => self.config.udp.iter(),
            _ => self.config.tcp.iter(),
        };
        let same_family = local.clone().find(|a| a.is_ipv4() == source.is_ipv4()).or(local.clone().next());
        let Some(destination) = same_family.copied() else { return };
        let Ok(receive) = Receive::new(proto, source, destination, bytes) else {
            self.counters.datagrams_unknown += 1;
            return;
        };
        if let Err(error) = link.rtc.handle_input(RtcInput::Receive(now, receive)) {
            tracing::debug!(%error, "a datagram broke its session");
            let peer = link.peer;
            self.restart_peer(now, peer);
            return;
        }
        self.drain(now, key);
    }

    fn link_of(&mut self, proto: Protocol, source: SocketAddr, bytes: &[u8]) -> Option<LinkKey> {
        if let Some(ufrag) = demux::ufrag_of(bytes) {
            let key = self.demux.by_ufrag(ufrag)?;
            if self.demux.by_address(proto, source) != Some(key) {
                self.learn(proto, source, key);
            }
            return Some(key);
        }
        self.demux.by_address(proto, source)
    }

    fn learn(&mut self, proto: Protocol, source: SocketAddr, key: LinkKey) {
        let Some(link) = self.links.get_mut(key) else { return };
        link.addresses.push_back((proto, source));
        if link.addresses.len() > limits::ADDRESSES_PER_LINK
            && let Some((proto, oldest)) = link.addresses.pop_front()
        {
            self.demux.forget_address(proto, oldest, key);
        }
        self.demux.learn(proto, source, key);
    }

    /// Marks a link as written to; it is drained when the engine is polled.
    pub(crate) fn touch(&mut self, key: LinkKey) {
        if let Some(link) = self.links.get_mut(key)
            && !link.dirty
        {
            link.dirty = true;
            self.dirty.push(key);
        }
    }

    /// Lets a written-to link send.
    pub(crate) fn flush(&mut self, now: Instant, key: LinkKey) {
        self.at = At::Link(key);
        let Some(link) = self.links.get_mut(key) else { return };
        link.dirty = false;
        if let Err(error) = link.rtc.handle_input(RtcInput::Timeout(now)) {
            tracing::debug!(%error, "time broke a session");
            let peer = link.peer;
            self.restart_peer(now, peer);
            return;
        }
        self.drain(now, key);
    }

    pub(crate) fn on_link_timer(&mut self, now: Instant, key: LinkKey, at: Instant) {
        let Some(link) = self.links.get_mut(key) else { return };
        if link.parked == Some(at) {
            link.parked = None;
        }
        if link.queued != Some(at) {
            return;
        }
        link.queued = None;
        if link.deadline <= now {
            self.flush(now, key);
        } else if let Some(at) = link.queue() {
            self.timers.push(at, Timer::Link(key, at));
        }
    }

    /// Takes out of str0m what it has: datagrams to the outbox, events to whom they concern.
    pub(crate) fn drain(&mut self, now: Instant, key: LinkKey) {
        let Some(link) = self.links.get_mut(key) else { return };
        let mut broken = None;
        for _ in 0..ROUNDS_MAX {
            match link.rtc.poll_output() {
                Ok(RtcOutput::Transmit(transmit)) => self.outbox.push_back(Output::Send(transmit)),
                Ok(RtcOutput::Event(event)) => self.events.push((key, event)),
                Ok(RtcOutput::Timeout(at)) if at <= now && link.rtc.is_alive() => {
                    if let Err(error) = link.rtc.handle_input(RtcInput::Timeout(now)) {
                        broken = Some(error);
                        break;
                    }
                }
                Ok(RtcOutput::Timeout(at)) => {
                    link.deadline = at;
                    if let Some(at) = link.queue() {
                        self.timers.push(at, Timer::Link(key, at));
                    }
                    break;
                }
                Err(error) => {
                    broken = Some(error);
                    break;
                }
            }
        }
        if let Some(error) = broken {
            tracing::debug!(%error, "a session broke");
            let peer = link.peer;
            self.restart_peer(now, peer);
            return;
        }
        self.dispatch(now);
    }
}

fn extensions() -> ExtensionMap {
    let mut map = ExtensionMap::standard();
    map.set(12, Extension::with_serializer(DEPENDENCY_DESCRIPTOR, DependencyDescriptor));
    map
}

/// Carries the dependency descriptor through unread.
#[derive(Debug)]
struct DependencyDescriptor;

/// The descriptor's bytes.
struct DescriptorBytes(Vec<u8>);

impl ExtensionSerializer for DependencyDescriptor {
    fn write_to(&self, buf: &mut [u8], values: &ExtensionValues) -> usize {
        let Some(DescriptorBytes(bytes)) = values.user_values.get() else { return 0 };
        let Some(room) = buf.get_mut(..bytes.len()) else { return 0 };
        room.copy_from_slice(bytes);
        bytes.len()
    }

    fn parse_value(&self, buf: &[u8], values: &mut ExtensionValues) -> bool {
        values.user_values.set(DescriptorBytes(buf.to_vec()));
        true
    }

    fn is_video(&self) -> bool {
        true
    }

    fn is_audio(&self) -> bool {
        false
    }

    fn requires_two_byte_form(&self, values: &ExtensionValues) -> bool {
        values.user_values.get::<DescriptorBytes>().is_some_and(|DescriptorBytes(bytes)| bytes.len() > 16)
    }
}
