//! The words between an agent and its house, over one WebSocket.
//!
//! First each sends a number that was never used before (`Call`, `Answer`). Every message after that is signed by whoever
//! sends it, over both numbers, both keys, the door, the direction and its place in the conversation: whoever stands between
//! can break the conversation off, and do nothing else. TLS around it keeps others from reading along.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::bytes::{Digest, DoorId, FaceId, Nonce, PassId, PublicKey, Signature};
use crate::decide::Reason;
use crate::keys::{Signer, random, sha256};
use crate::library::{LibraryKey, Taught, TerminalMaker};
use crate::list::{Change, Full, SignedHead};
use crate::log::{Batch, Chain};
use crate::moment::Moment;
use crate::passes::By;

/// The longest message, in bytes: a whole list of `PASSES_MAX` passes, each as long as one can be. With fourteen stretches of
/// a week such a pass takes 896 bytes of its message, where each quotation mark is two; twenty thousand of them are 17.9 of
/// these 20.9 million bytes, and head and envelope are less than a thousand.
pub const MESSAGE_MAX: usize = 20 * 1024 * 1024;
/// Faces that one agent knows, at most: what it says of them fits into a message.
pub const FACES_MAX: usize = 4_000;
/// The form of what is said about faces that is understood. An agent that says nothing of an eye is told nothing of faces.
pub const EYES_FORM: u16 = 1;
const DOMAIN: &[u8] = b"courtyard door link 1\0";

/// The agent's first word.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// For which door.
    pub door: DoorId,
    /// Drawn for this conversation.
    pub nonce: Nonce,
}

/// The house's first word.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Drawn for this conversation.
    pub nonce: Nonce,
}

impl Call {
    /// A call for a door.
    #[must_use]
    pub fn new(door: DoorId) -> Self {
        Self { door, nonce: Nonce::new(random()) }
    }
}

impl Answer {
    /// An answer.
    #[must_use]
    pub fn fresh() -> Self {
        Self { nonce: Nonce::new(random()) }
    }
}

/// What the house says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "snake_case", deny_unknown_fields)]
pub enum ToDoor {
    /// What time it is; the first thing said.
    Welcome {
        /// The instant.
        now: Moment,
    },
    /// The list as a whole.
    Full(Full),
    /// What changed in it.
    Change(Change),
    /// Nothing changed.
    Still {
        /// The head again, with a later time.
        head: SignedHead,
        /// What time it is.
        now: Moment,
    },
    /// Open, once.
    Open {
        /// The number of this order, for `ToHouse::Done`.
        order: u64,
        /// In whose name.
        pass: PassId,
        /// By telephone or at a desk.
        by: By,
        /// Before when: an order that was on its way for longer opens nothing.
        until: Moment,
    },
    /// A face that is to be known: it stands in the list. Said only to an agent that said it sees.
    Face {
        /// Which.
        face: FaceId,
        /// A photo in JPEG, as base64.
        picture: String,
    },
    /// What the terminal at the door may hold. Said only to an agent that said it has one, and again when it changes.
    Terminal {
        /// Whether it may hold anybody: where not, its library is emptied.
        open: bool,
        /// Whether faces, too.
        faces: bool,
    },
    /// What somebody is known by, for the library of the terminal: he stands in the list. Said only to an agent that said it has one.
    Teach {
        /// What.
        what: Taught,
    },
    /// The log is kept up to here.
    Taken {
        /// Up to this entry.
        chain: Chain,
    },
}

