//! RTP and RTCP (RFC 3550, 4585, 5104): read without trust, written as little as works.

use bytes::Bytes;

/// The longest packet that is read or sent, in bytes.
pub const PACKET_MAX: usize = 1_500;

/// A packet of RTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Payload type, 0 to 127.
    pub kind: u8,
    /// The end of a picture, or the beginning of speech.
    pub marker: bool,
    /// Counts packets.
    pub sequence: u16,
    /// In the clock of its codec.
    pub timestamp: u32,
    /// Whose stream it is.
    pub ssrc: u32,
    /// Without padding.
    pub payload: Bytes,
}

impl Packet {
    /// Reads a datagram; `None` for what is no RTP of version 2.
    #[must_use]
    pub fn read(datagram: &[u8]) -> Option<Self> {
        let head: &[u8; 12] = datagram.first_chunk()?;
        if head[0] >> 6 != 2 || is_rtcp(datagram) {
            return None;
        }
        let mut rest = datagram.get(12 + usize::from(head[0] & 15) * 4..)?;
        if head[0] & 0x10 != 0 {
            let extension: &[u8; 4] = rest.first_chunk()?;
            let words = usize::from(u16::from_be_bytes([extension[2], extension[3]]));
            rest = rest.get(4 + words * 4..)?;
        }
        if head[0] & 0x20 != 0 {
            let padding = usize::from(*rest.last()?);
            if padding == 0 {
                return None;
            }
            rest = rest.get(..rest.len().checked_sub(padding)?)?;
        }
        Some(Self {
            kind: head[1] & 0x7f,
            marker: head[1] & 0x80 != 0,
            sequence: u16::from_be_bytes([head[2], head[3]]),
            timestamp: u32::from_be_bytes([head[4], head[5], head[6], head[7]]),
            ssrc: u32::from_be_bytes([head[8], head[9], head[10], head[11]]),
            payload: Bytes::copy_from_slice(rest),
        })
    }

    /// Writes it.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(12 + self.payload.len());
        out.push(0x80);
        out.push((self.kind & 0x7f) | if self.marker { 0x80 } else { 0 });
        out.extend_from_slice(&self.sequence.to_be_bytes());
        out.extend_from_slice(&self.timestamp.to_be_bytes());
        out.extend_from_slice(&self.ssrc.to_be_bytes());
        out.extend_from_slice(&self.payload);
        out
    }
}

/// Whether a datagram is RTCP (RFC 5761, section 4).
#[must_use]
pub fn is_rtcp(datagram: &[u8]) -> bool {
    datagram.first().is_some_and(|first| first >> 6 == 2)
        && datagram.get(1).is_some_and(|kind| (192..=223).contains(kind))
}

/// What an RTCP datagram asks or tells; the rest of it is passed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Control {
    /// It asks for a whole picture (PLI or FIR).
    pub wants_picture: bool,
    /// The stream ends.
    pub goodbye: bool,
    /// It carries a report of a sender or receiver.
    pub report: bool,
}

impl Control {
    /// Reads a compound datagram as far as it is well formed.
    #[must_use]
    pub fn read(datagram: &[u8]) -> Self {
        let mut found = Self::default();
        let mut rest = datagram;
        while let Some(head) = rest.first_chunk::<4>() {
            if head[0] >> 6 != 2 {
                break;
            }
            let length = (usize::from(u16::from_be_bytes([head[2], head[3]])) + 1) * 4;
            let Some((one, after)) = rest.split_at_checked(length) else { break };
            match (head[1], head[0] & 31) {
                (200 | 201, _) => found.report = true,
                (203, _) => found.goodbye = true,
                (206, 1 | 4) if one.len() >= 12 => found.wants_picture = true,
                _ => {}
            }
            rest = after;
        }
        found
    }
}

/// What we tell of a stream that we receive.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reception {
    /// Whose stream.
    pub ssrc: u32,
    /// The highest sequence number, extended by its turns.
    pub highest: u32,
    /// Packets lost since the beginning.
    pub lost: u32,
}

/// A receiver report with our name, and a wish for a whole picture where `picture` says so.
#[must_use]
pub fn report(ours: u32, name: &str, of: Option<Reception>, picture: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(96);
    out.extend_from_slice(&[0x80 | u8::from(of.is_some()), 201, 0, if of.is_some() { 7 } else { 1 }]);
    out.extend_from_slice(&ours.to_be_bytes());
    if let Some(of) = of {
        out.extend_from_slice(&of.ssrc.to_be_bytes());
        let [_, lost @ ..] = of.lost.min(0x7f_ffff).to_be_bytes();
        out.push(0);
        out.extend_from_slice(&lost);
        out.extend_from_slice(&of.highest.to_be_bytes());
        out.extend_from_slice(&[0; 12]);
    }
    describe(&mut out, ours, name);
    if let (true, Some(of)) = (picture, of) {
        out.extend_from_slice(&[0x81, 206, 0, 2]);
        out.extend_from_slice(&ours.to_be_bytes());
        out.extend_from_slice(&of.ssrc.to_be_bytes());
    }
    out
}

/// A source description with a name that says nothing.
fn describe(out: &mut Vec<u8>, ours: u32, name: &str) {
    let name = &name.as_bytes()[..name.len().min(32)];
    // SSRC, type, length, name and at least one zero, filled up to whole words.
    let words = (4 + 2 + name.len() + 1).div_ceil(4);
    out.extend_from_slice(&[0x81, 202, 0, u8::try_from(words).unwrap_or(0)]);
    let end = out.len() + words * 4;
    out.extend_from_slice(&ours.to_be_bytes());
    out.extend_from_slice(&[1, u8::try_from(name.len()).unwrap_or(0)]);
    out.extend_from_slice(name);
    out.resize(end, 0);
}
