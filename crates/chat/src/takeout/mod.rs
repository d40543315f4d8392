//! What somebody takes along of a conversation: what he may read there, in one signed file that a machine can read.
//!
//! - It holds what its pages show him and nothing else: from the number on at which he came, to that at which he went; what was
//!   taken back says that it was. Names stand in it as words, so that it can be read where nobody knows the ids.
//! - It is signed with the key of the access log, which `audit.checkpoint` publishes: whoever is shown it sees that it is whole.
//! - A file has a bounded number of events, the newest; with the first number of it comes the part before.
//!
//! The format is described in `docs/adr/0027-holds-archives-and-numbers-of-messages.md`. No table: nothing of it is kept.

mod actions;
mod http;

pub(crate) use actions::{DOMAIN, FORMAT};
pub use http::routes;
