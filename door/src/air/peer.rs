//! One phone over Bluetooth: the door gives it a nonce, it answers once.

use std::time::Duration;

use pass::{Digest, Nonce, PassId, random};
use tokio::time::Instant;

use crate::ask::{Outcome, Presented};

/// A nonce is good for so long: a phone answers within a second.
const LIFE: Duration = Duration::from_secs(20);
/// Answers of one phone that are decided upon within a minute: whoever may open needs one.
const ANSWERS_MAX: u32 = 10;
const MINUTE: Duration = Duration::from_secs(60);
/// Bytes of an answer: the pass and the HMAC.
pub const ANSWER: usize = 16 + 32;

/// What is known of a phone while it is there.
#[derive(Default)]
pub struct Peer {
    given: Option<(Nonce, Instant)>,
    /// Since when its answers are counted, and how many came.
    answers: Option<(Instant, u32)>,
    /// Of an answer that comes in pieces, what came.
    part: Vec<u8>,
    /// What the door did.
    word: String,
}

impl Peer {
    /// A new nonce for it; the one before is good for nothing.
    pub fn nonce(&mut self) -> Nonce {
        let nonce = Nonce::new(random());
        self.given = Some((nonce, Instant::now()));
        nonce
    }

    /// What its answer is to be decided upon. Where no nonce stands it is held against one that nobody knows: it is refused as forged,
    /// and stands in the log.
    pub fn answered(&mut self, pass: PassId, mac: Digest) -> Presented {
        let given = self.given.take().filter(|(_, at)| at.elapsed() < LIFE);
        let nonce = given.map_or_else(|| Nonce::new(random()), |(nonce, _)| nonce);
        Presented::Token { pass, nonce, mac }
    }

    /// Bytes of an answer from `offset` on; what is to be decided upon, when it is whole. `None` where they do not follow on what came.
    pub fn wrote(&mut self, offset: usize, bytes: &[u8]) -> Option<Option<Presented>> {
        if offset == 0 {
            self.part.clear();
        }
        if offset != self.part.len() || offset + bytes.len() > ANSWER {
            self.part.clear();
            return None;
        }
        self.part.extend_from_slice(bytes);
        if self.part.len() < ANSWER {
            return Some(None);
        }
        let whole = std::mem::take(&mut self.part);
        let (pass, mac) = whole.split_first_chunk::<16>()?;
        let mac = mac.first_chunk::<32>()?;
        Some(Some(self.answered(PassId::new(*pass), Digest::new(*mac))))
    }

    /// Whether one more of its answers is decided upon.
    pub fn may_answer(&mut self) -> bool {
        let running = self.answers.filter(|(since, _)| since.elapsed() < MINUTE);
        let (since, count) = running.unwrap_or_else(|| (Instant::now(), 0));
        self.answers = Some((since, count.saturating_add(1)));
        count < ANSWERS_MAX
    }

    /// What the door did, for whoever reads it.
    pub fn did(&mut self, outcome: Outcome) {
        self.word = word(outcome);
    }

    /// The last of it; nothing before the first.
    #[must_use]
    pub fn word(&self) -> &str {
        &self.word
    }
}

/// `open`, or `shut` and why.
#[must_use]
pub fn word(outcome: Outcome) -> String {
    match outcome {
        Outcome::Opened => "open".to_owned(),
        Outcome::Refused(reason) => {
            let name = serde_json::to_value(reason).unwrap_or_default();
            format!("shut {}", name.as_str().unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ANSWER, ANSWERS_MAX, LIFE, MINUTE, Peer};
    use crate::ask::Presented;
    use pass::Nonce;

    fn nonce_of(shown: Option<Option<Presented>>) -> Nonce {
        match shown {
            Some(Some(Presented::Token { nonce, .. })) => nonce,
            _ => panic!("no whole answer"),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_is_for_the_nonce_that_was_given_once_and_a_moment_ago() {
        let mut peer = Peer::default();
        let given = peer.nonce();
        assert_eq!(nonce_of(peer.wrote(0, &[7; ANSWER])), given);
        assert_ne!(nonce_of(peer.wrote(0, &[7; ANSWER])), given, "the same answer a second time");
        let given = peer.nonce();
        tokio::time::advance(LIFE).await;
        assert_ne!(nonce_of(peer.wrote(0, &[7; ANSWER])), given, "too late");
    }

    #[tokio::test(start_paused = true)]
    async fn of_one_phone_a_few_answers_a_minute_are_decided_upon() {
        let mut peer = Peer::default();
        assert!((0..ANSWERS_MAX).all(|_| peer.may_answer()));
        assert!(!peer.may_answer());
        tokio::time::advance(MINUTE).await;
        assert!(peer.may_answer());
    }

    #[test]
    fn an_answer_in_pieces_is_whole_when_they_follow_on_one_another() {
        let mut peer = Peer::default();
        assert!(peer.wrote(20, &[1]).is_none(), "nothing came before");
        assert_eq!(peer.wrote(0, &[1; 20]), Some(None));
        assert!(peer.wrote(20, &[1; 29]).is_none(), "longer than any answer");
        assert_eq!(peer.wrote(0, &[1; 20]), Some(None));
        assert!(matches!(peer.wrote(20, &[1; 28]), Some(Some(_))));
    }
}
