//! Session descriptions (RFC 8866) as door stations and telephones write them: read with bounds, and agreed upon
//! (RFC 3264) in [`agree`].

mod agree;

use std::net::IpAddr;

pub use agree::{Agreed, Audio, NothingFits, Ours, Stream, Video, Want, accept, answer, offer};

/// The longest description that is read, in bytes.
pub const LENGTH_MAX: usize = 16_384;
const MEDIA_MAX: usize = 16;
const FORMATS_MAX: usize = 64;

/// What a line of media is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Sound.
    Audio,
    /// Pictures.
    Video,
    /// Anything else is refused.
    Other,
}

/// Who sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Both.
    Both,
    /// Whoever wrote it sends, and does not listen.
    Sends,
    /// Whoever wrote it listens, and does not send.
    Listens,
    /// Neither.
    Neither,
}

impl Direction {
    /// The other side's view of it.
    #[must_use]
    pub const fn turned(self) -> Self {
        match self {
            Self::Sends => Self::Listens,
            Self::Listens => Self::Sends,
            other => other,
        }
    }

    /// Its attribute.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Both => "sendrecv",
            Self::Sends => "sendonly",
            Self::Listens => "recvonly",
            Self::Neither => "inactive",
        }
    }

    fn read(name: &str) -> Option<Self> {
        [Self::Both, Self::Sends, Self::Listens, Self::Neither].into_iter().find(|one| one.name() == name)
    }
}

/// A format of a line of media.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    /// Its payload type.
    pub kind: u8,
    /// Its name in capitals, as `rtpmap` or the static table has it.
    pub name: String,
    /// Its clock.
    pub rate: u32,
    /// What `fmtp` says.
    pub parameters: String,
}

impl Format {
    /// A parameter of `fmtp`.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.split(';').find_map(|part| {
            let (known, value) = part.trim().split_once('=')?;
            known.trim().eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// A line of media with its attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// What for.
    pub kind: Kind,
    /// The words of the line: what for, and how carried; an answer repeats them.
    pub name: String,
    /// See there.
    pub protocol: String,
    /// The formats as written; an answer that refuses repeats the first.
    pub first_format: String,
    /// Where; 0 where it is refused.
    pub port: u16,
    /// The formats that could be read, the dearest first.
    pub formats: Vec<Format>,
    /// Its own address, where it has one.
    pub address: Option<IpAddr>,
    /// Who sends.
    pub direction: Direction,
    /// Milliseconds a packet, where it says.
    pub packet_time: Option<u32>,
}

/// A description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// The address of all media that have none of their own.
    pub address: Option<IpAddr>,
    /// In order.
    pub media: Vec<Media>,
}

/// Why a description is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Fault {
    /// Longer than [`LENGTH_MAX`], or with too many media or formats.
    #[error("the description is too long")]
    TooLong,
    /// No text, or not begun by `v=0`.
    #[error("this is no session description")]
    NotOne,
    /// A line of media that cannot be read.
    #[error("a line of media cannot be read")]
    Media,
}

impl Description {
    /// Reads a description. Lines that are not understood are passed over.
    ///
    /// # Errors
    /// [`Fault`]
    pub fn read(body: &[u8]) -> Result<Self, Fault> {
        if body.len() > LENGTH_MAX {
            return Err(Fault::TooLong);
        }
        let text = std::str::from_utf8(body).map_err(|_| Fault::NotOne)?;
        let mut lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
        if lines.next() != Some("v=0") {
            return Err(Fault::NotOne);
        }
        let mut found = Self { address: None, media: Vec::new() };
        let mut direction = Direction::Both;
        for line in lines {
            let Some((sign, value)) = line.split_once('=') else { continue };
            match (sign, found.media.last_mut()) {
                ("m", _) => {
                    if found.media.len() >= MEDIA_MAX {
                        return Err(Fault::TooLong);
                    }
                    found.media.push(Media::read(value, direction)?);
                }
                ("c", None) => found.address = read_address(value),
                ("c", Some(media)) => media.address = read_address(value),
                ("a", None) => direction = Direction::read(value).unwrap_or(direction),
                ("a", Some(media)) => media.attribute(value),
                _ => {}
            }
        }
        Ok(found)
    }

    /// Where a line of media is sent to.
    #[must_use]
    pub fn address_of(&self, media: &Media) -> Option<IpAddr> {
        media.address.or(self.address)
    }
}

/// `IN IP4 192.0.2.1`, with what a multicast address has behind a slash.
fn read_address(value: &str) -> Option<IpAddr> {
    let text = value.split_whitespace().nth(2)?;
    text.split('/').next()?.parse().ok()
}

impl Media {
    fn read(value: &str, direction: Direction) -> Result<Self, Fault> {
        let mut words = value.split_whitespace();
        let (Some(name), Some(port), Some(protocol)) = (words.next(), words.next(), words.next()) else {
            return Err(Fault::Media);
        };
        let port = port.split('/').next().and_then(|port| port.parse().ok()).ok_or(Fault::Media)?;
        let formats: Vec<&str> = words.collect();
        if formats.len() > FORMATS_MAX {
            return Err(Fault::TooLong);
        }
        let kind = match name {
            "audio" => Kind::Audio,
            "video" => Kind::Video,
            _ => Kind::Other,
        };
        Ok(Self {
            kind,
            name: name.to_owned(),
            protocol: protocol.to_owned(),
            first_format: formats.first().copied().unwrap_or("0").to_owned(),
            port,
            formats: formats.iter().filter_map(|format| static_format(format.parse().ok()?)).collect(),
            address: None,
            direction,
            packet_time: None,
        })
    }

    fn attribute(&mut self, value: &str) {
        if let Some(direction) = Direction::read(value) {
            self.direction = direction;
        }
        let Some((name, value)) = value.split_once(':') else { return };
        match name {
            "rtpmap" => {
                if let Some((format, coding)) = self.format_of(value) {
                    let mut parts = coding.split('/');
                    format.name = parts.next().unwrap_or_default().trim().to_ascii_uppercase();
                    format.rate = parts.next().and_then(|rate| rate.trim().parse().ok()).unwrap_or(8_000);
                }
            }
            "fmtp" => {
                if let Some((format, parameters)) = self.format_of(value) {
                    format.parameters = parameters.trim().to_owned();
                }
            }
            "ptime" => self.packet_time = value.trim().parse().ok(),
            _ => {}
        }
    }

    fn format_of<'a>(&mut self, value: &'a str) -> Option<(&mut Format, &'a str)> {
        let (kind, rest) = value.trim().split_once(char::is_whitespace)?;
        let kind: u8 = kind.parse().ok()?;
        let format = self.formats.iter_mut().find(|format| format.kind == kind)?;
        Some((format, rest))
    }
}

/// A format by its number alone; those without a fixed meaning have no name yet (RFC 3551, section 6).
fn static_format(kind: u8) -> Option<Format> {
    let name = match kind {
        0 => "PCMU",
        8 => "PCMA",
        9 => "G722",
        128.. => return None,
        _ => "",
    };
    Some(Format { kind, name: name.to_owned(), rate: 8_000, parameters: String::new() })
}
