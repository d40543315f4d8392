//! One-time keys: 32 random bytes, told once; their SHA-256 is kept.

use aws_lc_rs::{constant_time, digest, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::{Fault, Timestamp};
use std::time::Duration;

use super::Refusal;

/// What a key is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// The first day.
    Setup,
    /// A keeper who lost every way in.
    Recovery,
}

impl Kind {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Recovery => "recovery",
        }
    }

    pub(super) const fn life(self) -> Duration {
        match self {
            Self::Setup => Duration::from_secs(86_400),
            Self::Recovery => Duration::from_secs(3_600),
        }
    }
}

/// A key as it stands in the table.
pub(super) struct Kept {
    pub hash: [u8; 32],
    pub expires_at: Timestamp,
}

/// A fresh key and what is kept of it.
pub(super) fn fresh() -> Result<(String, [u8; 32]), Fault> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).map_err(|_| Fault::new("no randomness"))?;
    let key = URL_SAFE_NO_PAD.encode(bytes);
    let hash = hash(&key);
    Ok((key, hash))
}

fn hash(key: &str) -> [u8; 32] {
    let sum = digest::digest(&digest::SHA256, key.as_bytes());
    sum.as_ref().first_chunk().copied().unwrap_or_default()
}

/// Whether this is the key that is kept, and still good.
pub(super) fn check(kept: Option<&Kept>, key: &str, now: Timestamp) -> Result<(), Refusal> {
    let kept = kept.ok_or(Refusal::KeyWrong)?;
    if constant_time::verify_slices_are_equal(&kept.hash, &hash(key)).is_err() {
        return Err(Refusal::KeyWrong);
    }
    if kept.expires_at <= now { Err(Refusal::KeyExpired) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_key_itself_opens_and_only_in_time() {
        let now = Timestamp::from_micros(1_000_000);
        let (key, hash) = fresh().unwrap();
        let kept = Kept { hash, expires_at: now.plus(Kind::Setup.life()) };
        assert!(check(Some(&kept), &key, now).is_ok());
        let (other, _) = fresh().unwrap();
        assert!(matches!(check(Some(&kept), &other, now), Err(Refusal::KeyWrong)));
        assert!(matches!(check(Some(&kept), "", now), Err(Refusal::KeyWrong)));
        assert!(matches!(check(None, &key, now), Err(Refusal::KeyWrong)));
        let late = now.plus(Kind::Setup.life());
        assert!(matches!(check(Some(&kept), &key, late), Err(Refusal::KeyExpired)));
    }
}
