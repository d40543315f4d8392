//! What a house and the agent at a gate share: passes, signed lists, codes, the log, and the decision.
//!
//! - Whoever decides has everything in hand: no function here reads a file, a socket or a clock.
//! - A list, a slip and an order come from the house, or they are refused: each is signed by its key for doors.
//! - Nothing runs back: neither the version of a list, nor the time a door has seen, nor the count of its log.
//! - A pass is a number. Names, homes and telephone numbers stay in the house.
//!
//! Form, dangers and the rules for time and for a door that is cut off: `docs/adr/0031-doors.md`.

mod bytes;
mod card;
mod clock;
mod code;
mod decide;
mod held;
mod keys;
mod library;
mod link;
mod list;
mod log;
mod moment;
mod pair;
mod passes;
mod text45;
mod tries;
mod week;

pub use bytes::{Digest, DoorId, FaceId, Mac, Nonce, PassId, PublicKey, Short, Signature, Tag, Unreadable};
pub use card::{Card, Form, Misread};
pub use clock::{Clock, Reading, Trust};
pub use code::{BadCode, Code, Fresh, Slip, code_key};
pub use decide::{Reason, Shown, Verdict, decide};
pub use held::{Held, News};
pub use keys::{DoorSecret, Secret, Signer, random, token_mac};
pub use library::{
    DEVICE_MAX, Foreign, LIBRARY_FORM, LIBRARY_MAX, Library, LibraryKey, Mark, Taught, TerminalMaker, Window,
    Wished, library,
};
pub use link::{Answer, Call, Channel, EYES_FORM, FACES_MAX, MESSAGE_MAX, Side, ToDoor, ToHouse, Unheard};
pub use list::{Change, Full, Head, List, NotTaken, PASSES_MAX, SignedHead};
pub use log::{BATCH_MAX, Batch, Broken, Chain, Entry, What};
pub use moment::Moment;
pub use pair::{Invitation, Offer, PairRefused, Paired, Request, STANDS};
pub use passes::{By, Cut, Pass, Priority, Way};
pub use tries::Tries;
pub use week::{Span, Zone};
