//! What is asked of the one who decides, over one bounded queue.

use std::fmt;

use pass::{
    Batch, By, Card, Chain, Digest, FaceId, LibraryKey, Moment, Nonce, PassId, Reason, ToDoor, ToHouse,
};
use tokio::sync::{mpsc, oneshot};

/// Questions that wait. Whoever comes when it is full waits at his reader.
pub const QUEUE: usize = 64;

/// The way to whoever decides.
pub type Asking = mpsc::Sender<Ask>;

/// What a reader read. It cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub enum Presented {
    /// A card.
    Card(Card),
    /// Digits.
    Pin(String),
    /// The text of a code.
    Code(String),
    /// A phone over Bluetooth.
    Token {
        /// Which pass it says.
        pass: PassId,
        /// What the door gave it a moment ago.
        nonce: Nonce,
        /// What it answered.
        mac: Digest,
    },
    /// A face that the recogniser knew.
    Face(FaceId),
    /// A face that nobody knows, or that did not do what was asked.
    Stranger,
}

impl fmt::Debug for Presented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Card(_) => "Card(…)",
            Self::Pin(_) => "Pin(…)",
            Self::Code(_) => "Code(…)",
            Self::Token { .. } => "Token(…)",
            Self::Face(_) => "Face(…)",
            Self::Stranger => "Stranger",
        })
    }
}

/// What a terminal decided by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decided {
    /// The number of this in the terminal's log.
    pub serial: u64,
    /// Whom it knew; nobody where it knew nobody of ours.
    pub who: Option<LibraryKey>,
    /// Which way.
    pub by: By,
    /// Whether it opened.
    pub opened: bool,
    /// When, by its clock.
    pub at: Moment,
}

/// What comes of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It opens.
    Opened,
    /// It stays shut.
    Refused(Reason),
}

/// How things stand, for `courtyard-door status`.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Status {
    /// Version of the list; 0 for none.
    pub list: u64,
    /// When the house last looked at it, in microseconds since the epoch.
    pub made: i64,
    /// How many passes it has.
    pub passes: u32,
    /// Entries of the log.
    pub log: u64,
    /// Those of them that the house does not have.
    pub waiting: usize,
    /// What time it is here, in microseconds since the epoch.
    pub now: i64,
    /// Whether that is sure.
    pub sure: bool,
    /// Whether the house is on the line.
    pub linked: bool,
}

/// One question.
pub enum Ask {
    /// Somebody shows something.
    Show {
        /// What.
        what: Presented,
        /// Where the answer goes.
        reply: oneshot::Sender<Outcome>,
    },
    /// The house says something.
    Told {
        /// What.
        what: Box<ToDoor>,
        /// Where the answers go; none where the house has another log of this door than there is.
        reply: oneshot::Sender<Option<Vec<ToHouse>>>,
    },
    /// The link began or ended.
    Linked(bool),
    /// What the agent has, to begin a conversation with.
    Here(oneshot::Sender<(u64, Chain)>),
    /// What the house does not have of the log.
    Batch(oneshot::Sender<Option<Batch>>),
    /// What the terminal decided by itself.
    Decided {
        /// What.
        what: Decided,
        /// Told when it is on the disk.
        reply: oneshot::Sender<()>,
    },
    /// How far the terminal's log was taken over; nothing where it never was.
    Heard(oneshot::Sender<Option<u64>>),
    /// From which number on the terminal's log is taken over.
    Begins {
        /// That number.
        serial: u64,
        /// Told when it is on the disk.
        reply: oneshot::Sender<()>,
    },
    /// The relay did not do what it was told.
    Stuck {
        /// For which entry.
        opening: u64,
    },
    /// Time went by.
    Tick,
    /// How things stand.
    Status(oneshot::Sender<Status>),
}
