//! "My account may be in other hands": one act of its person, or of the desk once it has checked who speaks, stops whatever
//! could be done in his name.
//!
//! - Every session ends at once and none opens, by whatever way; with them goes all that needs one: adding a passkey,
//!   changing a number, paying.
//! - A security case opens in the data-protection queue, and its holders are told.
//! - Only a fresh proof lifts it: a code to the account's number or address. It opens no session; whoever lifted it signs in.
//! - A feature that acts for a person without a session asks [`stands`] first, and one that goes on in his name listens to
//!   `bus::Subject::Freezes`: a meeting that runs puts him out at once.
//!
//! Owns no table: `yard_person.frozen_at`. Tells: `account.frozen`; (notices) `account.frozen`, `account.thawed`,
//! `ticket.security_case`.

mod actions;
mod http;

pub use actions::stands;
pub(crate) use actions::within;
pub use http::routes;
