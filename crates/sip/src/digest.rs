//! Digest access authentication as SIP uses it (RFC 7616, RFC 8760): MD5 and SHA-256, `qop=auth`.
//!
//! - The count `nc` is kept as it was written, since it is part of what is hashed; as a number it must grow.
//! - A nonce is a sealed time and the address it was given to: strangers cost no memory. Only a nonce that was used
//!   rightly is remembered, with its highest count.
//! - Whoever keeps accounts gives HA1 and never a password.

use std::collections::HashMap;
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::net::IpAddr;
use std::time::Duration;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::{digest as sha, hmac, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The longest header that is read, in bytes.
const HEADER_MAX: usize = 2_048;
/// Used nonces that are remembered; beyond that the oldest are stale.
const USED_MAX: usize = 8_192;

/// A hash that a challenge may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// Old stations know nothing else.
    Md5,
    /// RFC 8760.
    Sha256,
}

impl Algorithm {
    /// As it is written in a header.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }

    /// This hash of a text, in lower-case hexadecimal digits.
    #[must_use]
    pub fn hex(self, text: &str) -> String {
        match self {
            Self::Md5 => {
                use md5::Digest as _;
                hex(&md5::Md5::digest(text.as_bytes()))
            }
            Self::Sha256 => hex(sha::digest(&sha::SHA256, text.as_bytes()).as_ref()),
        }
    }

    /// HA1 of an account: what is stored in place of its password (RFC 7616, section 3.4.2).
    #[must_use]
    pub fn ha1(self, account: &str, realm: &str, password: &str) -> String {
        self.hex(&format!("{account}:{realm}:{password}"))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}

/// What an `Authorization` header says. Nothing in it is true yet.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// Who it claims to be.
    pub account: String,
    /// The realm it answers for.
    pub realm: String,
    nonce: String,
    uri: String,
    response: String,
    /// The hash it used.
    pub algorithm: Algorithm,
    cnonce: String,
    /// As written: `0000000a` and `0000000A` are hashed differently.
    nc: String,
}

impl Answer {
    /// Reads the value of an `Authorization` or `Proxy-Authorization` header. `None` for anything but a digest with
    /// `qop=auth` and all that it needs, each named once.
    #[must_use]
    pub fn read(value: &str) -> Option<Self> {
        let mut fields = Fields::of(value)?;
        let algorithm = fields.algorithm()?;
        if !fields.take("qop")?.eq_ignore_ascii_case("auth") {
            return None;
        }
        Some(Self {
            account: fields.take("username")?,
            realm: fields.take("realm")?,
            nonce: fields.take("nonce")?,
            uri: fields.take("uri")?,
            response: fields.take("response")?,
            cnonce: fields.take("cnonce")?,
            nc: fields.take("nc")?,
            algorithm,
        })
    }

    /// Whether it was made with this HA1 for a request of this method.
    #[must_use]
    pub fn is_of(&self, ha1: &str, method: &str) -> bool {
        let hash = |text: String| self.algorithm.hex(&text);
        let ha2 = hash(format!("{method}:{}", self.uri));
        let expected = hash(format!("{ha1}:{}:{}:{}:auth:{ha2}", self.nonce, self.nc, self.cnonce));
        let said = self.response.to_ascii_lowercase();
        verify_slices_are_equal(expected.as_bytes(), said.as_bytes()).is_ok()
    }

    /// Whether it was made for a request to this host and port. Users and parameters are left aside: SIPp names none,
    /// stations write them differently, and a count that grows keeps an answer from being used for another request.
    #[must_use]
    pub fn is_for(&self, request_uri: &str) -> bool {
        fn host(uri: &str) -> Option<String> {
            let rest = uri.trim().split_once(':').map(|(_, rest)| rest)?;
            let rest = rest.split([';', '?', '>']).next()?;
            let rest = rest.rsplit('@').next()?;
            Some(rest.strip_suffix(":5060").unwrap_or(rest).to_ascii_lowercase())
        }
        host(&self.uri).is_some_and(|ours| host(request_uri).is_some_and(|theirs| ours == theirs))
    }
}

