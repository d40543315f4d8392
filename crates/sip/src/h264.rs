//! H.264 in RTP (RFC 6184), read just closely enough to know where a picture begins that needs nothing before it,
//! and whether it brought its parameter sets.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What a packet's payload carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Content {
    /// A sequence or picture parameter set.
    pub parameters: bool,
    /// The beginning of a slice of an IDR picture.
    pub idr: bool,
}

/// Looks into a payload; nothing is found in what is malformed.
#[must_use]
pub fn content(payload: &[u8]) -> Content {
    let mut found = Content::default();
    let Some((&head, rest)) = payload.split_first() else { return found };
    match head & 31 {
        24 => units(rest).filter_map(<[u8]>::first).for_each(|first| found.mark(first & 31)),
        // FU-A: only its first piece begins something.
        28 => {
            if let Some(fragment) = rest.first().filter(|fragment| *fragment & 0x80 != 0) {
                found.mark(fragment & 31);
            }
        }
        kind => found.mark(kind),
    }
    found
}

/// The units of a STAP-A, of 16 bits length each, as far as they are whole.
fn units(mut rest: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (length, more) = rest.split_first_chunk::<2>()?;
        let (unit, after) = more.split_at_checked(u16::from_be_bytes(*length).into())?;
        rest = after;
        Some(unit)
    })
}

impl Content {
    fn mark(&mut self, kind: u8) {
        self.parameters |= kind == 7 || kind == 8;
        self.idr |= kind == 5;
    }
}

/// The parameter sets of `sprop-parameter-sets`, each a NAL unit. What is no parameter set is left out, and no more
/// than eight are read.
#[must_use]
pub fn parameter_sets(text: &str) -> Vec<Vec<u8>> {
    text.split(',')
        .take(8)
        .filter_map(|one| STANDARD.decode(one.trim()).ok())
        .filter(|unit| unit.len() <= 1_100 && unit.first().is_some_and(|head| matches!(head & 31, 7 | 8)))
        .collect()
}

/// Puts parameter sets before pictures that came without them: stations that name them in SDP alone would leave a
/// browser in the dark.
#[derive(Clone, Debug, Default)]
pub struct Injector {
    sets: Vec<Vec<u8>>,
    /// The time stamp of the picture that parameter sets came with, or were put before.
    supplied: Option<u32>,
}

impl Injector {
    /// With the sets of an offer.
    #[must_use]
    pub const fn new(sets: Vec<Vec<u8>>) -> Self {
        Self { sets, supplied: None }
    }

    /// The units to send before this payload.
    pub fn before(&mut self, timestamp: u32, payload: &[u8]) -> &[Vec<u8>] {
        let content = content(payload);
        if content.parameters {
            self.supplied = Some(timestamp);
        }
        if content.idr && self.supplied != Some(timestamp) {
            self.supplied = Some(timestamp);
            return &self.sets;
        }
        &[]
    }
}

/// The longest payload that fits into any datagram on its way to a browser.
const PAYLOAD_MAX: usize = 1_200;

/// A payload as payloads that are short enough: what came over a connection may be as long as 64 KiB. Units that are put together are
/// none of several themselves (RFC 6184, 5.7.1): what is nested all the same is dropped.
#[must_use]
pub fn pack(payload: &[u8]) -> Vec<Vec<u8>> {
    match payload.split_first() {
        Some((&head, rest)) if head & 31 == 24 && payload.len() > PAYLOAD_MAX => units(rest)
            .filter(|unit| unit.first().is_some_and(|head| (1..24).contains(&(head & 31))))
            .flat_map(single)
            .collect(),
        Some(_) => single(payload),
        None => Vec::new(),
    }
}

/// One unit, or a piece of one, as payloads that are short enough.
fn single(payload: &[u8]) -> Vec<Vec<u8>> {
    let Some((&head, rest)) = payload.split_first() else { return Vec::new() };
    match head & 31 {
        _ if payload.len() <= PAYLOAD_MAX => vec![payload.to_vec()],
        28 => match rest.split_first() {
            Some((&fragment, piece)) => pieces(head, fragment, piece),
            None => Vec::new(),
        },
        kind => pieces((head & 0xe0) | 28, 0xc0 | kind, rest),
    }
}

/// Pieces of a unit (FU-A); `fragment` says of which kind it is, and whether its beginning and its end are in it.
fn pieces(head: u8, fragment: u8, rest: &[u8]) -> Vec<Vec<u8>> {
    let parts: Vec<&[u8]> = rest.chunks(PAYLOAD_MAX - 2).collect();
    let last = parts.len().saturating_sub(1);
    let one = |(at, part): (usize, &&[u8])| {
        let begins = if at == 0 { fragment & 0x80 } else { 0 };
        let ends = if at == last { fragment & 0x40 } else { 0 };
        [&[head, (fragment & 0x3f) | begins | ends][..], part].concat()
    };
    parts.iter().enumerate().map(one).collect()
}

/// Puts RTP payloads of mode 0 or 1 together to a stream with start codes (Annex B), as players and `ffprobe` read it.
#[derive(Clone, Debug, Default)]
pub struct AnnexB {
    unit: Vec<u8>,
}

impl AnnexB {
    /// The bytes that this payload completes.
    pub fn push(&mut self, payload: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut unit = |bytes: &[u8]| {
            out.extend_from_slice(&[0, 0, 0, 1]);
            out.extend_from_slice(bytes);
        };
        let Some((&head, rest)) = payload.split_first() else { return out };
        match head & 31 {
            24 => units(rest).for_each(unit),
            28 => {
                let Some((&fragment, piece)) = rest.split_first() else { return out };
                if fragment & 0x80 != 0 {
                    self.unit = vec![(head & 0xe0) | (fragment & 31)];
                }
                if !self.unit.is_empty() && self.unit.len() < 4_000_000 {
                    self.unit.extend_from_slice(piece);
                }
                if fragment & 0x40 != 0 && !self.unit.is_empty() {
                    unit(&std::mem::take(&mut self.unit));
                }
            }
            _ => unit(payload),
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::{PAYLOAD_MAX, pack};

    /// A packet of several units, as long as one that comes over a connection may be.
    fn together(units: &[&[u8]]) -> Vec<u8> {
        let mut out = vec![24];
        for unit in units {
            out.extend_from_slice(&u16::try_from(unit.len()).unwrap().to_be_bytes());
            out.extend_from_slice(unit);
        }
        out
    }

    #[test]
    fn units_that_came_together_are_parted_and_what_is_nested_in_them_is_dropped() {
        let (set, picture) = ([0x67, 1, 2], vec![0x65; PAYLOAD_MAX * 2]);
        let packed = pack(&together(&[&set, &picture]));
        assert_eq!((packed[0].as_slice(), packed.len()), (&set[..], 4));
        assert!(packed.iter().all(|one| one.len() <= PAYLOAD_MAX));
        // As deep as 64 KiB let it be: nothing comes of it, and the stack holds.
        let mut nested = picture;
        while nested.len() < 65_000 {
            nested = together(&[&nested]);
        }
        assert!(pack(&nested).is_empty());
    }
}
