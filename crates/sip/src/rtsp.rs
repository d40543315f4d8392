//! What a camera shows, over RTSP (RFC 2326) interleaved in one connection, which whoever asks has opened: nothing here connects, and
//! no port of ours waits for packets. Taken are H.264 and G.711; nothing is decoded.

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, SocketAddr};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::digest::{Algorithm, Fields};
use crate::h264::{Injector, pack, parameter_sets};
use crate::node::MediaPacket;
use crate::rtp::{Packet, Reception, report};
use crate::sdp::{Audio, Kind};

/// The longest head of an answer, and the longest description.
const HEAD_MAX: usize = 8 * 1_024;
const BODY_MAX: usize = 16 * 1_024;
/// Frames that may come before an answer.
const FRAMES_MAX: usize = 4_096;

/// Where a camera is, and what it wants to be told.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// An address and no name: a name could lead elsewhere tomorrow.
    pub at: SocketAddr,
    user: Option<(String, String)>,
    url: String,
}

impl Address {
    /// Reads `rtsp://user:password@10.20.0.9:554/stream`; nothing for what is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        if text.len() > 300 || !text.chars().all(|sign| sign.is_ascii_graphic()) {
            return None;
        }
        let rest = text.strip_prefix("rtsp://")?;
        let (place, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (user, host) = match place.rsplit_once('@') {
            Some((user, host)) => {
                let (name, password) = user.split_once(':').unwrap_or((user, ""));
                (Some((plain(name)?, plain(password)?)), host)
            }
            None => (None, place),
        };
        let bare = || host.trim_matches(['[', ']']).parse::<IpAddr>().map(|ip| SocketAddr::new(ip, 554));
        let at = host.parse::<SocketAddr>().or_else(|_| bare()).ok()?;
        Some(Self { at, user, url: format!("rtsp://{at}/{path}") })
    }
}

/// What is written with `%` in an address.
fn plain(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first == b'%' {
            let (two, after) = rest.split_first_chunk::<2>()?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok()?);
            rest = after;
        } else {
            bytes.push(*first);
        }
    }
    // No line of ours becomes two of theirs.
    String::from_utf8(bytes).ok().filter(|text| !text.chars().any(|sign| sign.is_control() || sign == '"'))
}

/// A camera that shows.
pub struct Camera<S> {
    io: S,
    /// What was read and not yet taken: whoever stops waiting for a packet loses nothing.
    read: Vec<u8>,
    address: Address,
    challenge: Option<Challenge>,
    asked: u32,
    session: Option<String>,
    pictures: Line,
    sound: Option<(Audio, Line)>,
    injector: Injector,
    ready: VecDeque<MediaPacket>,
}

/// A stream of it: its type in RTP, the channel it comes on, and how many packets came.
#[derive(Default)]
struct Line {
    kind: u8,
    channel: u8,
    control: String,
    count: u64,
    stream: Option<u32>,
}

/// How a camera wants to be answered who asks.
enum Challenge {
    Basic,
    Digest { algorithm: Algorithm, realm: String, nonce: String, has_qop: bool },
}

/// An answer.
struct Answer {
    code: u16,
    heads: Vec<(String, String)>,
    body: String,
}

