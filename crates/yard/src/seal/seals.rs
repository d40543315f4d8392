//! The keys that requests are sealed to: in memory, and in a file that the house alone can read.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::{Because, Fault, Timestamp};
use rustls::crypto::hpke::HpkePrivateKey;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::envelope::{Envelope, Opened, fresh_pair};
use super::seen::Seen;
use super::{Refusal, rules};

/// Bytes of a key's id, in hexadecimal twice as many signs.
const ID_BYTES: usize = 8;

/// What strangers may know of the present key.
pub struct Published {
    /// Its id.
    pub id: String,
    /// The public half, in base64url.
    pub public: String,
    /// Until when it is published.
    pub until: Timestamp,
}

/// The keys, and which envelopes came.
pub struct Seals {
    file: PathBuf,
    ring: Mutex<Vec<Key>>,
    seen: Mutex<Seen>,
}

struct Key {
    id: String,
    made: Timestamp,
    public: String,
    secret: HpkePrivateKey,
}

/// A key as it stands in the file.
#[derive(Serialize, Deserialize)]
struct Kept {
    id: String,
    made_us: i64,
    public: String,
    secret: String,
}

impl Seals {
    /// Reads `seal.keys` in the folder of keys; what is missing or due is made.
    ///
    /// # Errors
    /// A fault where the file cannot be read or written.
    pub fn open(folder: &Path, now: Timestamp) -> Result<Self, Fault> {
        let file = folder.join("seal.keys");
        let ring = if file.exists() { read(&file)? } else { Vec::new() };
        let seen = Mutex::new(Seen::since(now, rules::SEEN_MAX));
        let seals = Self { file, ring: Mutex::new(ring), seen };
        seals.turn(now)?;
        Ok(seals)
    }

    /// Makes the next key where the present one is due, and destroys those whose time is over.
    ///
    /// # Errors
    /// A fault where the file cannot be written.
    pub fn turn(&self, now: Timestamp) -> Result<(), Fault> {
        self.turned(now).map(drop)
    }

    /// The key to seal to now.
    ///
    /// # Errors
    /// A fault where the next one cannot be kept.
    pub fn published(&self, now: Timestamp) -> Result<Published, Fault> {
        let ring = self.turned(now)?;
        let newest = ring.last().ok_or_else(|| Fault::new("no key for sealed requests"))?;
        let until = newest.made.plus(rules::PUBLISHED);
        Ok(Published { id: newest.id.clone(), public: newest.public.clone(), until })
    }

    /// Opens an envelope, once.
    pub(super) fn unseal(
        &self,
        envelope: &Envelope,
        bound_to: &[u8],
        now: Timestamp,
    ) -> Result<Opened, Refusal> {
        let opened = {
            let ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
            let key = ring.iter().find(|key| key.id == envelope.key && rules::is_good(key.made, now));
            envelope.open(&key.ok_or(Refusal::KeyUnknown)?.secret, bound_to)?
        };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.take(opened.made, envelope.mark()?, now)?;
        Ok(opened)
    }

    fn turned(&self, now: Timestamp) -> Result<std::sync::MutexGuard<'_, Vec<Key>>, Fault> {
        let mut ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        let before = ring.len();
        ring.retain(|key| rules::is_good(key.made, now));
        let mut changed = ring.len() != before;
        if !ring.last().is_some_and(|newest| rules::is_published(newest.made, now)) {
            ring.push(fresh(now)?);
            changed = true;
        }
        if changed {
            write(&self.file, &ring)?;
        }
        Ok(ring)
    }
}

fn fresh(made: Timestamp) -> Result<Key, Fault> {
    let (public, secret) = fresh_pair()?;
    let mut id = [0; ID_BYTES];
    aws_lc_rs::rand::fill(&mut id).because("drawing random bytes")?;
    let id = id.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Key { id, made, public: URL_SAFE_NO_PAD.encode(public), secret })
}

fn read(file: &Path) -> Result<Vec<Key>, Fault> {
    let text = std::fs::read_to_string(file).because("reading seal.keys")?;
    let kept: Vec<Kept> = serde_json::from_str(&text).because("reading seal.keys")?;
    kept.into_iter()
        .map(|kept| {
            let secret = URL_SAFE_NO_PAD.decode(&kept.secret).because("reading a key of seal.keys")?;
            let made = Timestamp::from_micros(kept.made_us);
            Ok(Key { id: kept.id, made, public: kept.public, secret: secret.into() })
        })
        .collect()
}

/// Writes beside, makes durable, then names it: a crash leaves the old keys or the new ones.
fn write(file: &Path, ring: &[Key]) -> Result<(), Fault> {
    let kept: Vec<Kept> = ring
        .iter()
        .map(|key| Kept {
            id: key.id.clone(),
            made_us: key.made.micros(),
            public: key.public.clone(),
            secret: URL_SAFE_NO_PAD.encode(key.secret.secret_bytes()),
        })
        .collect();
    let text = serde_json::to_vec(&kept).because("writing seal.keys")?;
    let beside = file.with_extension("new");
    let mut open = std::fs::OpenOptions::new();
    let mut out =
        open.write(true).create(true).truncate(true).mode(0o600).open(&beside).because("making seal.keys")?;
    out.write_all(&text).because("writing seal.keys")?;
    out.sync_all().because("making seal.keys durable")?;
    std::fs::rename(&beside, file).because("naming seal.keys")
}

#[cfg(test)]
mod tests {
    use super::super::envelope::seal_for;
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use std::time::Duration;

    fn sealed(to: &Published, now: Timestamp) -> Envelope {
        seal_for((&to.id, &to.public), ("POST", "/"), now, "{}").unwrap().0
    }

    #[test]
    fn keys_turn_with_an_overlap_outlive_a_restart_and_are_destroyed() {
        let folder = tempfile::tempdir().unwrap();
        let start = Timestamp::from_micros(1_000_000_000);
        let later = |seconds| start.plus(Duration::from_secs(seconds));
        let seals = Seals::open(folder.path(), start).unwrap();
        let first = seals.published(start).unwrap();
        assert_eq!(seals.published(later(86_399)).unwrap().id, first.id);
        let second = seals.published(later(86_400)).unwrap();
        assert_ne!(second.id, first.id);
        drop(seals);

        let seals = Seals::open(folder.path(), later(86_500)).unwrap();
        assert_eq!(seals.published(later(86_500)).unwrap().id, second.id);
        let now = later(89_000);
        assert!(seals.unseal(&sealed(&first, now), b"POST /", now).is_ok(), "the hour of overlap");
        assert!(seals.unseal(&sealed(&second, now), b"POST /", now).is_ok());
        let now = later(90_001);
        let gone = seals.unseal(&sealed(&first, now), b"POST /", now);
        assert!(matches!(gone, Err(Refusal::KeyUnknown)));
        seals.turn(now).unwrap();

        let file = folder.path().join("seal.keys");
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(!text.contains(&first.id) && text.contains(&second.id));
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn an_envelope_opens_once() {
        let folder = tempfile::tempdir().unwrap();
        let now = Timestamp::from_micros(1_000_000_000);
        let seals = Seals::open(folder.path(), now).unwrap();
        let envelope = sealed(&seals.published(now).unwrap(), now);
        assert!(seals.unseal(&envelope, b"POST /", now).is_ok());
        assert!(matches!(seals.unseal(&envelope, b"POST /", now), Err(Refusal::Replayed)));
    }
}
