//! Offers and answers (RFC 3264): one stream of sound, one of pictures, and everything else refused.

use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};

use super::{Description, Direction, Format, Kind, Media};
use crate::h264;

/// A codec of sound that is passed through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audio {
    /// G.711 µ-law.
    Pcmu,
    /// G.711 A-law.
    Pcma,
}

impl Audio {
    const fn name(self) -> &'static str {
        match self {
            Self::Pcmu => "PCMU",
            Self::Pcma => "PCMA",
        }
    }

    const fn kind(self) -> u8 {
        match self {
            Self::Pcmu => 0,
            Self::Pcma => 8,
        }
    }
}

/// H.264 as it is packed (RFC 6184).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Video {
    /// `packetization-mode`, 0 or 1.
    pub mode: u8,
    /// `profile-level-id`, six hexadecimal digits.
    pub profile: String,
    /// The parameter sets that its description named.
    pub parameter_sets: Vec<Vec<u8>>,
}

/// What we offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Want {
    /// The dearest first.
    pub audio: Vec<Audio>,
    /// With pictures, as this stream has them.
    pub video: Option<Video>,
}

impl Default for Want {
    /// Sound alone, of either law.
    fn default() -> Self {
        Self { audio: vec![Audio::Pcmu, Audio::Pcma], video: None }
    }
}

/// Where we are heard, and what we do.
#[derive(Clone, Copy, Debug)]
pub struct Ours {
    /// Our address, as the other side reaches it.
    pub address: IpAddr,
    /// The port of sound.
    pub audio: u16,
    /// The port of pictures.
    pub video: u16,
    /// The number of this session, and how often its description changed.
    pub session: u64,
    /// See above.
    pub version: u64,
}

/// A stream that both sides agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream<C> {
    /// What it carries.
    pub codec: C,
    /// The payload type of what we send.
    pub send_kind: u8,
    /// The payload type of what we get.
    pub receive_kind: u8,
    /// The payload type of `telephone-event` both ways, where it was agreed on.
    pub events: Option<u8>,
    /// Where it goes.
    pub to: SocketAddr,
    /// Who sends, from our side.
    pub direction: Direction,
}

/// What both sides agreed on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreed {
    /// Sound.
    pub audio: Option<Stream<Audio>>,
    /// Pictures.
    pub video: Option<Stream<Video>>,
}

impl Agreed {
    /// Whether nothing was.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.audio.is_none() && self.video.is_none()
    }
}

/// Answers an offer: of sound the first codec that we know, of pictures the first H.264 of mode 1 or, where there is
/// none, of mode 0. `Err` where nothing fits.
///
/// # Errors
/// What was offered has nothing for us: 488.
pub fn answer(offer: &Description, ours: &Ours) -> Result<(String, Agreed), NothingFits> {
    let mut agreed = Agreed::default();
    let mut text = head(ours);
    for media in &offer.media {
        let to = offer.address_of(media).map(|address| SocketAddr::new(address, media.port));
        match (media.kind, to.filter(|_| media.port != 0 && plain(media))) {
            (Kind::Audio, Some(to)) if agreed.audio.is_none() => agreed.audio = audio_of(media, to),
            (Kind::Video, Some(to)) if agreed.video.is_none() => agreed.video = video_of(media, to),
            _ => {
                refuse(&mut text, media);
                continue;
            }
        }
        match (media.kind, &agreed) {
            (Kind::Audio, Agreed { audio: Some(stream), .. }) => {
                let formats = vec![(stream.receive_kind, stream.codec.name())];
                audio_lines(
                    &mut text,
                    ours.audio,
                    &media.protocol,
                    &formats,
                    stream.events,
                    stream.direction,
                );
            }
            (Kind::Video, Agreed { video: Some(stream), .. }) => {
                video_lines(
                    &mut text,
                    ours.video,
                    &media.protocol,
                    stream.receive_kind,
                    &stream.codec,
                    stream.direction,
                );
            }
            _ => refuse(&mut text, media),
        }
    }
    if agreed.is_empty() { Err(NothingFits) } else { Ok((text, agreed)) }
}

/// Nothing of an offer is known to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing of the offer fits")]
pub struct NothingFits;

const EVENTS: u8 = 101;
const PICTURES: u8 = 96;

/// Writes an offer.
#[must_use]
pub fn offer(want: &Want, ours: &Ours) -> String {
    let mut text = head(ours);
    let formats: Vec<(u8, &str)> = want.audio.iter().map(|codec| (codec.kind(), codec.name())).collect();
    if !formats.is_empty() {
        audio_lines(&mut text, ours.audio, "RTP/AVP", &formats, Some(EVENTS), Direction::Both);
    }
    if let Some(video) = &want.video {
        video_lines(&mut text, ours.video, "RTP/AVP", PICTURES, video, Direction::Both);
    }
    text
}

