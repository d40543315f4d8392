//! Codes to be scanned: one that a phone makes anew each half minute, and the slip that the house signs.
//!
//! Both are bytes in base45 behind `CY1:`, so that a QR code of them stays small. A fresh code holds eight bytes of an HMAC for
//! each door of its pass, under a key of that pass at that door alone: a box that was stolen can make no code for another door.
//! A slip says by itself which doors it opens and when, so a door that was cut off before somebody was invited knows it; it
//! carries the newest revocations, too, and may stand behind a fresh code as the house's word that the pass is still good.

use std::time::Duration;

use crate::bytes::{DoorId, Mac, PassId, PublicKey, Short, Signature, Tag};
use crate::keys::{Secret, Signer, first, same, sha256};
use crate::moment::Moment;
use crate::text45;

const PREFIX: &str = "CY1:";
/// The longest text that is looked at.
const TEXT_MAX: usize = 1_200;
/// Doors that one code is for.
const DOORS_MAX: usize = 16;
/// Revocations that one slip carries.
const NEWS_MAX: usize = 16;
const FRESH: u8 = b'F';
const SLIP: u8 = b'S';
/// A fresh code is good for this long after it was made, by the phone's clock.
const LIFE: Duration = Duration::from_secs(60);
/// A phone's clock may be ahead by this much.
const AHEAD: Duration = Duration::from_secs(30);

/// Why a text is no code of ours.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, thiserror::Error)]
#[error("not a code of this house")]
pub struct BadCode;

/// The key of a pass at a door, from the secret of the pass, which the house and the holder's phone know.
#[must_use]
pub fn code_key(pass: &Secret, door: DoorId) -> Secret {
    pass.derive(&[b"courtyard code key 1\0", door.bytes()])
}

/// What a phone made by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fresh {
    /// Which pass.
    pub pass: PassId,
    /// When, in seconds since the epoch by the phone's clock.
    pub made: u32,
    /// For each door the beginning of an HMAC.
    macs: Vec<(Tag, Mac)>,
    /// The slip behind it, as bytes; none is empty.
    slip: Vec<u8>,
}

impl Fresh {
    /// A code for these doors, with the slip that the phone last got, as its text.
    ///
    /// # Errors
    /// When the slip is none, or the doors are too many.
    pub fn make(
        pass: PassId,
        secret: &Secret,
        doors: &[DoorId],
        made: u32,
        slip: &str,
    ) -> Result<String, BadCode> {
        let slip = if slip.is_empty() { Vec::new() } else { bytes_of(slip)? };
        if doors.len() > DOORS_MAX || slip.first().is_some_and(|kind| *kind != SLIP) {
            return Err(BadCode);
        }
        let mut bytes = vec![FRESH];
        bytes.extend(pass.bytes());
        bytes.extend(made.to_be_bytes());
        bytes.push(u8::try_from(doors.len()).map_err(|_| BadCode)?);
        for door in doors {
            bytes.extend(door.tag().bytes());
            bytes.extend(mac(&code_key(secret, *door), pass, made, &slip).bytes());
        }
        bytes.extend(&slip);
        Ok(text_of(&bytes))
    }

    /// Whether whoever made it had the key of this pass at this door.
    #[must_use]
    pub(crate) fn is_by(&self, key: &Secret, door: DoorId) -> bool {
        let ours = mac(key, self.pass, self.made, &self.slip);
        self.macs.iter().any(|(tag, mac)| *tag == door.tag() && same(mac.bytes(), ours.bytes()))
    }

    /// Whether it was made just now.
    pub(crate) fn is_young(&self, now: Moment) -> bool {
        let made = Moment::from_seconds(self.made);
        made.minus(AHEAD) <= now && now <= made.plus(LIFE)
    }

    /// Whether its time was over before `now`, which may be too early.
    pub(crate) fn is_before(&self, now: Moment) -> bool {
        Moment::from_seconds(self.made).plus(LIFE) < now
    }
}

fn mac(key: &Secret, pass: PassId, made: u32, slip: &[u8]) -> Mac {
    let behind = sha256(&[slip]);
    first(&key.hmac(&[b"courtyard code 1\0", pass.bytes(), &made.to_be_bytes(), behind.bytes()]))
}

/// What the house signed: that a pass was good when it was made, at which doors and when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slip {
    /// Which pass.
    pub pass: PassId,
    /// When the house made it, in seconds since the epoch.
    pub made: u32,
    /// From when, in seconds since the epoch.
    pub from: u32,
    /// Before when, in seconds since the epoch.
    pub until: u32,
    /// How often it opens one door; zero means as often as wished.
    pub uses: u8,
    /// Which doors.
    pub doors: Vec<Tag>,
    /// Passes that ended lately, wherever they were good.
    pub news: Vec<Short>,
}