impl Answer {
    fn head<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.heads.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Answer {
    /// Reads a whole one; nothing for what is none.
    fn read(bytes: &[u8]) -> Option<Self> {
        let (head, body) = bytes.split_at_checked(end_of_head(bytes)?)?;
        let head = String::from_utf8_lossy(head);
        let mut lines = head.lines();
        let mut words = lines.next()?.split(' ');
        words.next().filter(|word| word.starts_with("RTSP/1."))?;
        let code = words.next()?.parse().ok()?;
        let heads = lines.filter_map(|line| line.split_once(':'));
        let heads = heads.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        Some(Self { code, heads: heads.collect(), body: String::from_utf8_lossy(body).into_owned() })
    }
}

/// Where the head of an answer ends; nothing where it has not come.
fn end_of_head(read: &[u8]) -> Option<usize> {
    read.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

/// How long the first frame or answer is of what was read; nothing where it has not come whole.
fn first(read: &[u8]) -> io::Result<Option<usize>> {
    if read.first() == Some(&b'$') {
        let length =
            read.first_chunk::<4>().map(|head| 4 + usize::from(u16::from_be_bytes([head[2], head[3]])));
        return Ok(length.filter(|length| read.len() >= *length));
    }
    let Some(end) = end_of_head(read) else {
        return if read.len() > HEAD_MAX { Err(wrong("too long")) } else { Ok(None) };
    };
    let head = String::from_utf8_lossy(read.get(..end).unwrap_or_default()).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    let length = length.map_or(Ok(0), |value| value.trim().parse::<usize>());
    let length = length.ok().filter(|length| *length <= BODY_MAX).ok_or_else(|| wrong("too long"))?;
    Ok(Some(end + length).filter(|whole| read.len() >= *whole))
}

fn wrong(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

impl<S: AsyncRead + AsyncWrite + Unpin> Camera<S> {
    /// Asks a camera for what it shows, and has it begin.
    ///
    /// # Errors
    /// What the connection says; that it speaks no RTSP, wants other words, or shows no H.264. Whoever asks bounds the time.
    pub async fn open(stream: S, address: Address) -> io::Result<Self> {
        let mut own = Self {
            io: stream,
            read: Vec::new(),
            address,
            challenge: None,
            asked: 0,
            session: None,
            pictures: Line::default(),
            sound: None,
            injector: Injector::default(),
            ready: VecDeque::new(),
        };
        let url = own.address.url.clone();
        let described = own.ask("DESCRIBE", &url, "Accept: application/sdp\r\n").await?;
        let base = described.head("content-base").next().unwrap_or(&url).trim_end_matches('/').to_owned();
        own.learn(&described.body).ok_or_else(|| wrong("no H.264"))?;
        let control = |line: &Line| match line.control.as_str() {
            "" | "*" => base.clone(),
            whole if whole.starts_with("rtsp://") => whole.to_owned(),
            part => format!("{base}/{part}"),
        };
        let at = control(&own.pictures);
        own.pictures.channel = own.set_up(&at, 0).await?;
        if let Some(at) = own.sound.as_ref().map(|(_, line)| control(line)) {
            let channel = own.set_up(&at, 2).await?;
            if let Some((_, line)) = &mut own.sound {
                line.channel = channel;
            }
        }
        own.ask("PLAY", &base, "Range: npt=0.000-\r\n").await?;
        Ok(own)
    }

    /// What it is heard in; nothing where it is not, or in a way that browsers do not speak.
    #[must_use]
    pub fn sound(&self) -> Option<Audio> {
        self.sound.as_ref().map(|(law, _)| *law)
    }

    /// The next packet; nothing once it shows no more.
    ///
    /// # Errors
    /// What the connection says.
    pub async fn next(&mut self) -> io::Result<MediaPacket> {
        loop {
            if let Some(packet) = self.ready.pop_front() {
                return Ok(packet);
            }
            // Besides frames there are answers to the words by which we keep it going.
            if let [b'$', channel, _, _, frame @ ..] = self.whole().await?.as_slice() {
                self.take(*channel, frame);
            }
        }
    }

    /// Says that somebody looks still.
    ///
    /// # Errors
    /// What the connection says.
    pub async fn keep(&mut self) -> io::Result<()> {
        let url = self.address.url.clone();
        self.say("GET_PARAMETER", &url, "").await
    }

    /// Asks for a whole picture; many cameras do not listen to that, and send one each second or two.
    ///
    /// # Errors
    /// What the connection says.
    pub async fn picture(&mut self) -> io::Result<()> {
        let Some(ssrc) = self.pictures.stream else { return Ok(()) };
        let wish = report(ssrc ^ 1, "look", Some(Reception { ssrc, ..Reception::default() }), true);
        let length = u16::try_from(wish.len()).map_err(|_| wrong("too long"))?.to_be_bytes();
        let head = [b'$', self.pictures.channel.saturating_add(1), length[0], length[1]];
        self.io.write_all(&[&head[..], &wish].concat()).await
    }

    async fn set_up(&mut self, url: &str, channel: u8) -> io::Result<u8> {
        let way = format!("Transport: RTP/AVP/TCP;unicast;interleaved={channel}-{}\r\n", channel + 1);
        let answer = self.ask("SETUP", url, &way).await?;
        let session = answer.head("session").next().and_then(|value| value.split(';').next());
        self.session = session.map(|value| value.trim().to_owned()).or(self.session.take());
        let given = answer.head("transport").flat_map(|value| value.split(';'));
        let given = given.filter_map(|part| part.trim().strip_prefix("interleaved=")).next();
        let first = given.and_then(|pair| pair.split('-').next()?.trim().parse().ok());
        Ok(first.unwrap_or(channel))
    }

    /// Asks, with what proves us where it wants that; only what it grants is an answer.
    async fn ask(&mut self, method: &str, url: &str, more: &str) -> io::Result<Answer> {
        for _ in 0..2 {
            self.say(method, url, more).await?;
            let answer = self.answer().await?;
            match answer.code {
                200 => return Ok(answer),
                401 => self.challenge = Some(challenge(&answer).ok_or_else(|| wrong("no known challenge"))?),
                _ => break,
            }
        }
        Err(wrong("the camera refused"))
    }

    async fn say(&mut self, method: &str, url: &str, more: &str) -> io::Result<()> {
        self.asked += 1;
        let mut text = format!("{method} {url} RTSP/1.0\r\nCSeq: {}\r\n{more}", self.asked);
        if let Some(session) = &self.session {
            text += &format!("Session: {session}\r\n");
        }
        if let Some(proof) = self.proof(method, url) {
            text += &format!("Authorization: {proof}\r\n");
        }
        self.io.write_all((text + "\r\n").as_bytes()).await
    }

    fn proof(&self, method: &str, url: &str) -> Option<String> {
        let (name, password) = self.address.user.as_ref()?;
        Some(match self.challenge.as_ref()? {
            Challenge::Basic => format!("Basic {}", STANDARD.encode(format!("{name}:{password}"))),
            Challenge::Digest { algorithm, realm, nonce, has_qop } => {
                let (ha1, ha2) =
                    (algorithm.ha1(name, realm, password), algorithm.hex(&format!("{method}:{url}")));
                let (count, own) = (format!("{:08x}", self.asked), algorithm.hex(&format!("{nonce}:{url}")));
                let (middle, qop) = if *has_qop {
                    let said = format!(", qop=auth, nc={count}, cnonce=\"{own}\"");
                    (format!("{nonce}:{count}:{own}:auth"), said)
                } else {
                    (nonce.clone(), String::new())
                };
                let response = algorithm.hex(&format!("{ha1}:{middle}:{ha2}"));
                format!(
                    "Digest username=\"{name}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{url}\", algorithm={}, \
                     response=\"{response}\"{qop}",
                    algorithm.name()
                )
            }
        })
    }

    /// The next answer; what is shown before it is passed over.
    async fn answer(&mut self) -> io::Result<Answer> {
        for _ in 0..FRAMES_MAX {
            let whole = self.whole().await?;
            if whole.first() != Some(&b'$') {
                return Answer::read(&whole).ok_or_else(|| wrong("no RTSP"));
            }
        }
        Err(wrong("no answer"))
    }

    /// The next frame or answer.
    async fn whole(&mut self) -> io::Result<Vec<u8>> {
        loop {
            if let Some(length) = first(&self.read)? {
                return Ok(self.read.drain(..length).collect());
            }
            if self.io.read_buf(&mut self.read).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// Reads its description: the first H.264, and the first G.711. Nothing where it shows no H.264.
    fn learn(&mut self, body: &str) -> Option<()> {
        let mut sections = body.split("\nm=").skip(1).filter_map(Section::read);
        let all: Vec<Section> = sections.by_ref().take(8).collect();
        let shown = all.iter().find(|one| one.codec == "H264")?;
        self.injector = Injector::new(parameter_sets(&shown.sets));
        self.pictures = Line { kind: shown.kind, control: shown.control.clone(), ..Line::default() };
        let law = |one: &Section| match one.codec.as_str() {
            "PCMU" => Some(Audio::Pcmu),
            "PCMA" => Some(Audio::Pcma),
            _ => None,
        };
        let heard = all.iter().find_map(|one| Some((law(one)?, one)));
        self.sound = heard.map(|(law, one)| {
            (law, Line { kind: one.kind, control: one.control.clone(), ..Line::default() })
        });
        Some(())
    }

    /// Takes a frame of a channel.
    fn take(&mut self, channel: u8, frame: &[u8]) {
        let Some(packet) = Packet::read(frame) else { return };
        let Packet { timestamp, ssrc: stream, marker, payload, .. } = packet;
        if channel == self.pictures.channel && packet.kind == self.pictures.kind {
            self.pictures.stream = Some(stream);
            let sets = self.injector.before(timestamp, &payload).to_vec();
            let count = sets.len();
            let pieces: Vec<Vec<u8>> = sets.into_iter().chain(pack(&payload)).collect();
            for (at, piece) in pieces.iter().enumerate() {
                let ends = marker && at >= count && at + 1 == pieces.len();
                let sequence = self.pictures.count;
                self.pictures.count += 1;
                let (kind, marker, payload) = (Kind::Video, ends, piece.clone().into());
                self.ready.push_back(MediaPacket { kind, timestamp, sequence, stream, marker, payload });
            }
        } else if let Some((_, line)) =
            self.sound.as_mut().filter(|(_, line)| channel == line.channel && packet.kind == line.kind)
        {
            let sequence = line.count;
            line.count += 1;
            self.ready.push_back(MediaPacket {
                kind: Kind::Audio,
                timestamp,
                sequence,
                stream,
                marker,
                payload,
            });
        }
    }
}

/// What a camera asks for, a digest before a password in the open.
fn challenge(answer: &Answer) -> Option<Challenge> {
    let digests = answer.head("www-authenticate").filter_map(|value| {
        let mut fields = Fields::of(value)?;
        let has_qop = fields.take("qop").is_some();
        let algorithm = fields.algorithm()?;
        Some(Challenge::Digest {
            algorithm,
            realm: fields.take("realm")?,
            nonce: fields.take("nonce")?,
            has_qop,
        })
    });
    let basic =
        || answer.head("www-authenticate").any(|value| value.to_ascii_lowercase().starts_with("basic"));
    digests.last().or_else(|| basic().then_some(Challenge::Basic))
}

/// A stream of a description.
struct Section {
    kind: u8,
    codec: String,
    sets: String,
    control: String,
}

impl Section {
    fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(str::trim);
        let kind: u8 = lines.next()?.split_whitespace().nth(3)?.parse().ok()?;
        let codec = match kind {
            0 => "PCMU",
            8 => "PCMA",
            _ => "",
        };
        let mut own = Self { kind, codec: codec.into(), sets: String::new(), control: String::new() };
        for line in lines {
            if let Some(value) = line.strip_prefix("a=control:") {
                own.control = value.chars().filter(char::is_ascii_graphic).take(300).collect();
            } else if let Some(value) = line.strip_prefix("a=rtpmap:") {
                let name = value.split_whitespace().nth(1).and_then(|name| name.split('/').next());
                own.codec = name.unwrap_or_default().to_ascii_uppercase();
            } else if let Some(value) = line.strip_prefix("a=fmtp:") {
                let mut parts = value.split([';', ' ']);
                let sets = parts.find_map(|part| part.trim().strip_prefix("sprop-parameter-sets="));
                own.sets = sets.unwrap_or_default().to_owned();
            }
        }
        Some(own)
    }
}
