//! The test kit: a whole house in a box. People are typed clients; the inside can be rebuilt under them.
//!
//! `House::start()` gives a house on a fresh SQLite file, or on a fresh PostgreSQL database where
//! `COURTYARD_TEST_POSTGRES` names a server. Requests go through the real router, without a socket.

pub mod authenticator;
pub mod broker;
pub mod camera;
mod client;
pub mod cloud;
mod database;
mod declared;
pub mod geocoder;
mod house;
pub mod identity;
mod makers;
pub mod program;
pub mod proofs;
pub mod provider;
pub mod push;
mod sealed;
pub mod site;
pub mod terminal;

pub use authenticator::Authenticator;
pub use client::{Answer, Client};
pub use database::fresh_database;
pub use house::{House, KEEPERS_PASSWORD};
pub use proofs::proved;
pub use sealed::SealKey;
