//! Forwarding: what was said in one conversation is carried into others that one is in.
//!
//! - It is copied and sealed under the key of the conversation to which it goes: taking the first back does not reach the
//!   copy, and the client says so before.
//! - Files go along as copies, bounded in number and bytes; each is opened for whoever forwards as reading it would be.
//! - One by one, or several as one record; whoever forwards reads the first and writes in the other.
//!
//! Owns no table: what is forwarded is a message.

mod actions;
mod http;

pub use http::routes;
