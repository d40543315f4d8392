//! Proof of work before the first code is sent: a stranger's machine pays, a person hardly notices.
//!
//! The challenge is `base64url(time, random, mac)`; the answer is a decimal nonce such that
//! SHA-256(`challenge:nonce`) begins with enough zero bits. A challenge is good once, for ten minutes.

use aws_lc_rs::{constant_time, digest, hmac, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::{Fault, Timestamp};
use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

const LIFE: Duration = Duration::from_secs(600);
/// Used challenges remembered; older ones have expired long before so many more come.
const USED_MAX: usize = 100_000;
const BODY: usize = 24;

/// Challenges that were answered, and in which order.
type Used = (HashSet<[u8; 16]>, VecDeque<[u8; 16]>);

/// Makes challenges and checks answers.
pub struct Proofs {
    key: hmac::Key,
    bits: u16,
    used: Mutex<Used>,
}

impl Proofs {
    /// With a fresh key: challenges do not outlive the process.
    ///
    /// # Errors
    /// A fault where the machine has no randomness.
    pub fn new(bits: u16) -> Result<Self, Fault> {
        let mut key = [0; 32];
        rand::fill(&mut key).map_err(|_| Fault::new("no randomness"))?;
        Ok(Self { key: hmac::Key::new(hmac::HMAC_SHA256, &key), bits, used: Mutex::default() })
    }

    /// Leading zero bits that are asked for.
    pub const fn bits(&self) -> u16 {
        self.bits
    }

    /// A fresh challenge.
    ///
    /// # Errors
    /// A fault where the machine has no randomness.
    pub fn challenge(&self, now: Timestamp) -> Result<String, Fault> {
        let mut body = [0; BODY];
        body[..8].copy_from_slice(&now.micros().to_be_bytes());
        rand::fill(&mut body[8..]).map_err(|_| Fault::new("no randomness"))?;
        let mac = hmac::sign(&self.key, &body);
        Ok(URL_SAFE_NO_PAD.encode([&body[..], &mac.as_ref()[..16]].concat()))
    }

    /// True where the nonce answers a challenge of ours that is fresh and was not used before.
    pub fn accept(&self, challenge: &str, nonce: &str, now: Timestamp) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(challenge) else { return false };
        let Some((body, mac)) = bytes.split_at_checked(BODY) else { return false };
        let ours = hmac::sign(&self.key, body);
        if constant_time::verify_slices_are_equal(&ours.as_ref()[..16], mac).is_err() || nonce.len() > 20 {
            return false;
        }
        let Some((Ok(at), Ok(id))) = body.split_at_checked(8).map(|(at, id)| (at.try_into(), id.try_into()))
        else {
            return false;
        };
        let made = Timestamp::from_micros(i64::from_be_bytes(at));
        let solved = leading_zero_bits(challenge, nonce) >= u32::from(self.bits);
        solved && now.since(made) <= LIFE && self.remember(id)
    }

    fn remember(&self, id: [u8; 16]) -> bool {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let (set, order) = &mut *used;
        if !set.insert(id) {
            return false;
        }
        order.push_back(id);
        if order.len() > USED_MAX
            && let Some(oldest) = order.pop_front()
        {
            set.remove(&oldest);
        }
        true
    }
}

fn leading_zero_bits(challenge: &str, nonce: &str) -> u32 {
    let digest = digest::digest(&digest::SHA256, format!("{challenge}:{nonce}").as_bytes());
    let mut bits = 0;
    for byte in digest.as_ref() {
        bits += byte.leading_zeros();
        if *byte != 0 {
            break;
        }
    }
    bits
}

/// Solves a challenge (tests and programs).
pub fn solve(challenge: &str, bits: u16) -> String {
    (0_u64..)
        .map(|nonce| nonce.to_string())
        .find(|nonce| leading_zero_bits(challenge, nonce) >= u32::from(bits))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ground::Clock;

    #[test]
    fn an_answer_is_good_once_and_for_ten_minutes() {
        let (proofs, clock) = (Proofs::new(8).unwrap(), Clock::system());
        let challenge = proofs.challenge(clock.now()).unwrap();
        let nonce = solve(&challenge, 8);
        assert!(!proofs.accept(&challenge, "x", clock.now()));
        assert!(proofs.accept(&challenge, &nonce, clock.now()));
        assert!(!proofs.accept(&challenge, &nonce, clock.now()), "used before");
        let stale = proofs.challenge(clock.now()).unwrap();
        clock.advance(Duration::from_secs(601));
        assert!(!proofs.accept(&stale, &solve(&stale, 8), clock.now()));
    }

    #[test]
    fn a_challenge_of_another_house_is_refused() {
        let (ours, theirs, clock) = (Proofs::new(4).unwrap(), Proofs::new(4).unwrap(), Clock::system());
        let challenge = theirs.challenge(clock.now()).unwrap();
        assert!(!ours.accept(&challenge, &solve(&challenge, 4), clock.now()));
        assert!(!ours.accept("", "", clock.now()));
        assert!(!ours.accept("!!!", "1", clock.now()));
    }
}