/// What the agent says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "snake_case", deny_unknown_fields)]
pub enum ToHouse {
    /// What it has; the first thing said.
    Here {
        /// The version of its list; 0 for none.
        version: u64,
        /// The last entry of its log.
        chain: Chain,
    },
    /// Entries of its log.
    Log(Batch),
    /// It holds this version now.
    Have {
        /// Which.
        version: u64,
    },
    /// A change did not follow on what it holds.
    Need {},
    /// What came of an order.
    Done {
        /// Which order.
        order: u64,
        /// Why not, where it did not open.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refused: Option<Reason>,
    },
    /// It has an eye; said after `Here`, and when it begins or ceases to see.
    Eyes {
        /// The form of what is said about faces: 1.
        form: u16,
        /// Whether it sees now.
        sees: bool,
        /// Every face that it has.
        holds: Vec<FaceId>,
    },
    /// What became of faces since.
    Faces {
        /// It knows them now.
        held: Vec<FaceId>,
        /// In their photos there is no clear face.
        unfit: Vec<FaceId>,
        /// It has them no longer: neither photo nor template.
        gone: Vec<FaceId>,
    },
    /// It has a terminal with a library; said after `Here`, and when that can or cannot be reached any more.
    Terminal {
        /// The form of what is said about libraries: 1.
        form: u16,
        /// Who made it.
        maker: TerminalMaker,
        /// The number that its maker gave the device, at most [`crate::DEVICE_MAX`] letters; nothing before it was reached. Another
        /// device in its place knows nothing of what the first one still has.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        device: Option<String>,
        /// Whether its library was looked through since it could be reached: only then `holds` says what is there.
        reached: bool,
        /// Everybody who is in the library, as it was asked.
        holds: Vec<LibraryKey>,
        /// How many were removed, as it was looked through, who are in no list.
        foreign: u32,
    },
    /// What became of the library since.
    Library {
        /// They are in it now.
        held: Vec<LibraryKey>,
        /// The terminal does not take them.
        unfit: Vec<LibraryKey>,
        /// They are in it no longer: it was asked after their removal, and did not know them.
        gone: Vec<LibraryKey>,
    },
    /// It is there.
    Pulse {},
}

/// Who of the two one is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// The agent.
    Agent,
    /// The house.
    House,
}

impl Side {
    const fn other(self) -> Self {
        match self {
            Self::Agent => Self::House,
            Self::House => Self::Agent,
        }
    }

    const fn name(self) -> &'static [u8] {
        match self {
            Self::Agent => b"agent",
            Self::House => b"house",
        }
    }
}

/// A message that is not heard. The conversation is over then.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, thiserror::Error)]
pub enum Unheard {
    /// It is none.
    #[error("not a message")]
    Unreadable,
    /// Somebody else sent it, or it belongs to another conversation or place.
    #[error("not signed for this place in this conversation")]
    Unsigned,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    text: String,
    sig: Signature,
}

/// One conversation, after both first words.
pub struct Channel {
    side: Side,
    session: Digest,
    peer: PublicKey,
    said: u64,
    heard: u64,
}

impl Channel {
    /// The conversation between these two that began with these words.
    #[must_use]
    pub fn new(side: Side, call: &Call, answer: &Answer, own: PublicKey, peer: PublicKey) -> Self {
        let (agent, house) = match side {
            Side::Agent => (own, peer),
            Side::House => (peer, own),
        };
        let session = sha256(&[
            DOMAIN,
            call.door.bytes(),
            agent.bytes(),
            house.bytes(),
            call.nonce.bytes(),
            answer.nonce.bytes(),
        ]);
        Self { side, session, peer, said: 0, heard: 0 }
    }

    /// The next message to be sent.
    pub fn say<T: Serialize>(&mut self, own: &Signer, what: &T) -> String {
        let text = serde_json::to_string(what).unwrap_or_default();
        self.said += 1;
        let sig = own.sign(&self.signed(self.side, self.said, &text).each_ref().map(Vec::as_slice));
        serde_json::to_string(&Envelope { text, sig }).unwrap_or_default()
    }

    /// The next message that came.
    ///
    /// # Errors
    /// When it is none, or does not belong here.
    pub fn hear<T: DeserializeOwned>(&mut self, message: &str) -> Result<T, Unheard> {
        let Envelope { text, sig } = serde_json::from_str(message).map_err(|_| Unheard::Unreadable)?;
        let signed = self.signed(self.side.other(), self.heard + 1, &text);
        if !self.peer.verifies(&signed.each_ref().map(Vec::as_slice), &sig) {
            return Err(Unheard::Unsigned);
        }
        self.heard += 1;
        serde_json::from_str(&text).map_err(|_| Unheard::Unreadable)
    }

    fn signed(&self, from: Side, number: u64, text: &str) -> [Vec<u8>; 5] {
        [
            DOMAIN.to_vec(),
            self.session.bytes().to_vec(),
            from.name().to_vec(),
            number.to_be_bytes().to_vec(),
            text.as_bytes().to_vec(),
        ]
    }
}