/// The fields of a header, in the order they stand: `name=token` or `name="quoted"`.
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Those of a digest; `None` for another scheme, and for more than is read.
    pub(crate) fn of(value: &str) -> Option<Self> {
        if value.len() > HEADER_MAX {
            return None;
        }
        let (scheme, rest) = value.trim().split_once(char::is_whitespace)?;
        if scheme.eq_ignore_ascii_case("digest") { Self::read(rest) } else { None }
    }

    fn read(text: &str) -> Option<Self> {
        let mut found: Vec<(String, String)> = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (name, after) = rest.split_once('=')?;
            let name = name.trim().to_ascii_lowercase();
            let after = after.trim_start();
            let (value, after) = match after.strip_prefix('"') {
                Some(quoted) => unquote(quoted)?,
                None => {
                    let end = after.find(',').unwrap_or(after.len());
                    (after[..end].trim().to_owned(), &after[end..])
                }
            };
            if found.len() >= 24 || found.iter().any(|(known, _)| *known == name) {
                return None;
            }
            found.push((name, value));
            let after = after.trim_start();
            rest = match after.strip_prefix(',') {
                Some(more) => more.trim_start(),
                None if after.is_empty() => after,
                None => return None,
            };
        }
        Some(Self(found))
    }

    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(at).1)
    }

    /// The hash, which is MD5 where none is named; `None` for one that is not known.
    pub(crate) fn algorithm(&mut self) -> Option<Algorithm> {
        let Some(name) = self.take("algorithm") else { return Some(Algorithm::Md5) };
        [Algorithm::Md5, Algorithm::Sha256].into_iter().find(|one| name.eq_ignore_ascii_case(one.name()))
    }
}

/// The text up to the closing quote, and what follows.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut escaped = false;
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => {
                value.push(letter);
                escaped = false;
            }
            '\\' => escaped = true,
            '"' => return Some((value, &text[at + 1..])),
            _ => value.push(letter),
        }
    }
    None
}

/// What the nonce of an answer is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// Ours, young, and counted on: the answer stands.
    Good,
    /// Ours once: whoever knows the password gets a new one and need not be asked for it again.
    Stale,
    /// Not ours.
    Foreign,
}

/// The nonces of this process.
pub struct Nonces {
    key: hmac::Key,
    life: Duration,
    used: HashMap<[u8; 16], Used>,
    order: VecDeque<[u8; 16]>,
    /// Nonces made before this moment are stale, whatever their age: one as old was forgotten.
    floor: Duration,
}

struct Used {
    made: Duration,
    count: u32,
}

