//! Keys pressed on a telephone: in RTP (RFC 4733) and in SIP INFO. Both are heard, and each press counts once.

use std::collections::VecDeque;
use std::time::Duration;

/// A key of a telephone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Digit(u8);

impl Digit {
    /// The key with this sign: `0` to `9`, `*`, `#`, `A` to `D`.
    #[must_use]
    pub const fn new(sign: char) -> Option<Self> {
        match sign.to_ascii_uppercase() {
            letter @ ('0'..='9' | '*' | '#' | 'A'..='D') => Some(Self(letter as u8)),
            _ => None,
        }
    }

    /// Its sign.
    #[must_use]
    pub const fn sign(self) -> char {
        self.0 as char
    }

    /// Its event code (RFC 4733, section 3.2).
    #[must_use]
    pub const fn event(self) -> u8 {
        match self.0 {
            b'*' => 10,
            b'#' => 11,
            letter @ b'A'..=b'D' => letter - b'A' + 12,
            digit => digit - b'0',
        }
    }

    /// The key of an event code.
    #[must_use]
    pub const fn of_event(event: u8) -> Option<Self> {
        Some(Self(match event {
            0..=9 => b'0' + event,
            10 => b'*',
            11 => b'#',
            12..=15 => b'A' + event - 12,
            _ => return None,
        }))
    }
}

/// The key in the body of an INFO request, `application/dtmf-relay` (`Signal=5`) or `application/dtmf` (`5`).
#[must_use]
pub fn read_info(content_type: &str, body: &[u8]) -> Option<Digit> {
    let text = std::str::from_utf8(body.get(..body.len().min(256))?).ok()?;
    let kind = content_type.split(';').next()?.trim().to_ascii_lowercase();
    let sign = match kind.as_str() {
        "application/dtmf-relay" => text.lines().find_map(|line| {
            let (name, value) = line.split_once('=')?;
            name.trim().eq_ignore_ascii_case("signal").then(|| value.trim())
        })?,
        "application/dtmf" => text.trim(),
        _ => return None,
    };
    let mut letters = sign.chars();
    match (letters.next(), letters.next(), sign.parse::<u8>()) {
        // Some stations write event codes: 10 and 11 for the star and the hash.
        (Some(_), Some(_), Ok(event)) => Digit::of_event(event),
        (Some(letter), None, _) => Digit::new(letter),
        _ => None,
    }
}

/// The body of an INFO request for a key, `application/dtmf-relay`.
#[must_use]
pub fn write_info(digit: Digit) -> String {
    format!("Signal={}\r\nDuration=160\r\n", digit.sign())
}

/// How a press was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// In the sound's packets.
    Rtp,
    /// In a request.
    Info,
}

/// Counts presses: an event of RTP once, however many packets tell of it, and a press that comes both ways once.
#[derive(Clone, Debug, Default)]
pub struct Ear {
    last_event: Option<u32>,
    heard: VecDeque<(Way, Digit, Duration)>,
}

/// A press by the other way within this time is the same press.
const SAME: Duration = Duration::from_millis(1_500);

impl Ear {
    /// A payload of `telephone-event` with the time stamp of its packet; the key, if this is its first packet.
    pub fn packet(&mut self, now: Duration, timestamp: u32, payload: &[u8]) -> Option<Digit> {
        let [event, _, _, _, ..] = payload else { return None };
        let digit = Digit::of_event(*event)?;
        // Older events, of packets that come late, were heard already.
        if self.last_event.is_some_and(|last| timestamp.wrapping_sub(last) as i32 <= 0) {
            return None;
        }
        self.last_event = Some(timestamp);
        self.press(now, Way::Rtp, digit)
    }

    /// A key of an INFO request, unless RTP brought the same press.
    pub fn info(&mut self, now: Duration, digit: Digit) -> Option<Digit> {
        self.press(now, Way::Info, digit)
    }

    fn press(&mut self, now: Duration, way: Way, digit: Digit) -> Option<Digit> {
        self.heard.retain(|(_, _, at)| now.saturating_sub(*at) < SAME);
        let same = self.heard.iter().position(|(other, known, _)| *other != way && *known == digit);
        if let Some(at) = same {
            self.heard.remove(at);
            return None;
        }
        if self.heard.len() < 16 {
            self.heard.push_back((way, digit, now));
        }
        Some(digit)
    }
}

/// The payloads that tell of a press of 160 ms: eight packets of 20 ms, the last of them three times.
#[must_use]
pub fn event_payloads(digit: Digit) -> Vec<[u8; 4]> {
    let payload = |step: u16, end: bool| {
        let [high, low] = (step * 160).to_be_bytes();
        [digit.event(), if end { 0x8a } else { 0x0a }, high, low]
    };
    (1..=8).map(|step| payload(step, false)).chain([payload(8, true); 3]).collect()
}
