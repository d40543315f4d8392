//! Pairing: an agent and a house that never met, by a code that one shows and the other scans.
//!
//! The agent shows its key and a secret of 128 bits that lives for three minutes (`Invitation`). Whoever scans it gives both to
//! the house and says which door it is. Both then prove over the network that they know the secret; the secret of the door
//! follows from it, and never travels.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::bytes::{Digest, DoorId, Nonce, PublicKey, read, written};
use crate::keys::{DoorSecret, Secret, Signer, random, same};

const PREFIX: &str = "courtyard-door:1:";
/// How long an invitation stands.
pub const STANDS: Duration = Duration::from_secs(180);

/// What an agent shows. Its secret cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The agent's key.
    pub agent: PublicKey,
    once: [u8; 16],
}

impl fmt::Debug for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Invitation({})", self.agent)
    }
}

/// No such pairing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, thiserror::Error)]
#[error("the other side does not know the code that was shown")]
pub struct PairRefused;

/// What the agent asks of the house.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The agent's key, by which the house finds the invitation that was scanned.
    pub agent: PublicKey,
    /// Drawn for this.
    pub nonce: Nonce,
    /// Proof that the agent knows the code.
    pub proof: Digest,
}

/// What the house answers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// The house's key for doors.
    pub house: PublicKey,
    /// Which door the agent is at.
    pub door: DoorId,
    /// Drawn for this.
    pub nonce: Nonce,
    /// Proof that the house knows the code.
    pub proof: Digest,
}

/// What both have afterwards.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paired {
    /// The house's key for doors.
    pub house: PublicKey,
    /// Which door.
    pub door: DoorId,
    /// The agent's key.
    pub agent: PublicKey,
    /// The secret of the door.
    pub secret: DoorSecret,
}

impl Invitation {
    /// A new one for this agent.
    #[must_use]
    pub fn new(agent: &Signer) -> Self {
        Self { agent: agent.public(), once: random() }
    }

    /// The text that is shown as a QR code.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{PREFIX}{}:{}", self.agent, written(&self.once))
    }

    /// What the agent sends.
    #[must_use]
    pub fn request(&self) -> Request {
        let nonce = Nonce::new(random());
        let proof = self.key().hmac(&[b"agent", self.agent.bytes(), nonce.bytes()]);
        Request { agent: self.agent, nonce, proof }
    }

    /// The house, which was given the invitation and the door, answers the agent's request.
    ///
    /// # Errors
    /// When whoever asks does not know the code.
    pub fn offer(
        &self,
        request: &Request,
        house: PublicKey,
        door: DoorId,
    ) -> Result<(Offer, Paired), PairRefused> {
        let proof = self.key().hmac(&[b"agent", self.agent.bytes(), request.nonce.bytes()]);
        if request.agent != self.agent || !same(proof.bytes(), request.proof.bytes()) {
            return Err(PairRefused);
        }
        let nonce = Nonce::new(random());
        let proof = self.proof_of_house(request.nonce, nonce, house, door);
        Ok((Offer { house, door, nonce, proof }, self.paired(request.nonce, nonce, house, door)))
    }

    /// The agent takes the house's offer.
    ///
    /// # Errors
    /// When whoever answers does not know the code.
    pub fn accept(&self, request: &Request, offer: &Offer) -> Result<Paired, PairRefused> {
        let proof = self.proof_of_house(request.nonce, offer.nonce, offer.house, offer.door);
        if !same(proof.bytes(), offer.proof.bytes()) {
            return Err(PairRefused);
        }
        Ok(self.paired(request.nonce, offer.nonce, offer.house, offer.door))
    }

    fn key(&self) -> Secret {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&self.once);
        Secret::new(bytes).derive(&[b"courtyard door pairing 1\0"])
    }

    fn proof_of_house(&self, agents: Nonce, own: Nonce, house: PublicKey, door: DoorId) -> Digest {
        let agent = self.agent.bytes();
        self.key().hmac(&[b"house", agent, house.bytes(), door.bytes(), agents.bytes(), own.bytes()])
    }

    fn paired(&self, agents: Nonce, own: Nonce, house: PublicKey, door: DoorId) -> Paired {
        let secret = self.key().derive(&[b"door secret", agents.bytes(), own.bytes()]);
        Paired { house, door, agent: self.agent, secret: DoorSecret::new(secret) }
    }
}

impl FromStr for Invitation {
    type Err = PairRefused;

    fn from_str(text: &str) -> Result<Self, PairRefused> {
        let (agent, once) =
            text.trim().strip_prefix(PREFIX).and_then(|rest| rest.split_once(':')).ok_or(PairRefused)?;
        let agent = agent.parse().map_err(|_| PairRefused)?;
        Ok(Self { agent, once: read(once).map_err(|_| PairRefused)? })
    }
}