/// Takes the answer to our offer.
///
/// # Errors
/// The answer takes nothing of it.
pub fn accept(want: &Want, answer: &Description) -> Result<Agreed, NothingFits> {
    let mut agreed = Agreed::default();
    for media in answer.media.iter().filter(|media| media.port != 0 && plain(media)) {
        let Some(address) = answer.address_of(media) else { continue };
        let to = SocketAddr::new(address, media.port);
        match media.kind {
            Kind::Audio if agreed.audio.is_none() => {
                agreed.audio = audio_of(media, to).filter(|stream| want.audio.contains(&stream.codec));
            }
            Kind::Video if agreed.video.is_none() && want.video.is_some() => {
                agreed.video = video_of(media, to);
            }
            _ => {}
        }
    }
    if agreed.is_empty() { Err(NothingFits) } else { Ok(agreed) }
}

/// Whether it is RTP in the clear. `AVPF` only adds feedback, which is understood either way.
fn plain(media: &Media) -> bool {
    matches!(media.protocol.as_str(), "RTP/AVP" | "RTP/AVPF")
}

fn audio_of(media: &Media, to: SocketAddr) -> Option<Stream<Audio>> {
    let (format, codec) =
        media.formats.iter().find_map(|format| match (format.name.as_str(), format.rate) {
            ("PCMU", 8_000) => Some((format, Audio::Pcmu)),
            ("PCMA", 8_000) => Some((format, Audio::Pcma)),
            _ => None,
        })?;
    let events = media
        .formats
        .iter()
        .find(|format| format.name == "TELEPHONE-EVENT" && format.rate == 8_000)
        .map(|format| format.kind);
    let direction = media.direction.turned();
    Some(Stream { codec, send_kind: format.kind, receive_kind: format.kind, events, to, direction })
}

fn video_of(media: &Media, to: SocketAddr) -> Option<Stream<Video>> {
    let mode = |format: &Format| match format.parameter("packetization-mode") {
        None | Some("0") => Some(0),
        Some("1") => Some(1),
        Some(_) => None,
    };
    let known: Vec<(u8, &Format)> = media
        .formats
        .iter()
        .filter(|format| format.name == "H264" && format.rate == 90_000)
        .filter_map(|format| Some((mode(format)?, format)))
        .collect();
    let (mode, format) = known.iter().find(|(mode, _)| *mode == 1).or(known.first())?;
    let profile = format.parameter("profile-level-id").filter(|id| is_profile(id)).unwrap_or("42e01f");
    let sets = format.parameter("sprop-parameter-sets").map(h264::parameter_sets).unwrap_or_default();
    let codec = Video { mode: *mode, profile: profile.to_ascii_lowercase(), parameter_sets: sets };
    let direction = media.direction.turned();
    Some(Stream { codec, send_kind: format.kind, receive_kind: format.kind, events: None, to, direction })
}

fn is_profile(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn head(ours: &Ours) -> String {
    let Ours { address, session, version, .. } = ours;
    let family = if address.is_ipv6() { "IP6" } else { "IP4" };
    format!(
        "v=0\r\no=- {session} {version} IN {family} {address}\r\ns=-\r\nc=IN {family} {address}\r\nt=0 0\r\n"
    )
}

fn refuse(text: &mut String, media: &Media) {
    line(text, format_args!("m={} 0 {} {}", media.name, media.protocol, media.first_format));
}

fn audio_lines(
    text: &mut String,
    port: u16,
    protocol: &str,
    formats: &[(u8, &str)],
    events: Option<u8>,
    direction: Direction,
) {
    let kinds: Vec<String> =
        formats.iter().map(|(kind, _)| *kind).chain(events).map(|kind| kind.to_string()).collect();
    line(text, format_args!("m=audio {port} {protocol} {}", kinds.join(" ")));
    for (kind, name) in formats {
        line(text, format_args!("a=rtpmap:{kind} {name}/8000"));
    }
    if let Some(kind) = events {
        line(text, format_args!("a=rtpmap:{kind} telephone-event/8000"));
        line(text, format_args!("a=fmtp:{kind} 0-15"));
    }
    line(text, format_args!("a=ptime:20"));
    line(text, format_args!("a={}", direction.name()));
}

fn video_lines(text: &mut String, port: u16, protocol: &str, kind: u8, video: &Video, direction: Direction) {
    line(text, format_args!("m=video {port} {protocol} {kind}"));
    line(text, format_args!("a=rtpmap:{kind} H264/90000"));
    line(
        text,
        format_args!("a=fmtp:{kind} profile-level-id={};packetization-mode={}", video.profile, video.mode),
    );
    line(text, format_args!("a=rtcp-fb:{kind} nack pli"));
    line(text, format_args!("a=rtcp-fb:{kind} ccm fir"));
    line(text, format_args!("a={}", direction.name()));
}

fn line(text: &mut String, words: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    text.write_fmt(words).and_then(|()| text.write_str("\r\n")).ok();
}