impl Nonces {
    /// Nonces that live so long. `None` where the machine gives no random bytes.
    #[must_use]
    pub fn new(life: Duration) -> Option<Self> {
        let mut secret = [0; 32];
        rand::fill(&mut secret).ok()?;
        Some(Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &secret),
            life,
            used: HashMap::new(),
            order: VecDeque::new(),
            floor: Duration::ZERO,
        })
    }

    /// A nonce for whoever asks from this address; `now` counts from the start of the process.
    #[must_use]
    pub fn make(&self, now: Duration, from: IpAddr) -> Option<String> {
        let mut raw = [0_u8; 40];
        raw[..8].copy_from_slice(&millis(now).to_be_bytes());
        rand::fill(&mut raw[8..24]).ok()?;
        let seal = self.seal(&raw[..24], from);
        raw[24..].copy_from_slice(&seal);
        Some(URL_SAFE_NO_PAD.encode(raw))
    }

    fn seal(&self, head: &[u8], from: IpAddr) -> [u8; 16] {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(head);
        context.update(from.to_string().as_bytes());
        let mut seal = [0; 16];
        seal.copy_from_slice(&context.sign().as_ref()[..16]);
        seal
    }

    /// Whether the nonce of an answer was given to this address, whenever that was.
    #[must_use]
    pub fn is_ours(&self, from: IpAddr, answer: &Answer) -> bool {
        self.open(from, &answer.nonce).is_some()
    }

    /// Weighs the nonce and the count of an answer whose response is right, and remembers them.
    pub fn weigh(&mut self, now: Duration, from: IpAddr, answer: &Answer) -> Worth {
        let Some((made, name)) = self.open(from, &answer.nonce) else { return Worth::Foreign };
        let count = match u32::from_str_radix(&answer.nc, 16) {
            Ok(count) if answer.nc.len() == 8 && !answer.nc.starts_with('+') && count > 0 => count,
            _ => return Worth::Stale,
        };
        if now.saturating_sub(made) > self.life || made < self.floor {
            return Worth::Stale;
        }
        match self.used.get_mut(&name) {
            Some(used) if count <= used.count => return Worth::Stale,
            Some(used) => used.count = count,
            None => self.remember(name, Used { made, count }),
        }
        Worth::Good
    }

    fn remember(&mut self, name: [u8; 16], used: Used) {
        if self.order.len() >= USED_MAX
            && let Some(oldest) = self.order.pop_front()
            && let Some(gone) = self.used.remove(&oldest)
        {
            self.floor = self.floor.max(gone.made + Duration::from_millis(1));
        }
        self.order.push_back(name);
        self.used.insert(name, used);
    }

    /// When a nonce was made, and its random part; `None` unless we made it for this address.
    fn open(&self, from: IpAddr, nonce: &str) -> Option<(Duration, [u8; 16])> {
        let raw: [u8; 40] = URL_SAFE_NO_PAD.decode(nonce).ok()?.try_into().ok()?;
        verify_slices_are_equal(&self.seal(&raw[..24], from), &raw[24..]).ok()?;
        let made = u64::from_be_bytes(raw[..8].try_into().ok()?);
        Some((Duration::from_millis(made), raw[8..24].try_into().ok()?))
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// The values of the `WWW-Authenticate` headers that ask for any of these, the first the dearest (RFC 8760).
#[must_use]
pub fn challenges(realm: &str, nonce: &str, stale: bool, algorithms: &[Algorithm]) -> Vec<String> {
    let stale = if stale { ", stale=true" } else { "" };
    algorithms
        .iter()
        .map(|algorithm| {
            format!(
                "Digest realm=\"{realm}\", nonce=\"{nonce}\", algorithm={}, qop=\"auth\"{stale}",
                algorithm.name()
            )
        })
        .collect()
}

/// A challenge of another exchange as the stack's client can answer it: one hash, in the stack's spelling, and
/// `qop=auth` alone. `None` for a challenge that it cannot answer.
#[must_use]
pub fn answerable(challenge: &str) -> Option<String> {
    let mut fields = Fields::of(challenge)?;
    let algorithm = match fields.algorithm()? {
        Algorithm::Md5 => Algorithm::Md5.name(),
        Algorithm::Sha256 => STACK_SHA256,
    };
    let mut text = format!("Digest algorithm={algorithm}");
    if let Some(offered) = fields.take("qop") {
        offered.split(',').find(|one| one.trim().eq_ignore_ascii_case("auth"))?;
        text += ", qop=\"auth\"";
    }
    for name in ["realm", "nonce", "opaque", "stale"] {
        match fields.take(name) {
            Some(value) if value.contains(['"', '\\']) => return None,
            Some(value) => write!(text, ", {name}=\"{value}\"").ok()?,
            None if name == "realm" || name == "nonce" => return None,
            None => {}
        }
    }
    Some(text)
}

/// How the stack spells [`Algorithm::Sha256`].
const STACK_SHA256: &str = "SHA256";

/// What the stack's client answers, as others spell it.
#[must_use]
pub fn spelled(answer: &str) -> String {
    answer.replace(&format!("algorithm={STACK_SHA256}"), "algorithm=SHA-256")
}
