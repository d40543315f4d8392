//! The wire: extractors that answer every mistake with problem+json, and who asks.

mod body;
mod caller;

pub use body::{Json, Path, Query, bytes, document_bytes, too_large};
pub use caller::{
    Address, Anyone, AsGuest, COOKIE, ClearSession, HEADER, InOrg, NewSession, NoStore, Reads, SignedIn,
    SignedInAtAll, WithinOrg, cookie,
};