impl Slip {
    /// Signs it with the house's key for doors, as a text to be shown or to be laid behind a fresh code.
    ///
    /// # Errors
    /// When it has too many doors or news.
    pub fn sign(&self, house: &Signer) -> Result<String, BadCode> {
        if self.doors.len() > DOORS_MAX || self.news.len() > NEWS_MAX {
            return Err(BadCode);
        }
        let mut bytes = vec![SLIP];
        bytes.extend(self.pass.bytes());
        for number in [self.made, self.from, self.until] {
            bytes.extend(number.to_be_bytes());
        }
        bytes.push(self.uses);
        bytes.push(u8::try_from(self.doors.len()).map_err(|_| BadCode)?);
        self.doors.iter().for_each(|door| bytes.extend(door.bytes()));
        bytes.push(u8::try_from(self.news.len()).map_err(|_| BadCode)?);
        self.news.iter().for_each(|gone| bytes.extend(gone.bytes()));
        let signature = house.sign(&[DOMAIN, &bytes]);
        bytes.extend(signature.bytes());
        Ok(text_of(&bytes))
    }
}

const DOMAIN: &[u8] = b"courtyard slip 1\0";

/// What was scanned, read and, where the house signed it, verified. A fresh code is verified when it is decided upon.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Code {
    /// What the phone made.
    pub fresh: Option<Fresh>,
    /// What the house signed.
    pub slip: Option<Slip>,
}

impl Code {
    /// Reads what a scanner saw.
    ///
    /// # Errors
    /// When it is no code, or holds a slip that the house did not sign.
    pub fn read(text: &str, house: PublicKey) -> Result<Self, BadCode> {
        let bytes = bytes_of(text)?;
        let (fresh, slip) = match bytes.first() {
            Some(&FRESH) => {
                let fresh = read_fresh(&bytes).ok_or(BadCode)?;
                let slip = fresh.slip.clone();
                (Some(fresh), slip)
            }
            Some(&SLIP) => (None, bytes),
            _ => return Err(BadCode),
        };
        let slip = match slip.is_empty() {
            true => None,
            false => Some(read_slip(&slip, house).ok_or(BadCode)?),
        };
        Ok(Self { fresh, slip })
    }
}

fn text_of(bytes: &[u8]) -> String {
    PREFIX.to_owned() + &text45::written(bytes)
}

fn bytes_of(text: &str) -> Result<Vec<u8>, BadCode> {
    // A space is a letter of base45, and never the last one: neither of two nor of three letters can be as large there.
    let text = text.trim();
    if text.len() > TEXT_MAX {
        return Err(BadCode);
    }
    text45::read(text.strip_prefix(PREFIX).ok_or(BadCode)?).ok_or(BadCode)
}

/// Takes numbers from the front of bytes.
struct Taker<'a>(&'a [u8]);

impl Taker<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (front, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*front)
    }

    fn number(&mut self) -> Option<u32> {
        self.take().map(u32::from_be_bytes)
    }

    fn count(&mut self, most: usize) -> Option<usize> {
        self.take::<1>().map(|[count]| usize::from(count)).filter(|count| *count <= most)
    }
}

fn read_fresh(bytes: &[u8]) -> Option<Fresh> {
    let mut from = Taker(bytes.get(1..)?);
    let pass = PassId::new(from.take()?);
    let made = from.number()?;
    let count = from.count(DOORS_MAX)?;
    let macs = (0..count)
        .map(|_| Some((Tag::new(from.take()?), Mac::new(from.take()?))))
        .collect::<Option<Vec<_>>>()?;
    Some(Fresh { pass, made, macs, slip: from.0.to_vec() })
}

fn read_slip(bytes: &[u8], house: PublicKey) -> Option<Slip> {
    let (said, signature) = bytes.split_last_chunk::<64>()?;
    if said.first() != Some(&SLIP) || !house.verifies(&[DOMAIN, said], &Signature::new(*signature)) {
        return None;
    }
    let mut rest = Taker(said.get(1..)?);
    let pass = PassId::new(rest.take()?);
    let (made, from, until) = (rest.number()?, rest.number()?, rest.number()?);
    let [uses] = rest.take::<1>()?;
    let doors = rest.count(DOORS_MAX)?;
    let doors = (0..doors).map(|_| rest.take().map(Tag::new)).collect::<Option<Vec<_>>>()?;
    let news = rest.count(NEWS_MAX)?;
    let news = (0..news).map(|_| rest.take().map(Short::new)).collect::<Option<Vec<_>>>()?;
    rest.0.is_empty().then_some(Slip { pass, made, from, until, uses, doors, news })
}
